import assert from 'node:assert/strict';
import { expectedMetrics } from '../e2e/expected-metrics.js';
import { seriesOf, withoutTimes } from '../e2e/scrape.js';
import { useTestBed } from '../e2e/test-bed.js';
import { waitFor } from '../e2e/wait.js';
import { needProgram } from './program.js';
import { shownLabels, type ExemplarSeries } from './prometheus-api.js';
import { startPrometheus, type Prometheus } from './prometheus.js';
import { boundOf, expectation, latestBy, serveWorldAtRest } from './world-at-rest.js';

/** A bucket's bound as the text format writes it, which is the same number without the decimal of OpenMetrics. */
function plainBound({ le, ...labels }: Readonly<Record<string, string>>): Record<string, string> {
  return le === undefined ? labels : { ...labels, le: le.replace(/\.0$/, '') };
}

/** By what it is an exemplar of. */
function toExemplars(series: readonly ExemplarSeries[]) {
  return Object.fromEntries(
    series.map(({ labels: { __name__: name = '', contact = '', le }, exemplars }) => [
      [name.replace(/_(total|bucket)$/, ''), contact, le].join(' '),
      exemplars,
    ]),
  );
}

describe('a Prometheus that scrapes OpenMetrics', function () {
  this.timeout(180_000);
  const bed = useTestBed('suite');
  let prometheus: Prometheus;

  before(async () => {
    needProgram('prometheus', ['--version'], 'prometheus');
    const target = await serveWorldAtRest(bed);
    prometheus = await startPrometheus(target, 'exemplar-storage');
    bed.ends(() => prometheus.stop());
    await waitFor('a scrape', async () => (await prometheus.query('up == 1')).length > 0);
  });

  it('stores every series of every contact with its true value', async () => {
    const stored = await prometheus.query('{__name__=~"ssm_contacts_.*"}');
    const series = stored.map(
      ({ labels, samples }) =>
        [seriesOf(labels['__name__'] ?? '', plainBound(shownLabels(labels))), samples[0]?.[1] ?? NaN] as const,
    );
    assert.deepEqual(withoutTimes(Object.fromEntries(series)), expectedMetrics(expectation));
  });

  it('stores of every counter and every bucket the latest page, its incident, and when it was', async () => {
    const stored = await prometheus.exemplars('{__name__=~"ssm_contacts_.*"}');
    const latest = latestBy((occurrence) => [occurrence.family, occurrence.contact, boundOf(occurrence)].join(' '));
    assert.deepEqual(
      toExemplars(stored),
      Object.fromEntries(Object.entries(latest).map(([group, exemplar]) => [group, [exemplar]])),
    );
  });
});
