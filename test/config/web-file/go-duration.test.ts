import assert from 'node:assert/strict';
import { parseGoDuration } from '../../../src/config/web-file/go-duration.js';

const rows: [text: string, milliseconds: number | undefined][] = [
  ['0', 0],
  ['0s', 0],
  ['1s', 1000],
  ['1h15m30.5s', 4_530_500],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['250ms', 250],
  ['2000000', 2],
  ['1500us', 1.5],
  ['1500µs', 1.5],
  ['', undefined],
  ['s', undefined],
  ['1', 1e-6],
  ['1.5', 1e-6],
  ['+1s', 1000],
  ['0x10', 16e-6],
  ['1_000_000', 1],
  ['2562047h', 9_223_369_200_000],
  ['2562048h', undefined],
  ['-1s', undefined],
  ['1d', undefined],
  ['1 s', undefined],
  ['1s2', undefined],
  ['.s', undefined],
];

describe('a duration as Go writes it', () => {
  for (const [text, milliseconds] of rows) {
    it(`${JSON.stringify(text)} is ${milliseconds ?? 'refused'}`, () => {
      const parsed = parseGoDuration(text);
      assert.equal(parsed === undefined ? undefined : Math.round(parsed * 1e6) / 1e6, milliseconds);
    });
  }
});
