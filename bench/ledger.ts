/**
 * How long a ledger of 100,000 pages takes to open, beside reading the same store without checking or parsing anything; and
 * what a commit costs, beside writing as much without syncing it, and syncing it without a watermark.
 * Prints milliseconds and ratios; run it with `npm run bench:ledger`, with TMPDIR on the disk in question.
 */
import { ClassicLevel } from 'classic-level';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngagementRecord } from '../src/core/engagement.js';
import type { PageRecord } from '../src/core/lifecycle.js';
import { Ledger } from '../src/ledger/ledger.js';
import { Watermark } from '../src/ledger/watermark.js';

const pageCount = 100_000;
const pagesPerEngagement = 3;
const batchSize = 1000;
const rounds = 7;

const arn = (kind: string, id: string) => `arn:aws:ssm-contacts:us-east-2:111122223333:${kind}/${id}`;
const contactArn = arn('contact', 'akuam');
const uuid = (index: number) => `${index.toString(16).padStart(8, '0')}-2350-442b-95e7-ed8b0f6b5a21`;

function page(index: number): PageRecord {
  const firstSentAt = 1_700_000_000_000 + index * 1000;
  return {
    arn: arn('page', `akuam/${uuid(index)}`),
    contactArn,
    engagementArn: arn('engagement', `plan/${uuid(index - (index % pagesPerEngagement))}`),
    incidentId: `arn:aws:ssm-incidents::111122223333:incident-record/plan/${uuid(index - (index % pagesPerEngagement))}`,
    firstSentAt,
    lastSentAt: firstSentAt,
    deliveredAt: firstSentAt + 4000,
    readAt: firstSentAt + 60_000,
    isHistory: false,
    isUnanswered: false,
  };
}

function engagement(index: number): EngagementRecord {
  const firstSentAt = 1_700_000_000_000 + index * 1000;
  const origin = { pageId: uuid(index), incidentId: uuid(index) };
  return {
    arn: arn('engagement', `plan/${uuid(index)}`),
    contactArn,
    firstSentAt,
    firstSent: origin,
    lastSentAt: firstSentAt,
    firstRead: origin,
    firstReadAt: firstSentAt + 60_000,
    isStarted: true,
    isHistory: false,
    isAcknowledged: true,
    isExpired: false,
  };
}

async function fill(path: string): Promise<void> {
  const ledger = await Ledger.open(path, Date.now());
  for (let start = 0; start < pageCount; start += batchSize) {
    const indices = Array.from({ length: batchSize }, (_, index) => start + index);
    const engagements = indices.filter((index) => index % pagesPerEngagement === 0).map(engagement);
    await ledger.commit({ contacts: [], pages: indices.map(page), engagements });
  }
  await ledger.close();
}

async function openLedger(path: string): Promise<void> {
  const ledger = await Ledger.open(path, Date.now());
  await ledger.close();
}

async function readRaw(path: string): Promise<void> {
  const store = new ClassicLevel(path);
  const iterator = store.iterator();
  while ((await iterator.nextv(batchSize)).length > 0);
  await iterator.close();
  await store.close();
}

const commits = 300;
/** A page, its engagement and the totals of a contact: what most commits write. */
const bytesOfCommit = 4000;

type Commit = (index: number) => Promise<unknown>;

/** The median time of a commit, written in turns with those of the others, so that a busy disk is busy for all of them. */
async function timeCommits(writers: Readonly<Record<string, Commit>>): Promise<Readonly<Record<string, number>>> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(writers).map((name) => [name, []]));
  for (let index = 0; index < commits; index += 1) {
    for (const [name, write] of Object.entries(writers))
      times[name]?.push(
        await timed(async () => {
          await write(index);
        }),
      );
  }
  return Object.fromEntries(Object.entries(times).map(([name, each]) => [name, median(each)]));
}

async function benchCommits(directory: string): Promise<void> {
  const open = async (name: string) => {
    const store = new ClassicLevel<string, string>(join(directory, name));
    await store.open();
    return store;
  };
  const [unsynced, synced, marked] = [await open('unsynced'), await open('synced'), await open('marked')];
  const watermark = await Watermark.begin(join(directory, 'marked'), 0);
  const ledger = await Ledger.open(join(directory, 'ledger'), Date.now());
  const value = 'x'.repeat(bytesOfCommit);
  const batch = (index: number) => [{ type: 'put' as const, key: `page/${uuid(index)}`, value }];
  const costs = await timeCommits({
    'batch, not synced': (index) => unsynced.batch(batch(index)),
    'batch, synced': (index) => synced.batch(batch(index), { sync: true }),
    'batch, synced, and watermark': async (index) => {
      await marked.batch(batch(index), { sync: true });
      await watermark.mark(index);
    },
    'commit of the ledger': (index) =>
      ledger.commit({ contacts: [], pages: [page(index)], engagements: [engagement(index)] }),
  });
  await Promise.all([unsynced.close(), synced.close(), marked.close(), watermark.close(), ledger.close()]);
  const base = costs['batch, synced'] ?? NaN;
  console.log(`one commit, median of ${commits}:`);
  for (const [name, cost] of Object.entries(costs)) {
    console.log(`  ${name.padEnd(30)}${cost.toFixed(3)} ms   ${(cost / base).toFixed(2)} of a synced batch`);
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const directory = await mkdtemp(join(tmpdir(), 'bench-ledger-'));
try {
  const filled = join(directory, 'filled');
  await fill(filled);
  const opened: number[] = [];
  const raw: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    opened.push(await timed(() => openLedger(filled)));
    raw.push(await timed(() => readRaw(filled)));
  }
  const ratio = median(opened) / median(raw);
  console.log(`${pageCount} pages, median of ${rounds}:`);
  console.log(`  open the ledger      ${median(opened).toFixed(0)} ms`);
  console.log(`  read the raw store   ${median(raw).toFixed(0)} ms`);
  console.log(`  ratio                ${ratio.toFixed(2)}`);
  await benchCommits(directory);
} finally {
  await rm(directory, { recursive: true });
}
