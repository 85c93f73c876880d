import { past, type EngagementStory } from '../world/story.js';
import { structureField, textField, timeField } from './input.js';
import { listing } from './listing.js';
import type { Call, Output } from './operation.js';
import { toSeconds } from './seconds.js';

/** TimeRangeValue asks when an engagement began, both ends included. */
export const listEngagements = listing({
  field: 'Engagements',
  select({ input, world }, asOf) {
    const incidentArn = textField(input, 'IncidentId', 1024);
    const range = structureField(input, 'TimeRangeValue');
    const from = timeField(range, 'StartTime');
    const to = Math.min(asOf, timeField(range, 'EndTime') ?? asOf);
    return world.engagements(to, {
      ...(from !== undefined && { from }),
      ...(incidentArn !== undefined && { incidentArn }),
    });
  },
  show: showEngagement,
});

function showEngagement(engagement: EngagementStory, { at }: Call): Output {
  const stopAt = past(engagement.stopAt, at);
  return {
    EngagementArn: engagement.arn,
    ContactArn: engagement.contactArn,
    Sender: engagement.sender,
    ...(engagement.incidentArn !== undefined && { IncidentId: engagement.incidentArn }),
    StartTime: toSeconds(engagement.startAt),
    ...(stopAt !== undefined && { StopTime: toSeconds(stopAt) }),
  };
}
