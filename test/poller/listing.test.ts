import assert from 'node:assert/strict';
import type { Answer } from '../../src/core/answer.js';
import { Fault, reasons } from '../../src/core/fault.js';
import type { Reason } from '../../src/core/fault.js';
import { Listing } from '../../src/poller/listing.js';
import type { ListingOptions, Step } from '../../src/poller/listing.js';

const never = new AbortController().signal;

/** What a request comes to: an answer, empty or not, with a token or without, or a reason to fail. */
type Outcome = Answer<string> | Reason | Error;

function more(nextToken: string, ...items: readonly string[]): Answer<string> {
  return { items, nextToken };
}

const last: Answer<string> = { items: ['z'] };

interface Told {
  /** The steps, briefly. */
  readonly steps: string[];
  /** The tokens of the requests; `-` for none. */
  readonly tokens: string[];
  readonly taken: string[];
  readonly listing: Listing;
}

interface Play extends Partial<ListingOptions> {
  readonly random?: number;
  /** Is found to be enough. */
  readonly enough?: string;
}

/** Plays one outcome after another. */
async function played(outcomes: readonly Outcome[], { random = 0, enough, ...options }: Play = {}): Promise<Told> {
  const listing = new Listing({ askedAt: 0, startedAt: 0, ...options });
  const told: Told = { steps: [], tokens: [], taken: [], listing };
  for (const outcome of outcomes) {
    const subject = {
      request: ({ token = '-' }: { readonly token?: string }) => {
        told.tokens.push(token);
        if (outcome instanceof Error) return Promise.reject(outcome);
        if (typeof outcome === 'string') return Promise.reject(new Fault(outcome, 'scripted'));
        return Promise.resolve(outcome);
      },
      take: (items: readonly string[], isLast: boolean) => {
        told.taken.push([...items, ...(isLast ? ['end'] : [])].join(' '));
        return Promise.resolve(enough !== undefined && items.includes(enough));
      },
    };
    told.steps.push(brief(await listing.step(subject, never, random)));
  }
  return told;
}

function brief(step: Step): string {
  if (!('fault' in step)) return step.kind;
  const wait = step.kind === 'again' ? ` after ${step.waitMs}` : '';
  return `${step.kind}${wait}: ${step.fault.reason}`;
}

function repeated<T>(times: number, value: T): T[] {
  return Array.from({ length: times }, () => value);
}

