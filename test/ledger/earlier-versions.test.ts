import assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { akua, arns, diego, engagement, known, on, totals } from '../core/stories.js';
import { holdingsOf, introduceTo, pageTo, sweep, withLedger, withPath } from './opened.js';
import type { Holdings } from './opened.js';

/**
 * Ledgers as the last version of each schema wrote them, without the files LOG and LOCK. They were created at second 1 and
 * introduced to Akua and Diego at 0.5; sweeps at second 5 showed them p0 to Akua, sent at 1, p1 to Akua, sent at 2, delivered
 * at 2.5 and read at 3, and p2 to Diego, sent at 1.5, each in an engagement of its own. Schema 1 has a file of tests of its
 * own: it held less.
 */
const fixtures = [
  { schema: 2, commits: 0 },
  { schema: 3, commits: 3 },
];

const open = (id: string, contactArn: string, sentAt: number) => {
  const times = { firstSentAt: sentAt, lastSentAt: sentAt };
  const arn = arns.engagement(`e${id}`);
  return {
    page: known({ arn: arns.page(`p${id}`), engagementArn: arn, contactArn, ...times }),
    engagement: engagement({ arn, contactArn, firstSent: { pageId: `p${id}` }, isStarted: true, ...times }),
  };
};
const [toAkua, toDiego] = [open('0', akua, 1000), open('2', diego, 1500)];
const sent = { firstSentAt: 2000, lastSentAt: 2000 };
const answered = {
  page: known({ arn: arns.page('p1'), engagementArn: arns.engagement('e1'), ...sent, deliveredAt: 2500, readAt: 3000 }),
  engagement: engagement({
    arn: arns.engagement('e1'),
    firstSent: { pageId: 'p1' },
    firstRead: { pageId: 'p1' },
    ...sent,
    firstReadAt: 3000,
    readSeenAt: 5000,
    isStarted: true,
    isAcknowledged: true,
  }),
};
const happenedToAkua = {
  pagesSent: [on('p0', 1000), on('p1', 2000)],
  pagesDelivered: [on('p1', 2500, 500)],
  pagesAcknowledged: [on('p1', 3000, 1000)],
  engagements: [on('p0', 1000), on('p1', 2000)],
  engagementsAcknowledged: [on('p1', 3000, 1000)],
};
const happenedToDiego = { pagesSent: [on('p2', 1500)], engagements: [on('p2', 1500)] };
const whole: Holdings = {
  createdAt: 1000,
  forgottenBefore: 0,
  pageCount: 3,
  openPageCount: 2,
  contacts: [
    { arn: akua, knownSince: 500, totals: totals(happenedToAkua) },
    { arn: diego, knownSince: 500, totals: totals(happenedToDiego) },
  ],
  pages: [toAkua.page, answered.page, toDiego.page],
  engagements: [toAkua.engagement, answered.engagement, toDiego.engagement],
  openPages: [toAkua.page, toDiego.page],
  openEngagements: [toAkua.engagement, toDiego.engagement],
};

for (const { schema, commits } of fixtures) {
  /** Runs `use` with the path of a copy. */
  const withCopy = <Result>(use: (path: string) => Promise<Result>): Promise<Result> =>
    withPath(async (path) => {
      await cp(fileURLToPath(new URL(`fixtures/schema-${schema}`, import.meta.url)), path, { recursive: true });
      return use(path);
    });

  describe(`a ledger of schema ${schema}`, () => {
    it('is opened with all that it holds, and the same when it is opened again', async () => {
      const look = (path: string) => withLedger(path, (ledger) => holdingsOf(ledger, [akua, diego]), 9000);
      const held = await withCopy(async (path) => [await look(path), await look(path)]);
      assert.deepEqual(held, [whole, whole]);
    });

    it('goes on counting, and numbers its commits', async () => {
      const counted = await withCopy(async (path) => {
        await withLedger(path, async (ledger) => {
          await introduceTo(ledger, [akua, diego], 9000);
          await sweep(ledger, akua, 9500, [pageTo(akua, 0, { sentAt: 1000, readAt: 9100 })]);
          await sweep(ledger, diego, 9500, [pageTo(diego, 2, { sentAt: 1500 })]);
        });
        const { meta, contacts } = await withLedger(path, async (ledger) => ({
          meta: ledger.meta,
          contacts: (await holdingsOf(ledger, [akua, diego])).contacts,
        }));
        const mark = (await readFile(join(path, 'watermark'), 'utf8')).slice(0, 22);
        return { schema: meta.schema, commit: meta.commit, mark, totals: contacts.map((contact) => contact?.totals) };
      });
      const read = on('p0', 9100, 8100);
      assert.deepEqual(counted, {
        schema: 3,
        commit: commits + 3,
        mark: `commit ${String(commits + 3).padStart(15, '0')}`,
        totals: [
          totals({
            ...happenedToAkua,
            pagesAcknowledged: [on('p1', 3000, 1000), read],
            engagementsAcknowledged: [on('p1', 3000, 1000), read],
          }),
          totals(happenedToDiego),
        ],
      });
    });
  });
}
