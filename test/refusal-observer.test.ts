import assert from 'node:assert/strict';
import type { Refusal } from '../src/core/refusal.js';
import { createRefusalObserver } from '../src/refusal-observer.js';

/** What is counted and logged of these refusals, each so many milliseconds after the start. */
function observe(...refusals: readonly [atMs: number, refusal: Refusal][]) {
  const counted: string[] = [];
  const logged: unknown[] = [];
  let now = 0;
  const refused = createRefusalObserver({
    instruments: { refused: (reason) => void counted.push(reason) },
    logger: { warn: (...told: unknown[]) => void logged.push(told) },
    time: { now: () => now },
  });
  for (const [atMs, refusal] of refusals) {
    now = atMs;
    refused(refusal);
  }
  return { counted, logged };
}

const address = '192.0.2.7';

describe('who is not let in', () => {
  const rows: [refusal: Refusal, fields: Record<string, unknown>, message: string][] = [
    [
      { reason: 'certificate', address, detail: 'no allowed SAN' },
      { client: address, error: 'no allowed SAN' },
      'a client is refused: it has no certificate that will do',
    ],
    [
      { reason: 'host', address, detail: `${'a'.repeat(300)}.example.com` },
      { client: address, host: 'a'.repeat(255) },
      'a request is refused: no name of this host; if it is one, web.allowedHosts can have it',
    ],
    [
      { reason: 'password', address: undefined, detail: 'wrong' },
      { client: undefined, error: 'wrong' },
      'a request is refused: it needs a user and a password',
    ],
    [
      { reason: 'busy', address },
      { client: address },
      'a request is refused: too many passwords are waiting to be checked',
    ],
    [{ reason: 'rate', address }, { client: address }, 'a request is refused: there are more than rate_limit allows'],
    [
      { reason: 'origin', address, detail: 'null' },
      { client: address, origin: 'null' },
      'a request is refused: pages of other origins may only read',
    ],
  ];
  for (const [refusal, fields, message] of rows) {
    const { reason } = refusal;
    it(`for ${reason} is counted and told`, () => {
      assert.deepEqual(observe([0, refusal]), {
        counted: [reason],
        logged: [[{ reason, ...fields, refused: 1 }, message]],
      });
    });
  }

  it('is counted each time, and told once a minute for each reason, with how many there were since', () => {
    const rate = (client: string): Refusal => ({ reason: 'rate', address: client });
    const busy: Refusal = { reason: 'busy', address };
    const { counted, logged } = observe(
      [1000, rate('a')],
      [1001, rate('b')],
      [2000, busy],
      [60_999, rate('c')],
      [61_000, rate('d')],
      [120_999, rate('e')],
      [500_000, rate('f')],
      [900_000, rate('g')],
    );
    const [ofRate, ofBusy] = [rows[4]?.[2], rows[3]?.[2]];
    assert.deepEqual(
      { counted, logged },
      {
        counted: ['rate', 'rate', 'busy', 'rate', 'rate', 'rate', 'rate', 'rate'],
        logged: [
          [{ reason: 'rate', client: 'a', refused: 1 }, ofRate],
          [{ reason: 'busy', client: address, refused: 1 }, ofBusy],
          [{ reason: 'rate', client: 'd', refused: 3 }, ofRate],
          [{ reason: 'rate', client: 'f', refused: 2 }, ofRate],
          [{ reason: 'rate', client: 'g', refused: 1 }, ofRate],
        ],
      },
    );
  });
});
