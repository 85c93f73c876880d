import { gaugesOf } from '../core/gauges.js';
import type { ContactSnapshot } from '../core/snapshot.js';
import { emptyTotals } from '../core/totals.js';
import type { BucketBounds } from '../core/totals.js';
import type { Poller } from './poller.js';
import type { PageLedger } from './recorder.js';

export interface SnapshotOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly unreadWindowMs: number;
  readonly bounds: BucketBounds;
}

/** Shows every followed contact as it is committed: at zero before that, with what is open now. */
export function takeContactSnapshots(
  poller: Poller,
  ledger: PageLedger,
  { now, unreadWindowMs, bounds }: SnapshotOptions,
): ContactSnapshot[] {
  return poller.targets.flatMap(({ name: target, followers }) =>
    followers.map(({ contact, info, health }): ContactSnapshot => {
      const totals = ledger.contact(contact.arn)?.totals ?? emptyTotals(bounds);
      const open = { pages: ledger.openPages(contact.arn), engagements: ledger.openEngagements(contact.arn) };
      return { target, contact, info, totals, gauges: gaugesOf(open, now, unreadWindowMs), health };
    }),
  );
}
