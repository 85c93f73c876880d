import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { waitFor } from '../e2e/wait.js';
import { startDemo, untilReplayIsOver, type Demo } from './demo.js';
import { familiesWithExemplars, possibleIn } from './exemplar-stories.js';
import { fetchAs, needPythonReader, readByPython } from './python-reader.js';
import type { PythonFormat, ReadFamily, ReadSample } from './python-reader.js';

/** The unit that a name ends in: OpenMetrics tells it, the text format does not. */
function unitOf(name: string): string {
  return ['seconds', 'bytes'].find((unit) => name.endsWith(`_${unit}`)) ?? '';
}

/** Buckets' bounds as numbers: the formats write them differently. */
function withNumericBound({ le, ...labels }: ReadSample['labels']): Record<string, string | number> {
  if (le === undefined) return labels;
  return { ...labels, le: le === '+Inf' ? Infinity : Number(le) };
}

/** What is compared of a family: everything but values that are others at every moment. */
function comparable({ samples, ...family }: ReadFamily) {
  const isStill = family.type !== 'gauge' && /^ssm_contacts_(?!exporter_)/.test(family.name);
  return {
    ...family,
    samples: samples.map(({ name, labels, value }) => ({
      series: [name, withNumericBound(labels)],
      ...(isStill && { value }),
    })),
  };
}

const isCreated = ({ name }: ReadSample) => name.endsWith('_created');

/** The series that tell since when those of a family count. */
function createdSeriesOf({ name, type, samples }: ReadFamily): (readonly [string, ReadSample['labels']])[] {
  const counting = { counter: `${name}_total`, histogram: `${name}_count` }[type];
  return samples.filter((sample) => sample.name === counting).map(({ labels }) => [`${name}_created`, labels]);
}

describe("Prometheus's Python client reads the demo", function () {
  this.timeout(180_000);
  let demo: Demo;
  let replayOverAt: number;

  before(async () => {
    needPythonReader();
    demo = await startDemo(0, '--metrics.created-samples');
    replayOverAt = await untilReplayIsOver(demo);
  });

  after(() => demo.stop());

  const read = async (format: PythonFormat) => readByPython(format, await fetchAs(format, demo.metricsUrl));

  /** Both formats at a moment when no contact's number changes: the text is the same before and after. */
  function readTogether(): Promise<{ text: ReadFamily[]; openMetrics: ReadFamily[] }> {
    return waitFor('scrapes with nothing in between', async () => {
      const before = await fetchAs('text', demo.metricsUrl);
      const between = await fetchAs('openmetrics', demo.metricsUrl);
      const after = await fetchAs('text', demo.metricsUrl);
      const [text, later] = [await readByPython('text', before), await readByPython('text', after)];
      const isSame = isDeepStrictEqual(text.map(comparable), later.map(comparable));
      return isSame && { text, openMetrics: await readByPython('openmetrics', between) };
    });
  }

  it('finds in OpenMetrics what is in the text, and the units', async () => {
    const { text, openMetrics } = await readTogether();
    assert.deepEqual(
      openMetrics.map(({ samples, ...family }) =>
        comparable({ ...family, samples: samples.filter((sample) => !isCreated(sample)) }),
      ),
      text.map((family) => comparable({ ...family, unit: unitOf(family.name) })),
    );
    assert.ok(text.length > 50, `${text.length} families`);
  });

  it('finds since when each counter and histogram counts', async () => {
    const families = await read('openmetrics');
    const created = families.flatMap(({ samples }) => samples.filter(isCreated));
    assert.deepEqual(
      created.map(({ name, labels }) => [name, labels]),
      families.flatMap(createdSeriesOf),
    );
    const [earliest, latest] = [replayOverAt / 1000 - 86_460, Date.now() / 1000];
    assert.deepEqual(
      created.filter(({ value }) => !(Number(value) >= earliest && Number(value) <= latest)),
      [],
    );
  });

  it('finds exemplars that tell what happened to a page', async () => {
    const families = await waitFor('exemplars of every kind', async () => {
      const all = await read('openmetrics');
      const withExemplars = all.filter(({ samples }) => samples.some(({ exemplar }) => exemplar !== undefined));
      return withExemplars.length >= familiesWithExemplars.length && withExemplars;
    });
    assert.deepEqual(families.map(({ name }) => name).sort(), [...familiesWithExemplars].sort());

    const { at } = await demo.truth();
    const { pages } = await demo.stories(at);
    const isPossible = possibleIn(pages, { at, replayOverAt });
    const found = families.flatMap(({ name, samples }) =>
      samples.flatMap(({ labels: { contact = '' }, exemplar }) =>
        exemplar === undefined ? [] : [{ family: name, contact, exemplar }],
      ),
    );
    assert.deepEqual(
      found.filter((each) => !isPossible(each)),
      [],
    );
  });

  it('finds each exemplar of a histogram in the bucket that it fell into', async () => {
    const families = await read('openmetrics');
    const placed = families.flatMap(({ samples }) =>
      samples.flatMap(({ name, labels: { le = '' }, exemplar }, index) => {
        if (!name.endsWith('_bucket') || exemplar === undefined) return [];
        const before = samples[index - 1]?.labels['le'] ?? '+Inf';
        const over = before === '+Inf' ? -Infinity : Number(before);
        return [{ name, over, value: exemplar.value, upTo: le === '+Inf' ? Infinity : Number(le) }];
      }),
    );
    assert.deepEqual(
      placed.filter(({ over, value, upTo }) => !(over < value && value <= upTo)),
      [],
    );
    assert.ok(placed.length > 10, `${placed.length} exemplars`);
  });
});
