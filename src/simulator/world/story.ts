/** Stories tell what happens and when, to the end. What the API shows at a time is a view of them; time changes none. */

export type ContactType = 'PERSONAL' | 'ESCALATION' | 'ONCALL_SCHEDULE';
export type ChannelType = 'SMS' | 'VOICE' | 'EMAIL';

/** One stage of a plan: a personal plan targets channels, an escalation plan targets contacts. */
export interface StageStory {
  readonly durationMinutes: number;
  readonly channelArns?: readonly string[];
  readonly contactArns?: readonly string[];
  /** Between two sends of an unread page. */
  readonly retryIntervalMinutes?: number;
}

export interface ContactStory {
  readonly arn: string;
  readonly alias: string;
  readonly displayName: string;
  readonly type: ContactType;
  readonly stages?: readonly StageStory[];
  /** Of an on-call schedule. */
  readonly rotationArns?: readonly string[];
}

export interface ChannelStory {
  readonly arn: string;
  readonly contactArn: string;
  readonly name: string;
  readonly type: ChannelType;
  /** A telephone number or an e-mail address. */
  readonly address: string;
}

/** Contacts take turns in the order given; the first shift begins at `startAt`. */
export interface RotationStory {
  readonly arn: string;
  readonly name: string;
  readonly contactArns: readonly string[];
  /** Epoch milliseconds. */
  readonly startAt: number;
  readonly shiftMs: number;
  readonly timeZone: string;
}

/** Times in epoch milliseconds. */
export interface EngagementStory {
  readonly arn: string;
  /** The escalation plan, or the person engaged directly. */
  readonly contactArn: string;
  readonly sender: string;
  readonly incidentArn?: string;
  readonly startAt: number;
  readonly stopAt?: number;
}

/** Times in epoch milliseconds, whole. */
export interface PageStory {
  readonly arn: string;
  readonly engagementArn: string;
  readonly contactArn: string;
  readonly channelArn?: string;
  readonly sender: string;
  readonly incidentArn?: string;
  /** Rising; more than one when the page was sent again. */
  readonly sends: readonly [number, ...number[]];
  readonly deliveredAt?: number;
  readonly readAt?: number;
}

export interface Stories {
  readonly contacts: readonly ContactStory[];
  readonly channels: readonly ChannelStory[];
  readonly rotations: readonly RotationStory[];
  readonly engagements: readonly EngagementStory[];
  readonly pages: readonly PageStory[];
}

/** What a page shows at a time; all in epoch milliseconds. */
export interface PageTimes {
  readonly sentAt: number;
  readonly deliveredAt?: number;
  readonly readAt?: number;
}

/** The times that a page shows at `at`; undefined before its first send, when it is not listed at all. */
export function pageTimes(page: PageStory, at: number): PageTimes | undefined {
  const sentAt = page.sends.findLast((send) => send <= at);
  if (sentAt === undefined) return undefined;
  const deliveredAt = past(page.deliveredAt, at);
  const readAt = past(page.readAt, at);
  return { sentAt, ...(deliveredAt !== undefined && { deliveredAt }), ...(readAt !== undefined && { readAt }) };
}

/** The time itself once it has come, undefined before. */
export function past(time: number | undefined, at: number): number | undefined {
  return time !== undefined && time <= at ? time : undefined;
}

/** Throws when a page could not have happened: no sends, sends that don't rise, times that are not whole milliseconds. */
export function checkPage(page: PageStory): void {
  const times = [...page.sends, page.deliveredAt, page.readAt].filter((time) => time !== undefined);
  if (!times.every(Number.isSafeInteger)) throw new Error(`${page.arn}: times are whole milliseconds`);
  if (page.sends.length === 0) throw new Error(`${page.arn}: a page has at least one send`);
  const rising = page.sends.every((send, index) => index === 0 || send > (page.sends[index - 1] ?? send));
  if (!rising) throw new Error(`${page.arn}: sends rise`);
}
