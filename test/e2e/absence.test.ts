import assert from 'node:assert/strict';
import { nothing, numbersOf } from './numbers.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';

describe('what happens while the exporter is down', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const histories = ['baseline', 'count'] as const;

  for (const history of histories) {
    it(`is counted when it is back, with history: ${history}`, async () => {
      const akua = person('akuam');
      const world = accountOf([akua]);
      const simulator = await bed.simulate({ world });
      const config = configFor(simulator, bed.path('ledger'), { ledger: { history } });
      const first = await bed.start(config);
      // With baseline, what is sent before the contact is known is history.
      await swept(first, [akua]);
      const known = livePage(akua, 'known', { secondsAgo: 0 });
      const retried = livePage(akua, 'retried', { secondsAgo: 0 });
      world.add({ pages: [known, retried] });
      await swept(first, [akua]);
      assert.equal((await first.end()).code, 0);

      const missed = livePage(akua, 'missed', { secondsAgo: 0 });
      const seized = livePage(akua, 'seized', { secondsAgo: 0 });
      seized.deliveredAt = after(seized, 0.001);
      seized.readAt = after(seized, 0.002);
      known.readAt = Math.max(after(known, 0), seized.sends[0]);
      retried.sends.push(missed.sends[0] + 1);
      world.add({ pages: [missed, seized] });
      const knownSeconds = (known.readAt - known.sends[0]) / 1000;
      const second = await bed.start(config);

      assert.deepEqual(numbersOf(await swept(second, [akua]), akua), {
        ...nothing,
        sent: 4,
        resent: 1,
        delivered: 1,
        acknowledged: 2,
        delivery: [0.001, 1],
        acknowledge: [(knownSeconds * 1000 + 2) / 1000, 2],
        unread: 2,
        undelivered: 2,
        oldestUnread: retried.sends[0] / 1000,
        engagements: 4,
        engagementsAcknowledged: 2,
        engagementsUnacknowledged: 2,
        oldestUnacknowledged: retried.sends[0] / 1000,
        engagementAcknowledge: [(knownSeconds * 1000 + 2) / 1000, 2],
      });
    });
  }
});
