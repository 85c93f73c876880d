import { ClassicLevel } from 'classic-level';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOpenEngagement } from '../../src/core/engagement.js';
import type { ListedPage } from '../../src/core/page.js';
import { assess, engagementId, introduce } from '../../src/core/findings.js';
import type { Change, ContactRecord, CountingPolicy, Known, Findings } from '../../src/core/findings.js';
import type { PageRecord } from '../../src/core/lifecycle.js';
import type { EngagementRecord } from '../../src/core/engagement.js';
import type { BucketLayout } from '../../src/core/totals.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { arns, layout } from '../core/stories.js';

export const policy: CountingPolicy = { history: 'count', unreadWindowMs: 60_000, retentionMs: 1_000_000 };

/** Runs `use` with the path of a directory that is not there yet, and removes what it has become. */
export async function withPath<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const parent = await mkdtemp(join(tmpdir(), 'ledger-test-'));
  try {
    return await use(join(parent, 'ledger'));
  } finally {
    await rm(parent, { recursive: true });
  }
}

/** Opens the ledger at `path`, created at second 1 if it is new and nothing else is said, and closes it after `use`. */
export async function withLedger<Result>(
  path: string,
  use: (ledger: Ledger) => Promise<Result>,
  now = 1000,
): Promise<Result> {
  const ledger = await Ledger.open(path, now);
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}

/** Runs `use` with the bare store below the ledger at `path`: values are strings, checksums and all. */
export async function withStore(path: string, use: (store: ClassicLevel) => Promise<unknown>): Promise<void> {
  const store = new ClassicLevel<string, string>(path, { keyEncoding: 'utf8', valueEncoding: 'utf8' });
  await store.open();
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

export async function introduceTo(
  ledger: Ledger,
  contactArns: readonly string[],
  now = 0,
  laidOut: BucketLayout = layout,
): Promise<void> {
  await ledger.commit(introduce(contactArns, ledger, { now, layout: laidOut }));
}

/** What assessing a sweep against the ledger changes. */
export async function assessed(ledger: Ledger, sweep: Findings): Promise<Change> {
  const pages = await ledger.pages(sweep.pages.map(({ arn }) => arn));
  const engagements = await ledger.engagements(
    sweep.pages.map((page) => ({ contactArn: page.contactArn, arn: page.engagementArn })),
  );
  const known: Known = {
    forgottenBefore: ledger.forgottenBefore,
    contact: (arn) => ledger.contact(arn),
    page: (arn) => pages.get(arn),
    engagement: (key) => engagements.get(engagementId(key)),
    openPages: (arn) => ledger.openPages(arn),
    openEngagements: (arn) => ledger.openEngagements(arn),
  };
  return assess(known, sweep, policy);
}

/** Sweeps a contact completely in no time, and commits what changes. */
export async function sweep(ledger: Ledger, contactArn: string, askedAt: number, pages: ListedPage[]): Promise<void> {
  const findings = { scope: { contactArn }, askedAt, seenAt: askedAt, isComplete: true, pages };
  await ledger.commit(await assessed(ledger, findings));
}

/** Page `p<index>`, in the engagement `e<index>`, to a contact. */
export function pageTo(contactArn: string, index: number, times: Partial<ListedPage>): ListedPage {
  return { arn: arns.page(`p${index}`), engagementArn: arns.engagement(`e${index}`), contactArn, ...times };
}

export interface Holdings {
  readonly createdAt: number;
  readonly forgottenBefore: number;
  readonly pageCount: number;
  readonly openPageCount: number;
  readonly contacts: readonly (ContactRecord | undefined)[];
  readonly pages: readonly PageRecord[];
  readonly engagements: readonly EngagementRecord[];
  readonly openPages: readonly PageRecord[];
  readonly openEngagements: readonly EngagementRecord[];
}

/** Everything that a ledger holds of contacts, and of the pages and engagements 0 to 9. */
export async function holdingsOf(ledger: Ledger, contactArns: readonly string[]): Promise<Holdings> {
  const indexes = [...Array(10).keys()];
  const keys = contactArns.flatMap((contactArn) =>
    indexes.map((index) => ({ contactArn, arn: arns.engagement(`e${index}`) })),
  );
  const pages = await ledger.pages(indexes.map((index) => arns.page(`p${index}`)));
  const engagements = await ledger.engagements(keys);
  return {
    createdAt: ledger.createdAt,
    forgottenBefore: ledger.forgottenBefore,
    pageCount: ledger.pageCount,
    openPageCount: ledger.openPageCount,
    contacts: contactArns.map((arn) => ledger.contact(arn)),
    pages: byArn(pages.values()),
    engagements: byArn(engagements.values()),
    openPages: byArn(contactArns.flatMap((arn) => [...ledger.openPages(arn)])),
    openEngagements: byArn(contactArns.flatMap((arn) => [...ledger.openEngagements(arn)].filter(isOpenEngagement))),
  };
}

function byArn<Record extends { readonly arn: string }>(records: Iterable<Record>): Record[] {
  return [...records].sort((a, b) => a.arn.localeCompare(b.arn));
}
