import type { Reading } from './reading.js';

/** The API exists since May 2021 (service model 2021-05-03): an ISO string, for one, is taken by the SDK for 1970. */
const earliestMs = Date.UTC(2021, 4, 1);
/** How far AWS's clock and ours may be apart: a page from further in the future would be open for as long. */
const toleranceMs = 24 * 60 * 60_000;

/**
 * Reads one time of an item into epoch milliseconds; a missing one is no item and not malformed.
 * A time before 2021-05-01, or more than a day after `now` (epoch milliseconds), is as good as absent, and malformed.
 */
export function toBelievableTime(value: unknown, now: number): Reading<number> {
  if (value === undefined || value === null) return { malformed: false };
  const timeMs = value instanceof Date ? value.getTime() : NaN;
  if (timeMs >= earliestMs && timeMs <= now + toleranceMs) return { item: timeMs, malformed: false };
  return { malformed: true };
}
