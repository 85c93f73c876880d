import type { Answer, Position } from '../core/answer.js';
import type { Fault } from '../core/fault.js';
import type { Operation } from '../core/operation.js';
import type { Purpose } from '../core/purpose.js';
import type { AskerOptions } from './asker-options.js';
import { Errand } from './errand.js';
import type { Listing } from './listing.js';
import { Patience } from './patience.js';
import type { Asker } from './road.js';
import { toFault } from './to-fault.js';

/** One listing under way, and what is kept beside it. */
export interface Look {
  readonly listing: Listing;
}

/** Looks at something by one listing after another, one request at each `ask`, and backs off while they fail. */
export abstract class Lister<Item, L extends Look, Options extends AskerOptions> implements Asker {
  isHanging = false;
  dueAt = -Infinity;
  lookedAt = -Infinity;
  cost = 1;
  /** When the last request began; -Infinity before the first. */
  protected requestedAt = -Infinity;
  abstract readonly hazard: number;
  abstract readonly deadlineAt: number;
  protected readonly options: Options;
  readonly #patience: Patience;
  readonly #errand = new Errand();
  #look: L | undefined;
  /** Requests since the last answer that have brought nothing. */
  #inVain = 0;
  /** Whether what went wrong has to be waited for until `dueAt`. */
  #mustWait = false;

  constructor(options: Options) {
    this.options = options;
    this.#patience = new Patience(options);
  }

  /** Whether a listing has been begun that is not over. */
  protected get isUnderWay(): boolean {
    return this.#look !== undefined;
  }

  /** Looks at `at` (milliseconds on `options.time`) at the latest, unless it waits because a request has failed. */
  lookBy(at: number): void {
    if (!this.#mustWait) this.dueAt = Math.min(this.dueAt, at);
  }

  /** Ends what is under way. */
  stop(): void {
    this.#errand.giveUp();
  }

  /**
   * Begins anew: whom it asks is another one. The listing under way is given up with its answers, and nothing that was
   * learnt of the one before keeps the next listing waiting.
   */
  renew(): void {
    this.#errand.giveUp();
    if (this.isUnderWay || this.#mustWait) this.dueAt = -Infinity;
    this.#look = undefined;
    this.#inVain = 0;
    this.#mustWait = false;
    this.#patience.succeeded();
    this.isHanging = false;
  }

  protected abstract readonly operation: Operation;
  protected abstract readonly purpose: Purpose;

  /** Starts the next listing. */
  protected abstract begin(): L;

  /** Asks for one answer. */
  protected abstract request(look: L, position: Position): Promise<Answer<Item>>;

  /** Has the items of an answer counted. Returns true when the rest of the listing need not be asked for. */
  protected abstract take(look: L, items: readonly Item[], isLast: boolean): Promise<boolean>;

  /** The listing is complete. Returns when the next one is due, milliseconds on `options.time`. */
  protected abstract completed(look: L): number;

  /** The listing has failed, for now or for good; it is tried again in due time. */
  protected failed?(look: L, fault: Fault): void;

  /** A request was answered, or failed. */
  protected answered?(look: L, fault: Fault | undefined): void;

  async ask(signal: AbortSignal): Promise<void> {
    try {
      await this.#errand.run(signal, (own) => this.#ask(own));
    } catch (error) {
      signal.throwIfAborted();
      // A mistake of the exporter's own in one place must not end everything.
      this.#look = undefined;
      const fault = toFault(error, `asking for ${this.operation}`);
      this.#pause(fault);
      this.options.observer.stumbled(this.options.target, fault);
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { observer, time, random } = this.options;
    const look = (this.#look ??= this.begin());
    const { listing } = look;
    this.requestedAt = time.now();
    observer.asked({ operation: this.operation, purpose: this.purpose, isRetry: listing.isRetry });
    const step = await listing.step(
      {
        request: (position) => this.request(look, { ...position, signal }),
        take: (items, isLast) => this.take(look, items, isLast),
      },
      signal,
      random(),
    );
    // What is not wanted any more may have been counted, and tells nothing beyond that.
    signal.throwIfAborted();
    const fault = 'fault' in step ? step.fault : undefined;
    this.isHanging = fault?.reason === 'timeout';
    this.#mustWait = step.kind === 'again';
    this.answered?.(look, fault);
    switch (step.kind) {
      case 'more':
        if (listing.hasPaused) this.#patience.succeeded();
        else this.#patience.answered();
        // A long listing must not have all turns to itself.
        this.#costs(listing.answers + 1, 0);
        this.lookedAt = Math.max(this.lookedAt, listing.startedAt);
        this.dueAt = -Infinity;
        return;
      case 'again':
        this.#costs(listing.answers + 1, this.#inVain + 1);
        this.dueAt = time.now() + step.waitMs;
        return;
      case 'complete':
        this.#look = undefined;
        this.#patience.succeeded();
        this.lookedAt = listing.startedAt;
        this.cost = listing.answers;
        this.#inVain = 0;
        this.dueAt = this.completed(look);
        return;
      case 'paused':
      case 'over':
        // What has shown nothing yet has nothing to go on with.
        if (step.kind === 'over' || listing.answers === 0) this.#look = undefined;
        this.#pause(step.fault);
        this.failed?.(look, step.fault);
        return;
      default:
        step satisfies never;
    }
  }

  /** Also what fails was looked at: else its waiting would grow without end, and leave no turn to the others. */
  #pause(fault: Fault): void {
    this.lookedAt = this.options.time.now();
    this.#inVain = 0;
    this.#mustWait = true;
    this.dueAt = this.lookedAt + this.#patience.waitAfter(fault);
  }

  /** A look that is not over costs at least what it has cost so far, in vain or not. */
  #costs(answers: number, inVain: number): void {
    this.#inVain = inVain;
    this.cost = Math.max(this.cost, answers + inVain);
  }
}
