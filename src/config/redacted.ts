import { stringify } from 'yaml';
import type { Contact } from '../core/contact.js';
import type { Config, Target } from './config.js';
import { formatDuration } from './duration.js';
import { formatListenPlaces } from './listen-address.js';
import { schema } from './schema.js';
import type { Settings, TargetSettings, TeamSettings } from './schema.js';

/** What stands for a secret, as in Prometheus's own configuration page. */
const secret = '<secret>';

export interface Redacted extends Omit<Settings, 'targets' | 'teams'> {
  readonly targets: readonly TargetSettings[];
  readonly teams: readonly TeamSettings[];
}

/** What stands for a contact where contacts are not to be named. */
export type HashOf = (contact: Contact) => string;

/** The configuration in the form of its file, and in that order, as a page may show it. */
export function configText(config: Config, hashOf?: HashOf): string {
  const shown: Readonly<Record<string, unknown>> = { ...redacted(config, hashOf) };
  const sections = Object.keys(schema).map((section) => [section, shown[section]]);
  return stringify(Object.fromEntries(sections), { lineWidth: 0 });
}

/**
 * The configuration as a page may show it: under the names of the file, without external ids and credentials. With
 * `metrics.contactLabel: hash` contacts are named as in the metrics, in the order of that, and not by a prefix either.
 */
export function redacted(
  { web, poll, ledger, metrics, activity, targets, teams, ...others }: Config,
  hashOf: HashOf = () => secret,
): Redacted {
  const { listen, ...otherWeb } = web;
  const isNameless = metrics.contactLabel === 'hash';
  const named = (contacts: readonly Contact[]) =>
    isNameless ? contacts.map(hashOf).sort() : contacts.map(({ arn }) => arn);
  return {
    ...others,
    web: { ...otherWeb, listenAddress: formatListenPlaces(listen) },
    poll: {
      interval: formatDuration(poll.intervalMs),
      concurrency: poll.concurrency,
      requestTimeout: formatDuration(poll.requestTimeoutMs),
      unreadWindow: formatDuration(poll.unreadWindowMs),
      fullSweepInterval: formatDuration(poll.fullSweepIntervalMs),
    },
    ledger: { path: ledger.path, history: ledger.history, retention: formatDuration(ledger.retentionMs) },
    metrics: {
      contactLabel: metrics.contactLabel,
      exemplars: metrics.exemplars,
      createdSamples: metrics.createdSamples,
      nativeHistograms: metrics.nativeHistograms,
      nativeHistogramSchema: metrics.buckets.native.schema,
      nativeHistogramMaxBuckets: metrics.buckets.native.maxBuckets,
      deliveryBuckets: metrics.buckets.deliverySeconds,
      acknowledgeBuckets: metrics.buckets.acknowledgeSeconds,
    },
    activity: { enabled: activity.enabled, lookback: formatDuration(activity.lookbackMs) },
    targets: targets.map((target) => ({
      ...redactedTarget(target, isNameless),
      contacts: named(target.contacts),
    })),
    teams: teams.map(({ name, contacts }) => ({ name, contacts: named(contacts) })),
  };
}

function redactedTarget({ externalId, endpoint, discover, ...others }: Target, isNameless: boolean) {
  return {
    ...others,
    externalId: externalId === '' ? '' : secret,
    endpoint: withoutSecrets(endpoint),
    discover: {
      enabled: discover.enabled,
      aliasPrefix: isNameless && discover.aliasPrefix !== '' ? secret : discover.aliasPrefix,
      refresh: formatDuration(discover.refreshMs),
    },
  };
}

/** User, password and query may all be secrets; a plain address is shown as it was written. */
function withoutSecrets(endpoint: string): string {
  if (endpoint === '') return '';
  const { protocol, username, password, host, pathname, search, hash } = new URL(endpoint);
  if (username + password + search + hash === '') return endpoint;
  const user = username + password === '' ? '' : `${secret}@`;
  const query = search === '' ? '' : `?${secret}`;
  return `${protocol}//${user}${host}${pathname}${query}`;
}
