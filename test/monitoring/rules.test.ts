import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { filesBelow, textOf } from '../project/root.js';
import { contactSeries, targetSeries } from './known-metrics.js';
import { selectorsOf } from './promql.js';
import { alerts, expectations, recordedSeries, rules, type Rule } from './rule-files.js';

const names = [...new Set(alerts.map(({ alert }) => alert))];

const runbooks = 'https://github.com/ssm-contacts-exporter/ssm-contacts-exporter/blob/main/';

/** What an alert lacks that everybody expects of one. */
function lacksOf({ alert, labels = {}, annotations = {} }: Rule): string[] {
  const { severity = 'none' } = labels;
  const { summary = '', description = '', runbook_url: runbook = '' } = annotations;
  return [
    ...(['critical', 'warning', 'info'].includes(severity) ? [] : [`severity ${severity}`]),
    ...(summary === '' ? ['summary'] : []),
    ...(description === '' ? ['description'] : []),
    ...(runbook === `${runbooks}docs/runbooks/${alert}.md` ? [] : [`runbook_url ${runbook}`]),
    ...(existsSync(new URL(`../../docs/runbooks/${alert}.md`, import.meta.url)) ? [] : ['runbook']),
  ];
}

/** Whether promtool sees it ring, and whether it sees it silent. */
function testedWays(alert: string): string[] {
  const tested = expectations.filter(({ alertname }) => alertname === alert);
  return [...new Set(tested.map(({ exp_alerts: expected }) => (expected.length > 0 ? 'firing' : 'not firing')))].sort();
}

/** What Prometheus records of alerts. */
const alertSeries = new Set(['ALERTS']);

function isKnown(name: string): boolean {
  return [contactSeries, targetSeries, recordedSeries, alertSeries].some((known) => known.has(name));
}

function seriesNamedBy({ expr }: Rule): string[] {
  return selectorsOf(expr).map(({ name }) => name);
}

/** Queries in annotations, which `query` asks: they begin with an aggregation and have placeholders for labels. */
function queriesIn({ annotations = {} }: Rule): string[] {
  return Object.values(annotations).flatMap((text) =>
    [...text.matchAll(/printf "(\w+ ?.*?)" \$labels/g)].map(([, query = '']) => query.replaceAll('%q', '"x"')),
  );
}

function ruleOf(record: string): Rule | undefined {
  return rules.find((rule) => rule.record === record);
}

describe('the alerts', () => {
  it('have what an alert must have, a runbook too', () => {
    assert.deepEqual(
      alerts.map((alert) => [alert.alert, lacksOf(alert)]),
      alerts.map(({ alert }) => [alert, []]),
    );
    assert.ok(alerts.length > 0);
  });

  it('have each a runbook of their own, and no runbook is left over', () => {
    assert.deepEqual(filesBelow('docs/runbooks', '.md'), names.map((name) => `docs/runbooks/${name}.md`).sort());
  });

  it('are tested firing and not firing', () => {
    assert.deepEqual(
      names.map((name) => [name, testedWays(name)]),
      names.map((name) => [name, ['firing', 'not firing']]),
    );
  });

  it('are all in docs/alerting.md', () => {
    const page = textOf('docs/alerting.md');
    assert.deepEqual(
      names.filter((name) => !page.includes(`[${name}](runbooks/${name}.md)`)),
      [],
    );
  });

  it('ask in their annotations only for series that exist', () => {
    const asked = alerts.flatMap(queriesIn).flatMap(selectorsOf);
    assert.deepEqual(
      asked.filter(({ name }) => !isKnown(name)),
      [],
    );
    assert.ok(asked.length > 0);
  });

  it('go on, where nothing may begin, only for what they themselves have begun', () => {
    const asked = alerts.flatMap(({ alert, expr }) =>
      [...expr.matchAll(/ALERTS\{(.*?)\}/g)].map(([, matchers]) => [alert, matchers]),
    );
    assert.deepEqual(
      asked,
      ['SSMContactsPageUnread', 'SSMContactsPageUnreadCritical', 'SSMContactsEngagementUnanswered'].map((alert) => {
        return [alert, `alertname="${alert}", alertstate="firing"`];
      }),
    );
  });

  it('about unread pages differ in nothing but the time, the severity and the runbook', () => {
    const [warning, critical] = ['SSMContactsPageUnread', 'SSMContactsPageUnreadCritical'].map((name) =>
      JSON.stringify(alerts.find(({ alert }) => alert === name)),
    );
    assert.equal(
      critical,
      warning
        ?.replaceAll('SSMContactsPageUnread', 'SSMContactsPageUnreadCritical')
        .replace('> 10 * 60', '> 30 * 60')
        .replace('"warning"', '"critical"'),
    );
  });
});

describe('the rules', () => {
  it('name only series that the exporter shows or a rule records', () => {
    const unknown = rules.flatMap((rule) => seriesNamedBy(rule).filter((name) => !isKnown(name)));
    assert.deepEqual(unknown, []);
  });

  it('record each series once', () => {
    const records = rules.flatMap(({ record }) => record ?? []);
    assert.deepEqual(
      records.filter((record, index) => records.indexOf(record) !== index),
      [],
    );
  });

  it('are the same for each window of the objective', () => {
    const windows = ['30m', '1h', '6h', '1d', '3d'];
    const answered: Record<string, string> = { '30m': '35m', '1h': '1h5m', '6h': '6h5m', '1d': '1d5m', '3d': '3d5m' };
    const ofWindow = (window: string) =>
      rules
        .filter(
          ({ record = '' }) => record.endsWith(`:increase${window}`) || record.endsWith(`:ratio_increase${window}`),
        )
        .map(({ record = '', expr }) =>
          [record, expr].map((text) =>
            text
              .replaceAll(`[${answered[window] ?? ''}]`, '[window and five minutes]')
              .replaceAll(`[${window}]`, '[window]')
              .replaceAll(`increase${window}`, 'increase'),
          ),
        );
    assert.deepEqual(
      windows.map(ofWindow),
      windows.map(() => ofWindow('1h')),
    );
    assert.equal(ofWindow('1h').length, 7);
  });

  it('give p50, p90 and p99 of pages and engagements, of each contact and each team', () => {
    const wanted = ['contact', 'team'].flatMap((level) =>
      ['page', 'engagement'].flatMap((unit) =>
        ['p50', 'p90', 'p99'].map(
          (quantile) => `${level}:ssm_contacts_${unit}_acknowledge_duration_seconds:${quantile}_rate1d`,
        ),
      ),
    );
    const quantiles: Record<string, string> = { p50: '0.5', p90: '0.9', p99: '0.99' };
    assert.deepEqual(
      wanted.map((record) => [record, ruleOf(record)?.expr.match(/histogram_quantile\(([\d.]+)/g)]),
      wanted.map((record) => {
        const quantile = `histogram_quantile(${quantiles[/p\d+/.exec(record)?.[0] ?? ''] ?? ''}`;
        return [record, [quantile, quantile]];
      }),
    );
  });
});
