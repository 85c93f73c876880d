import { noDoubts } from './doubts.js';
import type { Doubts } from './doubts.js';
import { decide, join, readInTime } from './engagement.js';
import type { EngagementRecord } from './engagement.js';
import type { PageEvent } from './event.js';
import { advance, expire, sentTimeOf } from './lifecycle.js';
import type { CountingRules, Decision, PageRecord } from './lifecycle.js';
import type { ListedPage } from './page.js';
import { count, emptyTotals, withLayout } from './totals.js';
import type { BucketLayout, ContactTotals } from './totals.js';

/** What the ledger holds for a contact. */
export interface ContactRecord {
  readonly arn: string;
  /** When the ledger first knew the contact, epoch milliseconds: with `history: baseline`, counting starts here. */
  readonly knownSince: number;
  readonly totals: ContactTotals;
}

/** Whose pages were listed: a contact's, in whatever engagement, or an engagement's, to whatever contact. */
export type Scope = { readonly contactArn: string } | { readonly engagementArn: string };

/** What a listing, or a part of it, has brought back. */
export interface Findings {
  readonly scope: Scope;
  /** When the listing began, epoch milliseconds: every listed state is at least as new as this. */
  readonly askedAt: number;
  /** When the pages were seen, epoch milliseconds. */
  readonly seenAt: number;
  /** Whether they end the listing: until then they are facts, but nothing follows from the pages that are missing. */
  readonly isComplete: boolean;
  /** Open pages that a complete listing leaves unclear: nothing follows from it for them and their engagements. */
  readonly unclear?: ReadonlySet<string>;
  /** What a complete listing has shown that speaks against deciding engagements by it. */
  readonly doubts?: Doubts;
  readonly pages: readonly ListedPage[];
}

/** What is known when findings are assessed. */
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
  /** Whether there will be no later listing to wait for. */
  readonly isOnce?: boolean;
}

/** The records that findings change, whole, with the totals that follow from its events: written together or not at all. */
export interface Change {
  readonly contacts: readonly ContactRecord[];
  readonly pages: readonly PageRecord[];
  readonly engagements: readonly EngagementRecord[];
}

/** Compares findings with what is known and says what changes. Pure: the same findings assessed again change nothing. */
export function assess(known: Known, findings: Findings, policy: CountingPolicy): Change {
  const draft = new Draft(known, findings, policy);
  for (const listed of findings.pages) draft.take(listed);
  if (findings.isComplete) draft.conclude();
  return draft.change();
}

/**
 * Makes contacts known from `now` (epoch milliseconds) on, with totals of zero; those already known go on, but for the
 * histograms whose buckets have changed.
 */
export function introduce(
  contactArns: readonly string[],
  known: Pick<Known, 'contact'>,
  { now, layout }: { readonly now: number; readonly layout: BucketLayout },
): Change {
  const contacts = contactArns.flatMap((arn): ContactRecord[] => {
    const before = known.contact(arn);
    if (before === undefined) return [{ arn, knownSince: now, totals: emptyTotals(layout) }];
    const totals = withLayout(before.totals, layout, now);
    // A clock that was ahead when the contact was first known has been set right since.
    const knownSince = Math.min(before.knownSince, now);
    const isSame = totals === before.totals && knownSince === before.knownSince;
    return isSame ? [] : [{ ...before, knownSince, totals }];
  });
  return { contacts, pages: [], engagements: [] };
}

/**
 * The contact that a page counts for: the one it names, if that is known, so that it counts there wherever it is seen.
 * Undefined when an engagement's listing shows a page to somebody who is none of ours.
 */
