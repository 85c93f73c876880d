/** Something that could be asked; times in milliseconds of one clock that never falls. */
export interface Candidate {
  /** Not to be asked before this. */
  readonly dueAt: number;
  /** When the last look at it began, or failed; -Infinity before the first. */
  readonly lookedAt: number;
  /** News to be expected while nobody looks, events per second; above 0. */
  readonly hazard: number;
  /** Requests that a look takes; at least 1. */
  readonly cost: number;
  /** From here on it has waited longer than anything may. */
  readonly deadlineAt: number;
}

/**
 * What to ask at `now`: of all that is due, the candidate whose news are the longest overdue. With news coming at random,
 * hazard times time squared is (twice) the waiting that they are expected to have done since the last look, and a request
 * is best spent where it ends the most of it. Whatever waits long enough wins in the end.
 *
 * In a deadline turn the one that is the furthest beyond its deadline comes first, if there is one: with every second
 * turn of that kind, a crowd of busy candidates leaves the quiet ones half of all requests.
 *
 * Equals are taken in their order. Undefined when nothing is due.
 */
export function choose<C extends Candidate>(
  candidates: Iterable<C>,
  now: number,
  turn: { readonly isDeadlineTurn: boolean },
): C | undefined {
  let best: C | undefined;
  let bestRank: Rank = { lateness: 0, urgency: -1, hazard: 0 };
  for (const candidate of candidates) {
    if (candidate.dueAt > now) continue;
    const rank = rankOf(candidate, now, turn.isDeadlineTurn);
    if (!isHigher(rank, bestRank)) continue;
    best = candidate;
    bestRank = rank;
  }
  return best;
}

/** When the next of the candidates is due; Infinity without any. */
export function nextDueAt(candidates: Iterable<Pick<Candidate, 'dueAt'>>): number {
  let earliest = Infinity;
  for (const { dueAt } of candidates) earliest = Math.min(earliest, dueAt);
  return earliest;
}

/** What candidates are compared by, the first difference deciding. */
interface Rank {
  readonly lateness: number;
  readonly urgency: number;
  readonly hazard: number;
}

function rankOf(candidate: Candidate, now: number, isDeadlineTurn: boolean): Rank {
  const { hazard, lookedAt, cost, deadlineAt } = candidate;
  const waitedSeconds = (now - lookedAt) / 1000;
  return {
    lateness: isDeadlineTurn ? Math.max(0, now - deadlineAt) : 0,
    urgency: (hazard * waitedSeconds ** 2) / cost,
    hazard,
  };
}

function isHigher(a: Rank, b: Rank): boolean {
  if (a.lateness !== b.lateness) return a.lateness > b.lateness;
  if (a.urgency !== b.urgency) return a.urgency > b.urgency;
  return a.hazard > b.hazard;
}
