import assert from 'node:assert/strict';
import { arns, listed } from '../core/stories.js';
import { account } from './incidents.js';
import type { Incident } from './incidents.js';
import { at, epoch, minuteMs, staged } from './polled.js';
import type { Scene, TargetScript } from './polled.js';
import { answers, fails, lists } from './scripted-listing.js';
import type { Sent } from './scripted-source.js';

const activity = { enabled: true, lookbackMs: 15 * minuteMs };
const lookback = 15 * 60;
/** An engagement that began earlier pages nobody whose page may be unread still; seconds. */
const farthest = -24 * 3600 - lookback;

function scene(script: TargetScript, options: Scene<'east'>['options'] = {}) {
  return { targets: { east: { contacts: ['akuam'], ...script } }, options: { activity, ...options } };
}

/** When it was looked for engagements, and from when on, in seconds. */
function looksOf(sent: readonly Sent[]): { readonly at: number; readonly from: number }[] {
  const looks = sent.filter(({ operation }) => operation === 'ListEngagements');
  return looks.map((look) => ({ at: look.at / 1000, from: ((look.from ?? NaN) - epoch) / 1000 }));
}

describe('the look for engagements', () => {
  it('goes back beyond the unread window by the lookback until it has seen any, then beyond the newest', async () => {
    const { engagements } = account([
      { name: 'd', startedAt: 3.5 },
      { name: 'e', startedAt: 6.5 },
    ]);
    await staged(scene({ engagements }), async ({ run, until, sources: { east } }) => {
      void run();
      await until(9.5);
      const froms = looksOf(east.sent).map((look) => look.from - (look.from < -lookback ? look.at : 0));
      const none = farthest;
      const [ofD, ofE] = [3.5 - lookback, 6.5 - lookback];
      assert.deepEqual(froms, [none, none, none, none, none, ofD, ofD, ofD, ofE, ofE]);
    });
  });

  it('goes back less far at first when the unread window is short', async () => {
    const unreadWindowMs = 5 * minuteMs;
    await staged(scene({}, { unreadWindowMs }), async ({ run, until, sources: { east } }) => {
      void run();
      await until(0.2);
      assert.deepEqual(looksOf(east.sent), [{ at: 0, from: -5 * 60 - lookback }]);
    });
  });

  it('reaches back to the oldest engagement that is followed once in an interval', async () => {
    const { engagements, engagementPages } = account([
      { name: 'old', startedAt: -7200 },
      { name: 'new', startedAt: -10 },
    ]);
    // The old one is known by its page.
    const akuam = [
      lists([listed({ arn: arns.page('old'), engagementArn: arns.engagement('old'), sentAt: at(-7200) })]),
    ];
    await staged(
      scene({ engagements, engagementPages, pages: { akuam } }),
      async ({ run, until, sources: { east } }) => {
        void run();
        await until(150);
        const wide = looksOf(east.sent).filter(({ from }) => from !== -10 - lookback);
        // An hour more, for an engagement that is only known by a page of it.
        const from = -7200 - 3600;
        assert.deepEqual(wide, [
          { at: 0, from: farthest },
          { at: 60, from },
          { at: 120, from },
        ]);
      },
    );
  });

  it('is made again when it has failed, as far back as before', async () => {
    const engagements = [[answers<never>()], [fails('malformed', 20)], [answers<never>()]];
    await staged(scene({ engagements }), async ({ run, until, sources: { east } }) => {
      void run();
      await until(23);
      const [, failed, again] = looksOf(east.sent);
      const failedAt = failed?.at ?? NaN;
      // Twenty seconds and half a second after the answer.
      const againAt = Number((failedAt + 20.6).toFixed(3));
      assert.deepEqual(
        [failed, again],
        [
          { at: failedAt, from: farthest + failedAt },
          { at: againAt, from: Number((farthest + againAt).toFixed(3)) },
        ],
      );
    });
  });

  it('goes on at its token, with the same beginning, after troubles of a moment', async () => {
    const engagements = [[answers<never>(), fails('throttled'), fails('network'), answers<never>()]];
    await staged(scene({ engagements }), async ({ run, until, sources: { east } }) => {
      void run();
      await until(3);
      const looks = east.sent.filter(({ operation }) => operation === 'ListEngagements');
      assert.deepEqual(
        looks.slice(0, 4).map(({ token, from }) => [token, from]),
        [undefined, 't1', 't1', 't1'].map((token) => [token, at(farthest)]),
      );
    });
  });

  it('is refused, told of, and asked for ever less often, while sweeps go on', async () => {
    await staged(scene({ engagements: [[fails('access_denied')]] }), async ({ run, until, sources, notes }) => {
      void run();
      await until(500);
      assert.deepEqual(
        {
          looks: sources.east.begunAt('ListEngagements', ''),
          told: [...new Set(notes.follows)],
          swept: sources.east.begun,
          changes: notes.changes,
        },
        {
          looks: [0, 30.1, 60.2, 90.3, 150.4, 270.5],
          told: ['east: ListEngagements: access_denied'],
          swept: { akuam: 9 },
          changes: ['akuam works'],
        },
      );
    });
  });

  it('is not made, nor are engagements asked about, when activity is not followed', async () => {
    const { engagements, engagementPages, pagesOf } = account([{ name: 'e', startedAt: -10 }]);
    const script = { engagements, engagementPages, pages: { akuam: pagesOf('akuam') } };
    const options = { activity: { ...activity, enabled: false } };
    await staged(scene(script, options), async ({ run, until, sources: { east }, ledger }) => {
      void run();
      await until(300);
      const asked = new Set(east.sent.map(({ operation }) => operation));
      assert.deepEqual(
        [[...asked].sort(), ledger.totals('akuam')?.pagesSent],
        [['GetContact', 'ListPagesByContact'], 1],
      );
    });
  });

  it('takes no engagement for new that began too early for a page to be unread', async () => {
    const { engagementPages } = account([{ name: 'old', startedAt: farthest - 60 }]);
    const old = { arn: 'arn:aws:ssm-contacts:us-east-2:111122223333:engagement/checkout/old', contactArn: '' };
    const engagements = [[answers({ ...old, startedAt: at(farthest - 60) })]];
    await staged(scene({ engagements, engagementPages }), async ({ run, until, sources: { east } }) => {
      void run();
      await until(120);
      assert.deepEqual(east.asked('ListPagesByEngagement'), []);
    });
  });
});

