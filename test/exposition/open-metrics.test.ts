import assert from 'node:assert/strict';
import { openMetricsFormat } from '../../src/exposition/open-metrics.js';
import { family, writtenText } from './written.js';

const format = openMetricsFormat({ createdSamples: false });
const withCreated = openMetricsFormat({ createdSamples: true });

const counter = family('counter', 'a_total', {
  labels: { b: 'c' },
  value: 3,
  createdAt: 1_000_250,
  exemplar: { labels: { page_id: 'p"\\\n🚒', incident_id: 'i' }, value: 1, at: 1_747_731_600_058 },
});
const histogram = family('histogram', 'd_seconds', {
  labels: {},
  bounds: [1],
  cumulativeCounts: [0, 2],
  sum: 7,
  createdAt: 2000,
  exemplars: [undefined, { labels: { page_id: 'p' }, value: 4.5, at: 5000 }],
});

describe('OpenMetrics', () => {
  it('is served as version 1.0.0', () => {
    assert.deepEqual(format.mediaTypes, ['application/openmetrics-text; version=1.0.0; charset=utf-8']);
  });

  it('calls a counter by its name without _total, and gives its exemplar', async () => {
    const text = await writtenText([counter], format);
    assert.deepEqual(text.split('\n'), [
      '# HELP a The a_total.',
      '# TYPE a counter',
      'a_total{b="c"} 3 # {page_id="p\\"\\\\\\n🚒",incident_id="i"} 1 1747731600.058',
      '# EOF',
      '',
    ]);
  });

  it('gives the unit, canonical bounds, and the exemplar of a bucket', async () => {
    const text = await writtenText([histogram], format);
    assert.deepEqual(text.split('\n'), [
      '# HELP d_seconds The d_seconds.',
      '# TYPE d_seconds histogram',
      '# UNIT d_seconds seconds',
      'd_seconds_bucket{le="1.0"} 0',
      'd_seconds_bucket{le="+Inf"} 2 # {page_id="p"} 4.5 5',
      'd_seconds_sum 7',
      'd_seconds_count 2',
      '# EOF',
      '',
    ]);
  });

  it('tells when a counter or a histogram began if it is told to', async () => {
    const text = await writtenText([counter, histogram, family('gauge', 'g', { labels: {}, value: 1 })], withCreated);
    assert.deepEqual(
      text.split('\n').filter((line) => line.includes('_created')),
      ['a_created{b="c"} 1000.25', 'd_seconds_created 2'],
    );
  });

  it('escapes quotes in help texts', async () => {
    const text = await writtenText(
      [{ ...family('gauge', 'g', { labels: {}, value: 1 }), help: 'A "b"\\\nc.' }],
      format,
    );
    assert.equal(text.split('\n')[0], '# HELP g A \\"b\\"\\\\\\nc.');
  });

  const units: [name: string, unit: string | undefined][] = [
    ['cpu_seconds_total', '# UNIT cpu_seconds seconds'],
    ['memory_bytes', '# UNIT memory_bytes bytes'],
    ['seconds_spent', undefined],
    ['pages_total', undefined],
  ];
  for (const [name, unit] of units) {
    it(`says ${unit ?? 'no unit'} of ${name}`, async () => {
      const type = name.endsWith('_total') ? 'counter' : 'gauge';
      const text = await writtenText([family(type, name, { labels: {}, value: 0 })], format);
      assert.equal(
        text.split('\n').find((line) => line.startsWith('# UNIT')),
        unit,
      );
    });
  }

  // As strconv.FormatFloat(bound, 'g', -1, 64) of Go has it, and ".0" where that looks like an integer.
  const bounds: [bound: number, text: string][] = [
    [1, '1.0'],
    [0.5, '0.5'],
    [86_400, '86400.0'],
    [999_999, '999999.0'],
    [999_999.5, '999999.5'],
    [1_000_000, '1e+06'],
    [2_592_000, '2.592e+06'],
    [1_234_567.5, '1.2345675e+06'],
    [1e21, '1e+21'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [0.0000123, '1.23e-05'],
  ];
  for (const [bound, text] of bounds) {
    it(`writes the bound ${bound} as ${text}`, async () => {
      const of = family('histogram', 'h', { labels: {}, bounds: [bound], cumulativeCounts: [0, 0], sum: 0 });
      const lines = (await writtenText([of], format)).split('\n');
      assert.equal(lines[2], `h_bucket{le="${text}"} 0`);
    });
  }

  it('ends with # EOF when there is nothing to tell', async () => {
    assert.equal(await writtenText([family('gauge', 'g')], format), '# EOF\n');
  });
});
