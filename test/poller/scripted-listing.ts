import { Fault } from '../../src/core/fault.js';
import type { Reason } from '../../src/core/fault.js';

/** What becomes of one request. */
export interface Reply<Item> {
  /** How long it takes, milliseconds; Infinity: until it is aborted. The source's latency unless given. */
  readonly afterMs?: number;
  readonly items?: readonly Item[];
  /** Thrown instead. */
  readonly fault?: Error;
}

/**
 * What becomes of one request of a listing after another, the last reply for all further ones. An answer names a token
 * when a reply follows it. A request without a token begins the next listing.
 */
export type Listing<Item> = readonly Reply<Item>[];

/** When a listing begins: the how manieth it is, counted from 0, and the epoch milliseconds. */
export interface Beginning {
  readonly turn: number;
  readonly now: number;
  readonly from: number | undefined;
}

/** One listing after another, the last of them for all further ones; or made up when each begins. */
export type Listings<Item> = readonly Listing<Item>[] | ((beginning: Beginning) => Listing<Item>);

export function answers<Item>(...items: readonly Item[]): Reply<Item> {
  return { items };
}

/** A listing of these answers. */
export function lists<Item>(...all: readonly (readonly Item[])[]): Listing<Item> {
  return all.map((items) => ({ items }));
}

export function fails(reason: Reason, retryAfterSeconds = 0): Reply<never> {
  return { fault: new Fault(reason, `scripted: ${reason}`, { retryAfterSeconds }) };
}

/** Answers nothing until its own deadline, as a request to the API does. */
export function timesOut(afterMs: number): Reply<never> {
  return { ...fails('timeout'), afterMs };
}

/** Answers nothing until it is aborted. */
export const hangs: Reply<never> = { afterMs: Infinity, items: [] };

export function takes<Item>(afterMs: number, ...items: readonly Item[]): Reply<Item> {
  return { afterMs, items };
}

/** A listing that is read from a script, at tokens t1, t2 and so on; another token is refused. */
export class ScriptedListing<Item> {
  readonly #listings: Listings<Item>;
  #turn = -1;
  #replies: Listing<Item> = [];
  #next = 0;
  #answered = 0;

  constructor(listings: Listings<Item> = [[{ items: [] }]]) {
    this.#listings = listings;
  }

  /** The reply to a request, and the token of the next one if there is to be one. */
  request(token: string | undefined, now: number, from?: number): Reply<Item> & { readonly nextToken?: string } {
    if (token === undefined) this.#begin(now, from);
    else if (token !== `t${this.#answered}`) return fails('validation');
    const reply = this.#replies[this.#next] ?? this.#replies.at(-1) ?? { items: [] };
    this.#next += 1;
    if (reply.fault !== undefined) return reply;
    this.#answered += 1;
    return this.#next < this.#replies.length ? { ...reply, nextToken: `t${this.#answered}` } : reply;
  }

  #begin(now: number, from: number | undefined): void {
    this.#turn += 1;
    const turn = this.#turn;
    const listings = this.#listings;
    this.#replies =
      typeof listings === 'function' ? listings({ turn, now, from }) : (listings[turn] ?? listings.at(-1) ?? []);
    this.#next = 0;
    this.#answered = 0;
  }
}
