import { pageTimes, past, type PageStory } from '../world/story.js';
import { notFoundError } from './api-error.js';
import { knownContact } from './contact-operations.js';
import { arnField } from './input.js';
import { listing } from './listing.js';
import type { Call, Output } from './operation.js';
import { toSeconds } from './seconds.js';

export const listPagesByContact = listing({
  field: 'Pages',
  select: (call, asOf) => call.world.pagesOf(knownContact(call).arn, asOf),
  show: showPage,
});

export const listPagesByEngagement = listing({
  field: 'Pages',
  select({ input, world }, asOf) {
    const arn = arnField(input, 'EngagementId');
    const pages = world.pagesIn(arn, asOf);
    if (pages === undefined) throw notFoundError('ENGAGEMENT', arn);
    return pages;
  },
  show: showPage,
});

export const listPageReceipts = listing({
  field: 'Receipts',
  select({ input, world }, asOf) {
    const arn = arnField(input, 'PageId');
    const page = world.page(arn, asOf);
    if (page === undefined) throw notFoundError('PAGE', arn);
    return receiptsOf(page, asOf);
  },
  show: ({ type, at, channelArn }: Receipt) => ({
    ...(channelArn !== undefined && { ContactChannelArn: channelArn }),
    ReceiptType: type,
    ReceiptTime: toSeconds(at),
  }),
});

interface Receipt {
  readonly type: 'SENT' | 'DELIVERED' | 'READ';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly channelArn: string | undefined;
}

function receiptsOf({ sends, deliveredAt, readAt, channelArn }: PageStory, asOf: number): Receipt[] {
  const delivered = past(deliveredAt, asOf);
  const read = past(readAt, asOf);
  const receipts: Receipt[] = sends.filter((at) => at <= asOf).map((at) => ({ type: 'SENT', at, channelArn }));
  if (delivered !== undefined) receipts.push({ type: 'DELIVERED', at: delivered, channelArn });
  if (read !== undefined) receipts.push({ type: 'READ', at: read, channelArn });
  return receipts.sort((a, b) => a.at - b.at);
}

function showPage(page: PageStory, { at }: Call): Output {
  const times = pageTimes(page, at);
  return {
    PageArn: page.arn,
    EngagementArn: page.engagementArn,
    ContactArn: page.contactArn,
    Sender: page.sender,
    ...(page.incidentArn !== undefined && { IncidentId: page.incidentArn }),
    ...(times !== undefined && { SentTime: toSeconds(times.sentAt) }),
    ...(times?.deliveredAt !== undefined && { DeliveryTime: toSeconds(times.deliveredAt) }),
    ...(times?.readAt !== undefined && { ReadTime: toSeconds(times.readAt) }),
  };
}