describe('a clock that is set back', () => {
  const rows: readonly (readonly [string, number, Incident])[] = [
    ['an engagement that begins afterwards', 3600_000, { name: 'e', startedAt: 610 }],
    ['an engagement that began shortly before', 3600_000, { name: 'e', startedAt: 590 }],
    ['an engagement that began while it was a little ahead', 60_000, { name: 'e', startedAt: 300 }],
  ];
  for (const [what, aheadMs, incident] of rows) {
    it(`does not hide ${what}`, async () => {
      const { time, ...script } = withOwnTime([incident]);
      await staged(scene(script), async ({ run, until, clock, ledger, time: running }) => {
        time.now = () => epoch + running.now();
        clock.aheadMs = aheadMs;
        void run();
        await until(600);
        clock.aheadMs = 0;
        await until(620);
        assert.equal(ledger.totals('akuam')?.pagesSent, 1);
      });
    });
  }

  it('and one that stays ahead hides nothing either', async () => {
    const { time, ...script } = withOwnTime([{ name: 'e', startedAt: 300 }]);
    await staged(scene(script), async ({ run, until, clock, ledger, time: running }) => {
      time.now = () => epoch + running.now();
      clock.aheadMs = 3600_000;
      void run();
      await until(310);
      assert.equal(ledger.totals('akuam')?.pagesSent, 1);
    });
  });
});

/** An account that goes by AWS's own clock. */
function withOwnTime(incidents: readonly Incident[]) {
  const time = { now: () => epoch };
  const { engagements, engagementPages } = account(incidents, () => time.now());
  return { time, engagements, engagementPages };
}
