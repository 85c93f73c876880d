import type { Row } from '../dashboard.js';
import { lines } from '../graph.js';
import { contactLink, uids, valueLink } from '../link.js';
import type { Limits } from '../palette.js';
import { chosenContacts, contactLabels } from '../selection.js';
import { statTile } from '../stat-tile.js';
import { table } from '../table.js';
import { zeroAs } from '../value-mapping.js';
import { labelsOfContacts, teamColumn } from './contact-columns.js';

const unread = `ssm_contacts_pages_unread{${chosenContacts}}`;
const undelivered = `ssm_contacts_pages_undelivered{${chosenContacts}}`;
const unacknowledged = `ssm_contacts_engagements_unacknowledged{${chosenContacts}}`;
const oldestPage = `time() - ssm_contacts_oldest_unread_page_sent_timestamp_seconds{${chosenContacts}}`;
const oldestEngagement = `time() - ssm_contacts_oldest_unacknowledged_engagement_sent_timestamp_seconds{${chosenContacts}}`;

/** How long somebody may be waited for. Seconds. */
const waiting: Limits = { warning: 300, critical: 900 };

export function nowRow(): Row {
  return { title: 'Right now', panels: [...tiles(), waitingTable(), unreadGraph()] };
}

function tiles() {
  return [
    statTile({
      title: 'Unread pages',
      description:
        'Pages that nobody has read yet, not older than poll.unreadWindow. Some are normal for minutes after an incident has begun; look at their age.',
      expr: `sum(${unread})`,
      unit: 'short',
      decimals: 0,
      span: 4,
      limits: { warning: 1 },
    }),
    statTile({
      title: 'Oldest unread page',
      description: 'How long ago the oldest unread page was first sent. From 5 minutes on nobody may be coming.',
      expr: `max(${oldestPage}) or 0 * sum(${unread})`,
      unit: 's',
      decimals: 0,
      span: 4,
      limits: waiting,
      mappings: [zeroAs('none')],
    }),
    statTile({
      title: 'Undelivered pages',
      description:
        'Unread pages that no channel has confirmed either. If they stay, look for a wrong number, a phone that is off, or trouble of the carrier.',
      expr: `sum(${undelivered})`,
      unit: 'short',
      decimals: 0,
      span: 4,
      limits: { warning: 1 },
    }),
    statTile({
      title: 'Engagements without an answer',
      description:
        'Engagements, counted for each contact that they page, of which the contact has read no page yet. Unlike unread pages, they do not count a contact twice for one incident.',
      expr: `sum(${unacknowledged})`,
      unit: 'short',
      decimals: 0,
      span: 4,
      limits: { warning: 1 },
    }),
    statTile({
      title: 'Oldest without an answer',
      description:
        'How long ago the oldest of those engagements first paged its contact. When it grows beyond the plan’s stages, escalate by hand.',
      expr: `max(${oldestEngagement}) or 0 * sum(${unacknowledged})`,
      unit: 's',
      decimals: 0,
      span: 4,
      limits: waiting,
      mappings: [zeroAs('none')],
    }),
    statTile({
      title: 'Age of what is shown',
      description:
        'How old the oldest data of a chosen contact are. If it is large, or there is none, do not trust the rest: follow the link to the exporter’s health.',
      expr: `max(ssm_contacts_data_age_seconds{${chosenContacts}})`,
      unit: 's',
      decimals: 0,
      span: 4,
      limits: { warning: 900, critical: 3600 },
      noValue: 'no exporter',
      link: valueLink('Exporter health', uids.exporterHealth),
    }),
  ];
}

function waitingTable() {
  const isWaitedFor = `(sum by (${contactLabels}) (${unread}) > 0 or sum by (${contactLabels}) (${unacknowledged}) > 0)`;
  return table({
    title: 'Who is being waited for',
    description:
      'Contacts with unread pages or engagements without an answer, the longest first. Whoever stands here for long may be asleep or away: call them, or the next in the plan. Empty is good.',
    labels: labelsOfContacts,
    values: [
      { title: 'Waiting', expr: `max by (${contactLabels}) (${oldestPage})`, unit: 's', decimals: 0, limits: waiting },
      { title: 'Unread', expr: `sum by (${contactLabels}) (${unread}) and ${isWaitedFor}`, unit: 'short' },
      { title: 'Undelivered', expr: `sum by (${contactLabels}) (${undelivered}) and ${isWaitedFor}`, unit: 'short' },
      { title: 'Engagements', expr: `sum by (${contactLabels}) (${unacknowledged}) and ${isWaitedFor}`, unit: 'short' },
      teamColumn(isWaitedFor),
    ],
    sortBy: 'Waiting',
    span: 12,
    noValue: 'Nobody is being waited for',
    link: contactLink(uids.overview),
  });
}

function unreadGraph() {
  return lines({
    title: 'Unread pages by contact',
    description:
      'How many pages waited for whom. A plateau is somebody who did not answer; a step down at poll.unreadWindow is a page that was given up.',
    unit: 'short',
    decimals: 0,
    isStacked: true,
    queries: [{ expr: `sum by (${contactLabels}) (${unread})`, legend: '{{contact}}' }],
  });
}
