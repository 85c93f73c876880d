import type { Contact } from '../core/contact.js';
import type { Fault } from '../core/fault.js';
import type { HealthChange } from '../core/health.js';
import type { FollowingOperation, Operation } from '../core/operation.js';
import type { Purpose } from '../core/purpose.js';

/** Hears what the poller does, for metrics and logs. */
export interface PollObserver {
  /** A request is made; `isRetry` when the same one has failed before. */
  asked(request: { readonly operation: Operation; readonly purpose: Purpose; readonly isRetry: boolean }): void;
  /** A sweep ended; `fault` when it failed, `isCutShort` when the rest of the listing could hold nothing new. */
  swept(sweep: {
    readonly target: string;
    readonly durationSeconds: number;
    readonly isCutShort: boolean;
    /** Turns of the interval that have passed without a sweep of the contact. */
    readonly missedTurns: number;
    readonly fault?: Fault;
  }): void;
  /** A contact works, fails, or fails for another reason than before. */
  contactChanged(contact: Contact, change: HealthChange, fault?: Fault): void;
  /** The contacts of a target were listed; `fault` when they could not be, and those known before are kept. */
  discovered(target: string, contacts: number, fault?: Fault): void;
  /** Contacts are discovered no more: what was told of it before is of no use. */
  discoveryEnded(target: string): void;
  /** Something went wrong inside the exporter; it is tried again in due time. */
  stumbled(target: string, fault: Fault): void;
  /** A target is polled no more, or asked elsewhere or as somebody else: what was told of it before is of no use. */
  left(target: string): void;
  /** An operation that follows activity works; with `fault`, it may not be called. */
  followed(target: string, operation: FollowingOperation, fault?: Fault): void;
}
