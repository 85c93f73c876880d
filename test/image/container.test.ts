import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { startSimulator } from '../../src/simulator/server.js';
import type { Simulator } from '../../src/simulator/server.js';
import { credentials } from '../e2e/exporter-process.js';
import { pick, scrape, seriesOf } from '../e2e/scrape.js';
import { accountOf, livePage, person } from '../e2e/scripted-account.js';
import { configFor } from '../e2e/target.js';
import { waitFor } from '../e2e/wait.js';
import { freePort } from '../peers/background-program.js';
import type { ContainerEngine } from './container-engine.js';
import { baseImages } from './dockerfile.js';
import { built, builtImage, image } from './exporter-image.js';

const place = '/etc/ssm-contacts-exporter/config.yaml';
const ledger = '/var/lib/ssm-contacts-exporter';

describe('a container of the image, with nothing that it may write to but the ledger', function () {
  let engine: ContainerEngine;
  let simulator: Simulator;
  let url: string;
  let mounted: string;
  const akua = person('akuam');

  before(async function () {
    this.timeout(600_000);
    engine = await builtImage();
    const world = accountOf([akua], [livePage(akua, 'page-1'), livePage(akua, 'page-2')]);
    simulator = await startSimulator({ quotas: 'none', world });
    const listenAddress = `127.0.0.1:${await freePort()}`;
    url = `http://${listenAddress}`;
    const { ledger: kept, ...config } = configFor(simulator, '', { web: { listenAddress } });
    const file = engine.path('config.yaml');
    // Without a path, as most configurations are.
    await writeFile(file, JSON.stringify({ ...config, ledger: { history: kept.history } }));
    await chmod(file, 0o644);
    mounted = `--volume=${file}:${place}:ro`;
  });

  afterEach(() => engine.podman('rm', '--all', '--force', '--time=0'));

  after(() => simulator.close());

  const variables = Object.entries(credentials).map(([name, value]) => `--env=${name}=${value}`);

  async function startExporter(name: string, ...options: readonly string[]): Promise<void> {
    await engine.start(`--name=${name}`, ...variables, mounted, ...options, image);
    await waitFor('the exporter to be ready', async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok);
  }

  const pagesSent = seriesOf('ssm_contacts_pages_sent_total', {
    contact: akua.alias,
    aws_account_id: '111122223333',
    aws_region: 'us-east-2',
  });

  it('tells what was built, on the command line and as a metric', async () => {
    const { nodejs } = baseImages();
    const { out } = await engine.run(image, '--version');
    await startExporter('told');
    const series = pick(await scrape(`${url}/metrics`), (key) => key.includes('build_info'));
    const { VERSION: version, REVISION: revision } = built;
    assert.deepEqual(
      { out, series },
      {
        out: `ssm-contacts-exporter, version ${version} (revision ${revision}, Node.js ${nodejs})\n`,
        series: { [seriesOf('ssm_contacts_exporter_build_info', { version, revision, nodejs })]: 1 },
      },
    );
  });

  it('reads the configuration where it is mounted, and says where that is when there is none', async () => {
    const [checked, missing] = await Promise.all([engine.run(mounted, image, 'check-config'), engine.run(image)]);
    assert.deepEqual(
      { checked, missing: [missing.code, missing.out, missing.errors.split(': ')[0]] },
      {
        checked: { code: 0, out: 'The configuration is good. Targets: 1, contacts named: 1.\n', errors: '' },
        missing: [2, '', place],
      },
    );
  });

  it('keeps its ledger in the volume, where the next container finds it', async () => {
    const volume = `--volume=kept:${ledger}`;
    const counted = async () => (await scrape(`${url}/metrics`))[pagesSent];
    await startExporter('first', volume);
    await waitFor('the pages to be counted', async () => (await counted()) === 2);
    await engine.podman('rm', '--force', 'first');
    simulator.setFaults([{ kind: 'denied' }]);
    await startExporter('second', volume);
    assert.equal(await counted(), 2);
    simulator.setFaults([]);
  });

  it('is healthy while the exporter serves, and not when it does not', async () => {
    await startExporter('healthy');
    await engine.start(
      '--name=unhealthy',
      mounted,
      '--env=SSM_CONTACTS_EXPORTER_WEB_LISTEN_ADDRESS=127.0.0.1:1',
      image,
      'simulate',
      '--simulator.listen-address=127.0.0.1:0',
    );
    const [healthy, unhealthy] = await Promise.all(
      ['healthy', 'unhealthy'].map((name) => engine.try('healthcheck', 'run', name)),
    );
    assert.deepEqual([healthy?.code, unhealthy?.code], [0, 1]);
  });

  for (const signal of ['TERM', 'INT']) {
    it(`stops in good order at SIG${signal}, as the first process of the container`, async () => {
      await startExporter('stopped');
      await engine.podman('kill', `--signal=${signal}`, 'stopped');
      const code = await engine.podman('wait', 'stopped');
      const { out, errors } = await engine.try('logs', 'stopped');
      const last = (out + errors).trimEnd().split('\n').at(-1) ?? '';
      assert.deepEqual([code, (JSON.parse(last) as { msg: string }).msg], ['0', 'stopped']);
    });
  }

  it('ends at SIGTERM in a command that only waits for its input', async () => {
    const waiting = engine.spawn('--name=waiting', mounted, image, 'ledger-inspect', '--ledger.import=-');
    const ended = once(waiting, 'exit');
    await waitFor('it to end', async () => {
      // Node.js hears nothing before it has begun.
      await engine.try('kill', '--signal=TERM', 'waiting');
      return waiting.exitCode !== null;
    });
    assert.deepEqual(await ended, [1, null]);
  });
});
