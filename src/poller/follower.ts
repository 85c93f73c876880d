import type { Answer, Position } from '../core/answer.js';
import type { Contact, ContactInfo } from '../core/contact.js';
import type { Fault } from '../core/fault.js';
import { warmed } from '../core/hazard.js';
import { afterFailure, afterSuccess, changeOf, unpolled } from '../core/health.js';
import type { ContactHealth } from '../core/health.js';
import type { PageRecord } from '../core/lifecycle.js';
import { outlookOf, untilNextLookMs } from '../core/outlook.js';
import type { Outlook, Standing } from '../core/outlook.js';
import type { ListedPage } from '../core/page.js';
import { nextTurn } from '../core/schedule.js';
import type { UnclearRun } from '../core/unclear.js';
import { Description } from './description.js';
import { givenUp } from './given-up.js';
import { Lister } from './lister.js';
import { Sweep } from './sweep.js';
import type { SweepOptions } from './sweep.js';

export interface FollowerOptions extends SweepOptions {
  /** Who else looks after the pages of an engagement. */
  readonly standingOf: (engagementArn: string) => Standing;
}

/** So much of fullSweepInterval may pass before a sweep counts as late: the rest is for waiting in line. */
const lateShare = 0.8;

/** Follows one contact by sweeps. */
export class Follower extends Lister<ListedPage, Sweep, FollowerOptions> {
  readonly contact: Contact;
  health: ContactHealth = unpolled;
  /** Why the last sweep failed; undefined when it succeeded. */
  fault: Fault | undefined;
  readonly operation = 'ListPagesByContact';
  readonly #description: Description;
  readonly #stopping = new AbortController();
  readonly #followedSince: number;
  #turnAt: number;
  /** When the last sweep that succeeded began: milliseconds on `options.time`, and epoch milliseconds. */
  #sweptAt = -Infinity;
  #sweptAtEpoch = -Infinity;
  #fullSweepAt = -Infinity;
  #sweepsInOrder = 0;
  #unclear: UnclearRun = new Map();
  #warmth = { value: 0, at: 0 };

  /** `turnAt` is one of its turns, milliseconds on `options.time`. */
  constructor(contact: Contact, info: ContactInfo | undefined, turnAt: number, options: FollowerOptions) {
    super(options);
    this.contact = contact;
    this.#turnAt = turnAt;
    this.#description = new Description(contact, info, options);
    this.#followedSince = options.time.now();
    this.lookedAt = this.#followedSince - options.settings.fullSweepIntervalMs;
  }

  get info(): ContactInfo {
    return this.#description.info;
  }

  set info(info: ContactInfo) {
    this.#description.info = info;
  }

  get hazard(): number {
    return this.#outlook().hazard;
  }

  get deadlineAt(): number {
    return Math.max(this.lookedAt, this.requestedAt) + lateShare * this.options.settings.fullSweepIntervalMs;
  }

