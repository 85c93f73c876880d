import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Family } from '../../src/exposition/family.js';
import { textContentType, writeText } from '../../src/exposition/text.js';

function gauge(value: number, labels: Record<string, string> = {}): Family {
  return { name: 'm', help: 'A gauge.', type: 'gauge', samples: [{ labels, value }] };
}

function written(value: number): string {
  return writeText([gauge(value)]).split('\n')[2] ?? '';
}

/** Reads a label value as the format's description has it, left to right. */
function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

describe('the text format', () => {
  it('is served as version 0.0.4', () => {
    assert.equal(textContentType, 'text/plain; version=0.0.4; charset=utf-8');
  });

  const numbers: [value: number, text: string][] = [
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-3, '-3'],
    [0.1, '0.1'],
    [1_747_731_600.058, '1747731600.058'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'NaN'],
  ];
  for (const [value, text] of numbers) {
    it(`writes the number ${text}`, () => {
      assert.equal(written(value), `m ${text}`);
    });
  }

  it('loses nothing of any number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.equal(Number(written(value).slice(2)), value === 0 ? 0 : value);
      }),
    );
  });

  it('keeps every label value on one line, and readable again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'n', '{', '}', ',', ' ', '🚒') }), (value) => {
        const lines = writeText([gauge(1, { a: value })]).split('\n');
        const [, shown = ''] = /^m\{a="(.*)"\} 1$/.exec(lines[2] ?? '') ?? [];
        assert.deepEqual([lines.length, unescape(shown)], [4, value]);
      }),
    );
  });

  it('escapes backslashes and line ends in help texts, but no quotes', () => {
    const family: Family = { ...gauge(1), help: 'Say "a\\b"\nand c.' };
    assert.equal(writeText([family]), '# HELP m Say "a\\\\b"\\nand c.\n# TYPE m gauge\nm 1\n');
  });

  it('leaves out families without samples', () => {
    const empty: Family[] = [
      { name: 'a', help: 'A.', type: 'counter', samples: [] },
      { name: 'b', help: 'B.', type: 'histogram', samples: [] },
    ];
    assert.equal(writeText([...empty, gauge(2)]), '# HELP m A gauge.\n# TYPE m gauge\nm 2\n');
  });

  it('writes a histogram with its labels, cumulative buckets up to +Inf, sum and count', () => {
    const histogram: Family = {
      name: 'h',
      help: 'A histogram.',
      type: 'histogram',
      samples: [
        { labels: { a: 'x' }, bounds: [0.5, 10], cumulativeCounts: [1, 3, 4], sum: 12.25 },
        { labels: {}, bounds: [], cumulativeCounts: [0], sum: 0 },
      ],
    };
    assert.deepEqual(writeText([histogram]).split('\n'), [
      '# HELP h A histogram.',
      '# TYPE h histogram',
      'h_bucket{a="x",le="0.5"} 1',
      'h_bucket{a="x",le="10"} 3',
      'h_bucket{a="x",le="+Inf"} 4',
      'h_sum{a="x"} 12.25',
      'h_count{a="x"} 4',
      'h_bucket{le="+Inf"} 0',
      'h_sum 0',
      'h_count 0',
      '',
    ]);
  });
});
