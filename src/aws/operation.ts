/** The operations that this exporter calls, by their API names. A tuple, because they become label values. */
export const operations = ['ListPagesByContact', 'ListContacts', 'GetContact'] as const;

export type Operation = (typeof operations)[number];
