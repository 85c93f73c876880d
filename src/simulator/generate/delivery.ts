import type { ChannelType } from '../world/story.js';
import type { Profile } from './profile.js';
import type { Random } from './random.js';

interface Habit {
  /** How often a page that is read has a delivery time, and how long before the reading. */
  readonly whenRead: number;
  readonly beforeReadMs: readonly [least: number, most: number];
  /** How often a page that is not read has one. */
  readonly whenUnread: number;
}

// An SMS is confirmed about 0.4 s before it is read, by the reply itself; a call when it is picked up.
const habits: Record<ChannelType, Habit> = {
  SMS: { whenRead: 0.85, beforeReadMs: [300, 500], whenUnread: 0.05 },
  VOICE: { whenRead: 0.6, beforeReadMs: [3000, 12_000], whenUnread: 0.15 },
  EMAIL: { whenRead: 0.35, beforeReadMs: [2000, 60_000], whenUnread: 0.3 },
};

export interface SentPage {
  readonly channel: ChannelType;
  readonly sends: readonly [number, ...number[]];
  readonly readAt: number | undefined;
}

/** When delivery is confirmed (epoch milliseconds), if it ever is: often it isn't, sometimes only after the reading. */
export function tellDelivery(
  { channel, sends: [sentAt], readAt }: SentPage,
  { profile, random }: { profile: Profile; random: Random },
): number | undefined {
  const habit = habits[channel];
  const someSecondsMs = Math.ceil(random.integer(1000, 5000) * profile.responseScale);
  if (readAt === undefined) return random.chance(habit.whenUnread) ? sentAt + someSecondsMs : undefined;
  if (random.chance(0.04)) return readAt + someSecondsMs;
  // The clocks of carrier and service disagree now and then: delivered before it was sent.
  if (random.chance(0.02)) return sentAt - random.integer(1, 300);
  if (!random.chance(habit.whenRead)) return undefined;
  return readAt - Math.min(random.integer(...habit.beforeReadMs), Math.floor((readAt - sentAt) / 2));
}
