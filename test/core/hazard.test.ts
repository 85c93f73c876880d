import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  certain,
  gapMs,
  hazardOfPage,
  hazardOfQuiet,
  shortestGapMs,
  untilNextMinuteMs,
  warmed,
} from '../../src/core/hazard.js';
import type { OpenPage } from '../../src/core/hazard.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const unreadWindowMs = 24 * hourMs;
const oncePerDay = 1 / 86_400;
const leastOpen = 10 * oncePerDay;

const sentOnce: OpenPage = { firstSentAt: 0, lastSentAt: 0 };
const answered: OpenPage = { ...sentOnce, answeredAt: 0 };

/** The hazard at a time that is the age of what happened at 0. */
function hazardAt(now: number, page = sentOnce): number {
  return hazardOfPage(page, { now, unreadWindowMs });
}

/** A send in the first eight seconds of a whole minute, all minutes up to this one being as likely. */
function sendIn(minute: number): number {
  return 1 / 8 / (minute + 1);
}

describe('the hazard of an open page', () => {
  const rows: readonly (readonly [name: string, perSecond: number, now: number, page?: OpenPage])[] = [
    ['is one in half a minute when it has just been sent', 1 / 30, 0],
    ['is one in a minute after half a minute', 1 / 60, 30_000],
    ['is as before right before a whole minute', 1000 / 89_999, minuteMs - 1],
    ['is more from a whole minute on: it may be sent again', 1 / 90 + sendIn(1), minuteMs],
    ['is more for eight seconds', 1 / 98 + sendIn(1), minuteMs + 8000],
    ['is as before after them', 1000 / 98_001, minuteMs + 8001],
    ['is less more, the more minutes have passed without', 1 / 630 + sendIn(10), 10 * minuteMs],
    ['is one over its age later on', 1 / 7200, 2 * hourMs - 30_000],
    ['is never below ten a day while nobody has answered', leastOpen, unreadWindowMs],
    ['is that of a new page when our clock is behind', 1 / 30, -5000],
    ['is certain once the unread window is over', certain, unreadWindowMs + 1],
    ['is a small part of it where somebody has answered', 0.15 / 60, 30_000, answered],
    ['is no more at whole minutes where somebody has answered: nothing is sent again', 0.15 / 90, minuteMs, answered],
    ['counts from the answer', 0.15 / 60, minuteMs, { ...sentOnce, answeredAt: 30_000 }],
    ['counts from a send after the answer', 0.15 / 60, minuteMs, { ...answered, lastSentAt: 30_000 }],
    ['goes on falling where somebody has answered', 0.15 / 86_430, unreadWindowMs, answered],
    ['is certain after the unread window although somebody has answered', certain, unreadWindowMs + 1, answered],
    ['starts anew when it is sent again', 1 / 60, unreadWindowMs, { ...sentOnce, lastSentAt: unreadWindowMs - 30_000 }],
    [
      'is certain after its first unread window',
      certain,
      unreadWindowMs + 1,
      { ...sentOnce, lastSentAt: unreadWindowMs },
    ],
  ];
  for (const [name, perSecond, now, page] of rows) {
    it(name, () => assert.ok(Math.abs(hazardAt(now, page) - perSecond) < 1e-12, `${hazardAt(now, page)}`));
  }

  const minute = fc.integer({ min: 1, max: 24 * 60 - 1 });
  const offset = fc.nat({ max: minuteMs - 1 });

  it('falls from minute to minute, and within a minute, to a least while nobody has answered, and no further', () => {
    fc.assert(
      fc.property(minute, minute, offset, offset, fc.boolean(), (a, b, first, second, isAnswered) => {
        const page = isAnswered ? answered : sentOnce;
        const at = (minutes: number, offsetMs: number) => hazardAt(minutes * minuteMs + offsetMs, page);
        const falling = [
          at(Math.min(a, b), Math.min(first, second)),
          at(Math.max(a, b), Math.min(first, second)),
          at(Math.max(a, b), Math.max(first, second)),
          isAnswered ? 0 : leastOpen,
        ];
        assert.deepEqual(
          falling,
          falling.toSorted((x, y) => y - x),
        );
      }),
    );
  });

  it('is never more where somebody has answered', () => {
    const age = fc.integer({ min: -hourMs, max: 2 * unreadWindowMs });
    fc.assert(fc.property(age, (ageMs) => assert.ok(hazardAt(ageMs, answered) <= hazardAt(ageMs))));
  });
});

