import type { Row } from '../dashboard.js';
import { bars, lines } from '../graph.js';
import { countOf } from '../growth.js';
import { matrix } from '../matrix.js';
import { palette } from '../palette.js';
import { quantileOf } from '../quantile.js';
import { chosenExporters } from '../selection.js';
import { stateLines } from '../state-lines.js';
import { yesOrNo } from '../value-mapping.js';

const exporter = (name: string): string => `ssm_contacts_exporter_${name}{${chosenExporters}}`;
const perSecond = (name: string, by: string): string => `sum by (${by}) (rate(${exporter(name)}[$__rate_interval]))`;
const limit = `sum by (operation) (${exporter('api_request_rate_limit')})`;

const operationColors = {
  ListPagesByContact: palette.blue,
  ListPagesByEngagement: palette.orange,
  ListEngagements: palette.green,
  ListContacts: palette.purple,
  GetContact: palette.grey,
} as const;
const reasonColors = {
  throttled: palette.orange,
  access_denied: palette.vermillion,
  not_found: palette.purple,
  validation: palette.grey,
  internal: palette.yellow,
  network: palette.blue,
  timeout: palette.sky,
  malformed: palette.green,
} as const;

export function requestRow(): Row {
  return {
    title: 'Requests to AWS',
    panels: [
      budgetGraph(),
      requestGraph(),
      limitGraph(),
      backoffGraph(),
      failureGraph(),
      failureMatrix(),
      latencyGraph(),
      permissionLines(),
      oddGraph(),
      purposeGraph(),
    ],
  };
}

function budgetGraph() {
  return lines({
    title: 'Budget used',
    description:
      'Requests as a share of those that may be made now. Near 100 % all the time: raise that quota, or have fewer contacts; docs/polling.md says which quota does what.',
    unit: 'percentunit',
    colors: operationColors,
    limits: { warning: 0.95 },
    queries: [{ expr: `${perSecond('api_requests_total', 'operation')} / ${limit}`, legend: '{{operation}}' }],
  });
}

function requestGraph() {
  return lines({
    title: 'Requests',
    description: 'Every attempt, retries included. Compare with the rate limit beside it.',
    unit: 'reqps',
    colors: operationColors,
    queries: [{ expr: perSecond('api_requests_total', 'operation'), legend: '{{operation}}' }],
  });
}

function limitGraph() {
  return lines({
    title: 'Rate limit now',
    description:
      'Requests per second that may be made, all targets together. A step down: AWS has throttled; it climbs again while requests succeed.',
    unit: 'reqps',
    colors: operationColors,
    queries: [{ expr: limit, legend: '{{operation}}' }],
  });
}

function backoffGraph() {
  return lines({
    title: 'Back-off',
    description:
      'For how long no request is made now, because AWS has throttled. Mostly 0; when it stays up, somebody else uses up the quota.',
    unit: 's',
    colors: operationColors,
    queries: [{ expr: `max by (operation) (${exporter('api_backoff_seconds')})`, legend: '{{operation}}' }],
  });
}

function failureGraph() {
  return bars({
    title: 'Failed requests by reason',
    description:
      'throttled beside an incident is a full budget; network and timeout of all operations at once is the way to AWS.',
    unit: 'short',
    decimals: 0,
    isStacked: true,
    calcs: ['sum'],
    colors: reasonColors,
    queries: [{ expr: countOf(exporter('api_request_failures_total'), 'reason'), legend: '{{reason}}' }],
  });
}

function failureMatrix() {
  return matrix({
    title: 'Failed requests in the chosen time, by operation and reason',
    description:
      'access_denied for ListEngagements or ListPagesByEngagement alone: the policy lacks them, and pages are seen by sweeps only, later than need be.',
    expr: `sum by (operation, reason) (increase(${exporter('api_request_failures_total')}[$__range]))`,
    unit: 'short',
    rows: 'operation',
    columns: 'reason',
    limits: { warning: 0.5 },
    span: 12,
  });
}

function latencyGraph() {
  return lines({
    title: 'Duration of a request',
    description:
      'Nine in ten requests took no longer. All operations slower at once: AWS or the network; up to poll.requestTimeout.',
    unit: 's',
    colors: operationColors,
    queries: [
      {
        expr: quantileOf({
          histogram: 'ssm_contacts_exporter_api_request_duration_seconds',
          matchers: chosenExporters,
          quantile: 0.9,
          over: '$__rate_interval',
          by: 'operation',
        }),
        legend: '{{operation}}',
      },
    ],
  });
}

function permissionLines() {
  return stateLines({
    title: 'What may be called',
    description:
      'Whether engagements can be followed and contacts discovered. Refused: the IAM policy lacks that operation; the exporter goes on by sweeps alone.',
    mappings: [yesOrNo('works', 'refused', palette.blue)],
    span: 12,
    queries: [
      { expr: `min by (target, operation) (${exporter('activity_up')})`, legend: '{{target}} {{operation}}' },
      { expr: `min by (target) (${exporter('discovery_up')})`, legend: '{{target}} discovery' },
    ],
  });
}

function oddGraph() {
  return bars({
    title: 'Retries and items that could not be used',
    description:
      'Items in answers that make no sense are left out and counted here: AWS has changed something, or a proxy has.',
    unit: 'short',
    decimals: 0,
    calcs: ['sum'],
    colors: { retries: palette.sky, 'unusable items': palette.vermillion },
    queries: [
      { expr: countOf(exporter('api_retries_total')), legend: 'retries' },
      { expr: countOf(exporter('api_malformed_items_total')), legend: 'unusable items' },
    ],
  });
}

function purposeGraph() {
  return lines({
    title: 'Requests by purpose',
    description:
      'sweep: all pages of a contact; activity: which engagements are new; follow_up: open pages. Many follow-ups: many pages are waiting for an answer.',
    unit: 'reqps',
    isStacked: true,
    colors: {
      sweep: palette.blue,
      follow_up: palette.orange,
      activity: palette.green,
      discovery: palette.purple,
      describe: palette.grey,
    },
    queries: [{ expr: perSecond('api_requests_by_purpose_total', 'purpose'), legend: '{{purpose}}' }],
  });
}
