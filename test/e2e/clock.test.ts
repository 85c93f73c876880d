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

/** A way for the clock to be wrong and right again. */
interface Case {
  readonly jumpMs: number;
  readonly moment: 'while running' | 'across a restart';
  readonly history: 'baseline' | 'count';
}

interface Outcome {
  /** While the clock was wrong, and when it had been right again. */
  readonly during: Numbers;
  readonly seen: Numbers;
  readonly oldestSentAt: number;
}

const cases = [hourMs, -hourMs].flatMap((jumpMs) =>
  (['while running', 'across a restart'] as const).flatMap((moment) =>
    (['baseline', 'count'] as const).map((history): Case => ({ jumpMs, moment, history })),
  ),
);

describe('a clock that jumps an hour', function () {
  this.timeout(60_000);
  const bed = useTestBed('suite');
  const start = useAppsUnderClock();
  let outcomes: readonly Outcome[];

  before(async () => {
    outcomes = await Promise.all(cases.map(play));
  });

  async function play({ jumpMs, moment, history }: Case, index: number): Promise<Outcome> {
    const { world, aged, send } = createStory();
    const simulator = await bed.simulate({ world });
    const sections = { poll: { interval: '250ms', unreadWindow: '2h' }, ledger: { history } };
    const config = configFor(simulator, bed.path(`ledger-${index}`), sections);
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
    const during = numbersOf(await app.swept(akua), akua);
    await jump(-jumpMs);
    const third = send('afterwards');
    second.sends.push(second.sends[0] + 10);
    second.deliveredAt = after(second, 0.05);
    second.readAt = after(second, 0.07);
    await app.swept(akua);
    third.readAt = after(third, 0.08);
    return { during, seen: numbersOf(await app.swept(akua), akua), oldestSentAt: aged.sends[0] / 1000 };
  }

  cases.forEach(({ jumpMs, moment, history }, index) => {
    const isAhead = jumpMs > 0;
    const name = `${isAhead ? 'forward' : 'back'}, and returns, ${moment}, with history: ${history}`;

    it(`${name}, neither loses nor doubles`, () => {
      const { seen, oldestSentAt } = outcomes[index] ?? assert.fail();
      const oldest = isAhead ? undefined : oldestSentAt;
      assert.deepEqual(seen, {
        ...nothing,
        ...expected(history, { isAhead }),
        oldestUnread: oldest,
        oldestUnacknowledged: oldest,
      });
    });

    it(`${name}, shows what is open by the clock as it is`, () => {
      const { during } = outcomes[index] ?? assert.fail();
      const { unread, undelivered, engagementsUnacknowledged, unanswered } = during;
      const open = isAhead ? 1 : 2;
      assert.deepEqual(
        { unread, undelivered, engagementsUnacknowledged, unanswered },
        { unread: open, undelivered: open, engagementsUnacknowledged: open, unanswered: isAhead ? 1 : 0 },
      );
    });
  });
});
