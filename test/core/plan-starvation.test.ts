import assert from 'node:assert/strict';
import fc from 'fast-check';
import { choose } from '../../src/core/plan.js';
import type { Candidate } from '../../src/core/plan.js';

/** One request a second. */
const turnMs = 1000;

interface Kind {
  readonly hazard: number;
  readonly cost: number;
  /** How long before the first turn it was looked at. */
  readonly waitedMs: number;
  /** How long after a look it is late. */
  readonly patienceMs: number;
}

interface Asked extends Candidate {
  readonly index: number;
}

/** Who is asked at each turn when every request is a look, and who was late by then; both by index. */
function play(
  kinds: readonly Kind[],
  turns: number,
  isDeadlineTurn: (turn: number) => boolean,
): { readonly asked: number[]; readonly late: number[][] } {
  const at = (index: number, { hazard, cost, patienceMs }: Kind, lookedAt: number): Asked => {
    return { index, hazard, cost, lookedAt, dueAt: -Infinity, deadlineAt: lookedAt + patienceMs };
  };
  const candidates = kinds.map((kind, index) => at(index, kind, -kind.waitedMs));
  const asked: number[] = [];
  const late: number[][] = [];
  for (let turn = 1; turn <= turns; turn += 1) {
    const now = turn * turnMs;
    late.push(candidates.filter(({ deadlineAt }) => deadlineAt < now).map(({ index }) => index));
    const chosen = choose(candidates, now, { isDeadlineTurn: isDeadlineTurn(turn) });
    const kind = kinds[chosen?.index ?? NaN];
    if (chosen === undefined || kind === undefined) break;
    asked.push(chosen.index);
    candidates[chosen.index] = at(chosen.index, kind, now);
  }
  return { asked, late };
}

/** The most turns from one time that `index` is asked to the next, the beginning and the end included. */
function longestWait(asked: readonly number[], index: number): number {
  const turns = asked.flatMap((each, turn) => (each === index ? [turn + 1] : []));
  const ends = [...turns, asked.length + 1];
  return ends.reduce((longest, turn, which) => Math.max(longest, turn - (ends[which - 1] ?? 0)), 0);
}

/**
 * The turns within which a candidate must be asked. Let w be hazard over cost. While it waits, another one is asked at its
 * wait s only if that one has waited s / r at least, where r is the root of the other's w over its own. So from each
 * time that the other is asked to the next its wait grows by the factor r / (r - 1), which leaves room for 1 + r ln T times
 * in T turns, and for one when r is at most 1. T turns are over when that is less than T for all others together.
 */
function boundOf(kinds: readonly Kind[], own: Kind): number {
  const weightOf = ({ hazard, cost }: Kind) => hazard / cost;
  const roots = kinds
    .filter((kind) => kind !== own)
    .map((other) => Math.sqrt(weightOf(other) / weightOf(own)))
    .map((root) => (root <= 1 ? 0 : root));
  const room = (turns: number) => roots.reduce((sum, root) => sum + 1 + root * Math.log(turns), 0);
  let turns = 1;
  while (turns <= room(turns)) turns = Math.floor(room(turns)) + 1;
  return turns;
}

const anyHazard = fc.double({ min: -5, max: 0, noNaN: true }).map((exponent) => 10 ** exponent);

function kindsOf(options: { readonly hazard: fc.Arbitrary<number>; readonly maxLength: number }): fc.Arbitrary<Kind[]> {
  const kind = fc.record({
    hazard: options.hazard,
    cost: fc.integer({ min: 1, max: 100 }),
    waitedMs: fc.nat({ max: 100_000 }),
    patienceMs: fc.integer({ min: 1, max: 60_000 }),
  });
  return fc.array(kind, { minLength: 1, maxLength: options.maxLength });
}

describe('whoever waits to be asked', () => {
  it('is asked within a number of turns that the hazards and costs set, however busy the others', () => {
    fc.assert(
      fc.property(kindsOf({ hazard: anyHazard, maxLength: 5 }), (kinds) => {
        const bounds = kinds.map((own) => boundOf(kinds, own));
        const { asked } = play(kinds, Math.max(...bounds), () => false);
        const waits = kinds.map((_, index) => longestWait(asked, index));
        const isInTime = waits.map((wait, index) => wait <= (bounds[index] ?? 0));
        assert.deepEqual(
          isInTime,
          kinds.map(() => true),
          `${waits.join(', ')} turns of ${bounds.join(', ')}`,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('is asked within twice as many turns as there are late ones, when every second turn looks at deadlines', () => {
    fc.assert(
      fc.property(kindsOf({ hazard: anyHazard, maxLength: 12 }), fc.constantFrom(0, 1), (kinds, parity) => {
        const { asked, late } = play(kinds, 400, (turn) => turn % 2 === parity);
        const overlooked = late.slice(0, -2 * kinds.length).flatMap((lateNow, turn) => {
          const askedInTime = asked.slice(turn, turn + 2 * lateNow.length);
          return lateNow.filter((index) => !askedInTime.includes(index)).map((index) => ({ turn, index }));
        });
        assert.deepEqual({ turns: asked.length, overlooked }, { turns: 400, overlooked: [] });
      }),
    );
  });

  it('shares the turns by the roots of hazard over cost, once all have been asked', () => {
    const kinds = [1, 4, 9].map((times): Kind => {
      return { hazard: 0.01 * times, cost: 1, waitedMs: 1000, patienceMs: Infinity };
    });
    const { asked } = play(kinds, 6000, () => false);
    const shares = kinds.map((_, index) => Math.round(asked.filter((each) => each === index).length / 100));
    assert.deepEqual(shares, [10, 20, 30]);
  });
});
