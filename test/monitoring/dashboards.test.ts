import assert from 'node:assert/strict';
import { dashboardFiles } from '../../scripts/dashboards/dashboard-files.js';
import { filesBelow, textOf } from '../project/root.js';
import { contactSeries, seriesWithExemplars, targetSeries } from './known-metrics.js';
import { selectorsOf, type Selector } from './promql.js';
import {
  dashboardPaths,
  panelsOf,
  queriesOf,
  readDashboard,
  type WrittenDashboard,
  type WrittenPanel,
} from './written-dashboard.js';

const dashboards = dashboardPaths.map(readDashboard);

/** What a query must have of the variables at the top, as far as the dashboard has them. */
const matchers = {
  ofContact: {
    account: 'aws_account_id=~"$account"',
    region: 'aws_region=~"$region"',
    contact: 'contact=~"$contact"',
  },
  ofTarget: { job: 'job=~"$job"', instance: 'instance=~"$instance"' },
} as const;

/** Variables of Grafana's own. */
const grafanas = /^(__range|__rate_interval|__interval|__interval_ms|__url_time_range|__all_variables|__data)$/;

/** Everything that Prometheus is asked to draw. */
function drawnQueries(dashboard: WrittenDashboard): { readonly place: string; readonly expr: string }[] {
  const annotations = dashboard.annotations.list.map(({ name, expr }) => ({ place: name, expr }));
  return [...queriesOf(dashboard), ...annotations];
}

/** The series that the queries of a variable are about. */
function variableSelectors({ templating }: WrittenDashboard): Selector[] {
  const queries = templating.list.flatMap(({ query }) => /^label_values\((.+), *\w+\)$/.exec(query)?.[1] ?? []);
  return queries.flatMap(selectorsOf);
}

function missingMatchers({ name, matchers: present }: Selector, { templating }: WrittenDashboard): string[] {
  const variables = new Set(templating.list.map((variable) => variable.name));
  const wanted = { ...matchers.ofTarget, ...(contactSeries.has(name) ? matchers.ofContact : {}) };
  return Object.entries(wanted)
    .filter(([variable, matcher]) => variables.has(variable) && !present.includes(matcher))
    .map(([, matcher]) => matcher);
}

function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name);
}

function repeatedIn<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

function overlap({ gridPos: a }: WrittenPanel, { gridPos: b }: WrittenPanel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe('monitoring/dashboards', () => {
  it('are as `npm run dashboards` writes them', async () => {
    const written = Object.fromEntries(
      filesBelow('monitoring/dashboards', '.json').map((path) => [path, textOf(path)]),
    );
    assert.deepEqual(written, await dashboardFiles());
  });

  it('have a uid each', () => {
    assert.deepEqual(
      dashboards.map(({ uid }) => uid),
      ['ssm-contacts-overview', 'ssm-contacts-exporter-health'],
    );
  });
});

for (const dashboard of dashboards) {
  const { title, panels, templating, links } = dashboard;
  const variables = templating.list.map(({ name }) => name);

  describe(`the dashboard ${title}`, () => {
    it('has panels with a title, a description, a unit and a query', () => {
      const incomplete = panelsOf(dashboard).filter(
        (panel) =>
          !panel.title || !panel.description || !panel.fieldConfig?.defaults.unit || !(panel.targets ?? []).length,
      );
      assert.deepEqual(incomplete, []);
      assert.ok(panelsOf(dashboard).length > 10);
    });

    it('describes each panel in sentences', () => {
      const descriptions = panelsOf(dashboard).map(({ description = '' }) => description);
      assert.deepEqual(
        descriptions.filter((text) => !/^[A-Za-z_].{30,}[.?]$/.test(text)),
        [],
      );
    });

    it('names no panel, no number and no letter of a query twice', () => {
      const letters = panelsOf(dashboard).flatMap(({ targets = [] }) => repeatedIn(targets.map(({ refId }) => refId)));
      const names = repeatedIn(panelsOf(dashboard).map((panel) => panel.title));
      assert.deepEqual([...repeatedIn(panels.map(({ id }) => id)), ...names, ...letters], []);
    });

    it('has its panels side by side on the grid', () => {
      const wide = panels.filter(({ gridPos: { x, w } }) => x + w > 24);
      const overlapping = panels.filter((panel, index) =>
        panels.slice(0, index).some((other) => overlap(other, panel)),
      );
      assert.deepEqual([...wide, ...overlapping], []);
    });

    it('asks the data source that is chosen', () => {
      const others = panelsOf(dashboard).filter(({ datasource }) => datasource?.uid !== '${datasource}');
      assert.deepEqual(others, []);
    });

    it('asks only for metrics that exist', () => {
      const unknown = drawnQueries(dashboard)
        .flatMap(({ expr }) => selectorsOf(expr))
        .concat(variableSelectors(dashboard).filter(({ name }) => name !== ''))
        .map(({ name }) => name)
        .filter((name) => !contactSeries.has(name) && !targetSeries.has(name));
      assert.deepEqual([...new Set(unknown)], []);
    });

    it('has every query go by the variables that apply to it', () => {
      const loose = drawnQueries(dashboard).flatMap(({ place, expr }) =>
        selectorsOf(expr).flatMap((selector) =>
          missingMatchers(selector, dashboard).map((matcher) => `${place}: ${selector.name} lacks ${matcher}`),
        ),
      );
      assert.deepEqual(loose, []);
    });

    it('uses each variable, and none that it has not', () => {
      const written = [
        ...drawnQueries(dashboard).map(({ expr }) => expr),
        ...templating.list.map(({ query }) => query),
      ];
      const used = new Set(written.flatMap(variablesIn).filter((name) => !grafanas.test(name)));
      // It stands in every panel, as the test of data sources shows.
      used.add('datasource');
      assert.deepEqual([...used].sort(), variables.toSorted());
    });

    it('chooses among what the variables before leave', () => {
      const ahead = templating.list.flatMap(({ name, query }, index) => {
        const before = variables.slice(0, index);
        return variablesIn(query).flatMap((used) => (before.includes(used) ? [] : [`${name} uses ${used}`]));
      });
      assert.deepEqual(ahead, []);
    });

    it('shows the pages behind counters and histograms', () => {
      const without = queriesOf(dashboard)
        .filter(({ range = false, exemplar = false }) => range && !exemplar)
        .filter(({ expr }) => selectorsOf(expr).some(({ name }) => seriesWithExemplars.has(name)));
      assert.deepEqual(without, []);
    });

    it('links to the others with the time and the variables', () => {
      const uids = dashboards.filter(({ uid }) => uid !== dashboard.uid).map(({ uid }) => `/d/${uid}`);
      const kept = links.filter(({ includeVars, keepTime }) => includeVars === true && keepTime === true);
      assert.deepEqual(
        kept.map(({ url }) => url),
        uids,
      );
    });
  });
}

describe('what reads queries', () => {
  it('finds the metrics and their matchers, whatever stands around them', () => {
    const query = `sum by (a) (rate(x_total{a=~"$a", b!="\${c}"}[$__range])) * $__interval_ms and on (d)
      sum_over_time((y offset 5m > hour(vector(time() - $e)))[$__range:5m]) or {__name__=~"v|w"}`;
    assert.deepEqual(selectorsOf(query), [
      { name: 'x_total', matchers: ['a=~"$a"', 'b!="${c}"'] },
      { name: 'y', matchers: [] },
      { name: '', matchers: ['__name__=~"v|w"'] },
    ]);
  });

  it('refuses what is no PromQL', () => {
    assert.throws(() => selectorsOf('sum by (a rate(x[5m])'), /no PromQL/);
  });
});
