import { toContact } from './core/contact.js';
import type { ContactRecord } from './core/findings.js';
import { meanOf } from './demo-summary.js';
import type { Ledger } from './ledger/ledger.js';
import { textTable } from './text-table.js';

const columns = [
  'contact',
  'account',
  'region',
  'sent',
  're-sent',
  'delivered',
  'acknowledged',
  'unanswered',
  'open',
  'engagements',
  'acknowledged',
  'mean answer',
];

/** What a ledger holds, as text for a terminal. */
export function ledgerSummary(path: string, ledger: Ledger): string {
  const { schema, createdAt, commit, records, forgottenBefore } = ledger.meta;
  const facts = [
    ['Ledger', path],
    ['Schema', String(schema)],
    ['Created', toTime(createdAt)],
    ['Last commit', String(commit)],
    ['Contacts', String(records.contact)],
    ['Pages', `${records.page}, ${ledger.openPageCount} of them open`],
    ['Engagements', String(records.engagement)],
    ['Forgotten', forgottenBefore === 0 ? 'nothing yet' : `what was last sent before ${toTime(forgottenBefore)}`],
  ] as const;
  const lines = facts.map(([name, value]) => `${name.padEnd(13)}${value}`);
  const rows = [...ledger.contacts].map((contact) => toRow(contact, ledger)).sort(byCells);
  return [...lines, '', textTable([columns, ...rows])].join('\n');
}

function toRow({ arn, totals }: ContactRecord, ledger: Ledger): readonly string[] {
  const { alias = arn, accountId = '', region = '' } = toContact(arn) ?? {};
  const counts = [
    totals.pagesSent,
    totals.pagesResent,
    totals.pagesDelivered,
    totals.pagesAcknowledged,
    totals.pagesUnanswered,
    [...ledger.openPages(arn)].length,
    totals.engagements,
    totals.engagementsAcknowledged,
  ];
  return [alias, accountId, region, ...counts.map(String), meanOf(totals.acknowledgeDuration)];
}

function byCells(a: readonly string[], b: readonly string[]): number {
  return a.join(' ').localeCompare(b.join(' '), 'en');
}

/** A time that no calendar has is shown as its number. */
function toTime(at: number): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? String(at) : time.toISOString();
}
