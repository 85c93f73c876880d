import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { Gauge, Registry } from 'prom-client';
import { Exposition } from '../../src/exposition/exposition.js';
import type { ExpositionOptions, ScrapeRequest } from '../../src/exposition/exposition.js';
import { hostileSnapshot } from './hostile-snapshot.js';
import { readProtobuf } from './written.js';

function create(options: Partial<ExpositionOptions> = {}): Exposition {
  return new Exposition({
    naming: 'alias',
    exemplars: true,
    nativeHistograms: true,
    createdSamples: false,
    snapshot: () => hostileSnapshot,
    registry: new Registry(),
    startedAt: 0,
    time: { now: () => 0 },
    ...options,
  });
}

const openMetrics = 'application/openmetrics-text';
const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

async function namesIn(request: ScrapeRequest): Promise<number> {
  const { body } = await create().scrape(request);
  return body.toString().match(/^# TYPE /gm)?.length ?? 0;
}

describe('a scrape', () => {
  const rows: [request: ScrapeRequest, headers: Record<string, string>][] = [
    [{}, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }],
    [
      { acceptEncoding: 'gzip' },
      { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Content-Encoding': 'gzip' },
    ],
    [
      { accept: `${openMetrics};version=1.0.0;escaping=allow-utf-8` },
      { 'Content-Type': `${openMetrics}; version=1.0.0; charset=utf-8; escaping=allow-utf-8` },
    ],
    [{ accept: 'image/png' }, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }],
  ];
  for (const [request, headers] of rows) {
    it(`is answered with ${JSON.stringify(headers)} to ${JSON.stringify(request)}`, async () => {
      const answer = await create().scrape(request);
      assert.deepEqual(answer.headers, { ...headers, Vary: 'Accept, Accept-Encoding' });
    });
  }

  for (const accept of ['', openMetrics, protobuf]) {
    it(`shows the same, compressed or not, to ${JSON.stringify(accept)}`, async () => {
      const exposition = create();
      const plain = await exposition.scrape({ accept });
      const compressed = await exposition.scrape({ accept, acceptEncoding: 'gzip' });
      assert.deepEqual(gunzipSync(compressed.body), plain.body);
      assert.ok(plain.body.length > 1000);
    });
  }

  it('shows the same families in every format', async () => {
    const { body } = await create().scrape({ accept: protobuf });
    const counted = [await namesIn({}), await namesIn({ accept: openMetrics }), readProtobuf(body).length];
    assert.deepEqual(counted, [26, 26, 26]);
  });

  it('shows only the families that it names', async () => {
    const { body } = await create().scrape({ names: ['ssm_contacts_exporter_ledger_pages'] });
    assert.equal(body.toString().split('\n')[2], 'ssm_contacts_exporter_ledger_pages 1234');
  });
});

describe('scrapes close together', () => {
  it('look once, and those later look again', async () => {
    let looks = 0;
    let now = 1000;
    const registry = new Registry();
    const gauge = new Gauge({ name: 'looks', help: 'Looks.', registers: [registry] });
    const snapshot = () => {
      gauge.set((looks += 1));
      return hostileSnapshot;
    };
    const exposition = create({ snapshot, registry, time: { now: () => now } });
    const shown = async () => {
      const { body } = await exposition.scrape({ names: ['looks'] });
      return body.toString().split('\n')[2];
    };
    const together = await Promise.all([shown(), shown(), exposition.scrape({ accept: protobuf }).then(shown)]);
    now += 250;
    const soon = await shown();
    now += 1;
    assert.deepEqual([...together, soon, await shown()], ['looks 1', 'looks 1', 'looks 1', 'looks 1', 'looks 2']);
  });

  it('look anew after they were told to, however soon', async () => {
    let looks = 0;
    const snapshot = () => {
      looks += 1;
      return hostileSnapshot;
    };
    const exposition = create({ snapshot });
    exposition.lookAgain();
    await exposition.scrape({});
    exposition.lookAgain();
    await Promise.all([exposition.scrape({}), exposition.scrape({})]);
    assert.equal(looks, 2);
  });

  it('go on after one that failed', async () => {
    let isBroken = true;
    let now = 1000;
    const snapshot = () => {
      if (isBroken) throw new Error('no snapshot');
      return hostileSnapshot;
    };
    const exposition = create({ snapshot, time: { now: () => now } });
    await assert.rejects(exposition.scrape({}), { message: 'no snapshot' });
    isBroken = false;
    now += 251;
    const { body } = await exposition.scrape({});
    assert.ok(body.length > 1000);
  });
});
