import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  afterSuccess,
  afterThrottle,
  createBudget,
  heldMs,
  spend,
  waitMs,
  withCeiling,
} from '../../src/core/budget.js';
import type { Budget } from '../../src/core/budget.js';

const minuteMs = 60_000;
const almostOne = 1 - 2 ** -32;
const floorOf = (ceiling: number) => Math.min(ceiling, Math.max(ceiling / 64, 0.05));

/** Two requests under way together at 0, both refused at 100 ms. */
const throttled = { sentAt: 0, retryAfterMs: 0, random: 0 };
const fresh = (ceiling: number): Budget => createBudget(ceiling, 0);

describe('a budget', () => {
  it('spaces slow requests evenly, the first one at once', () => {
    const spent = spend(fresh(0.5), 0);
    assert.deepEqual(
      [waitMs(fresh(0.5), 0), waitMs(spent, 0), waitMs(spent, 1500), waitMs(spent, 9999)],
      [0, 2000, 500, 0],
    );
  });

  it('lets a fast rate make up for a tenth of a second', () => {
    let budget = fresh(800);
    for (let made = 0; made < 80; made += 1) budget = spend(budget, 0);
    assert.deepEqual([waitMs(budget, 0), waitMs(budget, 1.25)], [1.25, 0]);
  });

  it('tells when there is room after others that wait', () => {
    const spent = spend(fresh(0.5), 0);
    assert.deepEqual([waitMs(fresh(0.5), 0, 2), waitMs(spent, 0, 2), waitMs(spent, 1500, 1)], [4000, 6000, 2500]);
  });

  it('is halved and held by a throttle, and the hold is no spacing', () => {
    const budget = afterThrottle(spend(fresh(2), 0), 100, { sentAt: 0, retryAfterMs: 3000, random: 0.5 });
    assert.deepEqual(
      {
        rate: budget.rate,
        held: heldMs(budget, 100),
        later: heldMs(budget, 3700),
        spacing: heldMs(spend(fresh(2), 0), 0),
      },
      { rate: 1, held: 3500, later: 0, spacing: 0 },
    );
  });

  it('is halved once by requests that were under way together, and the longest pause of theirs is obeyed', () => {
    const first = afterThrottle(fresh(2), 100, throttled);
    const second = afterThrottle(first, 150, { sentAt: 50, retryAfterMs: 90_000, random: almostOne });
    const third = afterThrottle(second, 160, { sentAt: 60, retryAfterMs: 10, random: almostOne });
    assert.deepEqual(third, { ...first, heldUntil: 90_150 });
  });

  it('learns nothing from the success of a request that was under way when the rate was halved', () => {
    const halved = afterThrottle(fresh(2), 100, throttled);
    assert.deepEqual(afterSuccess(halved, 150, { sentAt: 50 }), halved);
  });

  it('goes to another ceiling at once while it was never throttled, but for the tokens that are spent', () => {
    const spent = spend(fresh(0.5), 0);
    const raised = withCeiling(spent, 2, 1000);
    assert.deepEqual(
      { raised, waits: waitMs(raised, 1000), lowered: withCeiling(raised, 0.5, 1000) },
      {
        raised: { ...fresh(2), tokens: 0.5, updatedAt: 1000 },
        waits: 250,
        lowered: { ...fresh(0.5), tokens: 0.5, updatedAt: 1000 },
      },
    );
  });

  it('keeps what throttles have taught it, whatever its ceiling is in between', () => {
    const halved = afterThrottle(spend(fresh(2), 0), 100, { sentAt: 0, retryAfterMs: 3000, random: 0.5 });
    const moved = [8, 0.25, 2].reduce((budget, ceiling) => withCeiling(budget, ceiling, 100), halved);
    assert.deepEqual(moved, { ...halved, rate: 0.25, limit: 0.25 });
  });

  it('is the same with the same ceiling', () => {
    const spent = spend(fresh(2), 0);
    assert.equal(withCeiling(spent, 2, 500), spent);
  });

  it('backs off for at most 1, 2, 4 and so on up to 60 seconds, and as briefly again after a success', () => {
    const holds: number[] = [];
    let budget = fresh(2);
    const refuse = (at: number) => {
      budget = afterThrottle(budget, at, { sentAt: at, retryAfterMs: 0, random: almostOne });
      holds.push(Math.round(heldMs(budget, at) / 1000));
    };
    for (let at = 1; at <= 8; at += 1) refuse(at * 100_000);
    budget = afterSuccess(budget, 900_000, { sentAt: 900_000 });
    refuse(1_000_000);
    assert.deepEqual(holds, [1, 2, 4, 8, 16, 32, 60, 60, 1]);
  });
});

