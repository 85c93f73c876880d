import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hazardOfPage, hazardOfQuiet } from '../../src/core/hazard.js';
import { choose, nextDueAt } from '../../src/core/plan.js';
import type { Candidate } from '../../src/core/plan.js';

interface Named extends Candidate {
  readonly name: string;
}

const usual = { isDeadlineTurn: false };
const late = { isDeadlineTurn: true };

function candidate(name: string, parts: Partial<Candidate> = {}): Named {
  return { name, dueAt: 0, lookedAt: 0, hazard: 0.01, cost: 1, deadlineAt: Infinity, ...parts };
}

describe('what is asked', () => {
  interface Row {
    readonly name: string;
    readonly candidates: readonly Named[];
    readonly turn?: { readonly isDeadlineTurn: boolean };
    readonly chosen: string | undefined;
  }
  const rows: readonly Row[] = [
    { name: 'is nothing without candidates', candidates: [], chosen: undefined },
    { name: 'is nothing when nothing is due', candidates: [candidate('a', { dueAt: 10_001 })], chosen: undefined },
    { name: 'may be due this very moment', candidates: [candidate('a', { dueAt: 10_000 })], chosen: 'a' },
    {
      name: 'is what is due, however urgent the rest',
      candidates: [candidate('a', { dueAt: 10_001, hazard: 1, deadlineAt: 0 }), candidate('b', { hazard: 1e-5 })],
      turn: late,
      chosen: 'b',
    },
    { name: 'is the first of equals', candidates: [candidate('a'), candidate('b')], chosen: 'a' },
    {
      name: 'is what most news is expected of',
      candidates: [candidate('a', { hazard: 0.01 }), candidate('b', { hazard: 0.02 })],
      chosen: 'b',
    },
    {
      name: 'is what has waited longest',
      candidates: [candidate('a', { lookedAt: 2000 }), candidate('b', { lookedAt: 1000 })],
      chosen: 'b',
    },
    {
      name: 'is what costs least',
      candidates: [candidate('a', { cost: 3 }), candidate('b', { cost: 2 })],
      chosen: 'b',
    },
    {
      name: 'is rather what has waited twice as long than what has thrice the hazard',
      candidates: [candidate('a', { lookedAt: 5000, hazard: 0.03 }), candidate('b')],
      chosen: 'b',
    },
    {
      name: 'is what was never looked at, whatever its cost',
      candidates: [candidate('a', { hazard: 1 }), candidate('b', { lookedAt: -Infinity, hazard: 1e-5, cost: 100 })],
      chosen: 'b',
    },
    {
      name: 'is the more hazardous of those never looked at',
      candidates: [
        candidate('a', { lookedAt: -Infinity }),
        candidate('b', { lookedAt: -Infinity, hazard: 0.02, cost: 9 }),
      ],
      chosen: 'b',
    },
    {
      name: 'is the more hazardous of those looked at this very moment',
      candidates: [candidate('a', { lookedAt: 10_000 }), candidate('b', { lookedAt: 10_000, hazard: 0.02 })],
      chosen: 'b',
    },
    {
      name: 'is what is furthest beyond its deadline, in a deadline turn',
      candidates: [
        candidate('a', { hazard: 1 }),
        candidate('b', { deadlineAt: 9000 }),
        candidate('c', { deadlineAt: 8000, hazard: 1e-5, cost: 100 }),
      ],
      turn: late,
      chosen: 'c',
    },
    {
      name: 'is as urgent as ever, in a deadline turn without anything beyond its deadline',
      candidates: [candidate('a', { deadlineAt: 10_000 }), candidate('b', { hazard: 0.02, deadlineAt: 20_000 })],
      turn: late,
      chosen: 'b',
    },
    {
      name: 'heeds no deadline in another turn',
      candidates: [candidate('a', { hazard: 0.02 }), candidate('b', { deadlineAt: 0 })],
      chosen: 'a',
    },
  ];
  for (const { name, candidates, turn = usual, chosen } of rows) {
    it(name, () => assert.equal(choose(candidates, 10_000, turn)?.name, chosen));
  }

  const moment = fc.integer({ min: 0, max: 1_000_000 });
  const drawn = fc
    .array(
      fc.record({
        dueAt: moment,
        lookedAt: fc.oneof(moment, fc.constant(-Infinity)),
        hazard: fc.double({ min: 1e-5, max: 1, noNaN: true }),
        cost: fc.integer({ min: 1, max: 100 }),
        deadlineAt: fc.oneof(moment, fc.constant(Infinity)),
      }),
      { maxLength: 12 },
    )
    .map((candidates) => candidates.map((parts, index) => candidate(`${index}`, parts)));
  const now = fc.integer({ min: 0, max: 2_000_000 });
  const turns = fc.constantFrom(usual, late);

  it('is chosen from what is due as if there were nothing else, and always when something is due', () => {
    fc.assert(
      fc.property(drawn, now, turns, (candidates, at, turn) => {
        const due = candidates.filter(({ dueAt }) => dueAt <= at);
        const chosen = choose(candidates, at, turn);
        assert.deepEqual(
          { chosen, isDue: chosen !== undefined && chosen.dueAt <= at },
          { chosen: choose(due, at, turn), isDue: due.length > 0 },
        );
      }),
    );
  });

  it('is the same whenever the question is the same, and nothing is changed by asking', () => {
    fc.assert(
      fc.property(drawn, now, turns, (candidates, at, turn) => {
        const before = structuredClone(candidates);
        const [first, second] = [choose(candidates, at, turn), choose(structuredClone(candidates), at, turn)];
        assert.deepEqual([second, candidates], [first, before]);
      }),
    );
  });

  it('is as urgent in whichever order the candidates come', () => {
    const rankOf = ({ lookedAt, hazard, cost, deadlineAt }: Named) => [lookedAt, hazard, cost, deadlineAt];
    const distinct = fc.uniqueArray(fc.tuple(moment, moment), {
      selector: ([lookedAt]) => lookedAt,
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(distinct, turns, (times, turn) => {
        const candidates = times.map(([lookedAt, deadlineAt], index) =>
          candidate(`${index}`, { lookedAt, deadlineAt }),
        );
        const [chosen, reversed] = [candidates, candidates.toReversed()].map((each) => choose(each, 1_000_001, turn));
        assert.deepEqual(reversed && rankOf(reversed), chosen && rankOf(chosen));
      }),
    );
  });

  it('is a contact with an open page rather than one without, when both have waited as long, whatever was lately', () => {
    const ageMs = fc.integer({ min: 0, max: 200_000_000 });
    fc.assert(
      fc.property(
        ageMs,
        fc.nat({ max: 9_999 }),
        fc.tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 })),
        fc.boolean(),
        (age, lookedAt, [warmth, quietWarmth], isLast) => {
          const page = { firstSentAt: -age, lastSentAt: -age };
          const hazardOfOpen = hazardOfPage(page, { now: 10_000, unreadWindowMs: 86_400_000 });
          const open = candidate('open', { lookedAt, hazard: hazardOfQuiet(warmth) + hazardOfOpen });
          const quiet = candidate('quiet', { lookedAt, hazard: hazardOfQuiet(quietWarmth) });
          assert.equal(choose(isLast ? [quiet, open] : [open, quiet], 10_000, usual)?.name, 'open');
        },
      ),
    );
  });
});

describe('the next time that something is due', () => {
  it('is the earliest of all, or never', () => {
    const dueAts = [[], [7], [7, -Infinity, 5], [Infinity]];
    assert.deepEqual(
      dueAts.map((each) => nextDueAt(each.map((dueAt) => ({ dueAt })))),
      [Infinity, 7, -Infinity, Infinity],
    );
  });
});
