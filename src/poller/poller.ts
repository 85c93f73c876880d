import { setMaxListeners } from 'node:events';
import type { Fault } from '../core/fault.js';
import type { PollSettings } from './poll-settings.js';
import { TargetPoller } from './target-poller.js';
import type { PollOptions, TargetOptions } from './target-poller.js';

const hourMs = 60 * 60_000;

/** A target as it is to be, and who polls it. */
interface Wanted {
  readonly target: TargetOptions;
  readonly isKept: boolean;
  readonly poller: TargetPoller;
}

/** Polls every target, each on its own: a target that fails or hangs holds up no other. */
export class Poller {
  #targets: readonly TargetPoller[];
  readonly #options: PollOptions;
  /** What all of them go by, changed in place by a reload. */
  readonly #settings: { -readonly [Key in keyof PollSettings]: PollSettings[Key] };
  readonly #claims = new Map<string, string>();
  readonly #loops = new Set<Promise<void>>();
  readonly #failing = new AbortController();
  /** While it polls. */
  #signal: AbortSignal | undefined;

  constructor(targets: readonly TargetOptions[], options: PollOptions) {
    this.#settings = { ...options.settings };
    this.#options = { ...options, settings: this.#settings };
    this.#targets = targets.map((target) => this.#create(target));
  }

  get targets(): readonly TargetPoller[] {
    return this.#targets;
  }

  /** Makes the configured contacts known. */
  async introduce(): Promise<void> {
    await Promise.all(this.#targets.map((target) => target.introduce()));
  }

  /**
   * Goes by other targets and settings from now on, all at once, whether it polls already or not. A target that keeps its
   * name and region goes on, and must have the source that it had; its contacts that stay go on as they are.
   */
  update(targets: readonly TargetOptions[], settings: PollSettings): void {
    this.prepare(targets, settings)();
  }

  /** Makes all that an update needs, and changes nothing yet. Returns what does, in one step, before any other update. */
  prepare(targets: readonly TargetOptions[], settings: PollSettings): () => void {
    const wanted = targets.map((target): Wanted => {
      const kept = this.#targets.find(({ name, region }) => name === target.name && region === target.region);
      return { target, isKept: kept !== undefined, poller: kept ?? this.#create(target) };
    });
    return () => this.#take(wanted, settings);
  }

  #take(wanted: readonly Wanted[], settings: PollSettings): void {
    const before = { ...this.#settings };
    Object.assign(this.#settings, settings);
    const known = this.#targets;
    this.#targets = wanted.map(({ poller }) => poller);
    for (const target of known) if (!this.#targets.includes(target)) target.stop();
    // As at a start, a contact that one target names is not left to another one that has discovered it.
    for (const { name, contacts } of known) {
      for (const { arn } of contacts) if (this.#claims.get(arn) === name) this.#claims.delete(arn);
    }
    for (const { target } of wanted) for (const { arn } of target.contacts) this.#claims.set(arn, target.name);
    // All of them let go before any of them takes on: a contact that one of them lets go of may be another one's.
    for (const { poller, target, isKept } of wanted) if (isKept) poller.update(target, before);
    for (const { poller, isKept } of wanted) {
      this.#keep(poller.introduce());
      if (!isKept && this.#signal !== undefined) this.#start(poller, this.#signal);
    }
  }

  /**
   * Polls until `signal` aborts; returns when everything it had begun has ended.
   * @throws Error, after ending everything, when a loop ended by a mistake of the exporter's own
   */
  async run(signal: AbortSignal): Promise<void> {
    const failing = this.#failing.signal;
    const either = forMany(AbortSignal.any([signal, failing]));
    this.#signal = either;
    this.#keep(this.#keepPruning(either));
    for (const target of this.#targets) this.#start(target, either);
    while (this.#loops.size > 0) await Promise.allSettled(this.#loops);
    if (!signal.aborted && failing.aborted) throw failing.reason as Error;
  }

  /** Sweeps every contact of every target once. Returns the faults of those that failed. */
  async sweepOnce(signal: AbortSignal): Promise<readonly Fault[]> {
    const faults = await Promise.all(this.#targets.map((target) => target.sweepOnce(forMany(signal))));
    return faults.flat();
  }

  #create(target: TargetOptions): TargetPoller {
    const isFollowed = (contactArn: string) => this.#targets.some((each) => each.follows(contactArn));
    return new TargetPoller(target, { ...this.#options, claims: this.#claims, isFollowed });
  }

  #start(target: TargetPoller, signal: AbortSignal): void {
    for (const loop of target.start(signal)) this.#keep(loop);
  }

  /** Has its end awaited, and everything ended when it rejects. */
  #keep(loop: Promise<void>): void {
    this.#loops.add(loop);
    loop.catch((error: unknown) => this.#failing.abort(error)).finally(() => this.#loops.delete(loop));
  }

  async #keepPruning(signal: AbortSignal): Promise<void> {
    const { recorder, clock, time } = this.#options;
    while (!signal.aborted) {
      await recorder.prune(clock.now());
      const pruneEveryMs = Math.min(hourMs, this.#settings.retentionMs / 10);
      await time.sleepUntil(time.now() + pruneEveryMs, signal);
    }
  }
}

/** Every target waits on the same signal, more often than the ten times from which on Node.js warns of a leak. */
function forMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
