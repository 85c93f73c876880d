import type { Contact, ContactInfo } from '../core/contact.js';
import type { Fault } from '../core/fault.js';
import type { PageRecord } from '../core/lifecycle.js';
import type { FollowingOperation, Operation } from '../core/operation.js';
import { isInShard } from '../core/shard.js';
import type { Shard } from '../core/shard.js';
import { Activity } from './activity.js';
import type { AskerOptions } from './asker-options.js';
import { listContacts } from './discovery.js';
import { Follower } from './follower.js';
import { FollowUps } from './follow-ups.js';
import type { Pacer } from './pacer.js';
import type { DescribedContact, PageSource } from './page-source.js';
import { Patience } from './patience.js';
import { Road } from './road.js';
import type { Asker } from './road.js';
import { toFault } from './to-fault.js';

export interface TargetOptions {
  readonly name: string;
  readonly region: string;
  readonly source: PageSource;
  /** The budgets that the source's requests pass. */
  readonly pacer: Pacer;
  readonly contacts: readonly Contact[];
  readonly discover: { readonly enabled: boolean; readonly aliasPrefix: string; readonly refreshMs: number };
}

/** What is the same for every target. */
export interface PollOptions extends Omit<AskerOptions, 'target' | 'source'> {
  /** Requests to one target at a time, of each operation that lists. */
  readonly concurrency: number;
  readonly activity: { readonly enabled: boolean; readonly lookbackMs: number };
  readonly shard: Shard;
  /** The age at which pages are forgotten. */
  readonly retentionMs: number;
}

interface SharedOptions extends PollOptions {
  /** Which target follows a contact, by the contact's ARN. */
  readonly claims: Map<string, string>;
}

/** A contact to follow; what is known of it comes with it when it was discovered. */
type Introduced = Pick<DescribedContact, 'contact'> & Partial<DescribedContact>;

/** Polls the contacts of one target: the configured ones, and those found by discovery, as they come and go. */
export class TargetPoller {
  readonly name: string;
  readonly region: string;
  readonly pacer: Pacer;
  /** Why the contacts could not be listed at the last try; undefined when they could, or need not be. */
  discoveryFault: Fault | undefined;
  readonly #target: TargetOptions;
  readonly #options: SharedOptions;
  readonly #askerOptions: AskerOptions;
  readonly #followed = new Map<string, Follower>();
  readonly #followUps: FollowUps;
  readonly #activity: Activity;
  readonly #sweepRoad: Road;
  readonly #followUpRoad: Road;
  readonly #activityRoad: Road;

