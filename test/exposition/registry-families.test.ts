import assert from 'node:assert/strict';
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { readRegistry } from '../../src/exposition/registry-families.js';

describe('what prom-client holds', () => {
  it('is read as families of counters, gauges and histograms', async () => {
    const registry = new Registry();
    const registers = [registry];
    new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'], registers }).inc({ a: 'x' }, 2);
    new Counter({ name: 'none_total', help: 'None.', labelNames: ['a'], registers });
    new Gauge({ name: 'g', help: 'G.', registers }).set(-0.5);
    const histogram = new Histogram({ name: 'h', help: 'H.', labelNames: ['a'], buckets: [0.5, 1], registers });
    for (const [a, value] of [
      ['x', 0.25],
      ['y', 3],
      ['x', 0.5],
      ['x', 2],
    ] as const)
      histogram.observe({ a }, value);
    assert.deepEqual(await readRegistry(registry, 1000), [
      { name: 'c_total', help: 'C.', type: 'counter', blocks: [[{ labels: { a: 'x' }, value: 2, createdAt: 1000 }]] },
      { name: 'none_total', help: 'None.', type: 'counter', blocks: [[]] },
      { name: 'g', help: 'G.', type: 'gauge', blocks: [[{ labels: {}, value: -0.5 }]] },
      {
        name: 'h',
        help: 'H.',
        type: 'histogram',
        blocks: [
          [
            { labels: { a: 'x' }, bounds: [0.5, 1], cumulativeCounts: [2, 2, 3], sum: 2.75, createdAt: 1000 },
            { labels: { a: 'y' }, bounds: [0.5, 1], cumulativeCounts: [0, 0, 1], sum: 3, createdAt: 1000 },
          ],
        ],
      },
    ]);
  });

  it('is refused when no writer knows its type', async () => {
    const registry = new Registry();
    new Summary({ name: 's', help: 'S.', registers: [registry] });
    await assert.rejects(readRegistry(registry, 1000), { message: 's is a summary, which no writer knows' });
  });
});