export function ownerOf(
  listed: ListedPage,
  page: PageRecord | undefined,
  scope: Scope,
  known: Pick<Known, 'contact'>,
): string | undefined {
  if (page !== undefined) return page.contactArn;
  if (known.contact(listed.contactArn) !== undefined) return listed.contactArn;
  return 'contactArn' in scope ? scope.contactArn : undefined;
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

const none: ReadonlySet<string> = new Set();

/** How well a listing shows an engagement: so long as one of its open pages is unclear, it is not decided at all. */
type Standing = 'clear' | 'doubted' | 'unclear';

/** How many listings in doubt may leave an engagement undecided: what is so for good is believed then. */
const longestDoubt = 2;

/** What is known, with the changes of the findings laid over it. */
class Draft {
  readonly #pages = new Map<string, PageRecord>();
  readonly #engagements = new Map<string, EngagementRecord>();
  readonly #events = new Map<string, PageEvent[]>();
  /** The contacts whose pages the listing covers. */
  readonly #owners = new Set<string>();

  constructor(
    readonly known: Known,
    readonly findings: Findings,
    readonly policy: CountingPolicy,
  ) {
    if ('contactArn' in findings.scope) this.#owners.add(findings.scope.contactArn);
  }

  take(listed: ListedPage): void {
    const before = this.#pages.get(listed.arn) ?? this.known.page(listed.arn);
    const contactArn = ownerOf(listed, before, this.findings.scope, this.known);
    if (contactArn === undefined) return;
    if ('engagementArn' in this.findings.scope) this.#owners.add(contactArn);
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
    const { scope, askedAt, unclear = none, doubts = noDoubts } = this.findings;
    const isCovered = (engagementArn: string) => !('engagementArn' in scope) || scope.engagementArn === engagementArn;
    const owners = [...this.#owners];
    const touched = [...this.#pages.values()];
    const unclearEngagements = new Set<string>();
    for (const page of [...owners.flatMap((arn) => [...this.known.openPages(arn)]), ...touched]) {
      const latest = this.#pages.get(page.arn) ?? page;
      if (latest.readAt !== undefined || !isCovered(latest.engagementArn)) continue;
      if (unclear.has(latest.arn)) unclearEngagements.add(engagementId(engagementKey(latest)));
      else this.#keepPage(expire(latest, askedAt, this.#rulesFor(latest.contactArn)));
    }
    const doubted = new Set(doubts.pages.flatMap((page) => this.#doubtedBy(page)));
    const open = owners.flatMap((arn) => [...this.known.openEngagements(arn)]);
    const latest = new Map([...open.map((each) => [engagementId(each), each] as const), ...this.#engagements]);
    for (const [id, engagement] of latest) {
      if (!isCovered(engagement.arn)) continue;
      const isInDoubt = doubts.hasSlid || doubted.has(id);
      this.#decideEngagement(engagement, unclearEngagements.has(id) ? 'unclear' : isInDoubt ? 'doubted' : 'clear');
    }
  }

  /** The engagement about which a doubtful page leaves in doubt when it was first sent, or read. */
  #doubtedBy(listed: ListedPage): string[] {
    const page = this.#pages.get(listed.arn) ?? this.known.page(listed.arn);
    if (page?.firstSentAt !== undefined && page.readAt !== undefined) return [];
    const contactArn = ownerOf(listed, page, this.findings.scope, this.known);
    return contactArn === undefined
      ? []
      : [engagementId({ contactArn, arn: page?.engagementArn ?? listed.engagementArn })];
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
    if (contact === undefined) throw new Error(`contact ${contactArn} is listed but not registered`);
    return contact;
  }

  #rulesFor(contactArn: string): CountingRules {
    const { history, unreadWindowMs } = this.policy;
    return {
      countFrom: history === 'count' ? -Infinity : this.#contact(contactArn).knownSince,
      forgottenBefore: forgottenBefore(this.known, this.findings.askedAt, this.policy),
      unreadWindowMs,
    };
  }

  #keepPage(decision: Decision<PageRecord> | undefined): void {
    if (decision === undefined) return;
    this.#pages.set(decision.record.arn, decision.record);
    this.#keepEvents(decision.record.contactArn, decision.events);
  }

  #joinEngagement(page: PageRecord): void {
    const key = engagementKey(page);
    if (key.arn === '') return;
    const before = this.#engagements.get(engagementId(key)) ?? this.known.engagement(key);
    // An open page outlives its engagement when that is settled and pruned, and must not begin it again.
    if (before === undefined && (sentTimeOf(page) ?? 0) < this.known.forgottenBefore) return;
    const joined = join(before, page, this.findings.seenAt);
    if (joined !== undefined && joined !== before) this.#engagements.set(engagementId(key), joined);
  }

  #decideEngagement({ undecided = 0, ...engagement }: EngagementRecord, standing: Standing): void {
    const { askedAt } = this.findings;
    const decision = decide(readInTime(engagement, this.findings), askedAt, this.#rulesFor(engagement.contactArn));
    if (decision === undefined) return;
    if (
      this.policy.isOnce !== true &&
      (standing === 'unclear' || (standing === 'doubted' && undecided < longestDoubt))
    ) {
      const waited = Math.min(longestDoubt, undecided + 1);
      if (waited > undecided) this.#engagements.set(engagementId(engagement), { ...engagement, undecided: waited });
      return;
    }
    this.#engagements.set(engagementId(engagement), decision.record);
    this.#keepEvents(engagement.contactArn, decision.events);
  }

  #keepEvents(contactArn: string, found: readonly PageEvent[]): void {
    if (found.length === 0) return;
    const events = found.map((event) => withoutFuture(event, this.findings.seenAt));
    const kept = this.#events.get(contactArn);
    if (kept === undefined) this.#events.set(contactArn, events);
    else kept.push(...events);
  }
}

function engagementKey({ engagementArn, contactArn }: PageRecord): EngagementKey {
  return { arn: engagementArn, contactArn };
}

/** So much may AWS's clock be ahead of ours. */
const aheadMs = 10 * 60_000;

/** An exemplar of a time to come would stand before those of all events until then. */
function withoutFuture(event: PageEvent, seenAt: number): PageEvent {
  const { exemplar, ...others } = event;
  return exemplar === undefined || exemplar.at <= seenAt + aheadMs ? event : others;
}
