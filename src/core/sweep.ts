import { decide, join } from './engagement.js';
import type { EngagementRecord } from './engagement.js';
import type { PageEvent } from './event.js';
import { advance, expire, sentTimeOf } from './lifecycle.js';
import type { CountingRules, Decision, PageRecord } from './lifecycle.js';
import type { ListedPage } from './page.js';
import { count, emptyTotals, withBounds } from './totals.js';
import type { BucketBounds, ContactTotals } from './totals.js';

/** What the ledger holds for a contact. */
export interface ContactRecord {
  readonly arn: string;
  /** When the ledger first knew the contact, epoch milliseconds: with `history: baseline`, counting starts here. */
  readonly knownSince: number;
  readonly totals: ContactTotals;
}

/** What one sweep of a contact has brought back. */
export interface SweepResult {
  readonly contactArn: string;
  /** When the sweep began, epoch milliseconds: every listed state is at least as new as this. */
  readonly askedAt: number;
  /** False when it ended early: the listed pages are facts, but nothing follows from the missing ones. */
  readonly isComplete: boolean;
  readonly pages: readonly ListedPage[];
}

/** What is known when a sweep is assessed. */
export interface Known {
  /** Epoch milliseconds; pages last sent before it may have been pruned. */
  readonly forgottenBefore: number;
  contact(contactArn: string): ContactRecord | undefined;
  page(pageArn: string): PageRecord | undefined;
  engagement(key: EngagementKey): EngagementRecord | undefined;
  openPages(contactArn: string): Iterable<PageRecord>;
  openEngagements(contactArn: string): Iterable<EngagementRecord>;
}

/** An engagement counts once for each contact that it pages. */
export interface EngagementKey {
  readonly contactArn: string;
  readonly arn: string;
}

export interface CountingPolicy {
  /** `baseline` counts from when the contact was first known, `count` from as far back as pages are remembered. */
  readonly history: 'baseline' | 'count';
  readonly unreadWindowMs: number;
  readonly retentionMs: number;
}

/** The records that a sweep changes, whole, with the totals that follow from its events: written together or not at all. */
export interface Change {
  readonly contacts: readonly ContactRecord[];
  readonly pages: readonly PageRecord[];
  readonly engagements: readonly EngagementRecord[];
}

/** Compares a sweep with what is known and says what changes. Pure: the same sweep assessed again changes nothing. */
export function assess(known: Known, sweep: SweepResult, policy: CountingPolicy): Change {
  const draft = new Draft(known, sweep, policy);
  for (const listed of sweep.pages) draft.take(listed);
  if (sweep.isComplete) draft.conclude();
  return draft.change();
}

/**
 * Makes contacts known from `now` (epoch milliseconds) on, with totals of zero; those already known go on, but for the
 * histograms whose bounds have changed.
 */
export function introduce(
  contactArns: readonly string[],
  known: Pick<Known, 'contact'>,
  { now, bounds }: { readonly now: number; readonly bounds: BucketBounds },
): Change {
  const contacts = contactArns.flatMap((arn): ContactRecord[] => {
    const before = known.contact(arn);
    if (before === undefined) return [{ arn, knownSince: now, totals: emptyTotals(bounds) }];
    const totals = withBounds(before.totals, bounds);
    // A clock that was ahead when the contact was first known has been set right since.
    const knownSince = Math.min(before.knownSince, now);
    const isSame = totals === before.totals && knownSince === before.knownSince;
    return isSame ? [] : [{ ...before, knownSince, totals }];
  });
  return { contacts, pages: [], engagements: [] };
}

/** The contact that a page counts for: the one it names, if that is known, so that it counts there wherever it is seen. */
export function ownerOf(
  listed: ListedPage,
  page: PageRecord | undefined,
  sweep: SweepResult,
  known: Pick<Known, 'contact'>,
): string {
  if (page !== undefined) return page.contactArn;
  return known.contact(listed.contactArn) === undefined ? sweep.contactArn : listed.contactArn;
}

/** Epoch milliseconds before which an unknown page is history: it may have been counted and pruned. */
export function forgottenBefore(
  known: Pick<Known, 'forgottenBefore'>,
  askedAt: number,
  policy: CountingPolicy,
): number {
  return Math.max(known.forgottenBefore, askedAt - policy.retentionMs);
}

