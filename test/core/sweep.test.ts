import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assess, isEmpty } from '../../src/core/sweep.js';
import type { CountingPolicy, SweepResult } from '../../src/core/sweep.js';
import type { BucketBounds, ContactTotals } from '../../src/core/totals.js';
import { listings, shownAt, unreadWindowMs } from './listings.js';
import type { Listings } from './listings.js';
import { expectedGauges, expectedTotals } from './oracle.js';
import { Remembered } from './remembered.js';

const bounds: BucketBounds = { deliverySeconds: [0.05, 0.2], acknowledgeSeconds: [0.1, 0.4, 0.8] };
const policies = (['baseline', 'count'] as const).map((history): CountingPolicy => ({
  history,
  unreadWindowMs,
  retentionMs: 1_000_000,
}));

function begin({ contacts }: Pick<Listings, 'contacts'>): Remembered {
  const ledger = new Remembered();
  for (const { arn, knownSince } of contacts) ledger.introduce(arn, knownSince, bounds);
  return ledger;
}

function withoutStrays(sweep: SweepResult): SweepResult {
  return { ...sweep, pages: sweep.pages.filter(({ contactArn }) => contactArn === sweep.contactArn) };
}

/** Every number in totals, the histograms as cumulative counts. */
function numbersOf(totals: Record<string, ContactTotals>): number[] {
  return Object.values(totals).flatMap((contact) =>
    Object.values(contact).flatMap((value: ContactTotals[keyof ContactTotals]) =>
      typeof value === 'number' ? value : [...value.counts, value.sumMs],
    ),
  );
}

for (const policy of policies) {
  describe(`sweeps, with history: ${policy.history}`, () => {
    it('lead to the totals of the stories, however badly the listings told them', () => {
      fc.assert(
        fc.property(listings, ({ contacts, sweeps }) => {
          const ledger = begin({ contacts });
          for (const sweep of sweeps) ledger.take(sweep, policy);
          const expected = expectedTotals({ contacts, sweeps, history: policy.history, unreadWindowMs, bounds });
          assert.deepEqual(ledger.totals(), expected);
        }),
        { numRuns: 2000 },
      );
    });

    it('lead to right totals and gauges at every step on the way', () => {
      fc.assert(
        fc.property(listings, fc.nat({ max: 400 }), ({ contacts, ...drawn }, laterMs) => {
          const ledger = begin({ contacts });
          const sweeps = drawn.sweeps.map(withoutStrays);
          for (const [index, sweep] of sweeps.entries()) {
            ledger.take(sweep, policy);
            const sofar = {
              contacts,
              sweeps: sweeps.slice(0, index + 1),
              history: policy.history,
              unreadWindowMs,
              bounds,
            };
            const now = sweep.askedAt + laterMs;
            assert.deepEqual(
              { totals: ledger.totals(), gauges: ledger.gauges(now, unreadWindowMs) },
              { totals: expectedTotals(sofar), gauges: expectedGauges(sofar, now) },
            );
          }
        }),
        { numRuns: 300 },
      );
    });

    it('change nothing when they are assessed a second time', () => {
      fc.assert(
        fc.property(listings, ({ contacts, sweeps }) => {
          const ledger = begin({ contacts });
          const repeats = sweeps.map((sweep) => {
            ledger.take(sweep, policy);
            return isEmpty(assess(ledger, sweep, policy));
          });
          assert.deepEqual(new Set(repeats), new Set([true]));
        }),
      );
    });

    it('change nothing when they are replayed after the end', () => {
      fc.assert(
        fc.property(listings, fc.boolean(), ({ contacts, sweeps }, isComplete) => {
          const ledger = begin({ contacts });
          for (const sweep of sweeps) ledger.take(sweep, policy);
          const replays = sweeps.map((sweep) => isEmpty(assess(ledger, { ...sweep, isComplete }, policy)));
          assert.deepEqual(new Set(replays), new Set([true]));
        }),
      );
    });

    it('let no total fall', () => {
      fc.assert(
        fc.property(listings, ({ contacts, sweeps }) => {
          const ledger = begin({ contacts });
          const steps = sweeps.map((sweep) => {
            const before = numbersOf(ledger.totals());
            ledger.take(sweep, policy);
            return numbersOf(ledger.totals()).every((value, index) => value >= (before[index] ?? Infinity));
          });
          assert.deepEqual(new Set(steps), new Set([true]));
        }),
      );
    });

    it('lead to the same totals in whichever order contacts are swept', () => {
      fc.assert(
        fc.property(listings, fc.array(fc.tuple(fc.integer({ min: 200, max: 3000 }), fc.nat())), (drawn, rounds) => {
          const { contacts, stories } = drawn;
          const run = (isReversed: boolean) => {
            const ledger = begin({ contacts });
            for (const [at, turn] of rounds.toSorted(([a], [b]) => a - b)) {
              const order = contacts.map((_, index) => contacts[(index + turn) % contacts.length] ?? contacts[index]);
              for (const contact of isReversed ? order.reverse() : order) {
                const isHere = (story: (typeof stories)[number]) =>
                  story.contactArn === contact?.arn || story.arn.endsWith('wanderer');
                const pages = stories.filter(isHere).flatMap((story) => shownAt(story, at) ?? []);
                ledger.take({ contactArn: contact?.arn ?? '', askedAt: at, isComplete: true, pages }, policy);
              }
            }
            return ledger.totals();
          };
          assert.deepEqual(run(true), run(false));
        }),
      );
    });
  });
}
