import type { ListedPage } from './page.js';

/** What a listing under way has shown of its order. */
export interface OrderSeen {
  /** False as soon as one page was sent later than the page before it, or has no SentTime. */
  readonly isFalling: boolean;
  /** SentTime of the last page, epoch milliseconds; Infinity before the first. */
  readonly lastSentAt: number;
  /** Whether SentTime has fallen at least once: a listing of equals shows no order. */
  readonly hasFallen: boolean;
}

export const nothingSeen: OrderSeen = { isFalling: true, lastSentAt: Infinity, hasFallen: false };

/** How often in a row full sweeps must have shown falling order before it is relied on. */
const sweepsToProve = 2;

/** Adds the pages of one answer. The API documents no order, so only what was seen counts. */
export function seeOrder(seen: OrderSeen, pages: readonly ListedPage[]): OrderSeen {
  return pages.reduce((before, { sentAt }): OrderSeen => {
    if (sentAt === undefined) return { ...before, isFalling: false };
    const hasFallen = before.hasFallen || (before.lastSentAt !== Infinity && sentAt < before.lastSentAt);
    return { isFalling: before.isFalling && sentAt <= before.lastSentAt, lastSentAt: sentAt, hasFallen };
  }, seen);
}

/** Full sweeps in a row that have shown falling order, after one more sweep; one counter-example starts anew. */
export function provenBy(sweepsInOrder: number, seen: OrderSeen, isFull: boolean): number {
  if (!seen.isFalling) return 0;
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
  const isProven = sweepsInOrder >= sweepsToProve && seen.isFalling;
  const isKnown = seen.lastSentAt < sweptAt - toleranceMs;
  return isProven && pages.length > 0 && !hasNews && isKnown && seen.lastSentAt < oldestOpenSentAt;
}
