/**
 * The contact's turn after one that was due at `turnAt` and whose sweep ended at `now`, and how many turns that sweep has
 * `missed` (milliseconds of one clock). Turns lie on a grid, and missed ones are skipped, so that contacts never bunch up
 * to catch up. A sweep that came long before its turn leaves the turn as it is; one shortly before takes its place.
 */
export function nextTurn(
  turnAt: number,
  now: number,
  intervalMs: number,
): { readonly at: number; readonly missed: number } {
  if (now < turnAt) return { at: turnAt - now < intervalMs / 2 ? turnAt + intervalMs : turnAt, missed: 0 };
  const missed = Math.floor((now - turnAt) / intervalMs);
  return { at: turnAt + (missed + 1) * intervalMs, missed };
}
