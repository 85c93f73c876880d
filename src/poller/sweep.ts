import type { Clock } from '../core/clock.js';
import type { Contact } from '../core/contact.js';
import { Fault } from '../core/fault.js';
import type { ListedPage } from '../core/page.js';
import type { PageSource } from './page-source.js';
import type { Recorder } from './recorder.js';

export interface SweepTools {
  readonly source: PageSource;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

/** So many pages with news are counted at once, so that the first sweep of a long history fills no memory. */
const countAtOnce = 5000;

/**
 * Sweeps one contact: lists its pages, and has them counted. Returns the fault that cut the listing short, if any;
 * what had been listed before it is counted all the same.
 * @throws the signal's reason when it aborts
 */
export async function sweepContact(
  contact: Contact,
  { source, recorder, clock }: SweepTools,
  signal: AbortSignal,
): Promise<Fault | undefined> {
  const askedAt = clock.now();
  const sweep = { contactArn: contact.arn, askedAt };
  let pages: ListedPage[] = [];
  let fault: Fault | undefined;
  try {
    for await (const listed of source.pagesOf(contact, signal)) {
      pages.push(...(await recorder.sift(listed, askedAt)));
      if (pages.length < countAtOnce) continue;
      await recorder.record({ ...sweep, isComplete: false, pages });
      pages = [];
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Fault)) throw error;
    fault = error;
  }
  await recorder.record({ ...sweep, isComplete: fault === undefined, pages });
  return fault;
}
