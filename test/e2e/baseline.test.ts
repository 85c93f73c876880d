import assert from 'node:assert/strict';
import { nothing, numbersOf } from './numbers.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

describe('history: baseline', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const akua = person('akuam');
  const history = { ledger: { history: 'baseline' } };

  it('leaves out what happened before the start, and counts what happens to old pages afterwards', async () => {
    const untouched = livePage(akua, 'untouched', { secondsAgo: 500 });
    const settled = livePage(akua, 'settled', { secondsAgo: 400 });
    settled.deliveredAt = after(settled, 1);
    settled.readAt = after(settled, 2);
    const delivered = livePage(akua, 'delivered', { secondsAgo: 300 });
    delivered.deliveredAt = after(delivered, 1);
    const live = livePage(akua, 'live', { secondsAgo: 200 });
    const world = accountOf([akua], [untouched, settled, delivered, live]);
    const simulator = await bed.simulate({ world });
    const exporter = await bed.start(configFor(simulator, bed.path('ledger'), history));

    const first = numbersOf(await swept(exporter, [akua]), akua);
    const openAtFirst = {
      unread: 3,
      undelivered: 2,
      oldestUnread: untouched.sends[0] / 1000,
      engagementsUnacknowledged: 3,
      oldestUnacknowledged: untouched.sends[0] / 1000,
    };
    assert.deepEqual(first, { ...nothing, ...openAtFirst });

    live.sends.push(after(live, 190));
    await swept(exporter, [akua]);
    live.deliveredAt = after(live, 200);
    live.readAt = after(live, 201);
    delivered.readAt = after(delivered, 301);
    // Sent now: a page that was sent before the start would be history.
    const fresh = livePage(akua, 'fresh', { secondsAgo: 0 });
    fresh.readAt = after(fresh, 0.5);
    world.add({ pages: [fresh] });
    await waitFor('the page to be read', () => Date.now() > after(fresh, 0.5));
    const then = numbersOf(await swept(exporter, [akua]), akua);
    assert.deepEqual(then, {
      ...nothing,
      sent: 1,
      resent: 1,
      delivered: 1,
      acknowledged: 3,
      delivery: [200, 1],
      acknowledge: [201 + 301 + 0.5, 3],
      unread: 1,
      undelivered: 1,
      oldestUnread: untouched.sends[0] / 1000,
      engagements: 1,
      engagementsAcknowledged: 3,
      engagementsUnacknowledged: 1,
      oldestUnacknowledged: untouched.sends[0] / 1000,
      engagementAcknowledge: [201 + 301 + 0.5, 3],
    });
  });

  it('counts an old page as unanswered when its window ends after the start, not when it ended before', async () => {
    const windowSeconds = 3;
    const world = accountOf([akua], [livePage(akua, 'long-ago', { secondsAgo: 60 })]);
    const simulator = await bed.simulate({ world });
    const unreadWindow = { poll: { unreadWindow: `${windowSeconds}s` } };
    const exporter = await bed.start(configFor(simulator, bed.path('ledger'), { ...history, ...unreadWindow }));
    const before = await swept(exporter, [akua]);
    // As old as a page can be and be open still, had it been listed a moment before the ledger began.
    const createdAt = (before['ssm_contacts_exporter_ledger_created_timestamp_seconds'] ?? NaN) * 1000;
    const page = livePage(akua, 'just-before', { sends: [createdAt - 1] });
    world.add({ pages: [page] });
    await waitFor('the window to pass', () => Date.now() > after(page, windowSeconds));

    assert.deepEqual(numbersOf(await swept(exporter, [akua]), akua), { ...nothing, unanswered: 1 });
  });
});
