import { reasonText } from './reason-text.js';
import type { TargetView } from './status-view.js';

/** What of a target is not seen, beside what fails of single contacts, in words. */
export function targetTroubles({ discovery, activity }: Pick<TargetView, 'discovery' | 'activity'>): string[] {
  return [
    ...(discovery.failureReason === null ? [] : [`contacts can't be listed: ${reasonText(discovery.failureReason)}`]),
    ...activity.failures.map(
      ({ operation, reason }) => `engagements are not followed: ${operation}, ${reasonText(reason)}`,
    ),
  ];
}
