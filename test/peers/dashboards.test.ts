import assert from 'node:assert/strict';
import { waitFor } from '../e2e/wait.js';
import { dashboardPaths, queriesOf, readDashboard } from '../monitoring/written-dashboard.js';
import { startDemo, untilReplayIsOver, type Demo } from './demo.js';
import { drawDashboard, isDrawn, type View } from './drawn-dashboard.js';
import { needProgram } from './program.js';
import { startPrometheus, type Prometheus, type PrometheusFeature } from './prometheus.js';

const minuteMs = 60_000;

/** What rightly shows nothing: it is night. */
const rightlyEmpty = ['Pages sent by day and by night, A'];

/**
 * The last quarter of an hour, which has all of the demo's day in it, and in which it is night. Steps are shorter than any
 * that Grafana would take, because there is not much more than ten seconds to look at.
 */
function lately(): View {
  const to = Date.now();
  const hour = new Date(to).getUTCHours();
  return {
    stretch: { from: to - 15 * minuteMs, to, stepMs: 5000 },
    scrapeIntervalMs: 1000,
    choices: { night_from: String(hour), night_to: String((hour + 2) % 24) },
  };
}

const setups: [buckets: string, ...features: PrometheusFeature[]][] = [
  ['classic histograms', 'exemplar-storage'],
  ['native histograms', 'exemplar-storage', 'native-histograms'],
];

describe('the dashboards over the demo', function () {
  this.timeout(120_000);
  let demo: Demo;
  const scraping: Record<string, Prometheus> = {};
  const running: { stop(): Promise<void> }[] = [];

  before(async () => {
    needProgram('prometheus', ['--version'], 'prometheus');
    demo = await startDemo();
    running.push(demo);
    for (const [buckets, ...features] of setups) {
      const prometheus = await startPrometheus(new URL(demo.metricsUrl).host, ...features);
      running.push(prometheus);
      scraping[buckets] = prometheus;
    }
    await untilReplayIsOver(demo);
  });

  after(() => Promise.all(running.map((each) => each.stop())));

  function prometheusWith(buckets: string): Prometheus {
    const prometheus = scraping[buckets];
    assert.ok(prometheus);
    return prometheus;
  }

  for (const [buckets] of setups) {
    for (const path of dashboardPaths) {
      const dashboard = readDashboard(path);

      it(`draw every query of ${dashboard.title} from ${buckets}`, async () => {
        const prometheus = prometheusWith(buckets);
        let unexpected: string[] = [];
        // An incident begins every 15 seconds: sooner or later somebody is being waited for.
        await waitFor(
          'every query to show something',
          async () => {
            const drawn = await (await drawDashboard(dashboard, prometheus, lately())).drawAll();
            const empty = drawn.filter(({ series }) => !isDrawn(series)).map(({ place }) => place);
            unexpected = empty.filter((place) => !rightlyEmpty.includes(place));
            return drawn.length > 20 && unexpected.length === 0;
          },
          () => `nothing in ${unexpected.join('; ')}`,
        );
      });

      it(`find every annotation of ${dashboard.title} with ${buckets}`, async () => {
        const drawn = await drawDashboard(dashboard, prometheusWith(buckets), lately());
        const found = await Promise.all(
          dashboard.annotations.list.map(async ({ name, expr }) => [name, isDrawn(await drawn.draw({ expr }))]),
        );
        assert.deepEqual(found, [['Exporter started', true]]);
      });

      it(`offer the teams, accounts, regions and contacts of the demo in ${dashboard.title} with ${buckets}`, async () => {
        const { options } = await drawDashboard(dashboard, prometheusWith(buckets), lately());
        const { contacts } = await demo.stories();
        const people = contacts.filter(({ type }) => type === 'PERSONAL').map(({ alias }) => alias);
        const { team, account, region, contact } = options;
        assert.deepEqual(
          { team, account, region, contact },
          {
            team: ['checkout', 'payments'],
            account: ['111122223333'],
            region: ['us-east-2'],
            contact: people.sort(),
          },
        );
      });
    }

    it(`find pages behind the counters and durations of the overview with ${buckets}`, async () => {
      const overview = readDashboard('monitoring/dashboards/overview.json');
      const prometheus = prometheusWith(buckets);
      const { interpolate } = await drawDashboard(overview, prometheus, lately());
      const asked = queriesOf(overview).filter(({ exemplar = false }) => exemplar);
      const places = asked.map(async ({ place, expr }) => {
        const stored = await prometheus.exemplars(interpolate(expr));
        const pages = stored.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels['page_id']));
        return pages.length > 0 && !pages.includes(undefined) ? [place] : [];
      });
      assert.deepEqual(
        (await Promise.all(places)).flat(),
        asked.map(({ place }) => place),
      );
      assert.ok(asked.length > 10);
    });
  }
});
