import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OpenWork } from '../../src/core/gauges.js';
import { gapMs, shortestGapMs } from '../../src/core/hazard.js';
import { outlookOf, untilNextLookMs } from '../../src/core/outlook.js';
import type { Outlook, Standing } from '../../src/core/outlook.js';
import { arns, engagement, known } from './stories.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const now = 100 * hourMs;
const options = { now, unreadWindowMs: 24 * hourMs };

/** A page sent so long ago. */
function agedMs(ageMs: number, id = 'e') {
  return known({ engagementArn: arns.engagement(id), firstSentAt: now - ageMs, lastSentAt: now - ageMs });
}

/** An engagement that is read and not decided. */
function undecided(id: string) {
  return engagement({ arn: arns.engagement(id), firstReadAt: 2000, readSeenAt: 2000 });
}

describe('the outlook of a contact', () => {
  const standings: Partial<Record<string, Standing>> = {
    [arns.engagement('followed')]: 'followed',
    [arns.engagement('ended')]: 'ended',
  };
  const standingOf = (engagementArn: string) => standings[engagementArn] ?? 'unfollowed';
  interface Row {
    readonly name: string;
    readonly open: Partial<OpenWork>;
    readonly warmth?: number;
    /** Without the one event a day of a contact that nobody pages. */
    readonly perHour: number;
    readonly isBusy?: boolean;
    readonly untilMoreMs?: number;
  }
  const rows: readonly Row[] = [
    { name: 'is one event a day without open work', open: {}, perHour: 0 },
    { name: 'is more after recent news', open: {}, warmth: 5, perHour: 5 / 24 },
    { name: 'is ten events a day at most without open work', open: {}, warmth: 1000, perHour: 9 / 24 },
    {
      name: 'adds its open pages, and is more when the first of them may be sent again',
      open: { pages: [agedMs(30_000), agedMs(45_000), agedMs(hourMs - 30_000)] },
      perHour: 60 + 48 + 1,
      isBusy: true,
      untilMoreMs: 15_000,
    },
    {
      name: 'is more at a whole minute after a send',
      open: { pages: [agedMs(minuteMs)] },
      perHour: 40 + 3600 / 16,
      isBusy: true,
      untilMoreMs: minuteMs,
    },
    {
      name: 'goes by the latest send',
      open: { pages: [known({ firstSentAt: now - hourMs, lastSentAt: now - 30_000 })] },
      perHour: 60,
      isBusy: true,
      untilMoreMs: 30_000,
    },
    {
      name: 'goes by the delivery of a page without SentTime',
      open: { pages: [known({ deliveredAt: now - 30_000 })] },
      perHour: 60,
      isBusy: true,
      untilMoreMs: 30_000,
    },
    {
      name: 'takes a page sent ahead of our clock for new',
      open: { pages: [agedMs(-5000)] },
      perHour: 120,
      isBusy: true,
      untilMoreMs: minuteMs,
    },
    {
      name: 'is certain of a page past the unread window',
      open: { pages: [agedMs(24 * hourMs + 20_000)] },
      perHour: 3600,
      isBusy: true,
      untilMoreMs: 40_000,
    },
    {
      name: 'expects little of a page whose engagement has ended, and no other send',
      open: { pages: [agedMs(30_000, 'ended')] },
      perHour: 0.15 * 60,
      isBusy: true,
    },
    {
      name: 'expects even less of it the older it is',
      open: { pages: [agedMs(10 * hourMs - 30_000, 'ended')] },
      perHour: 0.15 / 10,
      isBusy: true,
    },
    {
      name: 'leaves a page to the listing that looks after it, but for a rest',
      open: { pages: [agedMs(30_000, 'followed'), agedMs(hourMs - 40_000)] },
      perHour: 0.1 * 60 + 3600 / 3590,
      isBusy: true,
      untilMoreMs: 40_000,
    },
    {
      name: 'is not busy with what other listings look after',
      open: { pages: [agedMs(30_000, 'followed')], engagements: [undecided('followed')] },
      perHour: 0.1 * 60,
    },
    {
      name: 'expects nothing of an unanswered engagement beyond its pages',
      open: { engagements: [engagement()] },
      perHour: 0,
    },
    {
      name: 'is certain of engagements that are read and not decided',
      open: { engagements: [undecided('e'), undecided('ended')] },
      perHour: 2 * 3600,
      isBusy: true,
    },
  ];
  for (const { name, open, warmth = 0, perHour, isBusy = false, untilMoreMs = Infinity } of rows) {
    it(name, () => {
      const outlook = outlookOf({ pages: [], engagements: [], ...open }, { ...options, warmth, standingOf });
      const { hazard, ...rest } = outlook;
      assert.deepEqual(
        { perHour: Math.round((hazard * 3600 - 1 / 24) * 1e6) / 1e6, ...rest },
        { perHour: Math.round(perHour * 1e6) / 1e6, isBusy, untilMoreMs },
      );
    });
  }
});

describe('the time until the next look', () => {
  const fresh = 1 / 30;
  const rows: readonly (readonly [name: string, parts: Partial<Outlook>, untilMs: number])[] = [
    ['is short for a fresh page', { hazard: fresh }, 1000],
    ['is an interval for little', { hazard: 1e-6 }, minuteMs],
    ['ends when more is to be expected', { hazard: 1e-6, untilMoreMs: 20_000 }, 20_000],
    ['is not made longer by what is to be expected later', { hazard: fresh, untilMoreMs: 20_000 }, 1000],
    ['is never shorter than between any two looks', { hazard: 1e-6, untilMoreMs: 1 }, 1000],
  ];
  for (const [name, parts, untilMs] of rows) {
    it(name, () => {
      const outlook = { hazard: 0, isBusy: true, untilMoreMs: Infinity, ...parts };
      assert.equal(Math.round(untilNextLookMs(outlook, 1, minuteMs)), untilMs);
    });
  }

  it('is from the shortest gap to that of the hazard, which is an interval at most', () => {
    const outlooks = fc.record({
      hazard: fc.double({ min: 1e-6, max: 10, noNaN: true }),
      isBusy: fc.boolean(),
      untilMoreMs: fc.oneof(fc.integer({ min: 1, max: minuteMs }), fc.constant(Infinity)),
    });
    const interval = fc.integer({ min: 1000, max: hourMs });
    fc.assert(
      fc.property(outlooks, fc.integer({ min: 1, max: 100 }), interval, (outlook, cost, intervalMs) => {
        const untilMs = untilNextLookMs(outlook, cost, intervalMs);
        const steps = [shortestGapMs(intervalMs), untilMs, gapMs(outlook.hazard, cost, intervalMs), intervalMs];
        assert.deepEqual(
          steps,
          steps.toSorted((a, b) => a - b),
        );
      }),
    );
  });
});
