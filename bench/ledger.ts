/**
 * How long a ledger of 100,000 pages takes to open, beside reading the same store without checking or parsing anything.
 * Prints milliseconds and their ratio; run it with `npm run bench:ledger`.
 */
import { ClassicLevel } from 'classic-level';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngagementRecord } from '../src/core/engagement.js';
import type { PageRecord } from '../src/core/lifecycle.js';
import { Ledger } from '../src/ledger/ledger.js';

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
  await fill(directory);
  const opened: number[] = [];
  const raw: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    opened.push(await timed(() => openLedger(directory)));
    raw.push(await timed(() => readRaw(directory)));
  }
  const ratio = median(opened) / median(raw);
  console.log(`${pageCount} pages, median of ${rounds}:`);
  console.log(`  open the ledger      ${median(opened).toFixed(0)} ms`);
  console.log(`  read the raw store   ${median(raw).toFixed(0)} ms`);
  console.log(`  ratio                ${ratio.toFixed(2)}`);
} finally {
  await rm(directory, { recursive: true });
}
