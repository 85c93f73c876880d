import { setMaxListeners } from 'node:events';
import type { Contact, ContactInfo } from '../core/contact.js';
import type { Fault } from '../core/fault.js';
import type { PageRecord } from '../core/lifecycle.js';
import type { FollowingOperation, Operation } from '../core/operation.js';
import { isInShard } from '../core/shard.js';
import { Activity } from './activity.js';
import type { AskerOptions } from './asker-options.js';
import { Discovery } from './discovery.js';
import { Follower } from './follower.js';
import { FollowUps } from './follow-ups.js';
import { givenUp } from './given-up.js';
import type { Pacer } from './pacer.js';
import type { DescribedContact, PageSource } from './page-source.js';
import { Road } from './road.js';
import type { Asker } from './road.js';

export interface TargetOptions {
  readonly name: string;
  readonly region: string;
  readonly source: PageSource;
  /** Another number than before: the source asks another place from now on, or as somebody else. */
  readonly generation: number;
  /** The account whose contacts the source is asked for, where that is known. */
  readonly accountId?: string | undefined;
  /** The budgets that the source's requests pass. */
  readonly pacer: Pacer;
  readonly contacts: readonly Contact[];
  readonly discover: { readonly enabled: boolean; readonly aliasPrefix: string; readonly refreshMs: number };
}

/** What is the same for every target. */
export type PollOptions = Omit<AskerOptions, 'target' | 'source'>;

interface SharedOptions extends PollOptions {
  /** Which target follows a contact, by the contact's ARN. */
  readonly claims: Map<string, string>;
  /** Whether any target follows a contact now. */
  readonly isFollowed: (contactArn: string) => boolean;
}

/** A contact to follow; what is known of it comes with it when it was discovered. */
type Introduced = Pick<DescribedContact, 'contact'> & Partial<DescribedContact>;

/** Polls the contacts of one target: the configured ones, and those found by discovery, as they come and go. */
export class TargetPoller {
  readonly name: string;
  readonly region: string;
  #target: TargetOptions;
  readonly #options: SharedOptions;
  readonly #askerOptions: AskerOptions;
  readonly #stopping = new AbortController();
  readonly #followed = new Map<string, Follower>();
  readonly #discovery: Discovery;
  #followUps: FollowUps;
  #activity: Activity;
  readonly #sweepRoad: Road;
  readonly #followUpRoad: Road;
  readonly #activityRoad: Road;

