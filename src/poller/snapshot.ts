import { gaugesOf } from '../core/gauges.js';
import { operations } from '../core/operation.js';
import type { BudgetSnapshot, ContactSnapshot } from '../core/snapshot.js';
import { emptyTotals } from '../core/totals.js';
import type { BucketLayout } from '../core/totals.js';
import type { Poller } from './poller.js';
import type { PageLedger } from './recorder.js';

export interface SnapshotOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly unreadWindowMs: number;
  readonly layout: BucketLayout;
  /** Names of teams, by the ARNs of their contacts. */
  readonly teams: ReadonlyMap<string, string>;
}

/** Shows every followed contact as it is committed: at zero before that, with what is open now. */
export function takeContactSnapshots(
  poller: Poller,
  ledger: PageLedger,
  { now, unreadWindowMs, layout, teams }: SnapshotOptions,
): ContactSnapshot[] {
  return poller.targets.flatMap(({ name: target, followers }) =>
    followers.map(({ contact, info, health, dataAgeMs }): ContactSnapshot => {
      const { knownSince, totals } = ledger.contact(contact.arn) ?? { totals: emptyTotals(layout) };
      const team = teams.get(contact.arn);
      const open = { pages: ledger.openPages(contact.arn), engagements: ledger.openEngagements(contact.arn) };
      return {
        target,
        contact,
        info,
        ...(team !== undefined && { team }),
        ...(knownSince !== undefined && { knownSince }),
        totals,
        gauges: gaugesOf(open, now, unreadWindowMs),
        health,
        dataAgeMs,
      };
    }),
  );
}

/** Shows what may be asked now, of all targets together. */
export function takeBudgetSnapshots({ targets }: Poller): BudgetSnapshot[] {
  return operations.map((operation) => {
    const states = targets.map(({ pacer }) => pacer.state(operation));
    return {
      operation,
      ratePerSecond: states.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0),
      backoffSeconds: Math.max(0, ...states.map(({ backoffSeconds }) => backoffSeconds)),
    };
  });
}
