import assert from 'node:assert/strict';
import { catalogue, contactLabels } from '../../src/exposition/catalogue.js';
import type { MetricDefinition } from '../../src/exposition/catalogue.js';

// In prose the name of a unit, or of a thing counted, stands before the suffix (prometheus.io, Metric and label naming).
const units = ['seconds', 'bytes', 'ratio'];
const otherUnits = /_(milliseconds|ms|minutes|hours|days|percent|kilobytes|megabytes)(_|$)/;

const conventions: [property: string, holds: (definition: MetricDefinition) => boolean][] = [
  ['has a name in snake_case with the prefix', ({ name }) => /^ssm_contacts(_[a-z][a-z0-9]*)+$/.test(name)],
  ['ends in _total exactly when it is a counter', ({ name, type }) => name.endsWith('_total') === (type === 'counter')],
  ['ends in its base unit when it is a histogram', ({ name, type }) => type !== 'histogram' || endsInUnit(name)],
  ['names a base unit or none', ({ name }) => !otherUnits.test(name)],
  [
    'gives times as timestamp_seconds',
    ({ name }) => !name.includes('timestamp') || name.endsWith('_timestamp_seconds'),
  ],
  [
    'is a gauge when it is a timestamp or an info',
    ({ name, type }) => !/timestamp|_info$/.test(name) || type === 'gauge',
  ],
  ['has no suffix that a histogram adds', ({ name }) => !/_(bucket|sum|count)$/.test(name)],
  ['has a help text that is one sentence with a period', ({ help }) => /^[A-Z][^\n]*[^.\s]\.$/.test(help)],
  ['has labels in snake_case', ({ labels }) => labels.every((label) => /^[a-z]+(_[a-z]+)*$/.test(label))],
  ['has no label twice', ({ labels }) => new Set(labels).size === labels.length],
  ['has no label that Prometheus or its histograms use', ({ labels }) => !labels.some((label) => reserved.has(label))],
  ['begins its labels with those of a contact, or has none of them', ({ labels }) => areWholeContactLabels(labels)],
];

const reserved = new Set(['le', 'quantile', 'job', 'instance']);

function endsInUnit(name: string): boolean {
  return units.some((unit) => name.endsWith(`_${unit}`));
}

function areWholeContactLabels(labels: readonly string[]): boolean {
  const ofContact = labels.filter((label) => (contactLabels as readonly string[]).includes(label));
  return ofContact.length === 0 || contactLabels.every((label, index) => labels[index] === label);
}

describe('every metric of the catalogue', () => {
  const definitions: readonly MetricDefinition[] = Object.values(catalogue);

  for (const [property, holds] of conventions) {
    it(property, () => {
      assert.deepEqual(
        definitions.filter((definition) => !holds(definition)).map(({ name }) => name),
        [],
      );
    });
  }

  it('has a name of its own', () => {
    const names = definitions.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
    assert.ok(names.length > 0);
  });

  it('is about a contact exactly when its name does not say that it is about the exporter', () => {
    const mistaken = definitions.filter(
      ({ name, labels }) => labels.includes('contact') === name.startsWith('ssm_contacts_exporter_'),
    );
    assert.deepEqual(mistaken, []);
  });
});
