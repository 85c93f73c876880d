import type { Answer, Position } from '../core/answer.js';
import { Fault } from '../core/fault.js';
import type { Reason } from '../core/fault.js';
import { toFault } from './to-fault.js';

/**
 * The most answers that one listing may have: a million pages even where the service gives 50 at a time, and more than
 * five hours at the default quota of ListPagesByContact. Whoever goes on longer is not listing but looping.
 */
const maxAnswersPerListing = 20_000;

/** What is over after a moment: the listing goes on at its token. Any other fault makes it start over. */
const momentary: ReadonlySet<Reason> = new Set(['throttled', 'internal', 'network', 'timeout']);

const usualTries = 5;
/** A first answer is worth this many tries when it is throttled, and one when anything else is wrong with it. */
const throttledTries = 3;
const firstWaitMs = 1000;
const longestWaitMs = 8000;

export interface ListingOptions {
  /** When it begins, epoch milliseconds. */
  readonly askedAt: number;
  /** When it begins, milliseconds on the clock that waits go by. */
  readonly startedAt: number;
  /** How often an answer is asked for before the listing pauses. Unless given, 5; for its first answer 1, or 3 if throttled. */
  readonly tries?: number | undefined;
}

/** What is listed. */
export interface Subject<Item> {
  /** Makes one request. */
  readonly request: (position: Pick<Position, 'token'>) => Promise<Answer<Item>>;
  /** Has the items of an answer counted. Returns true when the rest need not be asked for. */
  readonly take: (items: readonly Item[], isLast: boolean) => Promise<boolean>;
}

/** What has become of a listing after one more request. */
export type Step =
  | { readonly kind: 'more' | 'complete' }
  /** The same answer is to be asked for again, after `waitMs`. */
  | { readonly kind: 'again'; readonly waitMs: number; readonly fault: Fault }
  /** It has failed: `paused`, to go on where it stopped when its owner's patience says so, or `over`. */
  | { readonly kind: 'paused' | 'over'; readonly fault: Fault };

/**
 * How far a listing has come. It is kept between its answers, whatever keeps the next one waiting, so that a listing that
 * was cut short goes on where it stopped: starting over would cost all its requests again.
 */
export class Listing {
  readonly askedAt: number;
  readonly startedAt: number;
  /** Answers so far. */
  answers = 0;
  /** Whether it ever paused: then its first answers are older than they look. */
  hasPaused = false;
  #token: string | undefined;
  /** Failures in a row at this token. */
  #failures = 0;
  readonly #tries: number | undefined;
  readonly #seen = new Set<string>();

  constructor({ askedAt, startedAt, tries }: ListingOptions) {
    this.askedAt = askedAt;
    this.startedAt = startedAt;
    this.#tries = tries;
  }

  /** Whether the next answer has been asked for before, in vain. */
  get isRetry(): boolean {
    return this.#failures > 0;
  }

  /**
   * Makes one request, has its answer counted, and moves on. `random` is in [0, 1).
   * @throws the signal's reason when it aborts
   */
  async step<Item>(subject: Subject<Item>, signal: AbortSignal, random: number): Promise<Step> {
    try {
      const token = this.#token;
      const { items, nextToken } = await subject.request(token === undefined ? {} : { token });
      signal.throwIfAborted();
      const isEnough = await subject.take(items, nextToken === undefined);
      this.answers += 1;
      this.#failures = 0;
      if (nextToken === undefined || isEnough) return { kind: 'complete' };
      this.#advance(nextToken);
      return { kind: 'more' };
    } catch (error) {
      signal.throwIfAborted();
      return this.#fail(toFault(error, 'the listing'), random);
    }
  }

  /** An empty answer with a token is not the end; a token seen before would lead round in circles. */
  #advance(nextToken: string): void {
    if (this.#seen.has(nextToken)) throw new Fault('malformed', 'the listing repeats a NextToken');
    if (this.answers === maxAnswersPerListing) {
      throw new Fault('malformed', `the listing does not end after ${maxAnswersPerListing} answers`);
    }
    this.#seen.add(nextToken);
    this.#token = nextToken;
  }

  #fail(fault: Fault, random: number): Step {
    if (!momentary.has(fault.reason)) return { kind: 'over', fault };
    this.#failures += 1;
    const isThrottled = fault.reason === 'throttled';
    const firstTries = isThrottled ? throttledTries : 1;
    const tries = this.#tries ?? (this.#token === undefined ? firstTries : usualTries);
    if (fault.reason === 'timeout' || this.#failures % tries === 0) {
      this.hasPaused = true;
      return { kind: 'paused', fault };
    }
    // After throttling the budget waits, for all requests of the operation together.
    const jitterMs = isThrottled ? 0 : random * Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#failures - 1));
    return { kind: 'again', waitMs: fault.retryAfterSeconds * 1000 + jitterMs, fault };
  }
}
