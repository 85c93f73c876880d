import assert from 'node:assert/strict';
import { isSettled, outlookOfEngagement, viewOf } from '../../src/core/follow-up.js';
import type { EngagementView, FollowedEngagement } from '../../src/core/follow-up.js';
import type { OpenPage } from '../../src/core/hazard.js';
import type { Outlook } from '../../src/core/outlook.js';
import type { ListedPage } from '../../src/core/page.js';
import { arns, diego, listed } from './stories.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const unreadWindowMs = 2 * hourMs;
const lookbackMs = 15 * minuteMs;

/** A page that was sent once. */
function openSince(sentAt: number, answeredAt?: number): OpenPage {
  return { firstSentAt: sentAt, lastSentAt: sentAt, ...(answeredAt !== undefined && { answeredAt }) };
}

describe('the view of an engagement', () => {
  const startedAt = 500;
  const askedAt = 1000 + unreadWindowMs;
  const second = { arn: arns.page('second') };
  const rows: readonly (readonly [string, readonly ListedPage[], readonly OpenPage[]])[] = [
    ['shows what is unread', [listed({ sentAt: 2000 })], [openSince(2000)]],
    ['shows what is delivered and unread', [listed({ sentAt: 2000, deliveredAt: 3000 })], [openSince(2000)]],
    ['leaves out what is read', [listed({ sentAt: 2000, readAt: 10_000 })], []],
    ['shows what is unread up to the last moment of the unread window', [listed({ sentAt: 1000 })], [openSince(1000)]],
    ['leaves out what is unread a moment longer', [listed({ sentAt: 999 })], []],
    ['goes by the delivery when no SentTime is shown', [listed({ deliveredAt: 3000 })], [openSince(3000)]],
    ['leaves out what was delivered before the unread window', [listed({ deliveredAt: 999 })], []],
    ['takes what shows no time at all for as old as the engagement', [listed()], []],
    [
      'shows what was sent while the listing was under way',
      [listed({ sentAt: askedAt + 1 })],
      [openSince(askedAt + 1)],
    ],
    [
      'says when another page was read, whoever has read it',
      [listed({ sentAt: 2000 }), listed({ ...second, contactArn: diego, sentAt: 2000, readAt: 3000 })],
      [openSince(2000, 3000)],
    ],
    [
      'says when the last of them was read',
      [
        listed({ sentAt: 2000, readAt: 9000 }),
        listed({ ...second, sentAt: 3000 }),
        listed({ arn: arns.page('third'), sentAt: 2000, readAt: 4000 }),
      ],
      [openSince(3000, 9000)],
    ],
  ];
  for (const [name, pages, open] of rows) {
    it(name, () => {
      const view = viewOf(pages, { askedAt, startedAt, unreadWindowMs, isDecided: true });
      assert.deepEqual(view, { askedAt, open, hasPages: true, isDecided: true });
    });
  }

  it('shows what has no time at all while the engagement is within the unread window', () => {
    const view = viewOf([listed()], { askedAt, startedAt: 1000, unreadWindowMs, isDecided: true });
    assert.deepEqual(view, { askedAt, open: [openSince(1000)], hasPages: true, isDecided: true });
  });

  it('says that it has no pages, and whether it is decided', () => {
    const view = viewOf([], { askedAt, startedAt, unreadWindowMs, isDecided: false });
    assert.deepEqual(view, { askedAt, open: [], hasPages: false, isDecided: false });
  });
});

/** Began at 0, and seen by a look then. */
function seen(askedAt: number, parts: Partial<EngagementView> = {}): FollowedEngagement {
  return { startedAt: 0, view: { askedAt, open: [], hasPages: true, isDecided: true, ...parts } };
}

