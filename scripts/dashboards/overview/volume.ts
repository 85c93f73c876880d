import { GraphDrawStyle } from '@grafana/grafana-foundation-sdk/common';
import type { Row } from '../dashboard.js';
import { bars, lines } from '../graph.js';
import { growthOf } from '../growth.js';
import { isNight } from '../night.js';
import { palette } from '../palette.js';
import { quantileOf } from '../quantile.js';
import { chosenContacts, contactLabels } from '../selection.js';
import { statTile } from '../stat-tile.js';

const counter = (name: string): string => `ssm_contacts_${name}_total{${chosenContacts}}`;
const inRange = (name: string): string => `sum(increase(${counter(name)}[$__range]))`;

export function volumeRow(): Row {
  return {
    title: 'In the chosen time',
    panels: [...tiles(), sentGraph(), fateGraph(), contactGraph(), nightGraph(), engagementGraph(), undeliveredGraph()],
  };
}

function tiles() {
  return [
    statTile({
      title: 'Pages sent',
      description:
        'Distinct pages in the chosen time; one that is sent again counts once. Zoom out to see whether it is much.',
      expr: inRange('pages_sent'),
      unit: 'short',
      decimals: 0,
      span: 4,
    }),
    statTile({
      title: 'Acknowledged',
      description:
        'Pages acknowledged in the chosen time, as a share of those sent in it. Well below all: look at who does not answer.',
      expr: `clamp_max(${inRange('pages_acknowledged')} / (${inRange('pages_sent')} > 0), 1)`,
      unit: 'percentunit',
      decimals: 0,
      span: 4,
      noValue: 'no pages',
    }),
    statTile({
      title: 'Unanswered',
      description:
        'Pages that stayed unread for longer than poll.unreadWindow. Each is one too many, though another contact may have answered the incident.',
      expr: inRange('pages_unanswered'),
      unit: 'short',
      decimals: 0,
      span: 4,
      limits: { warning: 0.5 },
    }),
    statTile({
      title: 'Sent again',
      description:
        'Times that an unread page was sent once more. Many for few pages: people do not hear the first one.',
      expr: inRange('pages_resent'),
      unit: 'short',
      decimals: 0,
      span: 4,
    }),
    ...[
      { quantile: 0.5, title: 'Half answered within', meaning: 'The median' },
      { quantile: 0.9, title: 'Nine in ten within', meaning: 'The 90th percentile' },
    ].map(({ quantile, title, meaning }) =>
      statTile({
        title,
        description: `${meaning} of the time from the first send of a page to its acknowledgement. Pages that nobody acknowledged are not in it: look at Unanswered, too.`,
        expr: quantileOf({
          histogram: 'ssm_contacts_page_acknowledge_duration_seconds',
          matchers: chosenContacts,
          quantile,
          over: '$__range',
        }),
        unit: 's',
        decimals: 0,
        span: 4,
        limits: { warning: 300, critical: 900 },
        noValue: 'no answers',
      }),
    ),
  ];
}

function sentGraph() {
  return bars({
    title: 'Pages sent over time',
    description:
      'First sends, and sends of the same page again. A block is an incident; more sent again than first: people do not hear, or do not care.',
    unit: 'short',
    decimals: 0,
    calcs: ['sum'],
    isStacked: true,
    colors: { 'first time': palette.blue, again: palette.orange },
    queries: [
      { expr: growthOf(counter('pages_sent')), legend: 'first time', exemplars: true },
      { expr: growthOf(counter('pages_resent')), legend: 'again', exemplars: true },
    ],
  });
}

function fateGraph() {
  return bars({
    title: 'What became of pages',
    description:
      'When pages were acknowledged, and when they were given up as unanswered, poll.unreadWindow after they were sent. Compare with the pages sent beside it.',
    unit: 'short',
    decimals: 0,
    calcs: ['sum'],
    isStacked: true,
    colors: { acknowledged: palette.green, unanswered: palette.vermillion },
    queries: [
      { expr: growthOf(counter('pages_acknowledged')), legend: 'acknowledged', exemplars: true },
      { expr: growthOf(counter('pages_unanswered')), legend: 'unanswered', exemplars: true },
    ],
  });
}

function contactGraph() {
  return bars({
    title: 'Pages sent by contact',
    description: 'Who is paged when. One colour everywhere: the load lies on one person.',
    unit: 'short',
    decimals: 0,
    calcs: ['sum'],
    isStacked: true,
    queries: [{ expr: growthOf(counter('pages_sent'), contactLabels), legend: '{{contact}}', exemplars: true }],
  });
}

function nightGraph() {
  const sent = growthOf(counter('pages_sent'));
  return bars({
    title: 'Pages sent by day and by night',
    description:
      'The hours of the night are chosen at the top, in local time by the UTC offset. Pages that come every night at one time are often a job that could run by day, or an alert that could wait.',
    unit: 'short',
    decimals: 0,
    calcs: ['sum'],
    isStacked: true,
    colors: { day: palette.sky, night: palette.purple },
    queries: [
      { expr: `${sent} unless on () ${isNight()}`, legend: 'day', exemplars: true },
      { expr: `${sent} and on () ${isNight()}`, legend: 'night', exemplars: true },
    ],
  });
}

function engagementGraph() {
  const engagements = bars({
    title: 'Engagements',
    description:
      'Bars: incidents that paged a contact, one for each contact, however many pages it took. Points: those of which the contact read a page. Bars without points after them: nobody comes.',
    unit: 'short',
    decimals: 0,
    calcs: ['sum'],
    colors: { engaged: palette.blue, acknowledged: palette.yellow },
    queries: [
      { expr: growthOf(counter('engagements')), legend: 'engaged', exemplars: true },
      { expr: `${growthOf(counter('engagements_acknowledged'))} > 0`, legend: 'acknowledged', exemplars: true },
    ],
  });
  return engagements.overrideByName('acknowledged', [
    { id: 'custom.drawStyle', value: GraphDrawStyle.Points },
    { id: 'custom.pointSize', value: 8 },
  ]);
}

function undeliveredGraph() {
  return lines({
    title: 'Undelivered pages by contact',
    description:
      'Pages that no channel has confirmed, and that nobody has read. Of one contact: a wrong number, or a phone that is off. Of all: a channel is out of order.',
    unit: 'short',
    decimals: 0,
    isStacked: true,
    queries: [
      {
        expr: `sum by (${contactLabels}) (ssm_contacts_pages_undelivered{${chosenContacts}})`,
        legend: '{{contact}}',
      },
    ],
  });
}
