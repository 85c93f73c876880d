import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import { checkedJson } from '../../src/ledger/codec.js';
import { slowDuration } from '../core/slow-totals.js';
import { akua, arns, diego, engagement, known, layout, on, totals } from '../core/stories.js';
import { holdingsOf, introduceTo, pageTo, sweep, withLedger, withPath, withStore } from './opened.js';
import type { Holdings } from './opened.js';

/**
 * A ledger as the last version wrote it that had schema 1, without the files LOG and LOCK. It was created at second 1 and
 * introduced to Akua and Diego at 0.5; sweeps at second 5 showed it p0 to Akua, sent at 1, p1 to Akua, sent at 2,
 * delivered at 2.5 and read at 3, and p2 to Diego, sent at 1.5, each in an engagement of its own.
 */
const fixture = fileURLToPath(new URL('fixtures/schema-1', import.meta.url));
const upgradedAt = 9000;

const run = promisify(execFile);

/** Runs `use` with the path of a copy. */
function withCopy<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  return withPath(async (path) => {
    await cp(fixture, path, { recursive: true });
    return use(path);
  });
}

async function metaOf(path: string): Promise<unknown> {
  let meta: unknown;
  await withStore(path, async (store) => (meta = checkedJson.decode((await store.get('meta')) ?? '')));
  return meta;
}

/** What schema 1 held of an engagement: nothing of the pages that were sent and read first. */
function nameless(name: string, parts: Parameters<typeof engagement>[0]) {
  const { arn, contactArn, firstSentAt, lastSentAt, isStarted, isHistory, isAcknowledged, isExpired } = engagement({
    arn: arns.engagement(name),
    isStarted: true,
    ...parts,
  });
  return { arn, contactArn, firstSentAt, lastSentAt, isStarted, isHistory, isAcknowledged, isExpired };
}

const page = (id: string, sentAt: number) =>
  known({
    arn: arns.page(`p${id}`),
    engagementArn: arns.engagement(`e${id}`),
    firstSentAt: sentAt,
    lastSentAt: sentAt,
  });
const waiting = [nameless('e0', {}), nameless('e2', { contactArn: diego, firstSentAt: 1500, lastSentAt: 1500 })];
const unread = [page('0', 1000), { ...page('2', 1500), contactArn: diego }];
const answered = {
  ...nameless('e1', { firstSentAt: 2000, lastSentAt: 2000, isAcknowledged: true }),
  firstReadAt: 3000,
  readSeenAt: 5000,
};
const begunAnew = (boundsSeconds: readonly number[]) => ({
  ...slowDuration([], boundsSeconds, layout.native),
  restartedAt: upgradedAt,
});
const ofAkua = {
  ...totals(),
  pagesSent: 2,
  pagesDelivered: 1,
  pagesAcknowledged: 1,
  engagements: 2,
  engagementsAcknowledged: 1,
  deliveryDuration: begunAnew([1, 10]),
  acknowledgeDuration: begunAnew([60, 600]),
  engagementAcknowledgeDuration: begunAnew([60, 600]),
};
const upgraded: Holdings = {
  createdAt: 1000,
  forgottenBefore: 0,
  pageCount: 3,
  openPageCount: 2,
  contacts: [
    { arn: akua, knownSince: 500, totals: ofAkua },
    { arn: diego, knownSince: 500, totals: { ...totals(), pagesSent: 1, engagements: 1 } },
  ],
  pages: [page('0', 1000), { ...page('1', 2000), deliveredAt: 2500, readAt: 3000 }, ...unread.slice(1)],
  engagements: [...waiting.slice(0, 1), answered, ...waiting.slice(1)],
  openPages: unread,
  openEngagements: waiting,
};

/** The sum of the checksums of all that is held. */
function sumOf({ contacts, pages, engagements }: Holdings): number {
  const checksums = [...contacts, ...pages, ...engagements].map((record) => crc32(JSON.stringify(record)));
  return checksums.reduce((total, checksum) => total + checksum, 0) % 2 ** 32;
}

describe('a ledger of schema 1', () => {
  it('is opened with all that it holds, but for histograms that have counted, and the same when it is opened again', async () => {
    const held = await withCopy(async (path) => {
      const before = await metaOf(path);
      const first = await withLedger(path, (ledger) => holdingsOf(ledger, [akua, diego]), upgradedAt);
      const after = await metaOf(path);
      return { before, first, after, again: await withLedger(path, (ledger) => holdingsOf(ledger, [akua, diego])) };
    });
    const meta = { createdAt: 1000, records: { contact: 2, page: 3, engagement: 3 }, forgottenBefore: 0 };
    assert.deepEqual(held, {
      before: { ...meta, schema: 1 },
      first: upgraded,
      after: { ...meta, schema: 3, commit: 0, sum: sumOf(held.first) },
      again: upgraded,
    });
  });

  it('is left as it was when it is damaged', async () => {
    const meta = await withCopy(async (path) => {
      await withStore(path, (store) => store.del(`page/${arns.page('p0')}`));
      await assert.rejects(
        withLedger(path, (ledger) => holdingsOf(ledger, [akua]), upgradedAt),
        LedgerError,
      );
      return metaOf(path);
    });
    assert.equal((meta as { schema: number }).schema, 1);
  });

  it('that can not be rewritten says so, and is whole when it can', async function () {
    if (process.platform === 'win32') this.skip();
    const limited = 'ulimit -S -f 2 && exec "$0" --import tsx "$@"';
    const opener = fileURLToPath(new URL('opener.ts', import.meta.url));
    const { said, held } = await withCopy(async (path) => {
      const { stdout } = await run('sh', ['-c', limited, process.execPath, opener, path]);
      const said = stdout.replaceAll(path, 'PATH').replace(/\(.*\)/, '(WHY)');
      return { said, held: await withLedger(path, (ledger) => holdingsOf(ledger, [akua, diego]), upgradedAt) };
    });
    assert.deepEqual(
      [said, held],
      [
        "LedgerError: the ledger PATH can't be written (WHY); nothing of it is lost: " +
          'make room or give this user the right to write, and start again\n',
        upgraded,
      ],
    );
  });

  it('goes on counting what it had begun', async () => {
    const counted = await withCopy((path) =>
      withLedger(
        path,
        async (ledger) => {
          await introduceTo(ledger, [akua, diego], upgradedAt);
          await sweep(ledger, akua, 9500, [
            pageTo(akua, 0, { sentAt: 1000, readAt: 9100, incidentId: arns.incident('i') }),
            pageTo(akua, 1, { sentAt: 2000, deliveredAt: 2500, readAt: 3000 }),
          ]);
          return [akua, diego].map((arn) => ledger.contact(arn)?.totals);
        },
        upgradedAt,
      ),
    );
    const read = { ...on('p0', 9100), incidentId: 'i' };
    const acknowledgeDuration = {
      ...slowDuration([{ ...read, durationMs: 8100 }], [60, 600], layout.native),
      restartedAt: upgradedAt,
    };
    assert.deepEqual(counted, [
      {
        ...ofAkua,
        pagesAcknowledged: 2,
        engagementsAcknowledged: 2,
        exemplars: { pagesAcknowledged: read, engagementsAcknowledged: read },
        acknowledgeDuration,
        engagementAcknowledgeDuration: acknowledgeDuration,
      },
      upgraded.contacts[1]?.totals,
    ]);
  });
});
