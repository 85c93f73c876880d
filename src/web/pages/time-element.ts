import { html } from './html.js';
import type { Html } from './html.js';

/** The end of the year 9999: later dates are written otherwise. */
const latestSeconds = 253_402_300_799;

/** A moment in UTC: the time alone where it is on the day of `now`, or else its date, too. Both are epoch seconds. */
export function timeElement(at: number, now: number): Html {
  const date = isoOf(at);
  const shown =
    date.slice(0, 10) === isoOf(now).slice(0, 10) ? date.slice(11, 19) : `${date.slice(0, 10)} ${date.slice(11, 16)}`;
  return html`<time datetime="${date}">${shown}</time>`;
}

function isoOf(seconds: number): string {
  const believable = Math.min(latestSeconds, Math.max(0, seconds));
  return new Date(believable * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
