import { coarsestSchema, finestSchema } from '../core/native-buckets.js';
import type { Leaf, Values } from './setting.js';

const second = 1000;
const hour = 3600 * second;
// Timers wait at most 2^31 - 1 ms, about 24 days; a longer wait would end at once.
const longestWait = 7 * 24 * hour;

const none: readonly unknown[] = [];
const noNames: readonly string[] = [];

/** Every key of the configuration file; names of variables and flags follow from the paths. */
export const schema = {
  web: {
    listenAddress: listenAddresses(
      'Address to listen on; without a host, on every interface; unix:PATH for a Unix socket. May be repeated.',
      ':10911',
    ),
    systemdSocket: {
      doc: 'Listen on the sockets that systemd passes, and nowhere else.',
      format: 'boolean',
      default: false,
      needsRestart: true,
    },
    telemetryPath: { doc: 'Path of the metrics.', format: 'telemetryPath', default: '/metrics', needsRestart: true },
    configFile: {
      doc: "File with TLS and basic authentication settings, in the format of Prometheus's exporter-toolkit.",
      format: 'text',
      default: '',
      needsRestart: true,
    },
    enableLifecycle: {
      doc: 'Reload the configuration on POST /-/reload.',
      format: 'boolean',
      default: false,
      needsRestart: true,
    },
    allowedHosts: {
      doc: 'Names of this host that may be asked for without TLS and passwords, beside private ones; "*.NAME" for all below NAME, "*" for all.',
      format: 'hostNames',
      default: noNames,
      needsRestart: true,
    },
    maxRequests: {
      doc: 'Scrapes that are answered at the same time.',
      format: 'whole',
      default: 40,
      minimum: 1,
      needsRestart: true,
    },
  },
  log: {
    level: choice(
      'Least severe messages that are logged: fatal, error, warn, info, debug or trace.',
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace'],
      'info',
    ),
    format: {
      ...choice('Form of the log lines: json, logfmt or pretty.', ['json', 'logfmt', 'pretty'], 'json'),
      needsRestart: true,
    },
  },
  poll: {
    interval: {
      doc: 'Time from the start of one sweep of a contact to the start of the next, where the quota allows.',
      format: 'duration',
      default: '60s',
      minimum: 100,
      maximum: longestWait,
    },
    concurrency: {
      doc: 'Requests under way at the same time, of one target: so many for sweeps, and as many for engagements.',
      format: 'whole',
      default: 4,
      minimum: 1,
      maximum: 100,
    },
    requestTimeout: {
      doc: 'Time after which a request to AWS is given up.',
      format: 'duration',
      default: '10s',
      minimum: 1,
      maximum: hour,
    },
    unreadWindow: {
      doc: 'Age at which a page that nobody read counts as unanswered and leaves the gauges.',
      format: 'duration',
      default: '24h',
      minimum: 100,
    },
    fullSweepInterval: {
      doc: 'Longest time between two sweeps of a contact to the end of its listing, where the quota allows.',
      format: 'duration',
      default: '1h',
      minimum: 100,
      maximum: longestWait,
    },
  },
  ledger: {
    path: {
      doc: 'Directory of the ledger; empty keeps it in memory, and a restart forgets it.',
      format: 'text',
      default: './data/ledger',
      needsRestart: true,
    },
    history: choice(
      'Pages sent before the ledger knew their contact: baseline leaves them out, count counts them.',
      ['baseline', 'count'],
      'baseline',
    ),
    retention: {
      doc: 'Age at which a page is forgotten; at least poll.unreadWindow.',
      format: 'duration',
      default: '30d',
      minimum: 100,
    },
  },
  quotas: {
    share: {
      doc: 'Part of each quota that the exporter may use; other callers share the same quotas.',
      format: 'positive',
      default: 0.8,
      maximum: 1,
    },
    listPagesByContact: quota('ListPagesByContact', 1),
    listPagesByEngagement: quota('ListPagesByEngagement', 2),
    listEngagements: quota('ListEngagements', 2),
    listPageReceipts: quota('ListPageReceipts, which this version does not call', 1),
    other: quota('each other operation', 20),
  },
  metrics: {
    contactLabel: choice('What the label contact shows: alias, arn or hash.', ['alias', 'arn', 'hash'], 'alias'),
    exemplars: {
      doc: 'Give the ids of pages and incidents as exemplars.',
      format: 'boolean',
      default: true,
    },
    createdSamples: {
      doc: 'Write _created lines in OpenMetrics; Prometheus keeps each as a series of its own.',
      format: 'boolean',
      default: false,
    },
    nativeHistograms: {
      doc: 'Give the durations as native histograms, too, to scrapers that ask for protobuf.',
      format: 'boolean',
      default: true,
    },
    nativeHistogramSchema: {
      doc: 'Resolution of native histograms: each power of two has 2^schema buckets.',
      format: 'whole',
      default: 3,
      minimum: coarsestSchema,
      maximum: finestSchema,
    },
    nativeHistogramMaxBuckets: {
      doc: 'Buckets of a native histogram above which its resolution is halved.',
      format: 'whole',
      default: 160,
      minimum: 10,
      maximum: 10_000,
    },
    deliveryBuckets: {
      doc: 'Bucket bounds of the delivery durations, in seconds.',
      format: 'buckets',
      default: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600] as readonly number[],
    },
    acknowledgeBuckets: {
      doc: 'Bucket bounds of the acknowledgement durations, in seconds.',
      format: 'buckets',
      default: [15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400] as readonly number[],
    },
  },
  activity: {
    enabled: {
      doc: 'Follow engagements, so that new pages show before the turn of their contact.',
      format: 'boolean',
      default: true,
    },
    lookback: {
      doc: 'How late an engagement may be listed, or page somebody else, and still be followed.',
      format: 'duration',
      default: '15m',
      minimum: second,
    },
  },
  collectors: {
    receipts: {
      doc: 'Collect the receipts of pages, by channel; not available in this version.',
      format: 'boolean',
      default: false,
    },
    rotations: {
      doc: 'Collect on-call rotations; not available in this version.',
      format: 'boolean',
      default: false,
    },
  },
  sharding: {
    ordinal: { doc: 'Which of the exporters that share the contacts this is, from 0.', format: 'whole', default: 0 },
    total: { doc: 'How many exporters share the contacts.', format: 'whole', default: 1, minimum: 1 },
  },
  targets: { doc: 'Accounts and regions to poll; YAML or JSON in the variable.', format: 'list', default: none },
  teams: { doc: 'Which contacts are a team; YAML or JSON in the variable.', format: 'list', default: none },
} satisfies Record<string, Leaf<unknown> | Record<string, Leaf<unknown>>>;

