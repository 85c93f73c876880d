/** The operations that this exporter calls, by their API names. A tuple, because they become label values. */
export const operations = [
  'ListPagesByContact',
  'ListPagesByEngagement',
  'ListEngagements',
  'ListContacts',
  'GetContact',
] as const;

export type Operation = (typeof operations)[number];

/** The operations that find out what is going on; without them there are still the sweeps. */
export const followingOperations = ['ListEngagements', 'ListPagesByEngagement'] as const satisfies readonly Operation[];

export type FollowingOperation = (typeof followingOperations)[number];
