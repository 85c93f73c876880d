import type { PageEvent } from './event.js';
import { originOf } from './exemplar.js';
import type { Exemplar } from './exemplar.js';
import type { ListedPage } from './page.js';

/** What the ledger knows of a page; times in epoch milliseconds. It only ever gains knowledge. */
export interface PageRecord {
  readonly arn: string;
  readonly contactArn: string;
  /** Empty when AWS named none. */
  readonly engagementArn: string;
  /** As first named, an ARN; absent when AWS named none. */
  readonly incidentId?: string;
  /** The first SentTime seen: durations are counted from it. */
  readonly firstSentAt?: number;
  /** The latest SentTime seen: a later one means that the page was sent again. */
  readonly lastSentAt?: number;
  readonly deliveredAt?: number;
  readonly readAt?: number;
  /** Sent before counting began, so never counted as sent. */
  readonly isHistory: boolean;
  /** Has been unread for longer than the unread window. */
  readonly isUnanswered: boolean;
}

/** What decides whether an event counts; times in epoch milliseconds. */
export interface CountingRules {
  /** Events before this moment are history. */
  readonly countFrom: number;
  /** An unknown page that was last sent before this moment may have been counted and pruned, so it is history too. */
  readonly forgottenBefore: number;
  readonly unreadWindowMs: number;
}

/** A record after a decision, and the events that the decision found. */
export interface Decision<Record> {
  readonly record: Record;
  readonly events: readonly PageEvent[];
}

/** When the page was sent, as well as it is known: a page that was delivered or read has been sent, SentTime or not. */
export function sentTimeOf(page: PageRecord): number | undefined {
  return page.firstSentAt ?? page.deliveredAt ?? page.readAt;
}

/** The latest known send: decides how old a page is for pruning. */
export function lastSentTimeOf(page: PageRecord): number {
  return page.lastSentAt ?? sentTimeOf(page) ?? 0;
}

/** An open page is one that somebody may still be waiting on: unread, and within the unread window when last swept. */
export function isOpen(page: PageRecord): boolean {
  return page.readAt === undefined && !page.isUnanswered;
}

/**
 * Whether a listed page tells anything: a send, a delivery or a read that is not known yet. It does not when it has not
 * been sent, or is unknown and was last sent before `forgottenBefore` (epoch milliseconds). Stale listings tell nothing.
 */
export function isNews(known: PageRecord | undefined, listed: ListedPage, forgottenBefore: number): boolean {
  if (known === undefined) return (listedSentTime(listed) ?? -Infinity) >= forgottenBefore;
  return (
    isLaterSend(known, listed.sentAt) ||
    (listed.deliveredAt !== undefined && known.deliveredAt === undefined) ||
    (listed.readAt !== undefined && known.readAt === undefined)
  );
}

/** Compares a listed page with what is known of it. Undefined when it is no news. */
export function advance(
  known: PageRecord | undefined,
  listed: ListedPage,
  owner: { readonly contactArn: string; readonly rules: CountingRules },
): Decision<PageRecord> | undefined {
  const { contactArn, rules } = owner;
  if (!isNews(known, listed, rules.forgottenBefore)) return undefined;
  if (known !== undefined) return progress(known, listed, () => true);

  const sentAt = listedSentTime(listed) ?? -Infinity;
  const isHistory = sentAt < rules.countFrom;
  const { arn, engagementArn } = listed;
  const blank: PageRecord = { arn, contactArn, engagementArn, isHistory, isUnanswered: false };
  const met = progress(blank, listed, (at) => !isHistory || at >= rules.countFrom);
  if (isHistory) return met;
  const { record, events } = met;
  return { record, events: [{ kind: 'sent', exemplar: exemplarOf(record, sentAt) }, ...events] };
}

/**
 * Marks a page that was unread for longer than the window, whether it is unread still (at `seenAt`, epoch milliseconds)
 * or was read in the end. Undefined when there is nothing to mark.
 */
export function expire(page: PageRecord, seenAt: number, rules: CountingRules): Decision<PageRecord> | undefined {
  const sentAt = sentTimeOf(page);
  if (sentAt === undefined || page.isUnanswered) return undefined;
  const expiredAt = sentAt + rules.unreadWindowMs;
  if ((page.readAt ?? seenAt) <= expiredAt) return undefined;
  const counts = !page.isHistory || expiredAt >= rules.countFrom;
  const unanswered: PageEvent = { kind: 'unanswered', exemplar: exemplarOf(page, expiredAt) };
  return { record: { ...page, isUnanswered: true }, events: counts ? [unanswered] : [] };
}

function listedSentTime({ sentAt, deliveredAt, readAt }: ListedPage): number | undefined {
  return sentAt ?? deliveredAt ?? readAt;
}

function isLaterSend(known: PageRecord, sentAt: number | undefined): sentAt is number {
  return sentAt !== undefined && sentAt > (known.lastSentAt ?? -Infinity);
}

/** Takes over what the listing adds to the record; `counts` says whether an event of that time is counted. */
function progress(known: PageRecord, listed: ListedPage, counts: (at: number) => boolean): Decision<PageRecord> {
  const events: PageEvent[] = [];
  let record = known;
  if (listed.incidentId !== undefined) record = { ...record, incidentId: known.incidentId ?? listed.incidentId };
  if (isLaterSend(known, listed.sentAt)) {
    record = { ...record, firstSentAt: known.firstSentAt ?? listed.sentAt, lastSentAt: listed.sentAt };
    if (known.lastSentAt !== undefined && counts(listed.sentAt)) {
      events.push({ kind: 'resent', exemplar: exemplarOf(record, listed.sentAt) });
    }
  }
  if (listed.deliveredAt !== undefined && known.deliveredAt === undefined) {
    record = { ...record, deliveredAt: listed.deliveredAt };
    if (counts(listed.deliveredAt)) events.push({ kind: 'delivered', ...reached(record, listed.deliveredAt) });
  }
  // ReadTime may come without DeliveryTime: the channels confirm independently.
  if (listed.readAt !== undefined && known.readAt === undefined) {
    record = { ...record, readAt: listed.readAt };
    if (counts(listed.readAt)) events.push({ kind: 'acknowledged', ...reached(record, listed.readAt) });
  }
  return { record, events };
}

/** How long after the first send, unless no SentTime is known. AWS's clocks may disagree: never below 0. */
function reached(page: PageRecord, at: number): { exemplar: Exemplar; durationMs?: number } {
  const exemplar = exemplarOf(page, at);
  return page.firstSentAt === undefined ? { exemplar } : { exemplar, durationMs: Math.max(0, at - page.firstSentAt) };
}

function exemplarOf(page: PageRecord, at: number): Exemplar {
  return { ...originOf(page), at };
}
