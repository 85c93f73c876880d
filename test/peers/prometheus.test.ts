import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './background-program.js';
import { leastOf, storedIn, truthsOf, type Counts } from './counted.js';
import { startDemo, untilReplayIsOver, type Demo } from './demo.js';
import { needProgram } from './program.js';
import { startPrometheus, type Prometheus } from './prometheus.js';

/** What is counted is published after a poll (0.2 s) and a scrape: what happened before this must be there. */
const lagMs = 2000;
/** By then, in the drill of this seed, pages have been sent again and then read. */
const seed = 111;
const liveForMs = 50_000;

/** What Prometheus has of one contact, and what it must lie between. */
interface Comparison {
  readonly arn: string;
  readonly stored: Counts;
  readonly least: Counts;
  readonly most: Counts;
  /** Nothing has happened for a while, so that everything must have been counted. */
  readonly isQuiet: boolean;
}

function exceeding(left: Counts, right: Counts): string[] {
  return Object.keys(left).filter((series) => !((left[series] ?? NaN) <= (right[series] ?? NaN)));
}

describe('a real Prometheus that scrapes the demo', function () {
  this.timeout(300_000);
  let prometheus: Prometheus | undefined;
  let demo: Demo | undefined;

  before(() => {
    needProgram('prometheus', ['--version'], 'prometheus');
  });

  after(async () => {
    await demo?.stop();
    await prometheus?.stop();
  });

  async function start(): Promise<{ prometheus: Prometheus; demo: Demo }> {
    const port = await freePort();
    // It scrapes before there is anything to scrape, so that it sees the beginning.
    prometheus = await startPrometheus(`127.0.0.1:${port}`);
    demo = await startDemo(port, `--simulator.seed=${seed}`);
    return { prometheus, demo };
  }

  async function compare(from: Prometheus, { truth, stories }: Demo, replayOverAt: number) {
    const { at, counts } = await storedIn(from);
    const [now, before] = [truthsOf(await truth(at)), truthsOf(await truth(at - lagMs))];
    const { pages } = await stories(at);
    const comparisons = Object.entries(counts).map(([arn, stored]): Comparison => {
      const most = now[arn] ?? {};
      const least = leastOf(most, { pages: pages.filter(({ contactArn }) => contactArn === arn), at, replayOverAt });
      const isQuiet = exceeding(most, before[arn] ?? {}).length === 0;
      return { arn, stored, least, most, isQuiet };
    });
    return { at, comparisons };
  }

  it('finds by increase() what really happened to every contact, and never more', async () => {
    const { prometheus: scraping, demo: scraped } = await start();
    const replayOverAt = await untilReplayIsOver(scraped);
    const { contacts } = await scraped.stories(replayOverAt);
    const unsettled = new Map<string, Comparison | undefined>();
    for (const { arn, type } of contacts) if (type === 'PERSONAL') unsettled.set(arn, undefined);
    const everyone = [...unsettled.keys()].sort();

    const beginAt = replayOverAt + liveForMs;
    const deadline = beginAt + 60_000;
    while (unsettled.size > 0 && Date.now() < deadline) {
      await sleep(1000);
      const { at, comparisons } = await compare(scraping, scraped, replayOverAt);
      if (at < replayOverAt + lagMs) continue;
      assert.deepEqual(comparisons.map(({ arn }) => arn).sort(), everyone);
      assert.deepEqual(
        comparisons.filter(({ stored, most }) => exceeding(stored, most).length > 0),
        [],
        'more than the truth',
      );
      if (at < beginAt) continue;
      for (const comparison of comparisons) {
        const { arn, stored, least, isQuiet } = comparison;
        if (!unsettled.has(arn)) continue;
        if (isQuiet && exceeding(least, stored).length === 0) unsettled.delete(arn);
        else unsettled.set(arn, comparison);
      }
    }
    assert.deepEqual([...unsettled.values()], [], 'less than the truth');

    const { pages } = await scraped.stories();
    const answeredLate = pages.filter(
      ({ sends: [first, second = Infinity], readAt = Infinity }) =>
        first > replayOverAt && second < readAt && readAt < Date.now(),
    );
    assert.ok(answeredLate.length > 0, 'no page was sent again and then read while it was live');
  });
});
