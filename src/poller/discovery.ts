import type { Position } from '../core/answer.js';
import type { Fault } from '../core/fault.js';
import { Alarm } from './alarm.js';
import type { AskerOptions } from './asker-options.js';
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
  /** Why they could not be listed at the last try; undefined when they could. */
  fault: Fault | undefined;
  #contacts: readonly DescribedContact[] = [];
  #settings: DiscoverSettings;
  /** When to look next, on the options' `time`. */
  #lookAt = -Infinity;
  readonly #options: DiscoveryOptions;
  readonly #alarm: Alarm;

  constructor(settings: DiscoverSettings, options: DiscoveryOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#alarm = new Alarm(options.time);
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
    }
    if (settings.enabled !== enabled || settings.aliasPrefix !== aliasPrefix) this.#lookAt = -Infinity;
    else if (this.fault === undefined) {
      this.#lookAt = Math.min(this.#lookAt, this.#options.time.now() + settings.refreshMs);
    }
    this.#alarm.ring();
  }

  /** Looks again and again until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { time } = this.#options;
    const patience = new Patience(this.#options);
    try {
      while (!signal.aborted) {
        const { enabled, aliasPrefix, refreshMs } = this.#settings;
        if (!enabled || this.#lookAt > time.now()) {
          await this.#alarm.sleepUntil(enabled ? this.#lookAt : Infinity, signal);
          continue;
        }
        await this.look(signal);
        if (this.fault === undefined) patience.succeeded();
        // What was asked for is not what is wanted now.
        if (!this.#settings.enabled || this.#settings.aliasPrefix !== aliasPrefix) continue;
        this.#lookAt = time.now() + (this.fault === undefined ? refreshMs : patience.waitAfter(this.fault));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /**
   * Lists the contacts once and has them taken over.
   * @throws the signal's reason when it aborts
   */
  async look(signal: AbortSignal): Promise<void> {
    const { target, observer, found, followed } = this.#options;
    const { aliasPrefix } = this.#settings;
    const isWanted = () => this.#settings.enabled && this.#settings.aliasPrefix === aliasPrefix;
    try {
      const listed = await this.#list(aliasPrefix, signal);
      signal.throwIfAborted();
      if (!isWanted()) return;
      this.#contacts = listed;
    } catch (error) {
      signal.throwIfAborted();
      if (!isWanted()) return;
      this.fault = toFault(error, 'discovery');
      observer.discovered(target, followed(), this.fault);
      return;
    }
    this.fault = undefined;
    await found();
    observer.discovered(target, followed());
  }

  /** Goes on after troubles of a moment. */
  async #list(aliasPrefix: string, signal: AbortSignal): Promise<readonly DescribedContact[]> {
    const { source, observer, clock, time, random, tries } = this.#options;
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
      if (step.kind === 'complete') return found;
      if (step.kind === 'paused' || step.kind === 'over') throw step.fault;
      if (step.kind === 'again') await time.sleepUntil(time.now() + step.waitMs, signal);
    }
  }
}
