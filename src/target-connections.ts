import { isDeepStrictEqual } from 'node:util';
import { ReplaceableSource } from './aws/replaceable-source.js';
import type { AwsSource } from './aws/source.js';
import { ceilingsOf } from './budgets.js';
import type { Config, Target } from './config/config.js';
import { Pacer } from './poller/pacer.js';
import type { TargetOptions } from './poller/target-poller.js';
import type { Time } from './poller/time.js';

export type ConnectionSettings = Pick<Config, 'targets' | 'quotas' | 'sharding'> & {
  readonly poll: Pick<Config['poll'], 'requestTimeoutMs'>;
};

export interface TargetConnectionsOptions {
  /** Opens a source for a target, whose requests pass `pacer`; nothing is sent yet. */
  readonly connect: (target: Target, pacer: Pacer, requestTimeoutMs: number) => AwsSource;
  readonly time: Time;
  readonly random: () => number;
}

/** Whom requests go to, and as whom. */
type Place = Pick<Target, 'region' | 'roleArn' | 'externalId' | 'endpoint'>;

interface Connection {
  readonly name: string;
  readonly place: Place;
  readonly requestTimeoutMs: number;
  readonly pacer: Pacer;
  readonly source: ReplaceableSource;
}

/** A budget whose target is gone. */
interface Spare extends Pick<Connection, 'name' | 'place' | 'pacer'> {
  readonly since: number;
}

/** A connection as it is to be. */
interface Planned extends Omit<Connection, 'source'> {
  /** What the target has been asked through so far. */
  readonly before: ReplaceableSource | undefined;
  /** What is behind it from now on, when that is another one. */
  readonly opened: AwsSource | undefined;
}

/** Longer than a budget needs to be whole again: its pauses are a minute at most, unless AWS asks for more. */
const spareMs = 60 * 60_000;

/**
 * The sources and budgets of the targets, over all reloads. A target that keeps its name and region keeps its budgets,
 * whatever else of it changes; so does one that is renamed, and one that comes back within the hour: reloading must be no
 * way round a quota.
 */
export class TargetConnections {
  readonly #options: TargetConnectionsOptions;
  #open: readonly Connection[] = [];
  #spare: readonly Spare[] = [];

  constructor(options: TargetConnectionsOptions) {
    this.#options = options;
  }

  /**
   * Opens what the settings need and closes what they do not. A target that keeps its name and region keeps its source and
   * its pacer, whatever is behind them.
   * @throws Error when a source can't be opened; nothing has changed then
   */
  take(settings: ConnectionSettings): TargetOptions[] {
    const { targets, quotas, sharding } = settings;
    const now = this.#options.time.now();
    const gone = this.#open.filter((each) => !targets.some((target) => isKept(each, target)));
    const spare = [
      ...gone.map(({ name, place, pacer }) => ({ name, place, pacer, since: now })),
      ...this.#spare.filter(({ since }) => now - since < spareMs),
    ];
    const plan = this.#plan(settings, spare);
    const taken = new Set(plan.map(({ pacer }) => pacer));
    this.#spare = spare.filter(({ pacer }) => !taken.has(pacer));
    this.#open = plan.map(({ before, opened, ...others }) => {
      others.pacer.limit(ceilingsOf(quotas, sharding));
      return { ...others, source: behind(before, opened) };
    });
    for (const { source } of gone) source.retire();
    return this.#open.flatMap(({ source, pacer }, index) => {
      const target = targets[index];
      return target === undefined ? [] : { ...target, source, pacer };
    });
  }

  /** Closes every source at once. */
  close(): void {
    for (const { source } of this.#open) source.close();
  }

  /** Says what is to be, and opens all that must be opened for it, or nothing. */
  #plan({ targets, poll, quotas, sharding }: ConnectionSettings, spare: readonly Spare[]): Planned[] {
    const { connect, time, random } = this.#options;
    const { requestTimeoutMs } = poll;
    const plan: Planned[] = [];
    try {
      for (const target of targets) {
        const { name } = target;
        const place = placeOf(target);
        const known = this.#open.find((each) => isKept(each, target));
        const taken = new Set(plan.map(({ pacer }) => pacer));
        const free = spare.filter(({ pacer }) => !taken.has(pacer));
        const pacer =
          known?.pacer ?? spareFor(target, free) ?? new Pacer({ ceilings: ceilingsOf(quotas, sharding), time, random });
        const isOpen = known?.requestTimeoutMs === requestTimeoutMs && isDeepStrictEqual(known.place, place);
        const opened = isOpen ? undefined : connect(target, pacer, requestTimeoutMs);
        plan.push({ name, place, requestTimeoutMs, pacer, before: known?.source, opened });
      }
      return plan;
    } catch (error) {
      for (const { opened } of plan) opened?.close();
      throw error;
    }
  }
}

function placeOf({ region, roleArn, externalId, endpoint }: Target): Place {
  return { region, roleArn, externalId, endpoint };
}

/** Whether a target is the one of before: its contacts can be the same ones, and its quotas are. */
function isKept({ name, place }: Pick<Connection, 'name' | 'place'>, target: Target): boolean {
  return name === target.name && place.region === target.region;
}

/** The budget of the target that this one was before: under the same name, or in the same place. */
function spareFor(target: Target, spare: readonly Spare[]): Pacer | undefined {
  const place = placeOf(target);
  const found =
    spare.find((each) => isKept(each, target)) ?? spare.find((each) => isDeepStrictEqual(each.place, place));
  return found?.pacer;
}

function behind(before: ReplaceableSource | undefined, opened: AwsSource | undefined): ReplaceableSource {
  if (before !== undefined && opened !== undefined) before.replace(opened);
  if (before !== undefined) return before;
  if (opened === undefined) throw new Error('a new target without a source');
  return new ReplaceableSource(opened);
}
