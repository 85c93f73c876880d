import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContactStory } from '../../src/simulator/world/story.js';
import { livePage, person, type LivePage } from '../e2e/scripted-account.js';
import { useTestBed } from '../e2e/test-bed.js';
import { waitFor } from '../e2e/wait.js';
import { storedIn, truthsOf, type Counts } from '../peers/counted.js';
import { needProgram } from '../peers/program.js';
import type { Prometheus } from '../peers/prometheus.js';
import { minuteMs, startStack, type Stack } from './stack.js';

const contacts = ['akuam', 'alejandror', 'anas'].map(person);

describe('an exporter that is stopped for a while and comes back', function () {
  const bed = useTestBed('suite');
  let stack: Stack;
  let sent = 0;

  before(async () => {
    needProgram('prometheus', ['--version'], 'prometheus');
    needProgram('prometheus-alertmanager', ['--version'], 'prometheus-alertmanager');
    stack = await startStack(bed, contacts);
  });

  /** Pages each contact, and has them answer, if at all now, a moment later. */
  function pageAll(answer?: 'at once'): LivePage[] {
    const pages = contacts.map((contact) => page(contact));
    if (answer === 'at once') answerAll(pages);
    stack.simulator.world.add({ pages });
    return pages;
  }

  function page(contact: ContactStory): LivePage {
    return livePage(contact, `page-${(sent += 1)}`, { secondsAgo: 0 });
  }

  function answerAll(pages: readonly LivePage[]): void {
    for (const each of pages) each.readAt = Date.now() + 300;
  }

  /** Some minutes of the rules without an exporter, in which pages are sent and read, and `early` ones are read. */
  async function stopFor(minutes: number, signal: NodeJS.Signals, early: readonly LivePage[] = []): Promise<void> {
    pageAll('at once');
    const before = pageAll();
    await sleep(2 * minuteMs);
    await stack.stopExporter(signal);
    pageAll('at once');
    answerAll([...before, ...early]);
    await sleep((minutes - 2) * minuteMs);
    const during = pageAll();
    await sleep(2 * minuteMs);
    await stack.startExporter();
    pageAll('at once');
    await sleep(minuteMs);
    answerAll(during);
    await sleep(2 * minuteMs);
  }

  const truth = () => truthsOf(stack.simulator.truth(Date.now(), { unansweredAfterMs: 86_400_000 }));

  it('has counted what happened meanwhile, as increase() shows, and has rung nobody', async () => {
    await stopFor(4, 'SIGTERM');
    // Known as unread when the exporter is stopped; before it is back they are 12 minutes old, when the first alert's time would come.
    const early = pageAll();
    await sleep(3 * minuteMs);
    await stopFor(8, 'SIGKILL', early);

    const expected = truth();
    let stored: Readonly<Record<string, Counts>> = {};
    await waitFor(
      'all of it',
      async () => {
        stored = (await storedIn(stack.prometheus)).counts;
        return JSON.stringify(Object.entries(stored).sort()) === JSON.stringify(Object.entries(expected).sort());
      },
      () => JSON.stringify({ stored, expected }),
    );
    assert.deepEqual(stored, expected);
    assert.equal(Object.values(expected)[0]?.['pages_sent_total'], 11);

    await sleep(5 * minuteMs);
    assert.deepEqual(stack.notices, []);
    const rang = await stack.prometheus.query('count_over_time(ALERTS{alertstate="firing"}[10m])');
    assert.deepEqual(rang, []);
  });

  // increase() extrapolates, by less than a tenth here, and not alike over windows that are not the same.
  it('is recorded alike from classic and from native histograms', async () => {
    const engagements = Object.values(truth()).map((counts) => counts['engagements_total'] ?? NaN);
    const recordedBy = async (prometheus: Prometheus) => {
      const of = async (series: string) => {
        const found = await prometheus.query(`contact:ssm_contacts_engagements_${series}:increase1d`);
        return found.map(({ samples }) => samples[0]?.[1] ?? NaN);
      };
      const isWithinTenth = (value: number, index: number) => Math.abs(value / (engagements[index] ?? NaN) - 1) < 0.1;
      const quantiles = 'contact:ssm_contacts_engagement_acknowledge_duration_seconds:p50_rate1d > 0';
      return {
        due: (await of('due')).map(isWithinTenth),
        inTime: (await of('in_time')).map(isWithinTenth),
        late: (await of('late')).map((late) => late >= 0.5),
        quantiles: (await prometheus.query(quantiles)).map(({ labels }) => labels['contact']).sort(),
      };
    };
    const expected = {
      due: contacts.map(() => true),
      inTime: contacts.map(() => true),
      late: contacts.map(() => false),
      quantiles: contacts.map(({ alias }) => alias),
    };
    assert.deepEqual(await recordedBy(stack.prometheus), expected);
    assert.deepEqual(await recordedBy(stack.native), expected);
  });
});