/** True when a change would write nothing. */
export function isEmpty(change: Change): boolean {
  return change.contacts.length === 0 && change.pages.length === 0 && change.engagements.length === 0;
}

/** A string that names an engagement of a contact; ARNs hold no spaces. */
export function engagementId({ contactArn, arn }: EngagementKey): string {
  return `${contactArn} ${arn}`;
}

/** What is known, with the changes of one sweep laid over it. */
class Draft {
  readonly #pages = new Map<string, PageRecord>();
  readonly #engagements = new Map<string, EngagementRecord>();
  readonly #events = new Map<string, PageEvent[]>();

  constructor(
    readonly known: Known,
    readonly sweep: SweepResult,
    readonly policy: CountingPolicy,
  ) {}

  take(listed: ListedPage): void {
    const before = this.#pages.get(listed.arn) ?? this.known.page(listed.arn);
    const contactArn = ownerOf(listed, before, this.sweep, this.known);
    const rules = this.#rulesFor(contactArn);
    const news = advance(before, listed, { contactArn, rules });
    if (news === undefined) return;
    this.#keepPage(news);
    // Read in the end, but too late.
    if (news.record.readAt !== undefined) this.#keepPage(expire(news.record, news.record.readAt, rules));
    this.#joinEngagement(news.record);
  }

  /** What only a complete listing can tell: that a page is still unread, and what has become of the engagements. */
  conclude(): void {
    const { contactArn, askedAt } = this.sweep;
    const touched = [...this.#pages.values()];
    for (const page of [...this.known.openPages(contactArn), ...touched]) {
      const latest = this.#pages.get(page.arn) ?? page;
      if (latest.readAt !== undefined) continue;
      this.#keepPage(expire(latest, askedAt, this.#rulesFor(latest.contactArn)));
    }
    for (const engagement of [...this.known.openEngagements(contactArn), ...this.#engagements.values()]) {
      this.#decideEngagement(this.#engagements.get(engagementId(engagement)) ?? engagement);
    }
  }

  change(): Change {
    return {
      pages: [...this.#pages.values()],
      engagements: [...this.#engagements.values()],
      contacts: [...this.#events].map(([contactArn, events]) => {
        const contact = this.#contact(contactArn);
        return { ...contact, totals: count(contact.totals, events) };
      }),
    };
  }

  #contact(contactArn: string): ContactRecord {
    const contact = this.known.contact(contactArn);
    if (contact === undefined) throw new Error(`contact ${contactArn} is swept but not registered`);
    return contact;
  }

  #rulesFor(contactArn: string): CountingRules {
    const { history, unreadWindowMs } = this.policy;
    return {
      countFrom: history === 'count' ? -Infinity : this.#contact(contactArn).knownSince,
      forgottenBefore: forgottenBefore(this.known, this.sweep.askedAt, this.policy),
      unreadWindowMs,
    };
  }

  #keepPage(decision: Decision<PageRecord> | undefined): void {
    if (decision === undefined) return;
    this.#pages.set(decision.record.arn, decision.record);
    this.#keepEvents(decision.record.contactArn, decision.events);
  }

  #joinEngagement(page: PageRecord): void {
    const { engagementArn: arn, contactArn } = page;
    if (arn === '') return;
    const key = { arn, contactArn };
    const before = this.#engagements.get(engagementId(key)) ?? this.known.engagement(key);
    // An open page outlives its engagement when that is settled and pruned, and must not begin it again.
    if (before === undefined && (sentTimeOf(page) ?? 0) < this.known.forgottenBefore) return;
    const joined = join(before, page);
    if (joined !== undefined && joined !== before) this.#engagements.set(engagementId(key), joined);
  }

  #decideEngagement(engagement: EngagementRecord): void {
    const decision = decide(engagement, this.sweep.askedAt, this.#rulesFor(engagement.contactArn));
    if (decision === undefined) return;
    this.#engagements.set(engagementId(engagement), decision.record);
    this.#keepEvents(engagement.contactArn, decision.events);
  }

  #keepEvents(contactArn: string, events: readonly PageEvent[]): void {
    if (events.length === 0) return;
    const kept = this.#events.get(contactArn);
    if (kept === undefined) this.#events.set(contactArn, [...events]);
    else kept.push(...events);
  }
}
