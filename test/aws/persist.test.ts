import assert from 'node:assert/strict';
import { persist } from '../../src/aws/persist.js';
import { Fault, type Reason } from '../../src/core/fault.js';

/** What comes of asking when the answers fail for these reasons in turn and succeed then, and how often was asked. */
async function outcome(...reasons: readonly Reason[]): Promise<{ end: string; asked: number }> {
  let asked = 0;
  const ask = () => {
    const reason = reasons[asked];
    asked += 1;
    return reason === undefined ? Promise.resolve('answer') : Promise.reject(new Fault(reason, 'scripted'));
  };
  const { signal } = new AbortController();
  const end = await persist(ask, { tries: 5, signal, random: () => 0 }).catch(
    (error: unknown) => (error as Fault).reason,
  );
  return { end, asked };
}

describe('going on with a listing', () => {
  const rows: readonly (readonly [string, readonly Reason[], { end: string; asked: number }])[] = [
    ['takes an answer that comes', [], { end: 'answer', asked: 1 }],
    ['asks again for what is over after a moment', ['throttled', 'internal', 'network'], { end: 'answer', asked: 4 }],
    ['gives up at the fifth time', Array<Reason>(9).fill('throttled'), { end: 'throttled', asked: 5 }],
    ['does not ask again after a hanging answer', ['timeout'], { end: 'timeout', asked: 1 }],
    ['does not ask again for what makes no sense', ['malformed'], { end: 'malformed', asked: 1 }],
    ['does not ask again after a refusal', ['throttled', 'access_denied'], { end: 'access_denied', asked: 2 }],
  ];
  for (const [name, reasons, expected] of rows) {
    it(name, async () => assert.deepEqual(await outcome(...reasons), expected));
  }

  it('waits as long as the service asks for, and no longer than its caller', async () => {
    const stopping = new AbortController();
    const throttled = new Fault('throttled', 'scripted', { retryAfterSeconds: 3600 });
    const going = persist(() => Promise.reject(throttled), { tries: 5, signal: stopping.signal, random: () => 0 });
    stopping.abort();
    await assert.rejects(going, { name: 'AbortError' });
  });

  it('passes on at once what is no fault', async () => {
    const mistake = new TypeError('scripted');
    const options = { tries: 5, signal: new AbortController().signal, random: () => 0 };
    await assert.rejects(
      persist(() => Promise.reject(mistake), options),
      mistake,
    );
  });
});
