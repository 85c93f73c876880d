import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { PageRecord } from '../../src/core/lifecycle.js';
import { oldestPages } from '../../src/core/oldest-pages.js';

function page(arn: string, times: Partial<PageRecord>): PageRecord {
  return { arn, contactArn: 'contact', engagementArn: '', isHistory: false, isUnanswered: false, ...times };
}

describe('the oldest pages', () => {
  it('are as many as asked for, the oldest first, of those in the window', () => {
    const pages = [
      page('late', { firstSentAt: 50 }),
      page('before', { firstSentAt: 9 }),
      page('first', { firstSentAt: 10 }),
      page('unsent', {}),
      page('delivered', { deliveredAt: 20 }),
      page('later', { firstSentAt: 60 }),
    ];
    assert.deepEqual(
      oldestPages(pages, 10, 3).map(({ page: { arn }, sentAt }) => [arn, sentAt]),
      [
        ['first', 10],
        ['delivered', 20],
        ['late', 50],
      ],
    );
  });

  it('are those that sorting finds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), fc.integer({ min: 1, max: 8 }), (times, most) => {
        const found = oldestPages(
          times.map((firstSentAt, index) => page(String(index), { firstSentAt })),
          5,
          most,
        );
        const sorted = times.filter((at) => at >= 5).sort((a, b) => a - b);
        assert.deepEqual(
          found.map(({ sentAt }) => sentAt),
          sorted.slice(0, most),
        );
      }),
    );
  });
});
