import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCall } from '../../src/aws/call.js';
import { Fault } from '../../src/core/fault.js';
import { createFakePace, type FakePace } from './fake-pace.js';
import { createRecorder, failure } from './wire.js';

const operation = 'ListEngagements';
const reason = new Error('shutting down');

/** A call over this pace, with all that can be heard of it in the order of the steps. */
function script(pace: FakePace, requestTimeoutMs = 1000) {
  const observer = createRecorder();
  const call = createCall({ pace, observer, requestTimeoutMs });
  const attempts: string[] = [];
  const attempt = async <T>(send: () => T | Promise<T>, signal = new AbortController().signal) =>
    call(
      operation,
      async () => {
        attempts.push('attempt');
        return send();
      },
      signal,
    );
  return { attempt, heard: () => ({ pace: pace.heard, attempts, observed: observer.heard }) };
}

describe('aws pace', () => {
  it('is told of what was served, once for each attempt', async () => {
    const { attempt, heard } = script(createFakePace());
    const results = [await attempt(() => 'one'), await attempt(() => 'two')];
    assert.deepEqual(
      { results, ...heard() },
      {
        results: ['one', 'two'],
        pace: ['admit ListEngagements', 'served', 'admit ListEngagements', 'served'],
        attempts: ['attempt', 'attempt'],
        observed: ['ListEngagements', 'ListEngagements'],
      },
    );
  });

  const throttled = { name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 400 } };
  const failures: { title: string; thrown: unknown; reason: string; told: string[] }[] = [
    { title: 'a throttled one', thrown: throttled, reason: 'throttled', told: ['throttled 0'] },
    {
      title: 'a throttled one with a pause',
      thrown: { ...throttled, RetryAfterSeconds: 7200 },
      reason: 'throttled',
      told: ['throttled 7200'],
    },
    {
      title: 'one that the service could not serve, pause or not',
      thrown: new Fault('internal', 'scripted', { retryAfterSeconds: 30 }),
      reason: 'internal',
      told: [],
    },
    { title: 'one denied', thrown: new Fault('access_denied', 'scripted'), reason: 'access_denied', told: [] },
    { title: 'one that nobody can read', thrown: new Fault('malformed', 'scripted'), reason: 'malformed', told: [] },
    { title: 'one without a connection', thrown: { code: 'ECONNRESET' }, reason: 'network', told: [] },
  ];
  for (const { title, thrown, reason, told } of failures) {
    it(`hears of ${title}: ${told.join() || 'nothing'}`, async () => {
      const { attempt, heard } = script(createFakePace());
      await failure(attempt(() => Promise.reject(thrown as Error)));
      assert.deepEqual(heard(), {
        pace: ['admit ListEngagements', ...told],
        attempts: ['attempt'],
        observed: [`ListEngagements ${reason}`],
      });
    });
  }

  it('hears nothing of one that took too long', async () => {
    const { attempt, heard } = script(createFakePace(), 20);
    await failure(attempt(() => new Promise(() => undefined)));
    assert.deepEqual(heard(), {
      pace: ['admit ListEngagements'],
      attempts: ['attempt'],
      observed: ['ListEngagements timeout'],
    });
  });

  it('holds an attempt back until it admits it', async () => {
    const pace = createFakePace({ isOpen: false });
    const { attempt, heard } = script(pace);
    const asked = attempt(() => 'answer');
    await sleep(30);
    const before = structuredClone(heard());
    pace.open();
    assert.deepEqual(
      { before, result: await asked, after: heard() },
      {
        before: { pace: ['admit ListEngagements'], attempts: [], observed: [] },
        result: 'answer',
        after: { pace: ['admit ListEngagements', 'served'], attempts: ['attempt'], observed: ['ListEngagements'] },
      },
    );
  });

  it('is waited for outside of the deadline and of the duration', async () => {
    const pace = createFakePace({ isOpen: false });
    const durations: number[] = [];
    const observer = { ...createRecorder(), requested: (_: string, seconds: number) => void durations.push(seconds) };
    const call = createCall({ pace, observer, requestTimeoutMs: 250 });
    const asked = call(operation, () => Promise.resolve('answer'), new AbortController().signal);
    await sleep(500);
    pace.open();
    assert.deepEqual(
      { result: await asked, short: durations.map((seconds) => seconds < 0.25) },
      { result: 'answer', short: [true] },
    );
  });

  it('is not waited for after an abort, which nobody is told of', async () => {
    const stop = new AbortController();
    const { attempt, heard } = script(createFakePace({ isOpen: false }));
    const asked = failure(attempt(() => 'answer', stop.signal));
    stop.abort(reason);
    assert.deepEqual(
      { result: await asked, ...heard() },
      { result: reason, pace: ['admit ListEngagements'], attempts: [], observed: [] },
    );
  });

  it('hears nothing of an attempt that its caller gave up, before it began or after', async () => {
    const early = new AbortController();
    const late = new AbortController();
    const { attempt, heard } = script(createFakePace());
    const asked = failure(attempt(() => 'answer', early.signal));
    early.abort(reason);
    const results = [
      await asked,
      await failure(
        attempt(() => {
          late.abort(reason);
          return new Promise(() => undefined);
        }, late.signal),
      ),
    ];
    assert.deepEqual(
      { results, ...heard() },
      {
        results: [reason, reason],
        pace: ['admit ListEngagements', 'admit ListEngagements'],
        attempts: ['attempt'],
        observed: [],
      },
    );
  });

  it('is not asked for room by a caller that has already stopped', async () => {
    const { attempt, heard } = script(createFakePace());
    const result = await failure(attempt(() => 'answer', AbortSignal.abort(reason)));
    assert.deepEqual({ result, ...heard() }, { result: reason, pace: [], attempts: [], observed: [] });
  });
});
