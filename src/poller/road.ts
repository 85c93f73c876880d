import { choose, nextDueAt } from '../core/plan.js';
import type { Candidate } from '../core/plan.js';
import { Alarm } from './alarm.js';
import type { Time } from './time.js';

/** Something that is asked about again and again, one request at a time. */
export interface Asker extends Candidate {
  /** Whether its last request got no answer in time. */
  readonly isHanging: boolean;
  /** Makes one request and has the answer counted. What goes wrong is its own affair: it rejects when `signal` aborts. */
  ask(signal: AbortSignal): Promise<void>;
}

export interface RoadOptions {
  readonly askers: () => Iterable<Asker>;
  /** When the budget of the road's operation has room next, milliseconds on `time`. */
  readonly readyAt: () => number;
  /** Requests at a time. One of them is for what hangs: a row of hanging ones keeps no other one waiting. */
  readonly concurrency: () => number;
  readonly time: Time;
}

/** One way of asking AWS, with the budget of one operation: at each free token it asks what tells most. */
export class Road {
  readonly #options: RoadOptions;
  readonly #alarm: Alarm;
  readonly #underWay = new Map<Asker, Promise<void>>();
  #turn = 0;
  #mistake: { readonly error: unknown } | undefined;

  constructor(options: RoadOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.time);
  }

  /** Says that something may be worth asking that was not before. */
  wake(): void {
    this.#alarm.ring();
  }

  /**
   * Asks until `signal` aborts; with `isFinite`, until there is nobody left to ask. All that it had begun has ended then.
   * @throws Error when an asker ended by a mistake of the exporter's own
   */
  async run(signal: AbortSignal, { isFinite = false } = {}): Promise<void> {
    try {
      while (!signal.aborted && this.#mistake === undefined) {
        const step = this.#nextStep();
        if (step === 'nobody' && isFinite) break;
        if (typeof step === 'object' && 'ask' in step) this.#begin(step.ask, signal);
        else await this.#alarm.sleepUntil(step === 'nobody' ? Infinity : step.at, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await Promise.all(this.#underWay.values());
    }
    if (this.#mistake !== undefined) throw this.#mistake.error;
  }

  #nextStep(): { readonly ask: Asker } | { readonly at: number } | 'nobody' {
    const { askers, readyAt, time } = this.#options;
    // Before the time is read, which goes on: room that there is now must not lie ahead of it.
    const roomAt = readyAt();
    const now = time.now();
    if (roomAt > now) return { at: roomAt };
    const all = [...askers()];
    if (all.length === 0 && this.#underWay.size === 0) return 'nobody';
    const free = this.#withPlace(all.filter((asker) => !this.#underWay.has(asker)));
    const ask = choose(free, now, { isDeadlineTurn: this.#turn % 2 === 1 });
    return ask === undefined ? { at: nextDueAt(free) } : { ask };
  }

  /** Those for whom there is a place among the requests under way. */
  #withPlace(askers: readonly Asker[]): readonly Asker[] {
    const concurrency = this.#options.concurrency();
    if (concurrency === 1) return this.#underWay.size === 0 ? askers : [];
    const hanging = [...this.#underWay.keys()].filter(({ isHanging }) => isHanging).length;
    const others = this.#underWay.size - hanging;
    return askers.filter(({ isHanging }) => (isHanging ? hanging < 1 : others < concurrency - 1));
  }

  #begin(asker: Asker, signal: AbortSignal): void {
    this.#turn += 1;
    const asked = asker
      .ask(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#mistake = { error };
      })
      .finally(() => {
        this.#underWay.delete(asker);
        this.wake();
      });
    this.#underWay.set(asker, asked);
  }
}