  /** Milliseconds since the last successful sweep began; before the first, since the contact is followed. */
  get dataAgeMs(): number {
    return this.options.time.now() - Math.max(this.#sweptAt, this.#followedSince);
  }

  /** Milliseconds until it may be asked about again; 0 when it may be now, and waits for its turn. */
  get nextPollMs(): number {
    return Math.max(0, this.dueAt - this.options.time.now());
  }

  /** Whether a sweep has begun that is not over. */
  get isPolling(): boolean {
    return this.isUnderWay;
  }

  override stop(): void {
    this.#stopping.abort(givenUp);
  }

  /** The next sweep goes to the end, like a first one; what is known of its health stays until then. */
  override renew(): void {
    super.renew();
    this.#description.renew();
    this.#fullSweepAt = -Infinity;
    this.#sweepsInOrder = 0;
    this.#unclear = new Map();
  }

  /** Goes by turns of another interval from now on; `turnAt` is one of them, milliseconds on `options.time`. */
  takeTurn(turnAt: number): void {
    this.#turnAt = turnAt;
    this.lookBy(turnAt);
  }

  override async ask(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { signal: own } = this.#stopping;
    // Not `AbortSignal.any`: what it leaves behind at a signal stays for as long as the signal does.
    const end = () => this.#stopping.abort(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    let describing = Promise.resolve();
    try {
      await super.ask(own);
      // Not waited for: a request for a name that hangs must not make the next sweep late.
      if (this.health.isUp === true) describing = this.describe(own);
    } catch (error) {
      if (signal.aborted || !own.aborted) throw error;
    } finally {
      void describing.finally(() => signal.removeEventListener('abort', end));
    }
  }

  /** Asks for the contact's name, if need be. */
  async describe(signal: AbortSignal): Promise<void> {
    await this.#description.ask(signal);
  }

  protected get purpose() {
    return this.#outlook().isBusy ? 'follow_up' : 'sweep';
  }

  protected begin(): Sweep {
    const { time, clock, settings } = this.options;
    const mustBeFull = time.now() - this.#fullSweepAt > lateShare * settings.fullSweepIntervalMs;
    const found = (pages: readonly PageRecord[]) => this.#found(pages);
    // A clock that was ahead must not make known what was sent after the sweep.
    const sweptAt = Math.min(this.#sweptAtEpoch, clock.now() - (time.now() - this.#sweptAt));
    const licence = { mustBeFull, sweepsInOrder: this.#sweepsInOrder, sweptAt, unclear: this.#unclear };
    return new Sweep(this.contact, licence, { ...this.options, found });
  }

  protected request(_sweep: Sweep, position: Position): Promise<Answer<ListedPage>> {
    return this.options.source.pagesOfContact(this.contact.arn, position);
  }

  protected take(sweep: Sweep, pages: readonly ListedPage[], isLast: boolean): Promise<boolean> {
    return sweep.take(pages, isLast);
  }

  protected completed(sweep: Sweep): number {
    const { listing, isCutShort, sweepsInOrder } = sweep;
    const { time, clock, settings } = this.options;
    const { intervalMs } = settings;
    const now = time.now();
    const isFirst = this.#sweptAt === -Infinity;
    this.#sweptAt = listing.startedAt;
    this.#sweptAtEpoch = listing.askedAt;
    this.#sweepsInOrder = sweepsInOrder;
    this.#unclear = sweep.unclear;
    if (!isCutShort) this.#fullSweepAt = listing.startedAt;
    const turn = nextTurn(this.#turnAt, now, intervalMs);
    this.#turnAt = turn.at;
    this.#conclude(sweep, afterSuccess(clock.now()), isFirst ? 0 : turn.missed);
    // What the first answers of a listing that had to pause have shown is old by now.
    if (listing.hasPaused) return now;
    const outlook = this.#outlook();
    return outlook.isBusy ? Math.min(turn.at, now + untilNextLookMs(outlook, this.cost, intervalMs)) : turn.at;
  }

  protected override failed(sweep: Sweep, fault: Fault): void {
    if (!sweep.isInOrder) this.#sweepsInOrder = 0;
    this.#conclude(sweep, afterFailure(this.health, fault.reason), 0, fault);
  }

  #conclude(sweep: Sweep, health: ContactHealth, missedTurns: number, fault?: Fault): void {
    const { observer, target, time } = this.options;
    const before = this.health;
    this.health = health;
    this.fault = fault;
    const durationSeconds = (time.now() - sweep.listing.startedAt) / 1000;
    observer.swept({ target, durationSeconds, isCutShort: sweep.isCutShort, missedTurns, ...(fault && { fault }) });
    const change = changeOf(before, health);
    if (change !== undefined) observer.contactChanged(this.contact, change, fault);
  }

  #found(pages: readonly PageRecord[]): void {
    const now = this.options.time.now();
    const { value, at } = this.#warmth;
    this.#warmth = { value: warmed(value, now - at, pages.length), at: now };
    this.options.found(pages);
  }

  #outlook(): Outlook {
    const { ledger, clock, time, settings, standingOf } = this.options;
    const { unreadWindowMs } = settings;
    const { arn } = this.contact;
    // What the listing under way will decide is no reason to ask for the rest of it before anything else.
    const engagements = this.isUnderWay ? [] : ledger.openEngagements(arn);
    const open = { pages: ledger.openPages(arn), engagements };
    const warmth = warmed(this.#warmth.value, time.now() - this.#warmth.at, 0);
    return outlookOf(open, { now: clock.now(), unreadWindowMs, warmth, standingOf });
  }
}
