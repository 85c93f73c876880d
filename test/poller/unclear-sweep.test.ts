import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { arns, listed } from '../core/stories.js';
import { account } from './incidents.js';
import { at, hourMs, minuteMs, staged } from './polled.js';
import { fails, lists } from './scripted-listing.js';

/** A page that is past the unread window, of ten minutes, from second 30 on. */
const sent = listed({ arn: arns.page('a'), sentAt: at(-570) });
const read = { ...sent, readAt: at(-400) };
const doubtful: ListedPage = { ...listed({ arn: arns.page('a') }), isDoubtful: true };
const hidden: readonly ListedPage[] = [];

/**
 * What sweeps have counted at second 300, when they show the page unread until its window ends, then for some listings
 * something else, and from then on that it was read long before.
 */
async function countedWith(meanwhile: readonly ListedPage[], listings: number) {
  let afterwards = 0;
  const akuam = ({ now }: { readonly now: number }) => {
    if (now < at(30)) return lists([sent]);
    afterwards += 1;
    return lists(afterwards <= listings ? meanwhile : [read]);
  };
  const policy = { unreadWindowMs: 10 * minuteMs };
  const scene = { targets: { east: { contacts: ['akuam'], pages: { akuam } } }, policy };
  const counted: unknown[] = [];
  await staged(scene, async ({ run, until, ledger }) => {
    void run();
    await until(300);
    const { pagesUnanswered, pagesAcknowledged, engagementsAcknowledged } = ledger.totals('akuam') ?? {};
    counted.push({ pagesUnanswered, pagesAcknowledged, engagementsAcknowledged });
  });
  return counted;
}

const answered = { pagesUnanswered: 0, pagesAcknowledged: 1, engagementsAcknowledged: 1 };
const unanswered = { pagesUnanswered: 1, pagesAcknowledged: 0, engagementsAcknowledged: 0 };

describe('a page at the end of its unread window', () => {
  it('is not unanswered because its times are nonsense for two listings: it may have been read', async () => {
    assert.deepEqual(await countedWith([doubtful], 2), [answered]);
  });

  it('is not unanswered because two listings do not show it', async () => {
    assert.deepEqual(await countedWith(hidden, 2), [answered]);
  });

  for (const [what, meanwhile] of [
    ['no longer show it', hidden],
    ['show its times as nonsense for good', [doubtful]],
  ] as const) {
    it(`is unanswered when listings ${what}`, async () => {
      assert.deepEqual(await countedWith(meanwhile, Infinity), [unanswered]);
    });
  }
});

/** Sent before the other one, which is read. */
const first = listed({ arn: arns.page('first'), sentAt: at(-100) });
const second = listed({ arn: arns.page('second'), sentAt: at(-40), readAt: at(-10) });
const third = listed({ arn: arns.page('third'), sentAt: at(-40) });

/** How many engagements were answered by second 300, and after how many milliseconds in all, by such listings. */
async function answeredBy(listing: (sweep: number) => ReturnType<typeof lists<ListedPage>>) {
  let sweeps = 0;
  const akuam = () => listing((sweeps += 1));
  const told: unknown[] = [];
  await staged({ targets: { east: { contacts: ['akuam'], pages: { akuam } } } }, async ({ run, until, ledger }) => {
    void run();
    await until(300);
    const { engagementsAcknowledged, engagementAcknowledgeDuration } = ledger.totals('akuam') ?? {};
    told.push(engagementsAcknowledged, engagementAcknowledgeDuration?.sumMs);
  });
  return told;
}

describe('an engagement that is answered while its first page cannot be made out', () => {
  const unsent: ListedPage = { ...listed({ arn: first.arn }), isDoubtful: true };
  const spoilt = (page: ListedPage, listings: number) =>
    answeredBy((sweep) => lists([sweep <= listings ? page : first, second]));

  it('counts from that page, when the third listing shows its times', async () => {
    assert.deepEqual(await spoilt(unsent, 2), [1, 90_000]);
  });

  it('counts from that page, though it was read too', async () => {
    assert.deepEqual(await spoilt({ ...unsent, readAt: at(-5) }, 2), [1, 90_000]);
  });

  it('counts as it is known, when its times are nonsense for good', async () => {
    assert.deepEqual(await spoilt(unsent, Infinity), [1, 30_000]);
  });
});

describe('an engagement whose only page has a ReadTime that is nonsense for good', () => {
  it('has begun for the third listing, and for none before', async () => {
    const page: ListedPage = { ...listed({ sentAt: at(-10) }), isDoubtful: true };
    const begun: unknown[] = [];
    let count = () => undefined as number | undefined;
    const akuam = () => {
      begun.push(count());
      return lists([page]);
    };
    await staged({ targets: { east: { contacts: ['akuam'], pages: { akuam } } } }, async ({ run, until, ledger }) => {
      count = () => ledger.totals('akuam')?.engagements;
      void run();
      await until(30);
    });
    // As each of the listings begins.
    assert.deepEqual(begun.slice(0, 5), [0, 0, 0, 1, 1]);
  });
});

describe('an engagement that is answered while listings slide', () => {
  const whole = lists([third, second], [first]);
  /** Shows one page twice, and another one not at all. */
  const slid = lists([third, second], [second]);

  it('counts from its first page, when the third listing shows it', async () => {
    assert.deepEqual(await answeredBy((sweep) => (sweep <= 2 ? slid : whole)), [1, 90_000]);
  });

  it('counts as it is known, when they slide for good', async () => {
    assert.deepEqual(await answeredBy(() => slid), [1, 30_000]);
  });
});

describe('an engagement that is followed while one of its pages is in doubt for good', () => {
  const spoilt: ListedPage = { ...listed({ arn: first.arn }), isDoubtful: true, readAt: at(-5) };

  /** When it was asked about within a day, in seconds, and how many of them were acknowledged. */
  async function lookedAt(page: ListedPage) {
    const { engagements } = account([{ name: 'e', startedAt: -100 }]);
    const pages = { akuam: [[fails('access_denied')]] };
    const east = { contacts: ['akuam'], engagements, engagementPages: { e: () => lists([page, second]) }, pages };
    const options = { activity: { enabled: true, lookbackMs: 15 * minuteMs } };
    const told: { looks: number[]; acknowledged: number | undefined } = { looks: [], acknowledged: undefined };
    await staged({ targets: { east }, options }, async ({ run, until, sources, ledger }) => {
      void run();
      await until((24 * hourMs) / 1000);
      told.looks = sources.east.begunAt('ListPagesByEngagement', 'e');
      told.acknowledged = ledger.totals('akuam')?.engagementsAcknowledged;
    });
    return told;
  }

  it('is acknowledged, and hardly asked about more often than another, also where the contact may not be listed', async () => {
    const clear = await lookedAt({ ...first, readAt: at(-5) });
    const doubtful = await lookedAt(spoilt);
    assert.deepEqual([clear.acknowledged, doubtful.acknowledged], [1, 1]);
    assert.ok(doubtful.looks.length <= clear.looks.length + 3, `${doubtful.looks.length} of ${clear.looks.length}`);
  });
});
