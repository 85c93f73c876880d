import assert from 'node:assert/strict';
import { parseYamlInteger } from '../../../src/config/web-file/yaml-integer.js';

const rows: [text: string, value: number | undefined][] = [
  ['0', 0],
  ['20', 20],
  ['+20', 20],
  ['1_000', 1000],
  ['0x10', 16],
  ['0X1f', 31],
  ['0b101', 5],
  ['0o17', 15],
  ['017', 15],
  ['+017', 15],
  ['08', 8],
  ['5.0', 5],
  ['5.9', 5],
  ['.9', 0],
  ['1e3', 1000],
  ['5000000000', 5_000_000_000],
  ['9223372036854775808', undefined],
  ['1e400', undefined],
  ['', undefined],
  ['_1', undefined],
  ['-1', undefined],
  ['.', undefined],
  ['0x', undefined],
  ['1e', undefined],
  ['1 0', undefined],
  ['.inf', undefined],
  ['Infinity', undefined],
  ['five', undefined],
];

describe('a whole number of YAML 1.1', () => {
  for (const [text, value] of rows) {
    it(`${JSON.stringify(text)} is ${value ?? 'refused'}`, () => assert.equal(parseYamlInteger(text), value));
  }
});
