import assert from 'node:assert/strict';
import { durationText } from '../../../src/web/pages/duration-text.js';

describe('a duration', () => {
  const rows: [seconds: number, text: string][] = [
    [-3, '0 s'],
    [0.9, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h 0 min'],
    [11_520, '3 h 12 min'],
    [86_399, '23 h 59 min'],
    [86_400, '1 d 0 h'],
    [200_000, '2 d 7 h'],
  ];
  for (const [seconds, text] of rows) {
    it(`of ${seconds} seconds is ${text}, in one line`, () => {
      assert.equal(durationText(seconds), text.replaceAll(' ', '\u00a0'));
    });
  }
});