interface Told {
  readonly afterMs: number;
  readonly what: 'ask' | 'success' | 'throttle';
  readonly ageMs: number;
  readonly retryAfterMs: number;
  readonly random: number;
}

/** What becomes of a budget that is asked at every turn as soon as it may, or after a while, and told anything. */
function played(ceiling: number, story: readonly Told[]) {
  let budget = fresh(ceiling);
  let now = 0;
  let askedUntil = 0;
  const grants: { readonly at: number; readonly askedUntil: number }[] = [];
  const rates = [budget.rate];
  for (const { afterMs, what, ageMs, retryAfterMs, random } of story) {
    now += what === 'ask' && afterMs % 2 === 0 ? waitMs(budget, now) : afterMs;
    const sentAt = now - ageMs;
    if (what === 'throttle') {
      budget = afterThrottle(budget, now, { sentAt, retryAfterMs, random });
      askedUntil = Math.max(askedUntil, now + retryAfterMs);
    } else if (what === 'success') budget = afterSuccess(budget, now, { sentAt });
    else if (waitMs(budget, now) === 0) {
      budget = spend(budget, now);
      grants.push({ at: now, askedUntil });
    }
    rates.push(budget.rate);
  }
  return { budget, now, grants, rates };
}

describe('whatever a budget is told', () => {
  const ceilings = fc.constantFrom(0.02, 0.1, 0.8, 1.6, 16, 40, 800);
  const told = fc.record<Told>({
    afterMs: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 5000 })),
    what: fc.oneof(
      { weight: 6, arbitrary: fc.constant('ask' as const) },
      { weight: 3, arbitrary: fc.constant('success' as const) },
      { weight: 1, arbitrary: fc.constant('throttle' as const) },
    ),
    ageMs: fc.nat({ max: 3000 }),
    retryAfterMs: fc.constantFrom(0, 0, 500, 120_000),
    random: fc.double({ min: 0, max: almostOne, noNaN: true }),
  });
  const story = fc.array(told, { maxLength: 200, size: 'max' });

  it('no window sees more than the ceiling and one burst', () => {
    fc.assert(
      fc.property(ceilings, story, (ceiling, tellings) => {
        const { grants } = played(ceiling, tellings);
        const excesses = grants.flatMap(({ at: from }, first) =>
          grants.slice(first).map(({ at: to }, more) => more + 1 - ((to - from) / 1000) * ceiling),
        );
        const largest = excesses.reduce((most, excess) => Math.max(most, excess), 0);
        assert.ok(largest <= Math.max(1, ceiling / 10) + 1e-3, `${largest} more than the ceiling`);
      }),
    );
  });

  it('nothing is granted before the service wants it', () => {
    fc.assert(
      fc.property(ceilings, story, (ceiling, tellings) => {
        const early = played(ceiling, tellings).grants.filter(({ at, askedUntil }) => at < askedUntil);
        assert.deepEqual(early, []);
      }),
    );
  });

  it('its rate stays between floor and ceiling', () => {
    fc.assert(
      fc.property(ceilings, story, (ceiling, tellings) => {
        const outside = played(ceiling, tellings).rates.filter((rate) => rate < floorOf(ceiling) || rate > ceiling);
        assert.deepEqual(outside, []);
      }),
    );
  });

  it('its rate is at the ceiling again when only successes come, within seventy steps', () => {
    fc.assert(
      fc.property(ceilings, story, (ceiling, tellings) => {
        let { budget, now } = played(ceiling, tellings);
        for (let successes = 0; successes < 70 * Math.max(1, ceiling); successes += 1) {
          now += 1 + waitMs(budget, now);
          budget = afterSuccess(spend(budget, now), now, { sentAt: now });
        }
        assert.equal(budget.rate, ceiling);
      }),
    );
  });
});

/** Mulberry32: numbers in [0, 1), the same ones for a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whether the service serves a request that comes at `now`, milliseconds. */
type Service = (now: number, random: () => number) => boolean;