describe('a listing', () => {
  it('goes from token to token; an empty answer is not the end', async () => {
    const { steps, tokens, taken, listing } = await played([more('t1', 'a', 'b'), more('t2'), last]);
    assert.deepEqual(
      { steps, tokens, taken, answers: listing.answers },
      { steps: ['more', 'more', 'complete'], tokens: ['-', 't1', 't2'], taken: ['a b', '', 'z end'], answers: 3 },
    );
  });

  it('is complete as soon as that is enough', async () => {
    const { steps, tokens } = await played([more('t1', 'a'), more('t2', 'b')], { enough: 'b' });
    assert.deepEqual({ steps, tokens }, { steps: ['more', 'complete'], tokens: ['-', 't1'] });
  });

  it('is over when a token comes again, even much later', async () => {
    const { steps, taken } = await played([more('t1'), more('t2'), more('t3'), more('t1', 'a')]);
    assert.deepEqual(
      { steps, taken },
      { steps: ['more', 'more', 'more', 'over: malformed'], taken: ['', '', '', 'a'] },
    );
  });

  it('is over when it does not end after 20,000 answers', async () => {
    const endless = Array.from({ length: 20_000 }, (_, index) => more(`t${index}`));
    const { steps, listing } = await played(endless);
    assert.deepEqual(
      { last: steps.slice(-2), answers: listing.answers },
      { last: ['more', 'over: malformed'], answers: 20_000 },
    );
  });

  it('may have 20,000 answers', async () => {
    const { steps } = await played([...Array.from({ length: 19_999 }, (_, index) => more(`t${index}`)), last]);
    assert.deepEqual(steps.slice(-2), ['more', 'complete']);
  });

  const fates: Readonly<Record<Reason, { readonly first: string; readonly later: string }>> = {
    throttled: { first: 'again after 0: throttled', later: 'again after 0: throttled' },
    internal: { first: 'paused: internal', later: 'again after 0: internal' },
    network: { first: 'paused: network', later: 'again after 0: network' },
    timeout: { first: 'paused: timeout', later: 'paused: timeout' },
    access_denied: { first: 'over: access_denied', later: 'over: access_denied' },
    not_found: { first: 'over: not_found', later: 'over: not_found' },
    validation: { first: 'over: validation', later: 'over: validation' },
    malformed: { first: 'over: malformed', later: 'over: malformed' },
  };
  for (const reason of reasons) {
    it(`knows what ${reason} means for it, at its first answer and later`, async () => {
      const first = await played([reason]);
      const later = await played([more('t1'), reason]);
      assert.deepEqual([first.steps, later.steps], [[fates[reason].first], ['more', fates[reason].later]]);
    });
  }

  for (const reason of ['throttled', 'internal', 'network', 'timeout'] as const) {
    it(`goes on at its token after ${reason}`, async () => {
      const { tokens, taken, steps } = await played([more('t1', 'a'), reason, more('t2', 'b'), reason, last]);
      assert.deepEqual(
        { tokens, taken, end: steps.at(-1) },
        { tokens: ['-', 't1', 't1', 't2', 't2'], taken: ['a', 'b', 'z end'], end: 'complete' },
      );
    });
  }

  it('goes on at its token after a mistake of our own', async () => {
    const { tokens, steps } = await played([more('t1'), new TypeError('scripted'), last]);
    assert.deepEqual(
      { tokens, steps },
      { tokens: ['-', 't1', 't1'], steps: ['more', 'again after 0: internal', 'complete'] },
    );
  });

  it('asks five times for a later answer before it pauses, and five times more after that', async () => {
    const { steps } = await played([more('t1'), ...repeated(10, 'network' as const)]);
    const round = [...repeated(4, 'again after 0: network'), 'paused: network'];
    assert.deepEqual(steps, ['more', ...round, ...round]);
  });

  it('counts the tries at each token anew', async () => {
    const failures = repeated(4, 'internal' as const);
    const { steps } = await played([more('t1'), ...failures, more('t2'), ...failures, last]);
    const again = repeated(4, 'again after 0: internal');
    assert.deepEqual(steps, ['more', ...again, 'more', ...again, 'complete']);
  });

  it('asks as often as it was told to, for the first answer as well', async () => {
    const { steps } = await played(['throttled', 'throttled', 'throttled', more('t1'), 'network', 'network', last], {
      tries: 3,
    });
    assert.deepEqual(steps, [
      'again after 0: throttled',
      'again after 0: throttled',
      'paused: throttled',
      'more',
      'again after 0: network',
      'again after 0: network',
      'complete',
    ]);
  });

  it('waits ever longer between tries, up to eight seconds', async () => {
    const { steps } = await played([more('t1'), ...repeated(6, 'network' as const)], { tries: 7, random: 0.5 });
    const waits = [500, 1000, 2000, 4000, 4000, 4000];
    assert.deepEqual(steps, ['more', ...waits.map((waitMs) => `again after ${waitMs}: network`)]);
  });

  it('waits for what the service asked for, and the jitter after that', async () => {
    const pause = new Fault('internal', 'scripted', { retryAfterSeconds: 30 });
    const { steps } = await played([more('t1'), pause, pause], { random: 0.5 });
    assert.deepEqual(steps, ['more', 'again after 30500: internal', 'again after 31000: internal']);
  });

  it('leaves the back-off after throttling to the budget, but for what the service asked for', async () => {
    const pause = new Fault('throttled', 'scripted', { retryAfterSeconds: 30 });
    const { steps } = await played([pause, pause], { random: 0.5 });
    assert.deepEqual(steps, ['again after 30000: throttled', 'again after 30000: throttled']);
  });

  it('knows whether the next answer has been asked for in vain, and whether it ever paused', async () => {
    const rows = [
      [more('t1')],
      [more('t1'), 'throttled' as const],
      [more('t1'), 'throttled' as const, more('t2')],
      [more('t1'), 'timeout' as const, more('t2')],
    ];
    const told = await Promise.all(rows.map((row) => played(row)));
    assert.deepEqual(
      told.map(({ listing: { isRetry, hasPaused } }) => ({ isRetry, hasPaused })),
      [
        { isRetry: false, hasPaused: false },
        { isRetry: true, hasPaused: false },
        { isRetry: false, hasPaused: false },
        { isRetry: false, hasPaused: true },
      ],
    );
  });

  it('takes no answer that comes when its signal has aborted', async () => {
    const stopping = new AbortController();
    const listing = new Listing({ askedAt: 0, startedAt: 0 });
    const request = () => {
      stopping.abort(new Error('stopped'));
      return Promise.resolve(last);
    };
    const taken: string[] = [];
    const take = (items: readonly string[]) => Promise.resolve(taken.push(...items) > 5);
    await assert.rejects(listing.step({ request, take }, stopping.signal, 0), /stopped/);
    assert.deepEqual([taken, listing.answers], [[], 0]);
  });

  it('ends with the reason of its signal', async () => {
    const stopped = new Error('stopped');
    const listing = new Listing({ askedAt: 0, startedAt: 0 });
    const subject = { request: () => Promise.reject(new Fault('network', 'cut')), take: () => Promise.resolve(false) };
    await assert.rejects(listing.step(subject, AbortSignal.abort(stopped), 0), stopped);
  });
});
