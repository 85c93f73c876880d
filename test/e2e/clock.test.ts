import assert from 'node:assert/strict';
import { MovableClock, useAppsUnderClock } from './app-under-clock.js';
import type { AppUnderClock } from './app-under-clock.js';
import { nothing, numbersOf } from './numbers.js';
import type { Numbers } from './numbers.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const akua = person('akuam');

/** Two pages of before the start, and what happens before, while and after the clock is wrong. */
function createStory() {
  const old = livePage(akua, 'old', { secondsAgo: 3000 });
  old.deliveredAt = after(old, 1);
  old.readAt = after(old, 2);
  // Its unread window ends in half an hour; an hour ahead it has ended.
  const aged = livePage(akua, 'aged', { secondsAgo: 90 * 60 });
  const world = accountOf([akua], [old, aged]);
  const send = (id: string) => {
    const page = livePage(akua, id, { secondsAgo: 0 });
    world.add({ pages: [page] });
    return page;
  };
  return { world, aged, send };
}

/** What must be counted of it in the end, by which history. */
function expected(history: 'baseline' | 'count', { isAhead }: { readonly isAhead: boolean }): Partial<Numbers> {
  const counts = history === 'count' ? 1 : 0;
  // In milliseconds: 60, 70 and 80 for those that are sent while somebody looks.
  const acknowledge = [(60 + 70 + 80 + 2000 * counts) / 1000, 3 + counts] as const;
  return {
    sent: 3 + 2 * counts,
    resent: 1,
    delivered: 1 + counts,
    delivery: [(50 + 1000 * counts) / 1000, 1 + counts],
    acknowledged: 3 + counts,
    acknowledge,
    // Taken for too old by the clock that was ahead: that is counted once, and never taken back.
    unanswered: isAhead ? 1 : 0,
    ...(!isAhead && { unread: 1, undelivered: 1, engagementsUnacknowledged: 1 }),
    engagements: 3 + 2 * counts,
    engagementsAcknowledged: 3 + counts,
    engagementAcknowledge: acknowledge,
  };
}

describe('a clock that jumps an hour', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const start = useAppsUnderClock();

  const jumps = [
    ['forward', hourMs],
    ['back', -hourMs],
  ] as const;
  const moments = ['while running', 'across a restart'] as const;
  const histories = ['baseline', 'count'] as const;

  for (const [direction, jumpMs] of jumps) {
    for (const moment of moments) {
      for (const history of histories) {
        it(`${direction} and returns, ${moment}, neither loses nor doubles, with history: ${history}`, async () => {
          const { world, aged, send } = createStory();
          const simulator = await bed.simulate({ world });
          const sections = { poll: { interval: '150ms', unreadWindow: '2h' }, ledger: { history } };
          const config = configFor(simulator, bed.path('ledger'), sections);
          const clock = new MovableClock();
          let app: AppUnderClock = await start(config, clock);
          const jump = async (byMs: number) => {
            if (moment === 'across a restart') await app.stop();
            clock.aheadMs += byMs;
            if (moment === 'across a restart') app = await start(config, clock);
          };

          await app.swept(akua);
          const first = send('before');
          await app.swept(akua);
          await jump(jumpMs);
          const second = send('meanwhile');
          first.readAt = after(first, 0.06);
          await app.swept(akua);
          await jump(-jumpMs);
          const third = send('afterwards');
          second.sends.push(second.sends[0] + 10);
          second.deliveredAt = after(second, 0.05);
          second.readAt = after(second, 0.07);
          await app.swept(akua);
          third.readAt = after(third, 0.08);
          const seen = numbersOf(await app.swept(akua), akua);

          const isAhead = jumpMs > 0;
          const oldestUnread = isAhead ? undefined : aged.sends[0] / 1000;
          assert.deepEqual(seen, { ...nothing, ...expected(history, { isAhead }), oldestUnread });
        });
      }
    }
  }
});
