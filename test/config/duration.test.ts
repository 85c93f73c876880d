import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/config/duration.js';

describe('duration', () => {
  const rows: [text: string, expectedMs: number | undefined][] = [
    ['0', 0],
    ['0s', 0],
    ['1ms', 1],
    ['500ms', 500],
    ['30s', 30_000],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['24h', 86_400_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1y', 31_536_000_000],
    ['1y2w3d4h5m6s7ms', 33_019_506_007],
    ['', undefined],
    ['1', undefined],
    ['00', undefined],
    ['s', undefined],
    ['1.5h', undefined],
    ['-1s', undefined],
    ['+1s', undefined],
    ['1 s', undefined],
    [' 1s', undefined],
    ['1s\n', undefined],
    ['1S', undefined],
    ['1m1h', undefined],
    ['1s1s', undefined],
    ['1µs', undefined],
    ['1e3s', undefined],
    ['٣s', undefined],
    ['300000y', undefined],
    [`${'9'.repeat(400)}s`, undefined],
  ];
  for (const [text, expectedMs] of rows) {
    it(`reads ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(parseDuration(text), expectedMs));
  }

  const written: [durationMs: number, expected: string][] = [
    [0, '0s'],
    [1, '1ms'],
    [1500, '1s500ms'],
    [60_000, '1m'],
    [86_400_000, '1d'],
    [90_000_000, '25h'],
    [1_209_600_000, '2w'],
    [2_592_000_000, '30d'],
    [31_536_000_000, '1y'],
  ];
  for (const [durationMs, expected] of written) {
    it(`writes ${durationMs} ms as Prometheus does`, () => assert.equal(formatDuration(durationMs), expected));
  }

  it('reads what it has written', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (durationMs) => {
        assert.equal(parseDuration(formatDuration(durationMs)), durationMs);
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const durationMs = parseDuration(text);
        assert.ok(durationMs === undefined || Number.isSafeInteger(durationMs));
      }),
    );
  });
});
