import type { ListedPage } from './page.js';

/** What a listing under way has shown of its order. */
export interface OrderSeen {
  /** False as soon as one page was sent later than the page before it, or has no SentTime. */
  readonly isFalling: boolean;
  /** SentTime of the last page, epoch milliseconds; Infinity before the first. */
  readonly lastSentAt: number;
  /** Whether SentTime has fallen at least once: a listing of equals shows no order. */
  readonly hasFallen: boolean;
  /** False as soon as an answer repeats a page of the one before: the listing has slid, and may have left pages out. */
  readonly isSteady: boolean;
  /** The PageArns of the last answer that had any. */
  readonly lastArns: ReadonlySet<string>;
}

export const nothingSeen: OrderSeen = {
  isFalling: true,
  lastSentAt: Infinity,
  hasFallen: false,
  isSteady: true,
  lastArns: new Set(),
};

/** How often in a row full sweeps must have shown falling order before it is relied on. */
const sweepsToProve = 2;
/** So many listings in a row may slide before that is taken for the way of the service. */
const longestSlide = 2;

/** Adds the pages of one answer. The API documents no order, so only what was seen counts. */
export function seeOrder(seen: OrderSeen, pages: readonly ListedPage[]): OrderSeen {
  if (pages.length === 0) return seen;
  const isSteady = seen.isSteady && !pages.some(({ arn }) => seen.lastArns.has(arn));
  return { ...pages.reduce(seeSend, seen), isSteady, lastArns: new Set(pages.map(({ arn }) => arn)) };
}

function seeSend(before: OrderSeen, { sentAt }: ListedPage): OrderSeen {
  if (sentAt === undefined) return { ...before, isFalling: false };
  const hasFallen = before.hasFallen || (before.lastSentAt !== Infinity && sentAt < before.lastSentAt);
  return { ...before, isFalling: before.isFalling && sentAt <= before.lastSentAt, lastSentAt: sentAt, hasFallen };
}

/**
 * Whether something follows from what a complete listing does not show, when so many listings in a row before it have slid.
 */
export function isConclusive({ isSteady }: OrderSeen, slidBefore: number): boolean {
  return isSteady || slidBefore >= longestSlide;
}

/** Full sweeps in a row that have shown falling order, after one more sweep; one counter-example starts anew. */
export function provenBy(sweepsInOrder: number, seen: OrderSeen, isFull: boolean): number {
  if (!seen.isFalling || !seen.isSteady) return 0;
  return isFull && seen.hasFallen ? sweepsInOrder + 1 : sweepsInOrder;
}

export interface StopQuestion {
  /** As `provenBy` counts them. */
  readonly sweepsInOrder: number;
  readonly seen: OrderSeen;
  /** The pages of the last answer, and whether any of them was news. */
  readonly pages: readonly ListedPage[];
  readonly hasNews: boolean;
  /** When the last sweep that came to its end began, epoch milliseconds: what was sent before it has been listed. */
  readonly sweptAt: number;
  /** The earliest of the latest sends of the contact's open pages, epoch milliseconds; Infinity without any. */
  readonly oldestOpenSentAt: number;
}

/** AWS's clock and ours may disagree by this, and a page may be listed so much later than it was sent. */
const toleranceMs = 5 * 60_000;

/**
 * Whether a sweep may stop after this answer: its order is proven, the answer has shown no news, and what follows was sent
 * before the last sweep, which has listed it, and before every open page, so that it is settled.
 */
export function mayStop({ sweepsInOrder, seen, pages, hasNews, sweptAt, oldestOpenSentAt }: StopQuestion): boolean {
  const isProven = sweepsInOrder >= sweepsToProve && seen.isFalling && seen.isSteady;
  const isKnown = seen.lastSentAt < sweptAt - toleranceMs;
  return isProven && pages.length > 0 && !hasNews && isKnown && seen.lastSentAt < oldestOpenSentAt;
}
