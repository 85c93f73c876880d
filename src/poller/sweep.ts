import type { Contact } from '../core/contact.js';
import { doubtsAfter, noDoubts } from '../core/doubts.js';
import type { Doubts } from '../core/doubts.js';
import { lastSentTimeOf } from '../core/lifecycle.js';
import type { PageRecord } from '../core/lifecycle.js';
import { mayStop, nothingSeen, provenBy, seeOrder } from '../core/listing-order.js';
import type { StopQuestion } from '../core/listing-order.js';
import type { ListedPage } from '../core/page.js';
import { leftOpenBy, showingOf, unclearAfter } from '../core/unclear.js';
import type { Showing, UnclearRun } from '../core/unclear.js';
import type { AskerOptions } from './asker-options.js';
import { Listing } from './listing.js';

export interface SweepOptions extends AskerOptions {
  /** Told of the pages that had news. */
  readonly found: (pages: readonly PageRecord[]) => void;
}

/** What is known from the sweeps before: whether this one may stop early, unless it must go to the end. */
export interface Licence extends Pick<StopQuestion, 'sweepsInOrder' | 'sweptAt'> {
  readonly mustBeFull: boolean;
  readonly unclear: UnclearRun;
}

/** One sweep of a contact: its pages are counted as they are listed, answer by answer. */
export class Sweep {
  readonly listing: Listing;
  /** Whether it ended before its listing did. */
  isCutShort = false;
  /** The pages that it has left unclear, once it is over. */
  unclear: UnclearRun = new Map();
  readonly #contact: Contact;
  readonly #licence: Licence;
  readonly #options: SweepOptions;
  #seen = nothingSeen;
  #doubts = noDoubts;
  /** The unread pages listed so far that the ledger holds for open. */
  #shown = new Map<string, Showing>();

  constructor(contact: Contact, licence: Licence, options: SweepOptions) {
    this.#contact = contact;
    this.#licence = licence;
    this.#options = options;
    const { clock, time, tries } = options;
    this.listing = new Listing({ askedAt: clock.now(), startedAt: time.now(), tries });
  }

  /** Whether it has shown nothing that speaks against a falling order. */
  get isInOrder(): boolean {
    return this.#seen.isFalling;
  }

  /** Full sweeps in a row that have shown falling order, this one included if it was one. */
  get sweepsInOrder(): number {
    return provenBy(this.#licence.sweepsInOrder, this.#seen, !this.isCutShort);
  }

  /** Counts the pages of one answer. Returns true when the rest can hold nothing new or open. */
  async take(pages: readonly ListedPage[], isLast: boolean): Promise<boolean> {
    for (const page of pages) if (page.readAt === undefined) this.#shown.set(page.arn, showingOf(page));
    const doubts = doubtsAfter(this.#doubts, pages);
    const news = await this.#record(pages, isLast, doubts);
    this.#doubts = doubts;
    this.#seen = seeOrder(this.#seen, pages);
    if (isLast || this.#licence.mustBeFull || !this.#mayStop(pages, news.length > 0)) return false;
    this.isCutShort = true;
    await this.#record([], true, doubts);
    return true;
  }

  async #record(pages: readonly ListedPage[], isComplete: boolean, doubts: Doubts): Promise<readonly PageRecord[]> {
    const { recorder, found, clock } = this.#options;
    const scope = { contactArn: this.#contact.arn };
    const { askedAt } = this.listing;
    const findings = { scope, askedAt, seenAt: clock.now(), isComplete, pages };
    const change = await recorder.record({ ...findings, ...(isComplete && { unclear: this.#conclude(), doubts }) });
    const isOpen = new Set(this.#open().map(({ arn }) => arn));
    this.#shown = new Map([...this.#shown].filter(([arn]) => isOpen.has(arn)));
    found(change.pages);
    return change.pages;
  }

  #conclude(): ReadonlySet<string> {
    this.unclear = unclearAfter(this.#open(), this.#shown, this.#licence.unclear);
    return leftOpenBy(this.unclear);
  }

  #open(): readonly PageRecord[] {
    return [...this.#options.ledger.openPages(this.#contact.arn)];
  }

  #mayStop(pages: readonly ListedPage[], hasNews: boolean): boolean {
    const oldestOpenSentAt = this.#open().reduce((oldest, page) => Math.min(oldest, lastSentTimeOf(page)), Infinity);
    return mayStop({ ...this.#licence, seen: this.#seen, pages, hasNews, oldestOpenSentAt });
  }
}
