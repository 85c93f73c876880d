import type { Contact, ContactInfo } from './contact.js';
import type { ContactGauges } from './gauges.js';
import type { ContactHealth } from './health.js';
import type { ContactTotals } from './totals.js';

/** Everything that is shown of one contact: what is committed, and what is so now. */
export interface ContactSnapshot {
  readonly target: string;
  readonly contact: Contact;
  readonly info: ContactInfo;
  readonly totals: ContactTotals;
  readonly gauges: ContactGauges;
  readonly health: ContactHealth;
}

/** What is shown of the ledger. */
export interface LedgerSnapshot {
  readonly pages: number;
  readonly openPages: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The exporter at one moment: a scrape and the landing page are drawn from it alone. */
export interface Snapshot {
  readonly contacts: readonly ContactSnapshot[];
  readonly ledger: LedgerSnapshot;
}
