import type { Clock } from '../core/clock.js';
import type { PageSource } from './page-source.js';
import type { PollObserver } from './poll-observer.js';
import type { PollSettings } from './poll-settings.js';
import type { PageLedger, Recorder } from './recorder.js';
import type { Time } from './time.js';

/** What everything needs that asks AWS for pages and has them counted. */
export interface AskerOptions {
  readonly target: string;
  readonly source: PageSource;
  readonly recorder: Recorder;
  /** What is known, as it was last committed. */
  readonly ledger: Pick<PageLedger, 'contact' | 'openPages' | 'openEngagements'>;
  readonly observer: PollObserver;
  /** The wall clock, which the times of pages are compared with. */
  readonly clock: Clock;
  /** What waits go by. */
  readonly time: Time;
  /** A number in [0, 1), anew at each call. */
  readonly random: () => number;
  readonly settings: PollSettings;
  /** How often each answer of a sweep or a discovery is asked for before it fails; see Listing. */
  readonly tries?: number;
}