describe('the next whole minute of an open page', () => {
  const rows: readonly (readonly [name: string, untilMs: number, now: number, page?: OpenPage])[] = [
    ['is a minute away when it has just been sent', minuteMs, 0],
    ['is what is left of the minute', 1, minuteMs - 1],
    ['is a minute away at a whole minute', minuteMs, 7 * minuteMs],
    ['is a minute away when our clock is behind', minuteMs, -5000],
    ['counts from the last send', 45_000, hourMs, { ...sentOnce, lastSentAt: hourMs - 15_000 }],
    ['never comes where somebody has answered', Infinity, 30_000, answered],
  ];
  for (const [name, untilMs, now, page = sentOnce] of rows) {
    it(name, () => assert.equal(untilNextMinuteMs(page, now), untilMs));
  }
});

describe('the hazard of a contact without open pages', () => {
  it('is one a day when nothing has happened lately, and one more for each piece of recent news, up to ten', () => {
    assert.deepEqual(
      [0, 1, 2.5, 9, 1000].map(hazardOfQuiet),
      [1, 2, 3.5, 10, 10].map((perDay) => perDay * oncePerDay),
    );
  });

  it('is never more than that of any open page while nobody has answered', () => {
    const age = fc.integer({ min: 0, max: 2 * unreadWindowMs });
    fc.assert(
      fc.property(age, fc.double({ min: 0, noNaN: true }), (ageMs, warmth) => {
        assert.ok(hazardOfQuiet(warmth) <= hazardAt(ageMs));
      }),
    );
  });
});

describe('warmth', () => {
  it('is half after six hours, and a quarter after twelve', () => {
    assert.deepEqual(
      [0, 6, 12].map((hours) => warmed(8, hours * hourMs, 0)),
      [8, 4, 2],
    );
  });

  it('gains what is news', () => assert.equal(warmed(8, 6 * hourMs, 3), 7));

  it('cools the same in one step as in two', () => {
    const elapsed = fc.integer({ min: 0, max: 48 * hourMs });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), elapsed, elapsed, (warmth, first, second) => {
        const [once, twice] = [warmed(warmth, first + second, 0), warmed(warmed(warmth, first, 0), second, 0)];
        assert.ok(Math.abs(once - twice) <= 1e-9 * once, `${once} and ${twice}`);
      }),
    );
  });
});

describe('the gap between two looks', () => {
  interface Row {
    readonly name: string;
    readonly perSecond: number;
    readonly cost?: number;
    readonly intervalMs?: number;
    readonly gap: number;
  }
  const rows: readonly Row[] = [
    { name: 'is a sixtieth of the interval for a fresh page', perSecond: 1 / 30, gap: 1000 },
    { name: 'is no less for what is certain', perSecond: certain, gap: 1000 },
    { name: 'is twice as long for a quarter of the hazard', perSecond: 1 / 120, gap: 2000 },
    { name: 'is twice as long at four times the cost', perSecond: 1 / 30, cost: 4, gap: 2000 },
    { name: 'is an interval for little', perSecond: 1 / 30 / 3600, gap: 60_000 },
    { name: 'is never more than an interval', perSecond: oncePerDay, cost: 100, gap: 60_000 },
    { name: 'is a tenth of a second at least', perSecond: certain, intervalMs: 1000, gap: 100 },
    {
      name: 'grows from a tenth of a second when the interval is short',
      perSecond: 1 / 120,
      intervalMs: 1000,
      gap: 200,
    },
  ];
  for (const { name, perSecond, cost = 1, intervalMs = minuteMs, gap } of rows) {
    it(name, () => assert.equal(Math.round(gapMs(perSecond, cost, intervalMs) * 1e6) / 1e6, gap));
  }

  it('is from the shortest to an interval, and never falls with less hazard or more cost', () => {
    const hazard = fc.double({ min: 1e-6, max: 10, noNaN: true });
    const cost = fc.integer({ min: 1, max: 100 });
    const interval = fc.integer({ min: 1000, max: hourMs });
    fc.assert(
      fc.property(hazard, hazard, cost, cost, interval, (a, b, c, d, intervalMs) => {
        const rising = [
          shortestGapMs(intervalMs),
          gapMs(Math.max(a, b), Math.min(c, d), intervalMs),
          gapMs(Math.min(a, b), Math.min(c, d), intervalMs),
          gapMs(Math.min(a, b), Math.max(c, d), intervalMs),
          intervalMs,
        ];
        assert.deepEqual(
          rising,
          rising.toSorted((x, y) => x - y),
        );
      }),
    );
  });
});