/** Every key of one element of `targets`. */
export const targetSchema = {
  name: { doc: 'Name of the target, unique in this file.', format: 'name', default: '' },
  region: { doc: 'Region of the contacts.', format: 'region', default: '' },
  roleArn: { doc: 'Role to assume; empty uses the credentials as they are.', format: 'roleArn', default: '' },
  externalId: { doc: 'External id that the role asks for.', format: 'externalId', default: '' },
  endpoint: { doc: 'Another address of the service, for tests.', format: 'endpoint', default: '' },
  contacts: { doc: 'ARNs of contacts to poll.', format: 'list', default: none },
  discover: {
    enabled: { doc: 'Also poll the personal contacts that ListContacts names.', format: 'boolean', default: false },
    aliasPrefix: { doc: 'Only contacts whose alias begins so.', format: 'text', default: '' },
    refresh: {
      doc: 'Time between two looks at the list of contacts.',
      format: 'duration',
      default: '10m',
      minimum: 100,
      maximum: longestWait,
    },
  },
} satisfies Record<string, Leaf<unknown> | Record<string, Leaf<unknown>>>;

/** Every key of one element of `teams`. */
export const teamSchema = {
  // As long as a display name, which is a label's value too.
  name: { doc: 'Name of the team, unique among the teams.', format: 'labelText', default: '', maximum: 255 },
  contacts: { doc: 'ARNs of its contacts; a contact is in one team at most.', format: 'list', default: none },
} satisfies Record<string, Leaf<unknown>>;

export type Settings = Values<typeof schema>;
export type TargetSettings = Values<typeof targetSchema>;
export type TeamSettings = Values<typeof teamSchema>;

function choice<const T extends string>(doc: string, choices: readonly T[], preset: T) {
  return { doc, format: 'choice', choices, default: preset } satisfies Leaf<T>;
}

/** One, or a list of them. */
function listenAddresses(doc: string, preset: string): Leaf<string | readonly string[]> {
  return { doc, format: 'listenAddresses', default: preset, needsRestart: true };
}

function quota(operation: string, perSecond: number) {
  return {
    doc: `Quota of ${operation}, in requests per second.`,
    format: 'positive',
    default: perSecond,
  } satisfies Leaf<number>;
}
