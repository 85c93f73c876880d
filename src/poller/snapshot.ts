import { gaugesOf } from '../core/gauges.js';
import type { ContactSnapshot } from '../core/snapshot.js';
import type { Poller } from './poller.js';
import type { PageLedger } from './recorder.js';

/** Shows every followed contact as it is committed, with what is open at `now` (epoch milliseconds). */
export function takeContactSnapshots(
  poller: Poller,
  ledger: PageLedger,
  { now, unreadWindowMs }: { readonly now: number; readonly unreadWindowMs: number },
): ContactSnapshot[] {
  return poller.targets.flatMap(({ name: target, followers }) =>
    followers.flatMap(({ contact, info, health }): ContactSnapshot[] => {
      const record = ledger.contact(contact.arn);
      if (record === undefined) return [];
      const open = { pages: ledger.openPages(contact.arn), engagements: ledger.openEngagements(contact.arn) };
      return [{ target, contact, info, totals: record.totals, gauges: gaugesOf(open, now, unreadWindowMs), health }];
    }),
  );
}
