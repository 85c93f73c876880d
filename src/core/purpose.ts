import type { Operation } from './operation.js';

/**
 * What the requests of an operation are for: a `sweep` lists what a contact has, `activity` finds engagements that are new
 * or have ended, a `follow_up` looks after open pages.
 */
export const purposesOf = {
  ListPagesByContact: ['sweep', 'follow_up'],
  ListPagesByEngagement: ['follow_up'],
  ListEngagements: ['activity'],
  ListContacts: ['discovery'],
  GetContact: ['describe'],
} as const satisfies Record<Operation, readonly string[]>;

export type Purpose = (typeof purposesOf)[Operation][number];