describe('an engagement that is followed', () => {
  const open = [openSince(0)];
  const answered = [openSince(0, 5000)];
  const rows: readonly (readonly [string, FollowedEngagement, boolean])[] = [
    ['is not settled before the first look', { startedAt: 0 }, false],
    ['is not settled before the first look, ended as it may be', { startedAt: 0, endSeenAt: 0 }, false],
    ['is not settled while it may page others', seen(lookbackMs), false],
    ['is settled later, when nothing is open', seen(lookbackMs + 1), true],
    ['is settled later, when it has paged none of ours', seen(lookbackMs + 1, { hasPages: false }), true],
    ['is not settled while a read is undecided', seen(lookbackMs + 1, { isDecided: false }), false],
    ['is not settled while a page is open that nobody has answered for', seen(unreadWindowMs, { open }), false],
    ['is not settled for four lookbacks when somebody has answered', seen(hourMs, { open: answered }), false],
    ['is settled later, when somebody has answered', seen(hourMs + 1, { open: answered }), true],
    [
      'is not settled while nobody has answered for one of its open pages',
      seen(unreadWindowMs, { open: [...answered, ...open] }),
      false,
    ],
    [
      'is not settled when somebody has answered while a read is undecided',
      seen(hourMs + 1, { open: answered, isDecided: false }),
      false,
    ],
    ['is not settled by a look before its end was seen', { ...seen(5000, { open }), endSeenAt: 5001 }, false],
    ['is settled by a look when its end was seen', { ...seen(5000, { open }), endSeenAt: 5000 }, true],
    [
      'is not settled by a look at its end that has left a read undecided',
      { ...seen(5000, { isDecided: false }), endSeenAt: 5000 },
      false,
    ],
    ['is settled as ever when its end was seen after the look', { ...seen(lookbackMs + 1), endSeenAt: hourMs }, true],
  ];
  for (const [name, followed, settled] of rows) {
    it(name, () => assert.equal(isSettled(followed, lookbackMs), settled));
  }
});

describe('the outlook of an engagement', () => {
  /** Others may be paged once an hour when it has just begun, and less often the older it is. */
  const ofOthers = (ageSeconds: number) => 3600 / (3600 + ageSeconds);
  interface Row extends Partial<Omit<Outlook, 'hazard'>> {
    readonly name: string;
    readonly followed: FollowedEngagement;
    readonly now?: number;
    readonly perHour: number;
  }
  const rows: readonly Row[] = [
    { name: 'is a page soon when it has just begun', followed: { startedAt: 30_000 }, perHour: 1800 + 1 },
    { name: 'is a page soon when it begins ahead of our clock', followed: { startedAt: 90_000 }, perHour: 1800 + 1 },
    {
      name: 'is a page before long when it has begun long ago',
      followed: { startedAt: -28_000 },
      perHour: 60 + ofOthers(58),
    },
    {
      name: 'is the same when a look has shown no page',
      followed: { ...seen(20_000, { hasPages: false }), startedAt: -28_000 },
      perHour: 60 + ofOthers(58),
    },
    { name: 'is that others may be paged when all is read', followed: seen(20_000), perHour: ofOthers(30) },
    { name: 'is half of that after an hour', followed: seen(20_000), now: hourMs, perHour: 1 / 2 },
    { name: 'is a quarter of that after three hours', followed: seen(20_000), now: 3 * hourMs, perHour: 1 / 4 },
    {
      name: 'adds its open pages, and is more when the first of them may be sent again',
      followed: seen(20_000, { open: [openSince(0), openSince(-15_000)] }),
      perHour: 60 + 48 + ofOthers(30),
      untilMoreMs: 15_000,
    },
    {
      name: 'is little when somebody has answered, and no other send',
      followed: seen(20_000, { open: [openSince(-hourMs, 0)] }),
      perHour: 9 + ofOthers(30),
    },
    {
      name: 'is certain of a read that is not decided',
      followed: seen(20_000, { isDecided: false }),
      perHour: 3600 + ofOthers(30),
    },
    {
      name: 'is certain of a page that has run out of its unread window since',
      followed: seen(20_000, { open: [openSince(0)] }),
      now: unreadWindowMs + 1,
      perHour: 3600 + ofOthers(7200.001),
      untilMoreMs: minuteMs - 1,
    },
  ];
  for (const { name, followed, now = 30_000, perHour, untilMoreMs = Infinity } of rows) {
    it(name, () => {
      const { hazard, ...rest } = outlookOfEngagement(followed, { now, unreadWindowMs });
      assert.deepEqual(
        { perHour: Math.round(hazard * 3600 * 1e6) / 1e6, ...rest },
        { perHour: Math.round(perHour * 1e6) / 1e6, isBusy: true, untilMoreMs },
      );
    });
  }
});