  constructor(target: TargetOptions, options: SharedOptions) {
    this.name = target.name;
    this.region = target.region;
    this.pacer = target.pacer;
    this.#target = target;
    this.#options = options;
    this.#askerOptions = { ...options, target: target.name, source: target.source };
    const { lookbackMs } = options.activity;
    this.#followUps = new FollowUps({
      ...this.#askerOptions,
      lookbackMs,
      wake: () => this.#followUpRoad.wake(),
    });
    this.#activity = new Activity({ ...this.#askerOptions, followUps: this.#followUps, lookbackMs });
    this.#sweepRoad = this.#road('ListPagesByContact', () => this.#known());
    this.#followUpRoad = this.#road(
      'ListPagesByEngagement',
      () => this.#followUps.askers(),
      () => this.#followUps.pausedUntil,
    );
    this.#activityRoad = this.#road('ListEngagements', () => [this.#activity]);
  }

  get followers(): Follower[] {
    return [...this.#followed.values()];
  }

  /** Why engagements are not followed, by the operation that may not be called; empty while they are. */
  get followingFaults(): ReadonlyMap<FollowingOperation, Fault> {
    const { fault: ofListing } = this.#activity;
    const { fault: ofFollowing } = this.#followUps;
    return new Map([
      ...(ofListing === undefined ? [] : ([['ListEngagements', ofListing]] as const)),
      ...(ofFollowing === undefined ? [] : ([['ListPagesByEngagement', ofFollowing]] as const)),
    ]);
  }

  /** Takes on the configured contacts at once, so that the first scrape shows them, and makes them known. */
  async introduce(): Promise<void> {
    await this.#adopt(this.#target.contacts.map((contact) => ({ contact })));
  }

  /**
   * Begins to ask about every introduced or discovered contact, and about what goes on, until `signal` aborts. Each of the
   * loops ends when all that it has begun has ended, and rejects when it ended by a mistake of the exporter's own.
   */
  start(signal: AbortSignal): readonly Promise<void>[] {
    const { activity } = this.#options;
    return [
      this.#sweepRoad.run(signal),
      ...(activity.enabled ? [this.#followUpRoad.run(signal), this.#activityRoad.run(signal)] : []),
      ...(this.#target.discover.enabled ? [this.#keepDiscovering(signal)] : []),
    ];
  }

  /**
   * Sweeps every contact once. Returns the faults of those that failed.
   * @throws the signal's reason when it aborts
   */
  async sweepOnce(signal: AbortSignal): Promise<readonly Fault[]> {
    if (this.#target.discover.enabled) await this.#discover(signal);
    const unpolled = () => this.#known().filter(({ health }) => health.isUp === undefined);
    await this.#road('ListPagesByContact', unpolled).run(signal, { isFinite: true });
    signal.throwIfAborted();
    await Promise.all(this.followers.map((follower) => follower.describe(signal)));
    const faults = [this.discoveryFault, ...this.followers.map(({ fault }) => fault)];
    return faults.filter((fault) => fault !== undefined);
  }

  #road(operation: Operation, askers: () => Iterable<Asker>, pausedUntil = () => -Infinity): Road {
    const { concurrency, time } = this.#options;
    const readyAt = () => Math.max(this.pacer.readyAt(operation), pausedUntil());
    return new Road({ askers, readyAt, concurrency, time });
  }

  async #keepDiscovering(signal: AbortSignal): Promise<void> {
    const patience = new Patience(this.#options);
    const { time } = this.#options;
    while (!signal.aborted) {
      await this.#discover(signal);
      const fault = this.discoveryFault;
      if (fault === undefined) patience.succeeded();
      const waitMs = fault === undefined ? this.#target.discover.refreshMs : patience.waitAfter(fault);
      await time.sleepUntil(time.now() + waitMs, signal);
    }
  }

  /** Lists the account's contacts and takes over what has changed. When that fails, those known before are kept. */
  async #discover(signal: AbortSignal): Promise<void> {
    const { contacts, discover } = this.#target;
    const wanted = new Map<string, Introduced>(contacts.map((contact) => [contact.arn, { contact }]));
    try {
      const listed = await listContacts(discover.aliasPrefix, this.#askerOptions, signal);
      for (const described of listed) wanted.set(described.contact.arn, described);
    } catch (error) {
      signal.throwIfAborted();
      const fault = toFault(error, 'discovery');
      this.discoveryFault = fault;
      this.#options.observer.discovered(this.name, this.#followed.size, fault);
      return;
    }
    this.discoveryFault = undefined;
    await this.#adopt([...wanted.values()]);
    this.#options.observer.discovered(this.name, this.#followed.size);
  }

  /** Takes on the wanted contacts that are ours and lets go of all others. */
  async #adopt(wanted: readonly Introduced[]): Promise<void> {
    const { recorder, clock, claims, time, intervalMs } = this.#options;
    const ours = wanted.filter(({ contact }) => this.#isOurs(contact.arn));
    const arns = new Set(ours.map(({ contact }) => contact.arn));
    for (const arn of arns) claims.set(arn, this.name);
    for (const [arn, follower] of this.#followed) {
      if (arns.has(arn)) continue;
      follower.stop();
      this.#followed.delete(arn);
      claims.delete(arn);
    }
    ours.forEach(({ contact, info }, index) => {
      const known = this.#followed.get(contact.arn);
      // Turns are spread evenly over the interval.
      if (known === undefined) this.#follow(contact, info, time.now() + (index / ours.length) * intervalMs);
      else known.info = info ?? known.info;
    });
    await recorder.introduce([...arns], clock.now());
    this.#sweepRoad.wake();
  }

  /** Takes on a contact; `turnAt` is its first turn, milliseconds on `options.time`. */
  #follow(contact: Contact, info: ContactInfo | undefined, turnAt: number): void {
    const found = (pages: Iterable<PageRecord>) => {
      if (this.#options.activity.enabled) this.#followUps.found(pages);
    };
    const standingOf = (engagementArn: string) => this.#followUps.standingOf(engagementArn);
    this.#followed.set(contact.arn, new Follower(contact, info, turnAt, { ...this.#askerOptions, standingOf, found }));
    found(this.#options.ledger.openPages(contact.arn));
  }

  /** Those whose pages may be counted: the ledger knows them. */
  #known(): Follower[] {
    return this.followers.filter(({ contact }) => this.#options.ledger.contact(contact.arn) !== undefined);
  }

  /** A contact that two targets list, such as a shared one, is followed by the first of them alone. */
  #isOurs(contactArn: string): boolean {
    const { shard, claims } = this.#options;
    return isInShard(contactArn, shard) && (claims.get(contactArn) ?? this.name) === this.name;
  }
}
