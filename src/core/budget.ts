/** What may be asked of one operation of one target; times in milliseconds of one clock, rates per second. */
export interface Budget {
  /** The most that is ever allowed: the quota's share. */
  readonly ceiling: number;
  /** What is allowed now. */
  readonly rate: number;
  /** The rate that is believed to be too much, from throttles: recovery is fast up to just below it, careful beyond. */
  readonly limit: number;
  /** Requests that may be made at once, as of `updatedAt`. */
  readonly tokens: number;
  readonly updatedAt: number;
  /** No request before this: the service asked for a pause, or we back off. */
  readonly heldUntil: number;
  /** When the rate was last halved: a request sent until then says nothing about the rate since. */
  readonly halvedAt: number;
  readonly consecutiveThrottles: number;
  /** What has been served since the last halving, in steps: see `stepOf`. */
  readonly steps: number;
}

export interface Sent {
  /** When the request was sent that is answered now. */
  readonly sentAt: number;
}

export interface Throttle extends Sent {
  /** What the service asked for; 0 when it said nothing. */
  readonly retryAfterMs: number;
  /** A number in [0, 1). */
  readonly random: number;
}

/** Timers wait for whole milliseconds, so a fast budget may make up for so much time. A slow one is evenly spaced. */
const burstSeconds = 0.1;
/** Rounding must not leave a wait of almost nothing for the last billionth of a request. */
const wholeRequest = 1 - 1e-6;

/** The rate is never halved below the larger of these: even a blocked operation must find out that it works again. */
const floorShare = 1 / 64;
/** One request in twenty seconds: half of the smallest limit that is worth following, so that halving makes room. */
const floorRate = 0.05;

/** From this part of the limit on, a throttle tells where the limit is. A smaller rate is refused for other reasons. */
const nearShare = 0.8;
/** What a throttle far below the limit leaves of it: one may be chance, many in a row mean that the limit has fallen. */
const doubtShare = 0.9;
/** Where recovery ends and probing begins. */
const carefulShare = 0.94;
/** Recovery takes about two steps: with more, much of the limit would stay unused after each throttle. */
const recoveryShare = 1 / 2;
/** Probing raises the rate by this part of itself at each step: about one request in seventeen finds the limit. */
const probeShare = 0.003;
/** When nothing was refused for so many steps, the limit is hardly where it was believed to be: */
const patientSteps = 12;
/** from then on probing doubles its part each time that so many more steps have passed. */
const doublingSteps = 2;
/** At most, a step of probing doubles the rate. */
const largestProbeShare = 1;

const firstBackoffMs = 1000;
const longestBackoffMs = 60_000;

/** A budget of `ceiling` requests per second, whole at `now`. */
export function createBudget(ceiling: number, now: number): Budget {
  return {
    ceiling,
    rate: ceiling,
    limit: ceiling,
    tokens: burstOf(ceiling),
    updatedAt: now,
    heldUntil: now,
    halvedAt: -Infinity,
    consecutiveThrottles: 0,
    steps: 0,
  };
}

/** Milliseconds after `now` at which the next request may be made, `ahead` others before it; 0 for at once. */
export function waitMs(budget: Budget, now: number, ahead = 0): number {
  const pauseMs = heldMs(budget, now);
  const tokens = tokensAt(budget, now + pauseMs) - ahead;
  return pauseMs + (tokens >= wholeRequest ? 0 : ((1 - tokens) / budget.rate) * 1000);
}

/** Milliseconds that are left at `now` of the pause after a throttle; the ordinary spacing is none. */
export function heldMs({ heldUntil }: Budget, now: number): number {
  return Math.max(0, heldUntil - now);
}

/** The budget after one request at `now`, which `waitMs` must have allowed. */
export function spend(budget: Budget, now: number): Budget {
  return { ...budget, tokens: tokensAt(budget, now) - 1, updatedAt: now };
}

