import type { ContactRecord } from '../core/findings.js';
import { emptyDuration } from '../core/totals.js';
import type { ContactTotals, DurationName, DurationTotals } from '../core/totals.js';
import { keys, put } from './contents.js';
import type { Meta, OldMeta } from './contents.js';
import type { Tally } from './tally.js';
import { writeSynced } from './store.js';
import type { Store } from './store.js';

type ClassicTotals = Pick<DurationTotals, 'boundsSeconds' | 'counts' | 'sumMs'>;

/** A contact in schema 1: no exemplars, and histograms of classic buckets alone. */
type ClassicContact = Omit<ContactRecord, 'totals'> & {
  readonly totals: Omit<ContactTotals, DurationName | 'exemplars'> & Readonly<Record<DurationName, ClassicTotals>>;
};

/** Ends before the keys of any other kind: `0` follows `/`. */
const contactKeys = { gt: 'contact/', lt: 'contact0' };

/**
 * Rewrites a store of schema 1, all of it or nothing, at `now`, epoch milliseconds. Histograms that have counted anything
 * begin anew: nobody knows in which native buckets their observations belong.
 */
export async function upgradeFrom1(store: Store, meta: OldMeta, now: number): Promise<OldMeta> {
  const contacts = (await store.values(contactKeys).all()) as ClassicContact[];
  const upgraded: OldMeta = { ...meta, schema: 2 };
  await writeSynced(store, [
    put(keys.meta, upgraded),
    ...contacts.map((contact) => {
      const upgradedContact: ContactRecord = { ...contact, totals: toTotals(contact.totals, now) };
      return put(keys.contact(contact.arn), upgradedContact);
    }),
  ]);
  return upgraded;
}

/** Has a store of schema 2, whose records come to `tally`, say so, and number its commits from now on. */
export async function upgradeFrom2(store: Store, meta: OldMeta, tally: Tally): Promise<Meta> {
  const upgraded: Meta = { ...meta, ...tally, schema: 3, commit: 0 };
  await writeSynced(store, [put(keys.meta, upgraded)]);
  return upgraded;
}

function toTotals(totals: ClassicContact['totals'], now: number): ContactTotals {
  return {
    ...totals,
    exemplars: {},
    deliveryDuration: begunAnew(totals.deliveryDuration, now),
    acknowledgeDuration: begunAnew(totals.acknowledgeDuration, now),
    engagementAcknowledgeDuration: begunAnew(totals.engagementAcknowledgeDuration, now),
  };
}

/** The layout is the default of schema 2's first version: with another one, it begins anew once more when it is used. */
function begunAnew({ boundsSeconds, counts }: ClassicTotals, now: number): DurationTotals {
  const hasCounted = counts.some((count) => count > 0);
  return { ...emptyDuration(boundsSeconds, { schema: 3, maxBuckets: 160 }), ...(hasCounted && { restartedAt: now }) };
}
