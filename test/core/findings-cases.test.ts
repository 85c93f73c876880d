import assert from 'node:assert/strict';
import { assess, forgottenBefore, introduce, isEmpty, ownerOf } from '../../src/core/findings.js';
import type { CountingPolicy, Findings } from '../../src/core/findings.js';
import { Remembered } from './remembered.js';
import { slowDuration } from './slow-totals.js';
import { akua, arns, diego, engagement, known, layout, listed, on, sentTotals, totals } from './stories.js';

const policy: CountingPolicy = { history: 'baseline', unreadWindowMs: 60_000, retentionMs: 1_000_000 };

/** A sweep of Akua, begun at second 2, whose pages were seen half a second later. */
function sweepOf(parts: Partial<Findings>): Findings {
  const { askedAt = 2000 } = parts;
  return { scope: { contactArn: akua }, askedAt, seenAt: askedAt + 500, isComplete: true, pages: [], ...parts };
}

/** A ledger that has known Akua from the beginning. */
function begin(): Remembered {
  const ledger = new Remembered();
  ledger.introduce(akua, 0, layout);
  return ledger;
}

describe('a contact', () => {
  it('is known from when it is introduced, with totals of zero', () => {
    assert.deepEqual(introduce([akua, diego], new Remembered(), { now: 5000, layout }), {
      contacts: [akua, diego].map((arn) => ({ arn, knownSince: 5000, totals: totals() })),
      pages: [],
      engagements: [],
    });
  });

  it('goes on as it was when it is introduced again', () => {
    assert.ok(isEmpty(introduce([akua], begin(), { now: 5000, layout })));
  });

  it('restarts the histograms alone whose buckets have changed', () => {
    const ledger = begin();
    ledger.take(sweepOf({ pages: [listed({ sentAt: 1000, deliveredAt: 1500 })] }), policy);
    const change = introduce([akua], ledger, { now: 5000, layout: { ...layout, deliverySeconds: [7] } });
    const pagesSent = [on('p', 1000)];
    const counted = totals({ pagesSent, pagesDelivered: [on('p', 1500)], engagements: pagesSent });
    const deliveryDuration = { ...slowDuration([], [7], layout.native), restartedAt: 5000 };
    assert.deepEqual(change.contacts, [{ arn: akua, knownSince: 0, totals: { ...counted, deliveryDuration } }]);
  });

  it('that was never introduced is not swept', () => {
    assert.throws(() => assess(new Remembered(), sweepOf({ pages: [listed({ sentAt: 1000 })] }), policy), /registered/);
  });
});

describe('a page from ahead of our clock', () => {
  const sentAt = 2500 + 10 * 60_000;

  it('is no exemplar when it is too far ahead, since it would stay for as long', () => {
    const [{ totals: counted } = { totals: undefined }] = assess(
      begin(),
      sweepOf({ pages: [listed({ sentAt: sentAt + 1 })] }),
      policy,
    ).contacts;
    assert.deepEqual([counted?.pagesSent, counted?.exemplars.pagesSent], [1, undefined]);
  });

  it('is one while clocks may well differ so much', () => {
    const change = assess(begin(), sweepOf({ pages: [listed({ sentAt })] }), policy);
    assert.deepEqual(change.contacts, [{ arn: akua, knownSince: 0, totals: sentTotals('p', sentAt) }]);
  });
});

describe('a sweep', () => {
  it('writes the new page, its engagement and the totals together', () => {
    const pages = [listed({ sentAt: 1000 })];
    assert.deepEqual(assess(begin(), sweepOf({ pages }), policy), {
      contacts: [{ arn: akua, knownSince: 0, totals: sentTotals('p', 1000) }],
      pages: [known({ firstSentAt: 1000, lastSentAt: 1000 })],
      engagements: [engagement({ isStarted: true })],
    });
  });

  it('that was cut short counts its pages, and leaves the engagement and the missing pages for later', () => {
    const ledger = begin();
    ledger.take(sweepOf({ isComplete: false, pages: [listed({ sentAt: 1000 })] }), policy);
    const cutShort = assess(ledger, sweepOf({ askedAt: 99_000, isComplete: false }), policy);
    const complete = assess(ledger, sweepOf({ askedAt: 99_000 }), policy);
    const pagesSent = [on('p', 1000)];
    assert.deepEqual(
      { before: ledger.totals()[akua], cutShort: isEmpty(cutShort), complete: complete.contacts[0]?.totals },
      {
        before: totals({ pagesSent }),
        cutShort: true,
        complete: totals({ pagesSent, pagesUnanswered: [on('p', 61_000)], engagements: pagesSent }),
      },
    );
  });

  it('that was cut short leaves the answer of an expired engagement for the next one', () => {
    const ledger = begin();
    ledger.take(sweepOf({ askedAt: 62_000, pages: [listed({ sentAt: 1000 })] }), policy);
    const late = sweepOf({ askedAt: 71_000, pages: [listed({ sentAt: 1000, readAt: 70_000 })] });
    ledger.take({ ...late, isComplete: false }, policy);
    const before = ledger.totals()[akua]?.engagementsAcknowledged;
    ledger.take(late, policy);
    assert.deepEqual([before, ledger.totals()[akua]?.engagementsAcknowledged], [0, 1]);
  });

  it('counts a page read too late as both unanswered and acknowledged', () => {
    const ledger = begin();
    ledger.take(sweepOf({ askedAt: 99_000, pages: [listed({ sentAt: 1000, readAt: 61_001 })] }), policy);
    assert.deepEqual(
      ledger.totals()[akua],
      totals({
        pagesSent: [on('p', 1000)],
        pagesUnanswered: [on('p', 61_000)],
        pagesAcknowledged: [on('p', 61_001, 60_001)],
        engagements: [on('p', 1000)],
        engagementsAcknowledged: [on('p', 61_001, 60_001)],
      }),
    );
  });

  it('counts no engagement for a page that names none', () => {
    const ledger = begin();
    const { engagements } = ledger.take(sweepOf({ pages: [listed({ sentAt: 1000, engagementArn: '' })] }), policy);
    assert.deepEqual([engagements, ledger.totals()[akua]], [[], totals({ pagesSent: [on('p', 1000)] })]);
  });

  it('passes over pages sent before the retention or the horizon of pruning, whichever is later', () => {
    const ledger = begin();
    const asked = (horizon: number) => forgottenBefore({ forgottenBefore: horizon }, 1_500_000, policy);
    const change = assess(ledger, sweepOf({ askedAt: 1_500_000, pages: [listed({ sentAt: 499_999 })] }), policy);
    assert.deepEqual([asked(0), asked(600_000), isEmpty(change)], [500_000, 600_000, true]);
  });
});

describe('the owner of a page', () => {
  const scope = { contactArn: diego };
  it('is the contact that the page names, when that is known', () => {
    assert.equal(ownerOf(listed(), undefined, scope, begin()), akua);
  });
  it('is the contact swept, when the one named is not known', () => {
    assert.equal(ownerOf(listed(), undefined, scope, new Remembered()), diego);
  });
  it('stays the one it was first counted for', () => {
    assert.equal(
      ownerOf(listed(), known({ contactArn: arns.contact('nikkiw') }), scope, begin()),
      arns.contact('nikkiw'),
    );
  });
});
