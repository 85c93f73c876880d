import type { Contact, ContactInfo } from '../core/contact.js';
import { unknownInfo } from '../core/contact.js';
import type { Fault } from '../core/fault.js';
import { afterFailure, afterSuccess, changeOf, unpolled } from '../core/health.js';
import type { ContactHealth } from '../core/health.js';
import { nextTurnAt } from '../core/schedule.js';
import type { Lanes } from './lanes.js';
import { Patience } from './patience.js';
import type { PatienceOptions } from './patience.js';
import type { PollObserver } from './poll-observer.js';
import { sweepContact } from './sweep.js';
import type { SweepTools } from './sweep.js';
import { toFault } from './to-fault.js';
import { waitUntil } from './wait.js';

export interface FollowerOptions extends SweepTools, PatienceOptions {
  readonly target: string;
  readonly lanes: Lanes;
  readonly observer: PollObserver;
}

/** A contact that can't be described is asked about ever less often, in the end about this often. */
const describeIntervalMs = 10 * 60_000;

/** Follows one contact: sweeps it once per interval, one sweep at a time, and backs off while it fails. */
export class Follower {
  readonly contact: Contact;
  info: ContactInfo;
  health: ContactHealth = unpolled;
  readonly #options: FollowerOptions;
  readonly #patience: Patience;
  readonly #describePatience: Patience;
  #describeAt = -Infinity;

  constructor(contact: Contact, info: ContactInfo | undefined, options: FollowerOptions) {
    this.contact = contact;
    this.info = info ?? unknownInfo;
    this.#options = options;
    this.#patience = new Patience(options);
    this.#describePatience = new Patience({ ...options, intervalMs: describeIntervalMs });
  }

  /** Sweeps from `firstAt` (on the clock of `performance.now()`, milliseconds) on, until `signal` aborts. */
  async follow(firstAt: number, signal: AbortSignal): Promise<void> {
    const { intervalMs } = this.#options;
    let turnAt = firstAt;
    let dueAt = firstAt;
    while (!signal.aborted) {
      await waitUntil(dueAt, signal);
      const fault = await this.sweep(signal);
      if (fault === undefined) {
        this.#patience.succeeded();
        // Not waited for: a request for a name that hangs must not make the next sweep late.
        void this.describe(signal);
      }
      turnAt = nextTurnAt(turnAt, performance.now(), intervalMs);
      dueAt = fault === undefined ? turnAt : performance.now() + this.#patience.waitAfter(fault);
    }
  }

  /** Sweeps once, when the lane has room. Returns the fault when it failed. */
  async sweep(signal: AbortSignal): Promise<Fault | undefined> {
    const { lanes } = this.#options;
    const lane = this.health.reason === 'timeout' ? lanes.hanging : lanes.steady;
    return lane(async () => {
      signal.throwIfAborted();
      const startedAt = performance.now();
      const fault = await this.#attempt(signal);
      this.#conclude((performance.now() - startedAt) / 1000, fault);
      return fault;
    });
  }

  /** Whatever goes wrong with one contact must not end its being followed. */
  async #attempt(signal: AbortSignal): Promise<Fault | undefined> {
    try {
      return await sweepContact(this.contact, this.#options, signal);
    } catch (error) {
      signal.throwIfAborted();
      return toFault(error, 'the sweep');
    }
  }

  #conclude(durationSeconds: number, fault: Fault | undefined): void {
    const { clock, observer, target } = this.#options;
    const before = this.health;
    this.health = fault === undefined ? afterSuccess(clock.now()) : afterFailure(before, fault.reason);
    observer.swept({ target, durationSeconds, ...(fault && { fault }) });
    const change = changeOf(before, this.health);
    if (change !== undefined) observer.contactChanged(this.contact, change, fault);
  }

  /** Asks for the name and the type, if need be. They are a comfort: that they can't be had is no failure of the contact. */
  async describe(signal: AbortSignal): Promise<void> {
    if (this.info !== unknownInfo || performance.now() < this.#describeAt) return;
    this.#describeAt = Infinity;
    try {
      this.info = await this.#options.source.describe(this.contact, signal);
    } catch (error) {
      this.#describeAt = performance.now() + this.#describePatience.waitAfter(toFault(error, 'describing'));
    }
  }
}
