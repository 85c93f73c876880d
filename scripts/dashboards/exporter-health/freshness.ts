import type { Row } from '../dashboard.js';
import { lines } from '../graph.js';
import { contactLink, uids } from '../link.js';
import { matrix } from '../matrix.js';
import { palette } from '../palette.js';
import { quantileOf } from '../quantile.js';
import { chosenContacts, chosenExporters, contactLabels } from '../selection.js';
import { table } from '../table.js';
import { yesOrNo } from '../value-mapping.js';

const contact = (name: string): string => `ssm_contacts_${name}{${chosenExporters}, ${chosenContacts}}`;
const exporter = (name: string): string => `ssm_contacts_exporter_${name}{${chosenExporters}}`;
const dataAge = contact('data_age_seconds');

export function freshnessRow(): Row {
  return {
    title: 'Contacts and sweeps',
    panels: [dataAgeGraph(), contactTable(), sweepGraph(), durationGraph(), failureMatrix()],
  };
}

function dataAgeGraph() {
  return lines({
    title: 'Age of the data',
    description:
      'Time since a contact was last swept. A saw-tooth up to poll.interval is good; oldest and median rising together: the quota is too small for so many contacts; the oldest alone: one contact cannot be had.',
    unit: 's',
    colors: { oldest: palette.vermillion, median: palette.blue },
    limits: { warning: 900, critical: 3600 },
    queries: [
      { expr: `max(${dataAge})`, legend: 'oldest' },
      { expr: `quantile(0.5, ${dataAge})`, legend: 'median' },
    ],
  });
}

function contactTable() {
  const each = (metric: string): string => `max by (${contactLabels}) (${contact(metric)})`;
  return table({
    title: 'Contacts, the oldest data first',
    description: 'Whoever is down here is not seen at all: denied by IAM, gone from AWS, or throttled.',
    labels: { contact: 'Contact', aws_account_id: 'Account', aws_region: 'Region' },
    values: [
      {
        title: 'Age',
        expr: each('data_age_seconds'),
        unit: 's',
        decimals: 0,
        limits: { warning: 900, critical: 3600 },
      },
      { title: 'State', expr: each('up'), unit: 'short', mappings: [yesOrNo('up', 'DOWN')], limits: {} },
      { title: 'Failures in a row', expr: each('poll_consecutive_failures'), unit: 'short', limits: { warning: 1 } },
      {
        title: 'Last success',
        expr: `1000 * (${each('poll_last_success_timestamp_seconds')} > 0)`,
        unit: 'dateTimeFromNow',
      },
    ],
    sortBy: 'Age',
    span: 12,
    link: contactLink(uids.overview),
  });
}

function sweepGraph() {
  const perSecond = (name: string): string => `sum by (target) (rate(${exporter(name)}[$__rate_interval]))`;
  return lines({
    title: 'Sweeps',
    description:
      'Sweeps of contacts per second. Missed turns are how many more it would take to keep poll.interval; cut short is what early ends have saved.',
    unit: 'cps',
    colors: { '.* missed': palette.orange, '.* failed': palette.vermillion },
    queries: [
      { expr: perSecond('polls_total'), legend: '{{target}} ended' },
      { expr: perSecond('poll_failures_total'), legend: '{{target}} failed' },
      { expr: perSecond('poll_overruns_total'), legend: '{{target}} missed' },
      { expr: perSecond('sweeps_cut_short_total'), legend: '{{target}} cut short' },
    ],
  });
}

function durationGraph() {
  return lines({
    title: 'Duration of a sweep',
    description:
      'How long the sweep of one contact took, its waits for the budget included. Long ones: long histories, or a slow API.',
    unit: 's',
    colors: { p50: palette.sky, p90: palette.orange, p99: palette.vermillion },
    queries: [
      { quantile: 0.5, legend: 'p50' },
      { quantile: 0.9, legend: 'p90' },
      { quantile: 0.99, legend: 'p99' },
    ].map(({ quantile, legend }) => ({
      expr: quantileOf({
        histogram: 'ssm_contacts_exporter_sweep_duration_seconds',
        matchers: chosenExporters,
        quantile,
        over: '$__rate_interval',
      }),
      legend,
    })),
  });
}

function failureMatrix() {
  return matrix({
    title: 'Failed sweeps in the chosen time, by target and reason',
    description:
      'throttled: a quota; access_denied: IAM or missing credentials; not_found: a contact that is gone; network and timeout: the way to AWS; internal: AWS itself; malformed: something in between changes answers.',
    expr: `sum by (target, reason) (increase(${exporter('poll_failures_total')}[$__range]))`,
    unit: 'short',
    rows: 'target',
    columns: 'reason',
    limits: { warning: 0.5 },
    span: 24,
    height: 5,
  });
}