  constructor(target: TargetOptions, options: SharedOptions) {
    this.name = target.name;
    this.region = target.region;
    this.#target = target;
    this.#options = options;
    this.#askerOptions = { ...options, target: target.name, source: target.source };
    setMaxListeners(0, this.#stopping.signal);
    this.#discovery = new Discovery(target.discover, {
      ...this.#askerOptions,
      found: () => this.#adopt(),
      followed: () => this.#followed.size,
    });
    this.#followUps = this.#createFollowUps();
    this.#activity = this.#createActivity();
    this.#sweepRoad = this.#road('ListPagesByContact', () => this.#known());
    this.#followUpRoad = this.#road(
      'ListPagesByEngagement',
      () => (this.#isActivityOn ? this.#followUps.askers() : []),
      () => this.#followUps.pausedUntil,
    );
    this.#activityRoad = this.#road('ListEngagements', () => (this.#isActivityOn ? [this.#activity] : []));
  }

  /** Another one once the target asks under another quota. */
  get pacer(): Pacer {
    return this.#target.pacer;
  }

  get followers(): Follower[] {
    return [...this.#followed.values()];
  }

  follows(contactArn: string): boolean {
    return this.#followed.has(contactArn);
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

  /** Those that the configuration names, followed or not. */
  get contacts(): readonly Contact[] {
    return this.#target.contacts;
  }

  /** Why the contacts could not be listed at the last try; undefined when they could, or need not be. */
  get discoveryFault(): Fault | undefined {
    return this.#discovery.fault;
  }

  get #isActivityOn(): boolean {
    return this.#options.settings.activity.enabled;
  }

  /** Takes on the configured contacts at once, so that the first scrape shows them, and makes them known. */
  async introduce(): Promise<void> {
    await this.#adopt();
  }

  /**
   * Takes over what a reload has changed, in the target itself (but for its name, region and source, which stay) and in
   * the settings, which were `before`, and lets go of contacts. Those that stay keep their health, their turns and the
   * listing under way, unless the target's generation is another. Those that are new come with `introduce`.
   */
  update(target: TargetOptions, before: Pick<AskerOptions['settings'], 'intervalMs' | 'activity'>): void {
    const { generation, accountId = target.accountId } = this.#target;
    const isRenewed = target.generation !== generation;
    this.#target = target;
    this.#discovery.update(target.discover);
    // One account may share its contacts with another: only where both are known, what one has listed is not the other's.
    if (isRenewed) this.#discovery.renew(target.accountId === accountId ? undefined : target.accountId);
    const ours = this.#ours();
    for (const arn of this.#followed.keys()) if (!ours.has(arn)) this.#letGo(arn);
    if (isRenewed) this.#renew();
    const { intervalMs, activity } = this.#options.settings;
    if (intervalMs !== before.intervalMs) this.#spreadTurns();
    if (activity.enabled && !before.activity.enabled) this.#followOpenPages();
    // What is followed no more is left to the sweeps at once.
    if (!activity.enabled && before.activity.enabled) this.#followAnew();
    for (const road of [this.#sweepRoad, this.#followUpRoad, this.#activityRoad]) road.wake();
  }

  /**
   * Asks about every introduced or discovered contact, and about what goes on, until `signal` aborts or the target is
   * stopped. Each of the loops ends when all that it has begun has ended, and rejects when it ended by a mistake of the
   * exporter's own.
   */
  start(signal: AbortSignal): readonly Promise<void>[] {
    const { signal: own } = this.#stopping;
    const end = () => this.#stopping.abort(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const roads = [this.#sweepRoad, this.#followUpRoad, this.#activityRoad];
    const loops = [...roads.map((road) => road.run(own)), this.#discovery.run(own)];
    void Promise.allSettled(loops).then(() => signal.removeEventListener('abort', end));
    return loops;
  }

  /** Ends what is under way, and lets go of every contact. */
  stop(): void {
    this.#stopping.abort(givenUp);
    for (const arn of this.#followed.keys()) this.#letGo(arn);
    this.#options.observer.left(this.name);
  }

  /**
   * Sweeps every contact once. Returns the faults of those that failed.
   * @throws the signal's reason when it aborts
   */
  async sweepOnce(signal: AbortSignal): Promise<readonly Fault[]> {
    if (this.#target.discover.enabled) await this.#discovery.look(signal);
    const unpolled = () => this.#known().filter(({ health }) => health.isUp === undefined);
    await this.#road('ListPagesByContact', unpolled).run(signal, { isFinite: true });
    signal.throwIfAborted();
    await Promise.all(this.followers.map((follower) => follower.describe(signal)));
    const faults = [this.discoveryFault, ...this.followers.map(({ fault }) => fault)];
    return faults.filter((fault) => fault !== undefined);
  }

  #road(operation: Operation, askers: () => Iterable<Asker>, pausedUntil = () => -Infinity): Road {
    const { time, settings } = this.#options;
    const readyAt = () => Math.max(this.pacer.readyAt(operation), pausedUntil());
    return new Road({ askers, readyAt, concurrency: () => settings.concurrency, time });
  }

  #createFollowUps(): FollowUps {
    const { isFollowed } = this.#options;
    return new FollowUps({ ...this.#askerOptions, isFollowed, wake: () => this.#followUpRoad.wake() });
  }

  #createActivity(): Activity {
    return new Activity({ ...this.#askerOptions, followUps: this.#followUps });
  }

  /** Nothing that was learnt of whom the source asked before is of use, but for how the contacts did. */
  #renew(): void {
    for (const follower of this.#followed.values()) follower.renew();
    this.#followAnew();
    if (this.#isActivityOn) this.#followOpenPages();
    this.#options.observer.left(this.name);
  }

  /** Has the engagements followed from the beginning, by whoever may. */
  #followAnew(): void {
    this.#followUps.stop();
    this.#activity.stop();
    this.#followUps = this.#createFollowUps();
    this.#activity = this.#createActivity();
  }

  /** The configured and the discovered contacts that no other target follows. */
  #ours(): Map<string, Introduced> {
    const configured = this.#target.contacts.map((contact): [string, Introduced] => [contact.arn, { contact }]);
    const discovered = this.#discovery.contacts.map((each): [string, Introduced] => [each.contact.arn, each]);
    return new Map([...configured, ...discovered].filter(([arn]) => this.#isOurs(arn)));
  }

  /** Takes on all contacts that are ours, and lets go of all others. */
  async #adopt(): Promise<void> {
    const { recorder, clock, claims, time, settings } = this.#options;
    const ours = this.#ours();
    for (const arn of ours.keys()) claims.set(arn, this.name);
    for (const arn of this.#followed.keys()) if (!ours.has(arn)) this.#letGo(arn);
    [...ours.values()].forEach(({ contact, info }, index) => {
      const known = this.#followed.get(contact.arn);
      // Turns are spread evenly over the interval.
      if (known === undefined) this.#follow(contact, info, time.now() + (index / ours.size) * settings.intervalMs);
      else known.info = info ?? known.info;
    });
    this.#sweepRoad.wake();
    await recorder.introduce([...ours.keys()], clock.now());
    this.#sweepRoad.wake();
  }

  /** Takes on a contact; `turnAt` is its first turn, milliseconds on `options.time`. */
  #follow(contact: Contact, info: ContactInfo | undefined, turnAt: number): void {
    const found = (pages: Iterable<PageRecord>) => {
      // What is written for a contact that was let go of meanwhile is counted, and no more than that.
      if (this.#isActivityOn && this.#followed.has(contact.arn)) this.#followUps.found(pages);
    };
    const standingOf = (engagementArn: string) => this.#followUps.standingOf(engagementArn);
    this.#followed.set(contact.arn, new Follower(contact, info, turnAt, { ...this.#askerOptions, standingOf, found }));
    found(this.#options.ledger.openPages(contact.arn));
  }

  #letGo(contactArn: string): void {
    const { claims, recorder } = this.#options;
    this.#followed.get(contactArn)?.stop();
    this.#followed.delete(contactArn);
    // Another target may have taken it over.
    if ((claims.get(contactArn) ?? this.name) !== this.name) return;
    claims.delete(contactArn);
    recorder.forget(contactArn);
  }

  /** The interval is another one: turns are spread over it as they are at a start. */
  #spreadTurns(): void {
    const { time, settings } = this.#options;
    const now = time.now();
    const { followers } = this;
    followers.forEach((follower, index) => follower.takeTurn(now + (index / followers.length) * settings.intervalMs));
    this.#followUps.lookBy(now + settings.intervalMs);
    this.#activity.lookBy(now + settings.intervalMs);
  }

  #followOpenPages(): void {
    for (const arn of this.#followed.keys()) this.#followUps.found(this.#options.ledger.openPages(arn));
  }

  /** Those whose pages may be counted: the ledger knows them. */
  #known(): Follower[] {
    return this.followers.filter(({ contact }) => this.#options.ledger.contact(contact.arn) !== undefined);
  }

  /** A contact that two targets list, such as a shared one, is followed by the first of them alone. */
  #isOurs(contactArn: string): boolean {
    const { settings, claims } = this.#options;
    return isInShard(contactArn, settings.shard) && (claims.get(contactArn) ?? this.name) === this.name;
  }
}
