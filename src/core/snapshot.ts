import type { Contact, ContactInfo } from './contact.js';
import type { ContactGauges } from './gauges.js';
import type { ContactHealth } from './health.js';
import type { Operation } from './operation.js';
import type { ContactTotals } from './totals.js';

/** Everything that is shown of one contact: what is committed, and what is so now. */
export interface ContactSnapshot {
  readonly target: string;
  readonly contact: Contact;
  readonly info: ContactInfo;
  /** The name of its team; absent when it is in none. */
  readonly team?: string;
  /** Since when its totals count, epoch milliseconds; absent until the ledger knows it. */
  readonly knownSince?: number;
  readonly totals: ContactTotals;
  readonly gauges: ContactGauges;
  readonly health: ContactHealth;
  /** Milliseconds since the last successful sweep began. */
  readonly dataAgeMs: number;
}

/** How much may be asked of one operation. */
export interface BudgetSnapshot {
  readonly operation: Operation;
  /** Requests per second, of all targets together. */
  readonly ratePerSecond: number;
  /** The pause in force because of throttling; the longest of any target. */
  readonly backoffSeconds: number;
}

/** What is shown of the ledger. */
export interface LedgerSnapshot {
  readonly pages: number;
  readonly openPages: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The exporter at one moment: a scrape is drawn from it alone. */
export interface Snapshot {
  readonly contacts: readonly ContactSnapshot[];
  readonly ledger: LedgerSnapshot;
  readonly budgets: readonly BudgetSnapshot[];
}
