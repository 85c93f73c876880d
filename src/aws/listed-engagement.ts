import type { ListedEngagement } from '../core/listed-engagement.js';
import { arnPattern } from './arn-pattern.js';
import { toBelievableTime } from './believable-time.js';
import type { Fields, Reading } from './reading.js';
import { toIdentifier, toText } from './text.js';

const engagementArn = arnPattern('engagement');

/**
 * Reads one Engagement of a listing (AWS API reference, Engagement); times become epoch milliseconds.
 * Without an engagement's ARN there is no item. A time that nobody can believe on the day of `now` (epoch milliseconds)
 * is left out, and the engagement malformed.
 */
export function toListedEngagement(engagement: Fields, now: number): Reading<ListedEngagement> {
  const arn = toText(engagement['EngagementArn']);
  if (!engagementArn.test(arn)) return { malformed: true };
  const started = toBelievableTime(engagement['StartTime'], now);
  const stopped = toBelievableTime(engagement['StopTime'], now);
  return {
    item: {
      arn,
      contactArn: toIdentifier(engagement['ContactArn']),
      ...(started.item !== undefined && { startedAt: started.item }),
      ...(stopped.item !== undefined && { stoppedAt: stopped.item }),
    },
    malformed: started.malformed || stopped.malformed,
  };
}
