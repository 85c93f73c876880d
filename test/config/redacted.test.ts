import assert from 'node:assert/strict';
import { configText, redacted } from '../../src/config/redacted.js';
import { configOf } from './loaded.js';

async function shownTarget(keys: string) {
  const config = await configOf(`targets: [{ name: a, region: us-east-2, discover: { enabled: true }, ${keys} }]`);
  return redacted(config).targets[0];
}

describe('redacted', () => {
  it('hides the external id', async () => {
    assert.deepEqual(await shownTarget('roleArn: "arn:aws:iam::111122223333:role/a", externalId: hush'), {
      name: 'a',
      region: 'us-east-2',
      roleArn: 'arn:aws:iam::111122223333:role/a',
      externalId: '<secret>',
      endpoint: '',
      contacts: [],
      discover: { enabled: true, aliasPrefix: '', refresh: '10m' },
    });
  });

  it('shows several addresses as a list, and a single one as it is', async () => {
    const listen = ['127.0.0.1:0', '[::1]:0', 'unix:/run/exporter.sock'];
    const shown = async (listenAddress: unknown) =>
      redacted(await configOf(JSON.stringify({ web: { listenAddress } }))).web.listenAddress;
    assert.deepEqual([await shown(listen), await shown([':1'])], [listen, ':1']);
  });

  const endpoints: [endpoint: string, shown: string][] = [
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['https://user:hush@host:8443/path', 'https://<secret>@host:8443/path'],
    ['https://hush@host', 'https://<secret>@host/'],
    ['https://:hush@host', 'https://<secret>@host/'],
    ['https://host/?token=hush', 'https://host/?<secret>'],
    ['https://host/#hush', 'https://host/'],
  ];
  for (const [endpoint, shown] of endpoints) {
    it(`shows ${endpoint} as ${shown}`, async () => {
      assert.equal((await shownTarget(`endpoint: "${endpoint}"`))?.endpoint, shown);
    });
  }

  it('shows how histograms are laid out by the keys of the file', async () => {
    const metrics = {
      contactLabel: 'arn',
      exemplars: false,
      createdSamples: true,
      nativeHistograms: false,
      nativeHistogramSchema: 5,
      nativeHistogramMaxBuckets: 40,
      deliveryBuckets: [1, 2],
      acknowledgeBuckets: [3, 4],
    };
    assert.deepEqual(redacted(await configOf(JSON.stringify({ metrics }))).metrics, metrics);
  });

  it('names no contact with hashed names, and tells no order and no prefix', async () => {
    const arn = (alias: string) => `arn:aws:ssm-contacts:us-east-2:111122223333:contact/${alias}`;
    const config = await configOf(
      JSON.stringify({
        metrics: { contactLabel: 'hash' },
        targets: [
          {
            name: 'a',
            region: 'us-east-2',
            contacts: [arn('akuam'), arn('diegor')],
            discover: { enabled: true, aliasPrefix: 'efu' },
          },
        ],
        teams: [{ name: 'checkout', contacts: [arn('akuam'), arn('diegor')] }],
      }),
    );
    const hashes: Record<string, string> = { akuam: 'ffff', diegor: '0000' };
    const { targets, teams } = redacted(config, ({ alias }) => hashes[alias] ?? '');
    assert.deepEqual(
      { targets, teams },
      {
        targets: [
          {
            name: 'a',
            region: 'us-east-2',
            roleArn: '',
            externalId: '',
            endpoint: '',
            contacts: ['0000', 'ffff'],
            discover: { enabled: true, aliasPrefix: '<secret>', refresh: '10m' },
          },
        ],
        teams: [{ name: 'checkout', contacts: ['0000', 'ffff'] }],
      },
    );
    const unnamed = configText(config);
    assert.deepEqual(
      ['akuam', 'diegor', 'efu'].filter((word) => unnamed.includes(word)),
      [],
    );
  });

  it('is a page that loads to the same configuration where nothing is secret', async () => {
    const config = await configOf('targets: [{ name: a, region: eu-west-1, discover: { enabled: true } }]');
    assert.deepEqual(await configOf(configText(config)), config);
  });

  it('is a file that loads to the same configuration where nothing is secret', async () => {
    const config = await configOf(`
      web: { listenAddress: "[::1]:0", maxRequests: 3 }
      poll: { interval: 1h30m, unreadWindow: 90s }
      metrics: { deliveryBuckets: [0.5, 1], createdSamples: true, nativeHistogramSchema: -1 }
      targets: [{ name: a, region: eu-west-1, contacts: ["arn:aws:ssm-contacts:eu-west-1:111122223333:contact/b"] }]
      teams: [{ name: c, contacts: ["arn:aws:ssm-contacts:eu-west-1:111122223333:contact/b"] }]`);
    assert.deepEqual(await configOf(JSON.stringify(redacted(config))), config);
  });
});
