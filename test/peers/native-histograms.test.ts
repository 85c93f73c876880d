import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { useTestBed, type TestBed } from '../e2e/test-bed.js';
import { waitFor } from '../e2e/wait.js';
import type { Exemplar, Occurrence } from './exemplar-stories.js';
import { needProgram } from './program.js';
import { startPrometheus, type Prometheus } from './prometheus.js';
import { acknowledgeDuration, comparedNames, compareQuantiles, isWithinTenth, namesOf } from './quantile.js';
import { acknowledgeSeconds, boundOf, latestBy, serveWorldAtRest } from './world-at-rest.js';

/** The true durations by contact. */
const truth = acknowledgeSeconds();

async function startNative(bed: TestBed, metrics: Readonly<Record<string, unknown>>): Promise<Prometheus> {
  const target = await serveWorldAtRest(bed, metrics);
  const prometheus = await startPrometheus(target, 'exemplar-storage', 'native-histograms');
  bed.ends(() => prometheus.stop());
  await waitFor('a scrape', async () => (await prometheus.query('up == 1')).length > 0);
  return prometheus;
}

describe('a Prometheus that scrapes native histograms', function () {
  this.timeout(180_000);
  const bed = useTestBed('suite');
  let prometheus: Prometheus;

  before(async () => {
    needProgram('prometheus', ['--version'], 'prometheus');
    prometheus = await startNative(bed, {});
  });

  it('finds the median and the slowest answers of each contact, and of everybody, within a tenth', async () => {
    const durations = Object.fromEntries(
      Object.entries(truth).map(([contact, seconds]) => [contact, seconds.map((each) => [each, each] as const)]),
    );
    const comparisons = await compareQuantiles(prometheus, durations, Date.now());
    assert.deepEqual(namesOf(comparisons), comparedNames(durations));
    assert.deepEqual(
      comparisons.filter((comparison) => !isWithinTenth(comparison)),
      [],
    );
  });

  it('stores pages with their incidents and times, that of the first bucket in any case', async () => {
    const stored = await prometheus.exemplars(acknowledgeDuration);
    const [first, known] = [firstExemplars(), latestBy(bucketOf)];
    assert.deepEqual(
      Object.fromEntries(
        stored.map(({ labels: { contact = '' }, exemplars }) => [
          contact,
          exemplars.find((exemplar) => isDeepStrictEqual(exemplar, first[contact])),
        ]),
      ),
      first,
    );
    // Before 2.46 Prometheus takes only one exemplar of a native histogram, that of the first bucket that has any
    // (github.com/prometheus/prometheus/issues/12553); after that, those of other buckets as well.
    assert.deepEqual(
      stored
        .flatMap(({ exemplars }) => exemplars)
        .filter((exemplar) => !Object.values(known).some((each) => isDeepStrictEqual(exemplar, each))),
      [],
    );
  });

  // Since 2.45 Prometheus can be told to keep both (scrape_classic_histograms). Before, the native buckets replace all
  // of the classic series: those of the sum and the count, too.
  it('stores classic series only of histograms that have no others', async () => {
    const stored = await prometheus.query('count by (__name__) ({__name__=~"ssm_contacts_.*_(bucket|sum|count)"})');
    const classic = ['exporter_api_request_duration_seconds', 'exporter_sweep_duration_seconds'];
    assert.deepEqual(
      stored.map(({ labels }) => labels['__name__']).sort(),
      classic.flatMap((name) => ['bucket', 'count', 'sum'].map((suffix) => `ssm_contacts_${name}_${suffix}`)),
    );
  });
});

const resolutions = [
  { title: 'as fine as they are by default', metrics: {}, mostBuckets: 160 },
  { title: 'as fine as can be', metrics: { nativeHistogramSchema: 8 }, mostBuckets: 160 },
  { title: 'as coarse as can be', metrics: { nativeHistogramSchema: -4 }, mostBuckets: 160 },
  { title: 'few, so that they are merged', metrics: { nativeHistogramMaxBuckets: 10 }, mostBuckets: 10 },
];

for (const { title, metrics, mostBuckets } of resolutions) {
  describe(`native buckets, ${title}`, function () {
    this.timeout(180_000);
    const bed = useTestBed('suite');

    it('hold as many durations as there were between their bounds', async () => {
      needProgram('prometheus', ['--version'], 'prometheus');
      const prometheus = await startNative(bed, metrics);
      const stored = await prometheus.query(acknowledgeDuration);
      const found = Object.fromEntries(stored.map(({ labels: { contact = '' }, histogram }) => [contact, histogram]));
      const expected = Object.entries(truth).map(([contact, seconds]) => {
        const bounds = found[contact]?.buckets ?? [];
        const buckets = bounds.map(({ over, upTo }) => {
          return { over, upTo, count: seconds.filter((each) => over < each && each <= upTo).length };
        });
        const sum = seconds.reduce((total, each) => total + Math.round(each * 1000), 0) / 1000;
        return [contact, { count: seconds.length, sum, buckets }] as const;
      });
      assert.deepEqual(found, Object.fromEntries(expected));
      const bucketed = expected.map(([contact, { buckets }]) => {
        return [contact, buckets.reduce((total, { count }) => total + count, 0), buckets.length <= mostBuckets];
      });
      assert.deepEqual(
        bucketed,
        Object.entries(truth).map(([contact, { length }]) => [contact, length, true]),
      );
    });
  });
}

/** The bucket of a contact's acknowledgements that an occurrence falls into. */
function bucketOf(occurrence: Occurrence): string | undefined {
  const { family, contact } = occurrence;
  return family === acknowledgeDuration ? `${contact} ${boundOf(occurrence)}` : undefined;
}

/** By contact, the exemplar of the lowest classic bucket that has one. */
function firstExemplars(): Readonly<Record<string, Exemplar>> {
  const byBucket = Object.entries(latestBy(bucketOf)).sort(([, a], [, b]) => b.value - a.value);
  return Object.fromEntries(byBucket.map(([bucket, exemplar]) => [bucket.replace(/ .*/, ''), exemplar]));
}
