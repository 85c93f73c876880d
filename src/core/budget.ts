/** What may be asked of one operation of one target; times in milliseconds of one clock, rates per second. */
export interface Budget {
  /** The most that is ever allowed: the quota's share. */
  readonly ceiling: number;
  /** What is allowed now. */
  readonly rate: number;
  /** The rate at which the service last said that it is too much; climbing goes on with care from there. */
  readonly throttledRate: number;
  /** Requests that may be made at once, as of `updatedAt`: at most one, so that requests are evenly spaced. */
  readonly tokens: number;
  readonly updatedAt: number;
  /** No request before this: the service asked for a pause, or we back off. */
  readonly heldUntil: number;
  readonly consecutiveThrottles: number;
}

/** Below this part of the ceiling the rate is never halved: even a blocked operation must find out that it works again. */
const floorShare = 1 / 64;
/** Each success gives back this part of what a throttle took, up to just below where it happened. */
const recoveryShare = 1 / 4;
/** Where recovery ends and probing begins. */
const carefulShare = 0.92;
/** Probing raises the rate by this part of itself at each success. */
const probeShare = 0.005;

const firstBackoffMs = 1000;
const longestBackoffMs = 60_000;

/** A budget of `ceiling` requests per second, whole at `now`. */
export function createBudget(ceiling: number, now: number): Budget {
  return {
    ceiling,
    rate: ceiling,
    throttledRate: Infinity,
    tokens: 1,
    updatedAt: now,
    heldUntil: now,
    consecutiveThrottles: 0,
  };
}

/** Milliseconds after `now` at which the next request may be made; 0 when it may be made at once. */
export function waitMs(budget: Budget, now: number): number {
  const { rate, heldUntil } = budget;
  const heldMs = Math.max(0, heldUntil - now);
  const missing = 1 - tokensAt(budget, now + heldMs);
  return heldMs + (missing <= 0 ? 0 : (missing / rate) * 1000);
}

/** The budget after one request at `now`, which `waitMs` must have allowed. */
export function spend(budget: Budget, now: number): Budget {
  return { ...budget, tokens: tokensAt(budget, now) - 1, updatedAt: now };
}

/**
 * The budget after the service has refused a request as one too many: half the rate, and a pause of what the service
 * asked for or of a back-off with full jitter, whichever is longer. `random` is in [0, 1).
 */
export function afterThrottle(
  budget: Budget,
  now: number,
  { retryAfterMs, random }: { readonly retryAfterMs: number; readonly random: number },
): Budget {
  const consecutiveThrottles = budget.consecutiveThrottles + 1;
  const backoffMs = random * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (consecutiveThrottles - 1));
  return {
    ...budget,
    // A request that was under way when the rate was halved says nothing about the half.
    throttledRate: budget.consecutiveThrottles === 0 ? budget.rate : budget.throttledRate,
    rate: Math.max(budget.ceiling * floorShare, budget.rate / 2),
    tokens: Math.min(0, tokensAt(budget, now)),
    updatedAt: now,
    heldUntil: Math.max(budget.heldUntil, now + Math.max(retryAfterMs, backoffMs)),
    consecutiveThrottles,
  };
}

/** The budget after a request that the service has served: the rate climbs, fast at first, then in small steps. */
export function afterSuccess(budget: Budget, now: number): Budget {
  const { rate, ceiling, throttledRate } = budget;
  const careful = Math.min(ceiling, throttledRate * carefulShare);
  const raised = rate < careful ? Math.min(careful, rate + careful * recoveryShare) : rate * (1 + probeShare);
  return {
    ...budget,
    tokens: tokensAt(budget, now),
    updatedAt: now,
    rate: Math.min(ceiling, raised),
    consecutiveThrottles: 0,
  };
}

function tokensAt({ tokens, updatedAt, rate }: Budget, now: number): number {
  return Math.min(1, tokens + (Math.max(0, now - updatedAt) / 1000) * rate);
}
