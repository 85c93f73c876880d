const minuteMs = 60_000;

/** How much happens and how fast. Durations in milliseconds. */
export interface Profile {
  /** Between two incidents by day, on average. */
  readonly incidentEveryMs: number;
  /** Times what it takes people to answer: 1 is minutes. Deliveries and the services' own latencies scale with it. */
  readonly responseScale: number;
  /** Before an unread page is sent again. */
  readonly retryIntervalMs: number;
  /** How often a page is sent at most. */
  readonly maxSends: number;
  /** Before a person's next channel is tried. */
  readonly channelAfterMs: number;
  /** Before the next stage is engaged. */
  readonly stageMs: number;
  /** From the acknowledgement, or the end of the plan, to the end of the engagement, on average. */
  readonly resolveMs: number;
  /** Nights are quieter and some people sleep; without it there is no night. */
  readonly night?: Night;
}

export interface Night {
  /** Hours of the day in UTC; the night goes on over midnight. */
  readonly fromHour: number;
  readonly toHour: number;
  /** How many of a day's incidents happen in the same time by night: 0 to 1. */
  readonly activity: number;
}

/** A believable working day: about 25 incidents in 24 hours, answered within minutes, or hours, or never. */
export const day: Profile = {
  incidentEveryMs: 43 * minuteMs,
  responseScale: 1,
  retryIntervalMs: 5 * minuteMs,
  maxSends: 3,
  channelAfterMs: 2 * minuteMs,
  stageMs: 10 * minuteMs,
  resolveMs: 25 * minuteMs,
  night: { fromHour: 22, toHour: 7, activity: 0.35 },
};

/** An exercise to watch: an incident every 15 seconds, answered in seconds to a couple of minutes. */
export const drill: Profile = {
  incidentEveryMs: 15_000,
  responseScale: 1 / 8,
  retryIntervalMs: 30_000,
  maxSends: 3,
  channelAfterMs: 12_000,
  stageMs: 60_000,
  resolveMs: 2 * minuteMs,
};

/** For end-to-end tests: an incident every 300 milliseconds, over within a few seconds. */
export const rush: Profile = {
  incidentEveryMs: 300,
  responseScale: 1 / 200,
  retryIntervalMs: 900,
  maxSends: 3,
  channelAfterMs: 300,
  stageMs: 1500,
  resolveMs: 1000,
};

/** Whether it is night at `at`, epoch milliseconds. */
export function isNight(at: number, night: Night | undefined): night is Night {
  if (night === undefined) return false;
  const hour = new Date(at).getUTCHours();
  return hour >= night.fromHour || hour < night.toHour;
}

/** When the night that `at` lies in is over; epoch milliseconds. */
export function morningAfter(at: number, night: Night): number {
  const morning = new Date(at);
  if (morning.getUTCHours() >= night.fromHour) morning.setUTCDate(morning.getUTCDate() + 1);
  return morning.setUTCHours(night.toHour, 0, 0, 0);
}
