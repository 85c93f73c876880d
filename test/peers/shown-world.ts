import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { day } from '../../src/simulator/generate/profile.js';
import type { Simulator } from '../../src/simulator/server.js';
import { startSimulator } from '../../src/simulator/server.js';
import { pageTimes, past } from '../../src/simulator/world/story.js';
import type { ChannelStory, ContactStory, EngagementStory, PageStory } from '../../src/simulator/world/story.js';

/** The time at which the world stands still. */
export const now = Date.UTC(2025, 4, 20, 9);

const world = generateWorld({ seed: 1, phases: [{ profile: day, from: now - 86_400_000, to: now }] });

export const stories = world.stories(now);

/** Serves the world, with tokens after few items and now and then an API page without any. */
export function serveWorld(): Promise<Simulator> {
  return startSimulator({
    world,
    clock: { now: () => now },
    quotas: 'none',
    order: 'oldest-first',
    maxItemsPerPage: 7,
    emptyPageShare: 0.2,
  });
}

/** An answer of AWS's clients, which write times as ISO 8601, with the times as epoch milliseconds. */
export function parseAnswer(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) =>
    key.endsWith('Time') && typeof value === 'string' ? Date.parse(value) : value,
  );
}

export function shownContact({ arn, alias, displayName, type }: ContactStory) {
  return { ContactArn: arn, Alias: alias, DisplayName: displayName, Type: type };
}

export function shownPlan({ stages = [], rotationArns }: ContactStory) {
  if (rotationArns !== undefined) return undefined;
  return stages.map(({ durationMinutes, channelArns = [], contactArns = [] }) => ({
    minutes: durationMinutes,
    targets: [...channelArns, ...contactArns],
  }));
}

export function shownChannel({ arn, contactArn, name, type, address }: ChannelStory) {
  return {
    ContactChannelArn: arn,
    ContactArn: contactArn,
    Name: name,
    Type: type,
    DeliveryAddress: { SimpleAddress: address },
    ActivationStatus: 'ACTIVATED',
  };
}

export function shownPage(page: PageStory) {
  const { sentAt, deliveredAt, readAt } = pageTimes(page, now) ?? {};
  return withoutUndefined({
    PageArn: page.arn,
    EngagementArn: page.engagementArn,
    ContactArn: page.contactArn,
    Sender: page.sender,
    IncidentId: page.incidentArn,
    SentTime: sentAt,
    DeliveryTime: deliveredAt,
    ReadTime: readAt,
  });
}

export function shownEngagement(engagement: EngagementStory) {
  return withoutUndefined({
    EngagementArn: engagement.arn,
    ContactArn: engagement.contactArn,
    Sender: engagement.sender,
    IncidentId: engagement.incidentArn,
    StartTime: engagement.startAt,
    StopTime: past(engagement.stopAt, now),
  });
}

export function shownReceipts({ sends, deliveredAt, readAt, channelArn }: PageStory) {
  const receipts = [
    ...sends.map((at) => ['SENT', at] as const),
    ['DELIVERED', deliveredAt] as const,
    ['READ', readAt] as const,
  ];
  return receipts
    .filter((receipt): receipt is readonly [(typeof receipt)[0], number] => (receipt[1] ?? Infinity) <= now)
    .sort(([, a], [, b]) => a - b)
    .map(([type, at]) => withoutUndefined({ ContactChannelArn: channelArn, ReceiptType: type, ReceiptTime: at }));
}

/** Pages of one contact, or of one engagement, in the order in which they are listed. */
export function pagesWhere(field: 'contactArn' | 'engagementArn', arn: string): PageStory[] {
  return stories.pages.filter((page) => page[field] === arn).sort((a, b) => a.sends[0] - b.sends[0]);
}

/** The page with the most receipts. */
export const eventfulPage = stories.pages.reduce((most, page) =>
  shownReceipts(page).length > shownReceipts(most).length ? page : most,
);

/** The contact with the most pages. */
export const busiest = stories.contacts.reduce((most, contact) =>
  pagesWhere('contactArn', contact.arn).length > pagesWhere('contactArn', most.arn).length ? contact : most,
);

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
