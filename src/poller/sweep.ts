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
  const pages: ListedPage[] = [];
  let fault: Fault | undefined;
  try {
    for await (const listed of source.pagesOf(contact, signal)) pages.push(...(await recorder.sift(listed, askedAt)));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Fault)) throw error;
    fault = error;
  }
  await recorder.record({ contactArn: contact.arn, askedAt, isComplete: fault === undefined, pages }, signal);
  return fault;
}
