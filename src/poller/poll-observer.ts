import type { Contact } from '../core/contact.js';
import type { Fault } from '../core/fault.js';
import type { HealthChange } from '../core/health.js';

/** Hears what the poller does, for metrics and logs. */
export interface PollObserver {
  /** A sweep ended; `fault` when it failed. */
  swept(sweep: { readonly target: string; readonly durationSeconds: number; readonly fault?: Fault }): void;
  /** A contact works, fails, or fails for another reason than before. */
  contactChanged(contact: Contact, change: HealthChange, fault?: Fault): void;
  /** The contacts of a target were listed; `fault` when they could not be, and those known before are kept. */
  discovered(target: string, contacts: number, fault?: Fault): void;
}
