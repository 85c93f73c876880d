/** Milliseconds after the start at which contact `index` of `total` is first due: evenly spread over one interval. */
export function offsetMs(index: number, total: number, intervalMs: number): number {
  return (index / total) * intervalMs;
}

/**
 * The contact's next turn after `now`, on the grid of turns that `dueAt` lies on (milliseconds of one clock). A sweep
 * that took longer than an interval skips the turns it missed, so that contacts never bunch up to catch up.
 */
export function nextTurnAt(dueAt: number, now: number, intervalMs: number): number {
  const missed = Math.max(0, Math.floor((now - dueAt) / intervalMs));
  return dueAt + (missed + 1) * intervalMs;
}
