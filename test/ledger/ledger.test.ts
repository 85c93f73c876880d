import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { akua, arns, diego, engagement, known, layout, on, sentTotals, totals } from '../core/stories.js';
import { slowTotals } from '../core/slow-totals.js';
import { holdingsOf, introduceTo, pageTo, sweep, withLedger, withPath } from './opened.js';
import type { Holdings } from './opened.js';

const run = promisify(execFile);
const besides = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const newLedger: Holdings = {
  createdAt: 1000,
  forgottenBefore: 0,
  pageCount: 0,
  openPageCount: 0,
  contacts: [undefined, undefined],
  pages: [],
  engagements: [],
  openPages: [],
  openEngagements: [],
};

const inMemory = '';

describe('a ledger', () => {
  it('is empty when it is new, and knows when it was created', async () => {
    const holdings = await withPath((path) => withLedger(path, (ledger) => holdingsOf(ledger, [akua, diego])));
    assert.deepEqual(holdings, newLedger);
  });

  it('makes the directories on the way to it', async () => {
    const pages = await withPath((path) => withLedger(`${path}/a/b`, (ledger) => Promise.resolve(ledger.pageCount)));
    assert.equal(pages, 0);
  });

  it('holds what was committed, and the same when it is opened again', async () => {
    const [before, after] = await withPath(async (path) => {
      const held = await withLedger(path, async (ledger) => {
        await introduceTo(ledger, [akua, diego], 500);
        await sweep(ledger, akua, 5000, [
          pageTo(akua, 0, { sentAt: 1000, incidentId: arns.incident('i') }),
          pageTo(akua, 1, { sentAt: 2000, deliveredAt: 2500, readAt: 3000 }),
        ]);
        return holdingsOf(ledger, [akua, diego]);
      });
      return [held, await withLedger(path, (ledger) => holdingsOf(ledger, [akua, diego]))];
    });
    const of0 = { engagementArn: arns.engagement('e0'), incidentId: arns.incident('i') };
    const unread = known({ arn: arns.page('p0'), ...of0, firstSentAt: 1000, lastSentAt: 1000 });
    const read = { firstSentAt: 2000, lastSentAt: 2000, deliveredAt: 2500, readAt: 3000 };
    const waiting = engagement({
      arn: arns.engagement('e0'),
      firstSent: { pageId: 'p0', incidentId: 'i' },
      isStarted: true,
    });
    const first = { firstSent: { pageId: 'p1' }, firstRead: { pageId: 'p1' } };
    const sent = { firstSentAt: 2000, lastSentAt: 2000 };
    const answered = {
      ...sent,
      ...first,
      firstReadAt: 3000,
      readSeenAt: 5000,
      isStarted: true,
      isAcknowledged: true,
    };
    const bothSent = [{ ...on('p0', 1000), incidentId: 'i' }, on('p1', 2000)];
    const expected: Holdings = {
      ...newLedger,
      pageCount: 2,
      openPageCount: 1,
      contacts: [
        {
          arn: akua,
          knownSince: 500,
          totals: totals({
            pagesSent: bothSent,
            pagesDelivered: [on('p1', 2500, 500)],
            pagesAcknowledged: [on('p1', 3000, 1000)],
            engagements: bothSent,
            engagementsAcknowledged: [on('p1', 3000, 1000)],
          }),
        },
        { arn: diego, knownSince: 500, totals: totals() },
      ],
      pages: [unread, known({ arn: arns.page('p1'), engagementArn: arns.engagement('e1'), ...read })],
      engagements: [waiting, engagement({ arn: arns.engagement('e1'), ...answered })],
      openPages: [unread],
      openEngagements: [waiting],
    };
    assert.deepEqual({ before, after }, { before: expected, after: expected });
  });

  it('goes on with native buckets and exemplars when it is opened again, as if it had never been closed', async () => {
    const durationsMs = [900, 1, 0, 70, 5000, 30_000, 600, 604_000, 31];
    const pages = durationsMs.map((durationMs, index) => ({
      ...pageTo(akua, index, { sentAt: 1000, deliveredAt: 1000 + durationMs }),
      incidentId: arns.incident(`i${index}`),
    }));
    const few = { ...layout, native: { schema: 8, maxBuckets: 4 } };
    const counted = await withPath(async (path) => {
      await withLedger(path, (ledger) => introduceTo(ledger, [akua], 0, few));
      for (const page of pages) await withLedger(path, (ledger) => sweep(ledger, akua, 5000, [page]));
      return withLedger(path, (ledger) => Promise.resolve(ledger.contact(akua)?.totals));
    });
    const delivered = durationsMs.map((durationMs, index) => ({
      ...on(`p${index}`, 1000 + durationMs, durationMs),
      incidentId: `i${index}`,
    }));
    const sent = delivered.map(({ pageId, incidentId }) => ({ pageId, incidentId, at: 1000 }));
    const expected = slowTotals({ pagesSent: sent, pagesDelivered: delivered, engagements: sent }, few);
    assert.deepEqual(counted, expected);
  });

  it('tells an answer from ahead of our clock that was just seen from one seen long ago, also when opened again', async () => {
    const readAt = 9_000_000;
    const acknowledged = await withPath(async (path) => {
      await withLedger(path, async (ledger) => {
        await introduceTo(ledger, [akua]);
        await sweep(ledger, akua, 5000, [pageTo(akua, 0, { sentAt: 1000, readAt })]);
        // So do older versions write it.
        const old = engagement({ arn: arns.engagement('e1'), firstReadAt: readAt, isStarted: true });
        await ledger.commit({ contacts: [], pages: [], engagements: [old] });
      });
      return withLedger(path, async (ledger) => {
        const looks: unknown[] = [];
        for (const askedAt of [5000, 5001]) {
          await sweep(ledger, akua, askedAt, []);
          const engagements = (await holdingsOf(ledger, [akua])).engagements;
          looks.push(engagements.map(({ readSeenAt, isAcknowledged }) => ({ readSeenAt, isAcknowledged })));
        }
        return looks;
      });
    });
    const seenLongAgo = { readSeenAt: undefined, isAcknowledged: true };
    assert.deepEqual(acknowledged, [
      [{ readSeenAt: 5000, isAcknowledged: false }, seenLongAgo],
      [{ readSeenAt: 5000, isAcknowledged: true }, seenLongAgo],
    ]);
  });

  it('shows nothing of a change before it is on the disk', async () => {
    await withPath((path) =>
      withLedger(path, async (ledger) => {
        const look = () => [ledger.contact(akua), ledger.pageCount, ledger.openPageCount, [...ledger.openPages(akua)]];
        const page = known({ firstSentAt: 1000 });
        const contact = { arn: akua, knownSince: 0, totals: totals({ pagesSent: [on('p', 1000)] }) };
        const done = ledger.commit({ contacts: [contact], pages: [page], engagements: [] });
        const during = look();
        await done;
        assert.deepEqual({ during, after: look() }, { during: [undefined, 0, 0, []], after: [contact, 1, 1, [page]] });
      }),
    );
  });

  it('lets go of open work that is settled, however much there was', async () => {
    const counts = await withLedger(inMemory, async (ledger) => {
      await introduceTo(ledger, [akua]);
      const many = [...Array(20_000).keys()];
      const seen: unknown[] = [];
      for (const times of [{ sentAt: 1000 }, { sentAt: 1000, readAt: 2000 }]) {
        await sweep(
          ledger,
          akua,
          3000,
          many.map((index) => pageTo(akua, index, times)),
        );
        seen.push([ledger.pageCount, ledger.openPageCount, [...ledger.openEngagements(akua)].length]);
      }
      return seen;
    });
    assert.deepEqual(counts, [
      [20_000, 20_000, 20_000],
      [20_000, 0, 0],
    ]);
  });

  it('is kept in memory only when its path is empty', async () => {
    const held = await withLedger(inMemory, async (ledger) => {
      await introduceTo(ledger, [akua]);
      await sweep(ledger, akua, 5000, [pageTo(akua, 0, { sentAt: 1000 })]);
      return [ledger.pageCount, ledger.openPageCount, ledger.contact(akua)?.totals];
    });
    const anew = await withLedger(inMemory, (ledger) => Promise.resolve(ledger.pageCount));
    assert.deepEqual([held, anew], [[1, 1, sentTotals('p0', 1000)], 0]);
  });

  it('takes one write more after one has failed, and has lost nothing that was committed', async function () {
    if (process.platform === 'win32') this.skip();
    await withPath(async (path) => {
      const limited = 'ulimit -S -f 2048 && exec "$0" --import tsx "$@"';
      const { stdout } = await run('sh', ['-c', limited, process.execPath, besides('cramped.ts'), path]);
      const told = JSON.parse(stdout) as Record<string, { committed: number; pages: number; openPages: number }>;
      const { hasFailed, whenFailed, whenRetried, whenReopened } = told;
      const tally = (committed = -1) => ({ committed, pages: 100 * committed, openPages: 100 * committed });
      const failedAt = whenFailed?.committed ?? NaN;
      assert.deepEqual(
        { hasFailed, whenFailed, whenRetried, whenReopened },
        {
          hasFailed: true,
          whenFailed: tally(failedAt),
          whenRetried: tally(failedAt + 1),
          whenReopened: tally(failedAt + 1),
        },
      );
    });
  });
});

describe('a ledger in use', () => {
  const message = (path: string) =>
    `LedgerError: the ledger ${path} is in use by another process; stop that one, or give this one its own --ledger.path`;

  it('is refused to the same process', async () => {
    await withPath((path) =>
      withLedger(path, () =>
        assert.rejects(
          withLedger(path, () => Promise.resolve()),
          (error) => String(error) === message(path),
        ),
      ),
    );
  });

  it('is refused to another process, and free again when it is closed', async () => {
    await withPath(async (path) => {
      const open = async () => (await run(process.execPath, ['--import', 'tsx', besides('opener.ts'), path])).stdout;
      const during = await withLedger(path, open);
      assert.deepEqual([during, await open()], [`${message(path)}\n`, 'opened\n']);
    });
  });
});
