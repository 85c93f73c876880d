import type { Clock } from '../clock.js';

/** Requests per second and operation, from AWS's quota listing for Incident Manager: the defaults. */
const defaultQuotas = {
  ListPagesByContact: 1,
  ListPagesByEngagement: 2,
  ListEngagements: 2,
  ListPageReceipts: 1,
  GetContact: 20,
  ListContacts: 20,
  ListContactChannels: 20,
  ListRotations: 20,
  ListRotationShifts: 20,
} as const;

export type OperationName = keyof typeof defaultQuotas;

/** What isn't named keeps its default. */
export type Quotas = 'default' | 'none' | Readonly<Partial<Record<OperationName, number>>>;

const operationNames = Object.keys(defaultQuotas) as readonly OperationName[];

/** Whether the simulator knows this operation. */
export function isOperationName(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(defaultQuotas, name);
}

export interface QuotaKeeper {
  /** Whether one more request is within the quota, and if so counts it. */
  admit(operation: OperationName): boolean;
  /** Throws on a rate that is no positive number. Every bucket is full afterwards. */
  set(quotas: Quotas): void;
}

/** A token bucket per operation: it holds what one second gives, at least one request. */
export function createQuotaKeeper(quotas: Quotas, clock: Clock): QuotaKeeper {
  let rates = toRates(quotas);
  let buckets = new Map<OperationName, Bucket>();
  return {
    admit(operation) {
      const rate = rates[operation];
      const bucket = refill(buckets.get(operation), rate, clock.now());
      const admitted = bucket.tokens >= 1;
      buckets.set(operation, admitted ? { ...bucket, tokens: bucket.tokens - 1 } : bucket);
      return admitted;
    },
    set(changed) {
      rates = toRates(changed);
      buckets = new Map();
    },
  };
}

interface Bucket {
  readonly tokens: number;
  /** Epoch milliseconds. */
  readonly filledAt: number;
}

function refill(bucket: Bucket | undefined, rate: number, now: number): Bucket {
  const capacity = Math.max(1, rate);
  if (bucket === undefined || rate === Infinity) return { tokens: capacity, filledAt: now };
  const gained = (Math.max(0, now - bucket.filledAt) / 1000) * rate;
  return { tokens: Math.min(capacity, bucket.tokens + gained), filledAt: now };
}

function toRates(quotas: Quotas): Record<OperationName, number> {
  if (quotas === 'none') return mapRates(() => Infinity);
  if (quotas === 'default') return { ...defaultQuotas };
  for (const [operation, rate] of Object.entries(quotas)) {
    if (!isOperationName(operation)) throw new RangeError(`${operation}: no such operation`);
    if (typeof rate !== 'number' || !(rate > 0)) throw new RangeError(`${operation}: a quota is a number above 0`);
  }
  return { ...defaultQuotas, ...quotas };
}

function mapRates(rate: () => number): Record<OperationName, number> {
  return Object.fromEntries(operationNames.map((name) => [name, rate()])) as Record<OperationName, number>;
}
