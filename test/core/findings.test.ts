import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assess, isEmpty } from '../../src/core/findings.js';
import type { CountingPolicy, Findings, Scope } from '../../src/core/findings.js';
import type { Exemplar } from '../../src/core/exemplar.js';
import type { BucketLayout, ContactTotals, DurationTotals } from '../../src/core/totals.js';
import {
  completeAt,
  contactArns,
  crowdedListings,
  engagementArns,
  isWithin,
  listings,
  unreadWindowMs,
} from './listings.js';
import type { Listings } from './listings.js';
import { expectedGauges, expectedTotals } from './oracle.js';
import { Remembered } from './remembered.js';

const layout: BucketLayout = {
  deliverySeconds: [0.05, 0.2],
  acknowledgeSeconds: [0.1, 0.4, 0.8],
  // So few that they are merged.
  native: { schema: 2, maxBuckets: 3 },
};
const policies = (['baseline', 'count'] as const).map((history): CountingPolicy => ({
  history,
  unreadWindowMs,
  retentionMs: 1_000_000,
}));

function begin({ contacts }: Pick<Listings, 'contacts'>): Remembered {
  const ledger = new Remembered();
  for (const { arn, knownSince } of contacts) ledger.introduce(arn, knownSince, layout);
  return ledger;
}

function withoutStrays(findings: Findings): Findings {
  return { ...findings, pages: findings.pages.filter((page) => isWithin(findings.scope, page)) };
}

/** Every number in totals that may not fall. */
function numbersOf(totals: Record<string, ContactTotals>): number[] {
  return Object.values(totals).flatMap((contact) =>
    Object.values(contact).flatMap((value: ContactTotals[keyof ContactTotals]) => {
      if (typeof value === 'number') return value;
      return 'sumMs' in value ? [...value.counts, value.sumMs, observationsOf(value)] : [];
    }),
  );
}

function observationsOf({ native }: DurationTotals): number {
  return native.counts.reduce((sum, [, count]) => sum + count, native.zeroCount);
}

/** Totals without what of several events at the latest moment the exemplars show. */
function withoutOrigins(totals: Record<string, ContactTotals>): unknown {
  const timesOf = (exemplars: object) =>
    Object.entries(exemplars).map(([name, exemplar]: [string, Exemplar | null]) => [name, exemplar?.at]);
  return Object.values(totals).map((contact) =>
    Object.entries(contact).map(([name, value]: [string, ContactTotals[keyof ContactTotals]]) => {
      if (typeof value === 'number') return [name, value];
      return [name, 'sumMs' in value ? { ...value, exemplars: timesOf(value.exemplars) } : timesOf(value).sort()];
    }),
  );
}

for (const policy of policies) {
  describe(`listings of contacts and of engagements, with history: ${policy.history}`, () => {
    it('lead to the totals of the stories, however badly the listings told them', () => {
      fc.assert(
        fc.property(listings, ({ contacts, findings }) => {
          const ledger = begin({ contacts });
          for (const each of findings) ledger.take(each, policy);
          const expected = expectedTotals({ contacts, findings, history: policy.history, unreadWindowMs, layout });
          assert.deepEqual(ledger.totals(), expected);
        }),
        { numRuns: 2000 },
      );
    });

    it('lead to the same numbers when much happens at the same moment', () => {
      fc.assert(
        fc.property(crowdedListings, ({ contacts, findings }) => {
          const ledger = begin({ contacts });
          for (const each of findings) ledger.take(each, policy);
          const expected = expectedTotals({ contacts, findings, history: policy.history, unreadWindowMs, layout });
          assert.deepEqual(withoutOrigins(ledger.totals()), withoutOrigins(expected));
        }),
        { numRuns: 500 },
      );
    });

    it('lead to right totals and gauges at every step on the way', () => {
      fc.assert(
        fc.property(listings, fc.nat({ max: 400 }), ({ contacts, ...drawn }, laterMs) => {
          const ledger = begin({ contacts });
          const findings = drawn.findings.map(withoutStrays);
          const steps = findings.map((each, index) => {
            ledger.take(each, policy);
            const taken = findings.slice(0, index + 1);
            const sofar = { contacts, findings: taken, history: policy.history, unreadWindowMs, layout };
            const now = Math.max(...taken.map(({ askedAt }) => askedAt)) + laterMs;
            return {
              counted: { totals: ledger.totals(), gauges: ledger.gauges(now, unreadWindowMs) },
              expected: { totals: expectedTotals(sofar), gauges: expectedGauges(sofar, now) },
            };
          });
          assert.deepEqual(
            steps.map(({ counted }) => counted),
            steps.map(({ expected }) => expected),
          );
        }),
        { numRuns: 300 },
      );
    });

    it('change nothing when they are assessed a second time', () => {
      fc.assert(
        fc.property(listings, ({ contacts, findings }) => {
          const ledger = begin({ contacts });
          const repeats = findings.map((each) => {
            ledger.take(each, policy);
            return isEmpty(assess(ledger, each, policy));
          });
          assert.deepEqual(new Set(repeats), new Set([true]));
        }),
      );
    });

    it('change nothing when they are replayed after the end', () => {
      fc.assert(
        fc.property(listings, fc.boolean(), ({ contacts, findings }, isComplete) => {
          const ledger = begin({ contacts });
          for (const each of findings) ledger.take(each, policy);
          const replays = findings.map((each) => isEmpty(assess(ledger, { ...each, isComplete }, policy)));
          assert.deepEqual(new Set(replays), new Set([true]));
        }),
      );
    });

    it('let no total fall', () => {
      fc.assert(
        fc.property(listings, ({ contacts, findings }) => {
          const ledger = begin({ contacts });
          const steps = findings.map((each) => {
            const before = numbersOf(ledger.totals());
            ledger.take(each, policy);
            return numbersOf(ledger.totals()).every((value, index) => value >= (before[index] ?? Infinity));
          });
          assert.deepEqual(new Set(steps), new Set([true]));
        }),
      );
    });

    it('lead to the same totals in whichever order they come, and with or without those of engagements', () => {
      const followed = engagementArns.map((engagementArn): Scope => ({ engagementArn }));
      const swept = contactArns.map((contactArn): Scope => ({ contactArn }));
      const all = [...swept, ...followed];
      const rounds = fc.array(
        fc.record({
          at: fc.integer({ min: 200, max: 3000 }),
          mixed: fc.shuffledSubarray(all, { minLength: all.length }),
        }),
      );
      fc.assert(
        fc.property(listings, rounds, ({ contacts, stories }, drawn) => {
          const inTime = drawn.toSorted((a, b) => a.at - b.at);
          const run = (scopesOf: (mixed: readonly Scope[]) => readonly Scope[]) => {
            const ledger = begin({ contacts });
            for (const { at, mixed } of inTime) {
              for (const scope of scopesOf(mixed)) ledger.take(completeAt(scope, stories, at), policy);
            }
            return ledger.totals();
          };
          const alone = run(() => swept);
          assert.deepEqual([run((mixed) => mixed), run((mixed) => mixed.toReversed())], [alone, alone]);
        }),
      );
    });
  });
}
