import assert from 'node:assert/strict';
import type { PageStory } from '../../src/simulator/world/story.js';
import { waitFor } from '../e2e/wait.js';
import { startDemo, untilReplayIsOver, type Demo } from './demo.js';
import { familiesWithExemplars, possibleIn } from './exemplar-stories.js';
import { needProgram } from './program.js';
import type { NativeHistogram } from './prometheus-api.js';
import { startPrometheus, type Prometheus } from './prometheus.js';
import { acknowledgeDuration, comparedNames, compareQuantiles, isWithinTenth, namesOf } from './quantile.js';

/** What Prometheus has of each contact at one moment. */
interface Stored {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly histograms: Readonly<Record<string, NativeHistogram | undefined>>;
}

/**
 * How long the reading of a page may have taken, in seconds: while a day is replayed in seconds, a page may be sent again
 * before it is first seen, and its duration then begins at the last send.
 */
function durationOf({ sends, readAt = NaN }: PageStory): readonly [least: number, most: number] {
  const last = sends.findLast((send) => send <= readAt) ?? sends[0];
  return [(readAt - last) / 1000, (readAt - sends[0]) / 1000];
}

/** What is stored is exact when its sum, in seconds, is that from the first sends: none can be longer than from there. */
function durationsOf(pages: readonly PageStory[], sum = NaN): (readonly [least: number, most: number])[] {
  const durations = pages.map(durationOf);
  const mostMs = durations.reduce((total, [, most]) => total + Math.round(most * 1000), 0);
  return Math.round(sum * 1000) === mostMs ? durations.map(([, most]) => [most, most]) : durations;
}

describe('a Prometheus that scrapes the native histograms of the demo', function () {
  this.timeout(180_000);
  let prometheus: Prometheus;
  let demo: Demo;
  let replayOverAt: number;
  const running: { stop(): Promise<void> }[] = [];

  before(async () => {
    needProgram('prometheus', ['--version'], 'prometheus');
    demo = await startDemo();
    running.push(demo);
    prometheus = await startPrometheus(new URL(demo.metricsUrl).host, 'exemplar-storage', 'native-histograms');
    running.push(prometheus);
    replayOverAt = await untilReplayIsOver(demo);
  });

  after(() => Promise.all(running.map((each) => each.stop())));

  async function latestStored(): Promise<Stored> {
    const latest = await prometheus.query(`max(timestamp(${acknowledgeDuration}))`);
    const at = Math.round((latest[0]?.samples[0]?.[1] ?? NaN) * 1000);
    const series = await prometheus.query(acknowledgeDuration, at);
    const histograms = series.map(({ labels: { contact = '' }, histogram }) => [contact, histogram] as const);
    return { at, histograms: Object.fromEntries(histograms) };
  }

  it('finds quantiles within a tenth of the truth', async () => {
    const { at, durations } = await waitFor('a scrape with every answer in it', async () => {
      const stored = await latestStored();
      const { contacts, pages } = await demo.stories(stored.at);
      const people = contacts.filter(({ type }) => type === 'PERSONAL');
      const answered = pages.filter(({ readAt = Infinity }) => readAt <= stored.at);
      const byContact = people.map(({ arn, alias }) => {
        const own = answered.filter(({ contactArn }) => contactArn === arn);
        return { alias, own, histogram: stored.histograms[alias] };
      });
      const isComplete = byContact.every(({ own, histogram }) => histogram?.count === own.length);
      const known = byContact.map(({ alias, own, histogram }) => [alias, durationsOf(own, histogram?.sum)] as const);
      return isComplete && { at: stored.at, durations: Object.fromEntries(known) };
    });
    const comparisons = await compareQuantiles(prometheus, durations, at);
    assert.deepEqual(namesOf(comparisons), comparedNames(durations));
    assert.deepEqual(
      comparisons.filter((comparison) => !isWithinTenth(comparison)),
      [],
    );
  });

  it('finds exemplars that tell what happened to a page', async () => {
    const found = await waitFor('exemplars of every kind', async () => {
      const stored = await prometheus.exemplars('{__name__=~"ssm_contacts_.*"}');
      const occurrences = stored.flatMap(({ labels: { __name__: name = '', contact = '' }, exemplars }) =>
        exemplars.map((exemplar) => ({ family: name.replace(/_total$/, ''), contact, exemplar })),
      );
      return new Set(occurrences.map(({ family }) => family)).size >= familiesWithExemplars.length && occurrences;
    });
    assert.deepEqual([...new Set(found.map(({ family }) => family))].sort(), familiesWithExemplars.toSorted());

    const { at } = await demo.truth();
    const { pages } = await demo.stories(at);
    const isPossible = possibleIn(pages, { at, replayOverAt });
    assert.deepEqual(
      found.filter((each) => !isPossible(each)),
      [],
    );
  });
});
