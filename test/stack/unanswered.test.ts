import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { livePage, person } from '../e2e/scripted-account.js';
import { useTestBed } from '../e2e/test-bed.js';
import { waitFor, waitUntil } from '../e2e/wait.js';
import { needProgram } from '../peers/program.js';
import type { Notice } from './receiver.js';
import { minuteMs, startStack, type Stack } from './stack.js';

/**
 * From when an alert's time has come to when the receiver hears of it: a poll (0.25 s), a scrape (1 s), a look at the rules (1 s),
 * Alertmanager, and what a busy machine adds.
 */
const slackMs = 6000;

const akuam = person('akuam');

/** When each is told, after the page was sent: its threshold and its `for`, in the minutes of the rules. */
const ladder = [
  { alertname: 'SSMContactsPageUnread', severity: 'warning', afterMinutes: 10 + 2 },
  { alertname: 'SSMContactsEngagementUnanswered', severity: 'warning', afterMinutes: 15 + 2 },
  { alertname: 'SSMContactsPageUnreadCritical', severity: 'critical', afterMinutes: 30 + 2 },
];

describe('a page that nobody answers', function () {
  const bed = useTestBed('suite');
  let stack: Stack;

  before(async () => {
    needProgram('prometheus', ['--version'], 'prometheus');
    needProgram('prometheus-alertmanager', ['--version'], 'prometheus-alertmanager');
    stack = await startStack(bed, [akuam]);
  });

  const told = (status: Notice['status']) =>
    stack.notices.filter((notice) => notice.status === status).map(({ labels }) => labels);
  const arrival = (alertname: string, status: Notice['status']) =>
    stack.notices.find((notice) => notice.status === status && notice.labels['alertname'] === alertname)?.at ?? NaN;
  const outside = (values: Readonly<Record<string, number>>, from: number, to: number) =>
    Object.entries(values).filter(([, value]) => !(value >= from && value <= to));

  it('rings step by step, each within its time, whatever happens to the exporter, and no more once it is read', async () => {
    const page = livePage(akuam, 'unanswered', { secondsAgo: 0 });
    const [sentAt] = page.sends;
    stack.simulator.world.add({ pages: [page] });

    // After the first alert, and back before the time of the second one, which would not begin while nobody looks.
    await waitFor('the first alert', () => told('firing').length > 0);
    await stack.stopExporter('SIGTERM');
    await sleep(minuteMs);
    await stack.startExporter();
    await waitUntil(sentAt + 24 * minuteMs);
    await stack.stopExporter('SIGKILL');
    await sleep(2 * minuteMs);
    await stack.startExporter();

    await waitFor('all alerts', () => told('firing').length >= ladder.length);
    const readAt = Date.now();
    page.readAt = readAt;
    await waitFor('their ends', () => told('resolved').length >= ladder.length);

    const labels = ladder.map(({ alertname, severity }) => ({
      alertname,
      severity,
      contact: 'akuam',
      aws_account_id: '111122223333',
      aws_region: 'us-east-2',
      team: 'payments',
    }));
    const byName = (a: Record<string, string>, b: Record<string, string>) =>
      `${a['alertname']}` < `${b['alertname']}` ? -1 : 1;
    assert.deepEqual(told('firing'), labels);
    assert.deepEqual(told('resolved').sort(byName), labels.sort(byName));
    const delays = ladder.map(({ alertname, afterMinutes }) => {
      return [alertname, arrival(alertname, 'firing') - sentAt - afterMinutes * minuteMs] as const;
    });
    assert.deepEqual(outside(Object.fromEntries(delays), 0, slackMs), []);
    const ends = ladder.map(({ alertname }) => [alertname, arrival(alertname, 'resolved') - readAt] as const);
    assert.deepEqual(outside(Object.fromEntries(ends), 0, slackMs), []);
  });
});
