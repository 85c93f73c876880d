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
  /** The budget of `quotaOf(place)`, which is no other connection's. */
  readonly pacer: Pacer;
  readonly source: ReplaceableSource;
  /** The same for as long as the place is. */
  readonly generation: number;
}

/** A budget whose target is gone, or asks under another quota. */
interface Spare extends Pick<Connection, 'name' | 'pacer'> {
  readonly quota: string;
  readonly since: number;
}

/** A connection as it is to be. */
interface Planned extends Connection {
  readonly target: Target;
  /** What is behind a source from now on that has had another one behind it. */
  readonly replacement?: AwsSource;
  /** What was opened for it, if anything was. */
  readonly opened?: AwsSource;
}

/** Connections that are open and not in use yet. */
export interface PreparedConnections {
  readonly targets: readonly TargetOptions[];
  /** Puts them into the place of those before; can't fail, and must come before anything else is prepared. */
  take(): void;
  /** Closes those that were opened. */
  giveBack(): void;
}

/** Longer than a budget needs to be whole again: its pauses are a minute at most, unless AWS asks for more. */
const spareMs = 60 * 60_000;

/**
 * The sources and budgets of the targets, over all reloads. A target that keeps its name and region keeps its source. Its
 * budget belongs to the quota that it asks under, as ADR 17 says: it stays with the target for as long as the target stays
 * there, and waits there for the next one for an hour: reloading must be no way round a quota.
 */
export class TargetConnections {
  readonly #options: TargetConnectionsOptions;
  #open: readonly Connection[] = [];
  #spare: readonly Spare[] = [];
  #generations = 0;

  constructor(options: TargetConnectionsOptions) {
    this.#options = options;
  }

  /**
   * Opens what the settings need and closes what they do not.
   * @throws Error when a source can't be opened; nothing has changed then
   */
  take(settings: ConnectionSettings): readonly TargetOptions[] {
    const prepared = this.prepare(settings);
    prepared.take();
    return prepared.targets;
  }

  /**
   * Opens what the settings need, and changes nothing. A target that keeps its name and region keeps its source, whatever
   * is behind that.
   * @throws Error when a source can't be opened; none is then
   */
  prepare(settings: ConnectionSettings): PreparedConnections {
    const { targets, quotas, sharding } = settings;
    const ceilings = ceilingsOf(quotas, sharding);
    const now = this.#options.time.now();
    const gone = this.#open.filter((each) => !targets.some((target) => isKept(each, target)));
    const left = this.#open.filter(
      (each) => !targets.some((target) => isKept(each, target) && isUnderQuota(each, target)),
    );
    const spare = [
      ...left.map(({ name, place, pacer }) => ({ name, quota: quotaOf(place), pacer, since: now })),
      ...this.#spare.filter(({ since }) => now - since < spareMs),
    ];
    const plan = this.#plan(settings, spare);
    const taken = new Set(plan.map(({ pacer }) => pacer));
    return {
      targets: plan.map(({ target, source, pacer, generation, place }) => {
        return { ...target, source, pacer, generation, accountId: accountOf(place) };
      }),
      take: () => {
        this.#spare = spare.filter(({ pacer }) => !taken.has(pacer));
        this.#open = plan.map(({ name, place, requestTimeoutMs, pacer, source, generation }) => {
          return { name, place, requestTimeoutMs, pacer, source, generation };
        });
        for (const { pacer, source, replacement } of plan) {
          pacer.limit(ceilings);
          if (replacement !== undefined) source.replace(replacement);
        }
        for (const { source } of gone) source.retire();
      },
      giveBack: () => {
        for (const { opened } of plan) opened?.close();
      },
    };
  }

  /** Closes every source at once. */
  close(): void {
    for (const { source } of this.#open) source.close();
  }

  /** Says what is to be, and opens all that must be opened for it, or nothing. */
  #plan(settings: ConnectionSettings, spare: readonly Spare[]): Planned[] {
    const plan: Planned[] = [];
    try {
      for (const target of settings.targets) {
        const taken = new Set(plan.map(({ pacer }) => pacer));
        const free = spare.filter(({ pacer }) => !taken.has(pacer));
        plan.push(this.#planned(target, settings, free));
      }
      return plan;
    } catch (error) {
      for (const { opened } of plan) opened?.close();
      throw error;
    }
  }

  #planned(target: Target, { poll, quotas, sharding }: ConnectionSettings, spare: readonly Spare[]): Planned {
    const { connect, time, random } = this.#options;
    const { requestTimeoutMs } = poll;
    const place = placeOf(target);
    const known = this.#open.find((each) => isKept(each, target));
    const isSamePlace = known !== undefined && isDeepStrictEqual(known.place, place);
    if (isSamePlace && known.requestTimeoutMs === requestTimeoutMs) return { ...known, target };
    const before = known !== undefined && isUnderQuota(known, target) ? known : spareFor(target, spare);
    const pacer = before?.pacer ?? new Pacer({ ceilings: ceilingsOf(quotas, sharding), time, random });
    const opened = connect(target, pacer, requestTimeoutMs);
    return {
      name: target.name,
      place,
      requestTimeoutMs,
      pacer,
      source: known?.source ?? new ReplaceableSource(opened),
      generation: isSamePlace ? known.generation : (this.#generations += 1),
      target,
      opened,
      ...(known !== undefined && { replacement: opened }),
    };
  }
}

function placeOf({ region, roleArn, externalId, endpoint }: Target): Place {
  return { region, roleArn, externalId, endpoint };
}

/** Whether a target is the one of before: its contacts can be the same ones. */
function isKept({ name, place }: Pick<Connection, 'name' | 'place'>, target: Target): boolean {
  return name === target.name && place.region === target.region;
}

/** Names what counts requests: a region of an account. Nobody knows whose the credentials of the process are. */
function quotaOf(place: Place): string {
  return [place.region, accountOf(place) ?? 'ours', hostOf(place)].join(' ');
}

function isUnderQuota({ place }: Pick<Connection, 'place'>, target: Target): boolean {
  return quotaOf(place) === quotaOf(placeOf(target));
}

/** The account of the role, if there is one. */
function accountOf({ roleArn }: Pick<Place, 'roleArn'>): string | undefined {
  return roleArn === '' ? undefined : roleArn.split(':')[4];
}

function hostOf({ endpoint }: Pick<Place, 'endpoint'>): string {
  return endpoint === '' ? '' : new URL(endpoint).host;
}

/** A budget that is left under the quota of a target: its own of before, if there is one. */
function spareFor(target: Target, spare: readonly Spare[]): Spare | undefined {
  const quota = quotaOf(placeOf(target));
  const free = spare.filter((each) => each.quota === quota);
  return free.find(({ name }) => name === target.name) ?? free[0];
}