/** A token bucket that holds what it gives out in a second. */
function bucketOf(limit: number): Service {
  let tokens = Math.max(1, limit);
  let filledAt = 0;
  return (now) => {
    tokens = Math.min(Math.max(1, limit), tokens + ((now - filledAt) / 1000) * limit);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** So many requests in any second, or one in any longer time when the limit is below one per second. */
function windowOf(limit: number): Service {
  const most = Math.max(1, Math.round(limit));
  let served: number[] = [];
  return (now) => {
    served = served.filter((at) => at > now - (most / limit) * 1000);
    if (served.length >= most) return false;
    served.push(now);
    return true;
  };
}

/** Refuses a part of all requests between two moments, whatever the limit. */
function stormy(service: Service, part: number, [from, to]: readonly [number, number]): Service {
  return (now, random) => service(now, random) && !(now >= from && now < to && random() < part);
}

interface Answer {
  readonly sentAt: number;
  readonly at: number;
  readonly isServed: boolean;
  /** The rate after it. */
  readonly rate: number;
}

/** The answers to a client that always has something to ask; each takes 40 to 120 ms. */
function answersOf(ceiling: number, service: Service, untilMs: number, seed: number): readonly Answer[] {
  const random = randomOf(seed);
  const underWay: Omit<Answer, 'rate'>[] = [];
  const answers: Answer[] = [];
  let budget = fresh(ceiling);
  for (let now = 0; now < untilMs;) {
    const sentAt = now + waitMs(budget, now);
    const [next] = underWay;
    if (next !== undefined && next.at <= sentAt) {
      underWay.shift();
      now = next.at;
      budget = next.isServed
        ? afterSuccess(budget, now, next)
        : afterThrottle(budget, now, { sentAt: next.sentAt, retryAfterMs: 0, random: random() });
      answers.push({ ...next, rate: budget.rate });
    } else {
      now = sentAt;
      budget = spend(budget, now);
      underWay.push({ sentAt, at: now + 40 + random() * 80, isServed: service(now, random) });
      underWay.sort((a, b) => a.at - b.at);
    }
  }
  return answers;
}

describe('under a limit that nobody declared', () => {
  const settledMs = 15 * minuteMs;
  const endMs = 45 * minuteMs;
  const rows = [
    [0.8, 0.9],
    [0.8, 0.5],
    [0.8, 0.125],
    [1.6, 0.75],
    [1.6, 0.2],
    [16, 0.9],
    [16, 0.125],
    [40, 0.5],
  ] as const;
  const services = { bucket: bucketOf, window: windowOf };
  const cases = rows.flatMap(([ceiling, part]) =>
    Object.entries(services).map(([kind, serviceOf]) => ({ ceiling, part, limit: ceiling * part, kind, serviceOf })),
  );
  for (const { ceiling, part, limit, kind, serviceOf } of cases) {
    it(`few are refused and most is used: ${part} of ${ceiling} per second, counted by ${kind}`, () => {
      const settled = answersOf(ceiling, serviceOf(limit), endMs, 7).filter(({ sentAt }) => sentAt >= settledMs);
      const served = settled.filter(({ isServed }) => isServed).length;
      const refusedPart = 1 - served / settled.length;
      const usedPart = served / ((limit * (endMs - settledMs)) / 1000);
      assert.ok(refusedPart < 0.1 && usedPart > 0.8, `${refusedPart} refused, ${usedPart} used`);
    });
  }
});

describe('with the quota that the ceiling is four fifths of', () => {
  const rows = [0.8, 1.6, 16, 40].flatMap((ceiling) => [
    { ceiling, kind: 'bucket', service: bucketOf(ceiling / 0.8) },
    { ceiling, kind: 'window', service: windowOf(ceiling / 0.8) },
  ]);
  for (const { ceiling, kind, service } of rows) {
    it(`nothing is refused: ceiling ${ceiling} per second, counted by ${kind}`, () => {
      const answers = answersOf(ceiling, service, 20 * minuteMs, 11);
      const refused = answers.filter(({ isServed }) => !isServed);
      const isAllUsed = answers.length >= ceiling * 20 * 60 - 10;
      assert.deepEqual({ refused, isAllUsed }, { refused: [], isAllUsed: true });
    });
  }
});

describe('nine tenths of the ceiling are in use again', () => {
  const fromMs = 2 * minuteMs;
  const rows = [
    { what: 'a storm in which three of ten are refused for three minutes', part: 0.3, minutes: 3, seconds: [75, 120] },
    { what: 'an outage of five minutes', part: 1, minutes: 5, seconds: [45, 75] },
  ] as const;
  const cases = rows.flatMap((row) => [0.8, 1.6, 16, 40].map((ceiling) => ({ ...row, ceiling })));
  for (const { what, part, minutes, seconds, ceiling } of cases) {
    const [usual, longest] = seconds;
    it(`${usual} s after ${what}, ${longest} s at worst: ceiling ${ceiling} per second`, () => {
      const toMs = fromMs + minutes * minuteMs;
      const waits = Array.from({ length: 21 }, (_, index) => {
        const service = stormy(bucketOf(ceiling / 0.8), part, [fromMs, toMs]);
        const answers = answersOf(ceiling, service, toMs + 5 * minuteMs, 31 * (index + 1));
        const back = answers.find(({ at, rate }) => at >= toMs && rate >= 0.9 * ceiling);
        return ((back?.at ?? Infinity) - toMs) / 1000;
      }).sort((a, b) => a - b);
      const [median = Infinity, worst = Infinity] = [waits[10], waits[20]];
      assert.ok(median <= usual && worst <= longest, `${median} s, ${worst} s at worst`);
    });
  }
});
