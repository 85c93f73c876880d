import type { Contact } from '../core/contact.js';
import type { ConfiguredPlace } from '../core/listen-place.js';
import type { Team } from '../core/team.js';
import type { BucketLayout } from '../core/totals.js';
import { parseDuration } from './duration.js';
import { toListenPlaces } from './listen-address.js';
import type { Settings } from './schema.js';

/** The configuration, checked and parsed: no text in it still stands for a duration, an address or a contact. */
export interface Config {
  readonly web: {
    readonly listen: readonly ConfiguredPlace[];
    /** Whether the sockets that systemd passes take the place of these. */
    readonly systemdSocket: boolean;
    readonly telemetryPath: string;
    /** Empty: neither TLS nor passwords. */
    readonly configFile: string;
    /** Always off in this version, like the two collectors. */
    readonly enableLifecycle: boolean;
    readonly allowedHosts: readonly string[];
    readonly maxRequests: number;
  };
  readonly log: Settings['log'];
  readonly poll: {
    readonly intervalMs: number;
    readonly concurrency: number;
    readonly requestTimeoutMs: number;
    readonly unreadWindowMs: number;
    readonly fullSweepIntervalMs: number;
  };
  readonly ledger: {
    /** Empty: in memory only. */
    readonly path: string;
    readonly history: Settings['ledger']['history'];
    readonly retentionMs: number;
  };
  /** The part that may be used, and requests per second. */
  readonly quotas: Settings['quotas'];
  readonly metrics: {
    readonly contactLabel: Settings['metrics']['contactLabel'];
    readonly exemplars: boolean;
    readonly nativeHistograms: boolean;
    readonly createdSamples: boolean;
    readonly buckets: BucketLayout;
  };
  readonly activity: { readonly enabled: boolean; readonly lookbackMs: number };
  readonly collectors: Settings['collectors'];
  readonly sharding: Settings['sharding'];
  readonly targets: readonly Target[];
  readonly teams: readonly Team[];
}

/** An account's contacts in one region. Optional texts are empty when they are not set. */
export interface Target {
  readonly name: string;
  readonly region: string;
  readonly roleArn: string;
  readonly externalId: string;
  readonly endpoint: string;
  readonly contacts: readonly Contact[];
  readonly discover: { readonly enabled: boolean; readonly aliasPrefix: string; readonly refreshMs: number };
}

/** Makes the configuration of settings that have passed every check. */
export function toConfig(settings: Settings, { targets, teams }: Pick<Config, 'targets' | 'teams'>): Config {
  const { web, log, poll, ledger, quotas, metrics, activity, collectors, sharding } = settings;
  const { listenAddress, ...otherWeb } = web;
  return {
    web: { ...otherWeb, listen: passed(toListenPlaces(listenAddress)) },
    log,
    poll: {
      intervalMs: milliseconds(poll.interval),
      concurrency: poll.concurrency,
      requestTimeoutMs: milliseconds(poll.requestTimeout),
      unreadWindowMs: milliseconds(poll.unreadWindow),
      fullSweepIntervalMs: milliseconds(poll.fullSweepInterval),
    },
    ledger: { path: ledger.path, history: ledger.history, retentionMs: milliseconds(ledger.retention) },
    quotas,
    metrics: {
      contactLabel: metrics.contactLabel,
      exemplars: metrics.exemplars,
      nativeHistograms: metrics.nativeHistograms,
      createdSamples: metrics.createdSamples,
      buckets: {
        deliverySeconds: metrics.deliveryBuckets,
        acknowledgeSeconds: metrics.acknowledgeBuckets,
        native: { schema: metrics.nativeHistogramSchema, maxBuckets: metrics.nativeHistogramMaxBuckets },
      },
    },
    activity: { enabled: activity.enabled, lookbackMs: milliseconds(activity.lookback) },
    collectors,
    sharding,
    targets,
    teams,
  };
}

/** Milliseconds of a text that has passed the format of durations. */
export function milliseconds(text: string): number {
  return passed(parseDuration(text));
}

export function passed<T>(parsed: T | undefined): T {
  if (parsed === undefined) throw new Error('A setting that passed its format can not be parsed.');
  return parsed;
}
