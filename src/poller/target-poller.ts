import type { Contact } from '../core/contact.js';
import type { Fault } from '../core/fault.js';
import { offsetMs } from '../core/schedule.js';
import { isInShard } from '../core/shard.js';
import type { Shard } from '../core/shard.js';
import { Follower } from './follower.js';
import type { FollowerOptions } from './follower.js';
import { createLanes } from './lanes.js';
import type { DescribedContact, PageSource } from './page-source.js';
import { Patience } from './patience.js';
import { toFault } from './to-fault.js';
import { waitUntil } from './wait.js';

export interface TargetOptions {
  readonly name: string;
  readonly region: string;
  readonly source: PageSource;
  readonly contacts: readonly Contact[];
  readonly discover: { readonly enabled: boolean; readonly aliasPrefix: string; readonly refreshMs: number };
}

/** What is the same for every target. */
export interface PollOptions extends Pick<
  FollowerOptions,
  'intervalMs' | 'clock' | 'observer' | 'random' | 'recorder'
> {
  /** Sweeps of one target at a time. */
  readonly concurrency: number;
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

interface Followed {
  readonly follower: Follower;
  readonly stop: AbortController;
}

/** Polls the contacts of one target: the configured ones, and those found by discovery, as they come and go. */
export class TargetPoller {
  readonly name: string;
  readonly region: string;
  /** Why the contacts could not be listed at the last try; undefined when they could, or need not be. */
  discoveryFault: Fault | undefined;
  readonly #target: TargetOptions;
  readonly #options: SharedOptions;
  readonly #followerOptions: FollowerOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #loops = new Set<Promise<void>>();

  constructor(target: TargetOptions, options: SharedOptions) {
    this.name = target.name;
    this.region = target.region;
    this.#target = target;
    this.#options = options;
    this.#followerOptions = {
      ...options,
      target: target.name,
      source: target.source,
      lanes: createLanes(options.concurrency),
    };
  }

  get followers(): Follower[] {
    return [...this.#followed.values()].map(({ follower }) => follower);
  }

  /** Takes on the configured contacts at once, so that the first scrape shows them, and makes them known. */
  async introduce(): Promise<void> {
    await this.#adopt(this.#target.contacts.map((contact) => ({ contact })));
  }

  /** Sweeps every introduced or discovered contact, evenly spread over each interval, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    this.#follow([...this.#followed.values()], signal);
    try {
      if (this.#target.discover.enabled) await this.#keepDiscovering(signal);
    } finally {
      // Discovery ends by throwing as soon as the signal aborts; a sweep may still be writing.
      await Promise.all(this.#loops);
    }
  }

  /** Sweeps every contact once. Returns the faults of those that failed. */
  async sweepOnce(signal: AbortSignal): Promise<readonly Fault[]> {
    const { fault } = this.#target.discover.enabled ? await this.#discover(signal) : {};
    const faults = await Promise.all(
      this.followers.map(async (follower) => {
        const failed = await follower.sweep(signal);
        await follower.describe(signal);
        return failed;
      }),
    );
    return [fault, ...faults].filter((each) => each !== undefined);
  }

  async #keepDiscovering(signal: AbortSignal): Promise<void> {
    const patience = new Patience(this.#options);
    while (!signal.aborted) {
      const { found, fault } = await this.#discover(signal);
      this.#follow(found, signal);
      if (fault === undefined) patience.succeeded();
      const waitMs = fault === undefined ? this.#target.discover.refreshMs : patience.waitAfter(fault);
      await waitUntil(performance.now() + waitMs, signal);
    }
  }

  /** Lists the account's contacts and takes over what has changed. When that fails, those known before are kept. */
  async #discover(signal: AbortSignal): Promise<{ found: Followed[]; fault?: Fault }> {
    const { source, contacts, discover } = this.#target;
    const wanted = new Map<string, Introduced>(contacts.map((contact) => [contact.arn, { contact }]));
    try {
      for await (const listed of source.contacts(discover.aliasPrefix, signal)) {
        for (const described of listed) wanted.set(described.contact.arn, described);
      }
    } catch (error) {
      signal.throwIfAborted();
      const fault = toFault(error, 'discovery');
      this.discoveryFault = fault;
      this.#options.observer.discovered(this.name, this.#followed.size, fault);
      return { found: [], fault };
    }
    this.discoveryFault = undefined;
    const found = await this.#adopt([...wanted.values()]);
    this.#options.observer.discovered(this.name, this.#followed.size);
    return { found };
  }

  /** Takes on the wanted contacts that are ours and lets go of all others. Returns the new ones. */
  async #adopt(wanted: readonly Introduced[]): Promise<Followed[]> {
    const { recorder, clock, claims } = this.#options;
    const ours = wanted.filter(({ contact }) => this.#isOurs(contact.arn));
    const arns = new Set(ours.map(({ contact }) => contact.arn));
    for (const arn of arns) claims.set(arn, this.name);
    for (const [arn, { stop }] of this.#followed) {
      if (arns.has(arn)) continue;
      stop.abort();
      this.#followed.delete(arn);
      claims.delete(arn);
    }
    const found = ours.flatMap(({ contact, info }) => {
      const known = this.#followed.get(contact.arn);
      if (known !== undefined) {
        known.follower.info = info ?? known.follower.info;
        return [];
      }
      const followed = { follower: new Follower(contact, info, this.#followerOptions), stop: new AbortController() };
      this.#followed.set(contact.arn, followed);
      return [followed];
    });
    await recorder.introduce([...arns], clock.now());
    return found;
  }

  /** A contact that two targets list, such as a shared one, is followed by the first of them alone. */
  #isOurs(contactArn: string): boolean {
    const { shard, claims } = this.#options;
    return isInShard(contactArn, shard) && (claims.get(contactArn) ?? this.name) === this.name;
  }

  /** Starts sweeping contacts, their turns evenly spread over the interval. */
  #follow(contacts: readonly Followed[], signal: AbortSignal): void {
    const now = performance.now();
    for (const [index, { follower, stop }] of contacts.entries()) {
      const stopped = AbortSignal.any([signal, stop.signal]);
      const firstAt = now + offsetMs(index, contacts.length, this.#options.intervalMs);
      const loop = follower.follow(firstAt, stopped).catch((error: unknown) => {
        if (!stopped.aborted) throw error;
      });
      this.#loops.add(loop);
      void loop.finally(() => this.#loops.delete(loop));
    }
  }
}