/**
 * The budget with another ceiling from `now` on. What it has learnt stays: the tokens spent, the pause, and, once it was ever
 * throttled, its rate, which climbs to a higher ceiling as after a throttle. Else the rate goes there at once.
 */
export function withCeiling(budget: Budget, ceiling: number, now: number): Budget {
  if (ceiling === budget.ceiling) return budget;
  const moved = (value: number) => (budget.halvedAt === -Infinity ? ceiling : Math.min(value, ceiling));
  const rate = moved(budget.rate);
  const tokens = Math.min(burstOf(rate), tokensAt(budget, now));
  return { ...budget, ceiling, rate, limit: moved(budget.limit), tokens, updatedAt: now };
}

/**
 * The budget after the service has refused a request as one too many: half the rate, and a pause of what the service
 * asked for, in full, and a capped exponential back-off with full jitter. It is their sum, because whoever shares the
 * quota was told the same moment, and the jitter is there to not come back all at once.
 */
export function afterThrottle(budget: Budget, now: number, { sentAt, retryAfterMs, random }: Throttle): Budget {
  const heldUntil = Math.max(budget.heldUntil, now + retryAfterMs);
  if (sentAt <= budget.halvedAt) return { ...budget, heldUntil };
  const backoffMs = random * Math.min(longestBackoffMs, firstBackoffMs * 2 ** budget.consecutiveThrottles);
  return {
    ...budget,
    rate: Math.max(floorOf(budget.ceiling), budget.rate / 2),
    limit: limitAfterThrottle(budget),
    tokens: Math.min(0, tokensAt(budget, now)),
    updatedAt: now,
    heldUntil: Math.max(heldUntil, now + retryAfterMs + backoffMs),
    halvedAt: now,
    consecutiveThrottles: budget.consecutiveThrottles + 1,
    steps: 0,
  };
}

/** The budget after a request that the service has served: the rate climbs, fast up to the limit, then with care. */
export function afterSuccess(budget: Budget, now: number, { sentAt }: Sent): Budget {
  if (sentAt <= budget.halvedAt) return budget;
  const steps = budget.steps + stepOf(budget.rate);
  return {
    ...budget,
    rate: Math.min(budget.ceiling, raisedRate(budget, steps)),
    tokens: tokensAt(budget, now),
    updatedAt: now,
    consecutiveThrottles: 0,
    steps,
  };
}

function limitAfterThrottle({ rate, limit, consecutiveThrottles }: Budget): number {
  // The second refusal in a row is still about the first: either all are refused, or the rate has not fallen enough.
  if (consecutiveThrottles > 0) return limit;
  return rate >= limit * nearShare ? rate : Math.max(rate, limit * doubtShare);
}

function raisedRate({ rate, ceiling, limit }: Budget, steps: number): number {
  const step = stepOf(rate);
  const careful = Math.min(ceiling, limit * carefulShare);
  if (rate < careful) return Math.min(careful, rate + careful * recoveryShare * step);
  const doublings = Math.max(0, steps - patientSteps) / doublingSteps;
  return rate * (1 + Math.min(largestProbeShare, probeShare * 2 ** doublings) * step);
}

/**
 * The part of a step that one served request is. A step is one request or one second of them, whichever is longer:
 * the service counts requests over about a second, so nobody knows sooner whether a rate is too much.
 */
function stepOf(rate: number): number {
  return Math.min(1, 1 / rate);
}

function floorOf(ceiling: number): number {
  return Math.min(ceiling, Math.max(ceiling * floorShare, floorRate));
}

/** Follows the rate and not the ceiling: a rate that was lowered must not be passed by a burst of the old size. */
function burstOf(rate: number): number {
  return Math.max(1, rate * burstSeconds);
}

function tokensAt({ tokens, updatedAt, rate }: Budget, now: number): number {
  return Math.min(burstOf(rate), tokens + (Math.max(0, now - updatedAt) / 1000) * rate);
}
