/** A pause that is asked for is kept; only what nobody can mean, a date years ahead for one, is taken for a day. */
const longestSeconds = 24 * 60 * 60;

/**
 * Seconds until the moment that a Retry-After header names, as a number of seconds or as an HTTP date
 * (RFC 9110, section 10.2.3). 0 when there is none, it is over or it cannot be read.
 */
export function retryAfterHeaderSeconds(header: unknown, nowMs: number): number {
  if (typeof header !== 'string' || header.trim() === '') return 0;
  const seconds = Number(header);
  return withinLimits(Number.isNaN(seconds) ? (Date.parse(header) - nowMs) / 1000 : seconds);
}

/** The body's RetryAfterSeconds (AWS API reference, ThrottlingException and InternalServerException); 0 without. */
export function retryAfterBodySeconds(value: unknown): number {
  return typeof value === 'number' ? withinLimits(value) : 0;
}

function withinLimits(seconds: number): number {
  return seconds > 0 ? Math.min(seconds, longestSeconds) : 0;
}
