import type { Position } from '../core/answer.js';
import { isRefusal } from '../core/backoff.js';
import type { Fault } from '../core/fault.js';
import { Alarm } from './alarm.js';
import type { AskerOptions } from './asker-options.js';
import { Errand } from './errand.js';
import { Listing } from './listing.js';
import type { DescribedContact } from './page-source.js';
import { Patience } from './patience.js';
import { toFault } from './to-fault.js';

export interface DiscoverSettings {
  readonly enabled: boolean;
  readonly aliasPrefix: string;
  readonly refreshMs: number;
}

export interface DiscoveryOptions extends Pick<
  AskerOptions,
  'target' | 'source' | 'observer' | 'clock' | 'time' | 'random' | 'tries' | 'settings'
> {
  /** Has the contacts taken over. */
  readonly found: () => Promise<void>;
  /** How many contacts are followed now. */
  readonly followed: () => number;
}

/** Lists the account's personal contacts again and again. When that fails, those listed before stay. */
export class Discovery {
  /** Why they could not be listed at the last try; undefined when they could, or nobody has tried yet. */
  fault: Fault | undefined;
  #contacts: readonly DescribedContact[] = [];
  /** Whether another one has listed them than is asked now. */
  #isInherited = false;
  #settings: DiscoverSettings;
  /** When to look next, on the options' `time`; Infinity while it looks, since how that goes decides it. */
  #lookAt = -Infinity;
  readonly #options: DiscoveryOptions;
  readonly #alarm: Alarm;
  readonly #patience: Patience;
  readonly #errand = new Errand();

  constructor(settings: DiscoverSettings, options: DiscoveryOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#alarm = new Alarm(options.time);
    this.#patience = new Patience(options);
  }

  /** Those that were listed last, as far as they are wanted now. */
  get contacts(): readonly DescribedContact[] {
    const { enabled, aliasPrefix } = this.#settings;
    return enabled ? this.#contacts.filter(({ contact }) => contact.alias.startsWith(aliasPrefix)) : [];
  }

  /** Goes by other settings from now on. What is asked for in another way is asked for at once. */
  update(settings: DiscoverSettings): void {
    const { enabled, aliasPrefix } = this.#settings;
    this.#settings = settings;
    if (!settings.enabled) {
      this.#contacts = [];
      this.fault = undefined;
      if (enabled) this.#options.observer.discoveryEnded(this.#options.target);
    }
    if (settings.enabled !== enabled || settings.aliasPrefix !== aliasPrefix) this.#lookAnew();
    else if (this.fault === undefined && this.#lookAt !== Infinity) {
      this.#lookAt = Math.min(this.#lookAt, this.#options.time.now() + settings.refreshMs);
    }
    this.#alarm.ring();
  }

  /**
   * Looks at once: whom it asks is another one, and nothing that was learnt of the one before makes that wait. What that one
   * has listed stays until the new one says something of it; where `otherAccountId` is asked, and another account was before,
   * only what is of that account.
   */
  renew(otherAccountId?: string): void {
    if (otherAccountId !== undefined) {
      this.#contacts = this.#contacts.filter(({ contact }) => contact.accountId === otherAccountId);
    }
    this.#isInherited = this.#contacts.length > 0;
    this.fault = undefined;
    this.#patience.succeeded();
    this.#lookAnew();
    this.#alarm.ring();
  }

  /** Looks again and again until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { time } = this.#options;
    try {
      while (!signal.aborted) {
        const { enabled } = this.#settings;
        if (!enabled || this.#lookAt > time.now()) {
          await this.#alarm.sleepUntil(enabled ? this.#lookAt : Infinity, signal);
          continue;
        }
        // What changes meanwhile may have it look at once.
        this.#lookAt = Infinity;
        if (!(await this.look(signal))) continue;
        const waitMs = this.fault === undefined ? this.#settings.refreshMs : this.#patience.waitAfter(this.fault);
        this.#lookAt = Math.min(this.#lookAt, time.now() + waitMs);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /**
   * Lists the contacts once and has them taken over. Returns false when it was given up.
   * @throws the signal's reason when it aborts
   */
  async look(signal: AbortSignal): Promise<boolean> {
    return (await this.#errand.run(signal, (own) => this.#look(own))) ?? false;
  }

  #lookAnew(): void {
    this.#errand.giveUp();
    this.#lookAt = -Infinity;
  }

  async #look(signal: AbortSignal): Promise<true> {
    const { target, observer, found, followed } = this.#options;
    let fault: Fault | undefined;
    try {
      const listed = await this.#list(signal);
      signal.throwIfAborted();
      this.#contacts = listed;
      this.#isInherited = false;
    } catch (error) {
      signal.throwIfAborted();
      fault = toFault(error, 'discovery');
    }
    this.fault = fault;
    // Whoever may not list them has none, like one that has just started.
    const isDisowned = this.#isInherited && fault !== undefined && isRefusal(fault.reason);
    if (isDisowned) {
      this.#contacts = [];
      this.#isInherited = false;
    }
    if (fault === undefined) this.#patience.succeeded();
    if (fault === undefined || isDisowned) await found();
    signal.throwIfAborted();
    observer.discovered(target, followed(), fault);
    return true;
  }

  /** Goes on after troubles of a moment. */
  async #list(signal: AbortSignal): Promise<readonly DescribedContact[]> {
    const { source, observer, clock, time, random, tries } = this.#options;
    const { aliasPrefix } = this.#settings;
    const listing = new Listing({ askedAt: clock.now(), startedAt: time.now(), tries });
    const found: DescribedContact[] = [];
    const subject = {
      request: (position: Pick<Position, 'token'>) => source.contacts(aliasPrefix, { ...position, signal }),
      take: (contacts: readonly DescribedContact[]) => {
        found.push(...contacts);
        return Promise.resolve(false);
      },
    };
    for (;;) {
      observer.asked({ operation: 'ListContacts', purpose: 'discovery', isRetry: listing.isRetry });
      const step = await listing.step(subject, signal, random());
      signal.throwIfAborted();
      if (step.kind === 'complete') return found;
      if (step.kind === 'paused' || step.kind === 'over') throw step.fault;
      if (step.kind === 'again') await time.sleepUntil(time.now() + step.waitMs, signal);
    }
  }
}
