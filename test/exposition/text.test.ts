import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textFormat } from '../../src/exposition/text.js';
import { family, writtenText } from './written.js';

function gauge(value: number, labels: Record<string, string> = {}) {
  return family('gauge', 'm', { labels, value });
}

async function writtenNumber(value: number): Promise<string> {
  const text = await writtenText([gauge(value)]);
  return text.split('\n')[2] ?? '';
}

/** Reads a label value as the format's description has it, left to right. */
function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

describe('the text format', () => {
  it('is served as version 0.0.4', () => {
    assert.equal(textFormat.mediaTypes[0], 'text/plain; version=0.0.4; charset=utf-8');
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
    it(`writes the number ${text}`, async () => {
      assert.equal(await writtenNumber(value), `m ${text}`);
    });
  }

  it('loses nothing of any number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
        const text = await writtenNumber(value);
        assert.equal(Number(text.slice(2)), value === 0 ? 0 : value);
      }),
    );
  });

  it('keeps every label value on one line, and readable again', async () => {
    const hostile = fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'n', '{', '}', ',', ' ', '🚒') });
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const text = await writtenText([gauge(1, { a: value })]);
        const lines = text.split('\n');
        const [, shown = ''] = /^m\{a="(.*)"\} 1$/.exec(lines[2] ?? '') ?? [];
        assert.deepEqual([lines.length, unescape(shown)], [4, value]);
      }),
    );
  });

  it('escapes backslashes and line ends in help texts, but no quotes', async () => {
    const hostile = { ...gauge(1), help: 'Say "a\\b"\nand c.' };
    assert.equal(await writtenText([hostile]), '# HELP m Say "a\\\\b"\\nand c.\n# TYPE m gauge\nm 1\n');
  });

  it('leaves out families without samples', async () => {
    const empty = [family('counter', 'a'), family('histogram', 'b')];
    assert.equal(await writtenText([...empty, gauge(2)]), '# HELP m The m.\n# TYPE m gauge\nm 2\n');
  });

  it('writes a histogram with its labels, cumulative buckets up to +Inf, sum and count, and no more', async () => {
    const histogram = family(
      'histogram',
      'h',
      {
        labels: { a: 'x' },
        bounds: [0.5, 10],
        cumulativeCounts: [1, 3, 4],
        sum: 12.25,
        createdAt: 1,
        exemplars: [undefined, { labels: { page_id: 'p' }, value: 3, at: 5 }, undefined],
      },
      { labels: {}, bounds: [], cumulativeCounts: [0], sum: 0 },
    );
    const text = await writtenText([histogram]);
    assert.deepEqual(text.split('\n'), [
      '# HELP h The h.',
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
