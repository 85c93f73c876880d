import { barList } from '../bar-list.js';
import type { Row } from '../dashboard.js';
import { contactLink, uids } from '../link.js';
import { countByNight } from '../night.js';
import { quantileOf } from '../quantile.js';
import { chosenContacts, contactLabels } from '../selection.js';
import { table } from '../table.js';
import { labelsOfContacts, teamColumn } from './contact-columns.js';

const counter = (name: string): string => `ssm_contacts_${name}_total{${chosenContacts}}`;
const inRange = (name: string): string => `sum by (${contactLabels}) (increase(${counter(name)}[$__range]))`;

export function peopleRow(): Row {
  return { title: 'Who', panels: [unansweredList(), slowTable(), nightTable()] };
}

function slowTable() {
  const within = (quantile: number): string =>
    quantileOf({
      histogram: 'ssm_contacts_page_acknowledge_duration_seconds',
      matchers: chosenContacts,
      quantile,
      over: '$__range',
      by: contactLabels,
    });
  return table({
    title: 'Who is slow',
    description:
      'How long contacts took to acknowledge pages in the chosen time, the slowest first. Whoever acknowledged nothing has no times and comes last: see beside. Mind the number of answers: nine in ten of three say little.',
    labels: labelsOfContacts,
    values: [
      { title: 'Nine in ten', expr: within(0.9), unit: 's', decimals: 0, limits: { warning: 300, critical: 900 } },
      { title: 'Half', expr: within(0.5), unit: 's', decimals: 0 },
      { title: 'Answers', expr: `${inRange('pages_acknowledged')} > 0`, unit: 'short', decimals: 0 },
      { title: 'Pages', expr: `${inRange('pages_sent')} > 0`, unit: 'short', decimals: 0 },
      teamColumn(`(${inRange('pages_sent')} > 0 or ${inRange('pages_acknowledged')} > 0)`),
    ],
    sortBy: 'Nine in ten',
    noValue: 'Nobody was paged',
    span: 10,
    height: 10,
    link: contactLink(uids.overview),
  });
}

function unansweredList() {
  return barList({
    title: 'Who does not answer',
    description:
      'Pages that stayed unread beyond poll.unreadWindow in the chosen time, for the ten contacts with the most. One name far ahead: is that number still right?',
    expr: `sort_desc(topk(10, ${inRange('pages_unanswered')}))`,
    legend: '{{contact}}',
    unit: 'short',
    decimals: 0,
    span: 5,
    height: 10,
    limits: { warning: 0.5 },
  });
}

function nightTable() {
  const byNight = `sum by (${contactLabels}) ${countByNight(counter('pages_sent'))}`;
  return table({
    title: 'Who is being paged at night',
    description:
      'Pages sent in the hours of the night that are chosen at the top, up to the last full quarter of an hour. Whoever leads here night after night is being worn out: share the rota, or fix what pages.',
    labels: labelsOfContacts,
    values: [
      { title: 'At night', expr: byNight, unit: 'short', decimals: 0, isBar: true },
      { title: 'Of all', expr: `${byNight} / (${inRange('pages_sent')} > 0)`, unit: 'percentunit', decimals: 0 },
      teamColumn(),
    ],
    sortBy: 'At night',
    span: 9,
    height: 10,
    link: contactLink(uids.overview),
  });
}
