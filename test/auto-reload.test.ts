import assert from 'node:assert/strict';
import { autoReload } from '../src/auto-reload.js';

/** Reloads what has these contents at one look after another; 1 is loaded at first. Ends after the last look. */
async function reloadsOf(...looks: readonly number[]): Promise<string[]> {
  const stopping = new AbortController();
  const left = [...looks];
  const events: string[] = [];
  let now = 1;
  let loaded = 1;
  const file = {
    get loaded() {
      return String(loaded);
    },
    fingerprint: () => {
      now = left.shift() ?? now;
      if (left.length === 0) stopping.abort();
      return Promise.resolve(String(now));
    },
  };
  const reload = () => {
    loaded = now;
    events.push(`loads ${now}`);
    return Promise.resolve();
  };
  await autoReload({ file, intervalMs: 1, reload }, stopping.signal);
  return events;
}

describe('automatic reloading', () => {
  const rows: readonly (readonly [string, readonly number[], readonly string[]])[] = [
    ['leaves alone what is loaded', [1, 1, 1, 1], []],
    ['loads what has changed, once', [1, 2, 2, 2, 2, 2], ['loads 2']],
    ['waits while the content goes on changing', [2, 3, 4, 5, 5, 5, 5], ['loads 5']],
    ['leaves alone what is again as it was', [2, 1, 1, 1, 1], []],
    ['loads one change after the other', [2, 2, 2, 3, 3, 3, 1, 1, 1], ['loads 2', 'loads 3', 'loads 1']],
  ];
  for (const [what, looks, expected] of rows) {
    it(what, async () => assert.deepEqual(await reloadsOf(...looks), expected));
  }

  it('leaves alone what somebody else has had loaded while it settled', async () => {
    const stopping = new AbortController();
    let looks = 0;
    const file = {
      loaded: 'old',
      fingerprint: () => {
        looks += 1;
        // Between the first look that shows it and the second.
        if (looks === 2) file.loaded = 'new';
        if (looks === 4) stopping.abort();
        return Promise.resolve('new');
      },
    };
    const reload = () => assert.fail('reloads');
    await autoReload({ file, intervalMs: 1, reload }, stopping.signal);
    assert.equal(looks, 4);
  });

  it('reloads nothing any more when it is stopped while it looks', async () => {
    const stopping = new AbortController();
    const file = {
      loaded: 'old',
      fingerprint: (signal?: AbortSignal) =>
        new Promise<string>((resolve) => {
          if (file.looks === 2) stopping.abort();
          file.looks += 1;
          if (signal?.aborted === true || file.looks < 3) resolve('new');
        }),
      looks: 1,
    };
    await autoReload({ file, intervalMs: 1, reload: () => assert.fail('reloads') }, stopping.signal);
    assert.equal(file.looks, 3);
  });
});
