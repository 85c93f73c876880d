import type { Config, Target } from './config.js';
import { formatDuration } from './duration.js';
import { formatListenAddress } from './listen-address.js';
import type { Settings, TargetSettings, TeamSettings } from './schema.js';

/** What stands for a secret, as in Prometheus's own configuration page. */
const secret = '<secret>';

export interface Redacted extends Omit<Settings, 'targets' | 'teams'> {
  readonly targets: readonly TargetSettings[];
  readonly teams: readonly TeamSettings[];
}

/** The configuration as a page may show it: under the names of the file, without external ids and credentials. */
export function redacted({ web, poll, ledger, metrics, activity, targets, teams, ...others }: Config): Redacted {
  const { listen, ...otherWeb } = web;
  return {
    ...others,
    web: { ...otherWeb, listenAddress: formatListenAddress(listen) },
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
    targets: targets.map(redactedTarget),
    teams: teams.map(({ name, contacts }) => ({ name, contacts: contacts.map(({ arn }) => arn) })),
  };
}

function redactedTarget({ externalId, endpoint, contacts, discover, ...others }: Target): TargetSettings {
  return {
    ...others,
    externalId: externalId === '' ? '' : secret,
    endpoint: withoutSecrets(endpoint),
    contacts: contacts.map(({ arn }) => arn),
    discover: {
      enabled: discover.enabled,
      aliasPrefix: discover.aliasPrefix,
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
