import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { arns, listed } from '../core/stories.js';
import { at, minuteMs, staged } from './polled.js';
import { lists } from './scripted-listing.js';

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
