import type { Contact } from './core/contact.js';
import { describeError } from './core/describe-error.js';
import type { FollowingOperation } from './core/operation.js';
import { nameOf } from './exposition/contact-labels.js';
import type { ContactNaming } from './exposition/contact-labels.js';
import type { Instruments } from './exposition/instruments.js';
import type { Logger } from './logger.js';
import type { PollObserver } from './poller/poll-observer.js';
import type { CommitObserver } from './poller/recorder.js';

export interface ObserverOptions {
  readonly instruments: Instruments;
  readonly logger: Logger;
  /** How contacts are named now. */
  readonly naming: () => ContactNaming;
}

/** Counts what the poller does, and logs what changes: a state that goes on is told once, not at every poll. */
export function createPollObserver({ instruments, logger, naming }: ObserverOptions): PollObserver {
  /** By target: how many contacts were found, or why none could be. */
  const discoveries = new Map<string, number | string>();
  const toFields = (contact: Contact) => ({
    contact: nameOf(contact, naming()),
    account: contact.accountId,
    region: contact.region,
  });
  /** Operations that follow engagements and may not be called, by target: that is said once. */
  const denials = new Map<string, Set<FollowingOperation>>();
  return {
    asked: (request) => instruments.asked(request),
    swept: ({ fault, ...sweep }) => instruments.swept({ ...sweep, ...(fault && { reason: fault.reason }) }),
    contactChanged: (contact, change, fault) => {
      const fields = toFields(contact);
      if (fault === undefined) logger.info(fields, `contact ${change}`);
      else logger.warn({ ...fields, reason: fault.reason, error: fault.message }, `contact ${change}`);
    },
    stumbled: (target, { message: error }) => logger.error({ target, error }, 'a mistake of the exporter'),
    followed: (target, operation, fault) => {
      instruments.followed(target, operation, fault === undefined);
      const denied = denials.get(target) ?? new Set();
      if (fault === undefined) denied.delete(operation);
      if (fault === undefined || denied.has(operation)) return;
      denials.set(target, denied.add(operation));
      const { reason, message: error } = fault;
      logger.warn(
        { target, operation, reason, error },
        'engagements cannot be followed; pages are found by sweeps alone',
      );
    },
    left: (target) => {
      discoveries.delete(target);
      denials.delete(target);
      instruments.left(target);
    },
    discoveryEnded: (target) => void discoveries.delete(target),
    discovered: (target, contacts, fault) => {
      instruments.discovered(target, fault === undefined);
      const state = fault?.reason ?? contacts;
      if (discoveries.get(target) === state) return;
      discoveries.set(target, state);
      if (fault === undefined) logger.info({ target, contacts }, 'contacts discovered');
      else logger.warn({ target, contacts, reason: fault.reason, error: fault.message }, 'discovery fails');
    },
  };
}

/** Counts commits, and logs when they begin to fail and when they work again. */
export function createCommitObserver({ instruments, logger }: Omit<ObserverOptions, 'naming'>): CommitObserver {
  let isFailing = false;
  return {
    committed: () => instruments.committed(),
    recovered: () => {
      if (isFailing) logger.info('the ledger can be used again');
      isFailing = false;
    },
    commitFailed: (error) => {
      instruments.commitFailed();
      if (!isFailing)
        logger.error(
          { error: describeError(error) },
          'the ledger cannot be used; nothing more is counted until it can',
        );
      isFailing = true;
    },
  };
}
