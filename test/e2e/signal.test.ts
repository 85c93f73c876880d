import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { accountOf, person } from './scripted-account.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

describe('a signal', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const akua = person('akuam');

  const start = async (sections: Readonly<Record<string, object>> = {}) => {
    const simulator = await bed.simulate({ world: accountOf([akua]) });
    return { simulator, exporter: await bed.start(configFor(simulator, bed.path('ledger'), sections)) };
  };
  const brief = ({ code, signal }: { code: number | null; signal: string | null }) => ({ code, signal });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`${signal} ends it with 0 while a request hangs`, async () => {
      // Far beyond the nine seconds after which a stop that takes too long is a failure.
      const { simulator, exporter } = await start({ poll: { requestTimeout: '10m' } });
      simulator.setFaults([{ kind: 'hang' }]);
      const isHanging = () => Object.values(simulator.requests()).some(({ hang = 0 }) => hang > 0);
      await waitFor('a request to hang', isHanging);
      assert.deepEqual(brief(await exporter.end(signal)), { code: 0, signal: null });
    });
  }

  it('a second signal ends it at once, with 1', async () => {
    const { exporter } = await start();
    // A request that is never complete holds up the server's closing for a while.
    const { hostname, port } = new URL(exporter.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('GET /metrics HTTP/1.1\r\nhost: exporter\r\n');
    await swept(exporter, [akua]);
    exporter.send('SIGTERM');
    await waitFor('it to be stopping', () => exporter.log().includes('"msg":"stopping"'));
    assert.deepEqual(brief(await exporter.end('SIGTERM')), { code: 1, signal: null });
    socket.destroy();
  });

  it('SIGHUP does not end it', async () => {
    const { exporter } = await start();
    exporter.send('SIGHUP');
    await waitFor('the signal to be noticed', () => exporter.log().includes('reload'));
    await swept(exporter, [akua]);
    assert.deepEqual(brief(await exporter.end()), { code: 0, signal: null });
  });
});
