import assert from 'node:assert/strict';
import type { ContactSnapshot, Snapshot } from '../../src/core/snapshot.js';
import { count } from '../../src/core/totals.js';
import { Breather } from '../../src/exposition/breather.js';
import { ContactFamilies } from '../../src/exposition/contact-families.js';
import type { ContactNaming } from '../../src/exposition/contact-labels.js';
import type { Block, Family } from '../../src/exposition/family.js';
import { akua, busy, diego, familiesOf, hostileSnapshot, layout, untouched } from './hostile-snapshot.js';
import { writtenText } from './written.js';

const labels = { contact: 'akuam', aws_account_id: '111122223333', aws_region: 'us-east-2' };
const onlyBusy: Snapshot = { ...hostileSnapshot, contacts: [busy] };

function blocksOf(families: readonly Family[], name: string): readonly Block[] {
  return families.find((family) => family.name === name)?.blocks ?? [];
}

describe('a snapshot as families', () => {
  it('shows no name, alias or ARN anywhere when contacts are hashed', async () => {
    const text = await writtenText(await familiesOf(hostileSnapshot, { naming: 'hash' }));
    const names = [akua, diego].flatMap(({ arn, alias }) => [arn, alias, 'contact/', 'Akua', 'Mansa', '日本語']);
    const lines = text.split('\n').filter((line) => line.startsWith('ssm_contacts_contact_info'));
    assert.deepEqual(
      names.filter((name) => text.includes(name)),
      [],
    );
    assert.deepEqual(lines, [
      'ssm_contacts_contact_info{contact="f77683a5d4b4c91c",aws_account_id="111122223333",aws_region="us-east-2",' +
        'contact_arn="",display_name="",contact_type="PERSONAL"} 1',
      'ssm_contacts_contact_info{contact="32a7863ba1ba080a",aws_account_id="444455556666",aws_region="eu-west-1",' +
        'contact_arn="",display_name="",contact_type="ONCALL_SCHEDULE"} 1',
    ]);
  });

  it('has histograms with cumulative buckets, exemplars and native buckets, begun when the contact was known', async () => {
    const [[delivery] = []] = blocksOf(await familiesOf(onlyBusy), 'ssm_contacts_page_delivery_duration_seconds');
    assert.deepEqual(delivery, {
      labels,
      bounds: layout.deliverySeconds,
      cumulativeCounts: [3, 3, 5],
      sum: 61.001,
      createdAt: 1_747_000_000_250,
      exemplars: [
        { labels: { page_id: 'p-2' }, value: 0, at: 1_747_731_600_000 },
        undefined,
        { labels: { page_id: 'p-3', incident_id: 'i-3' }, value: 30.5, at: 1_747_731_600_001 },
      ],
      native: busy.totals.deliveryDuration.native,
    });
  });

  it('has a histogram that was begun anew say so', async () => {
    const [[acknowledge] = []] = blocksOf(await familiesOf(onlyBusy), 'ssm_contacts_page_acknowledge_duration_seconds');
    assert.equal(acknowledge !== undefined && 'bounds' in acknowledge && acknowledge.createdAt, 1_747_500_000_000);
  });

  it('has counters with the latest event behind them', async () => {
    assert.deepEqual(blocksOf(await familiesOf(onlyBusy), 'ssm_contacts_pages_sent_total'), [
      [
        {
          labels,
          value: 7,
          createdAt: 1_747_000_000_250,
          exemplar: { labels: { page_id: 'p-1', incident_id: 'i-1' }, value: 1, at: 1_747_731_600_058 },
        },
      ],
    ]);
  });

  it('has neither exemplars nor native buckets when they are not wanted', async () => {
    const families = await familiesOf(onlyBusy, { exemplars: false, nativeHistograms: false });
    const fields = families.flatMap(({ blocks }) => blocks.flat().flatMap((sample) => Object.keys(sample)));
    assert.deepEqual(
      [...new Set(fields)].sort(),
      ['bounds', 'createdAt', 'cumulativeCounts', 'labels', 'sum', 'value'].sort(),
    );
  });

  const oldest: [what: string, name: string, at: number][] = [
    ['unread page', 'ssm_contacts_oldest_unread_page_sent_timestamp_seconds', 1_747_731_600.058],
    [
      'unacknowledged engagement',
      'ssm_contacts_oldest_unacknowledged_engagement_sent_timestamp_seconds',
      1_747_731_540.007,
    ],
  ];
  for (const [what, name, at] of oldest) {
    it(`has a time for the oldest ${what} only while there is one`, async () => {
      const of = async (contacts: readonly ContactSnapshot[]) =>
        blocksOf(await familiesOf({ ...hostileSnapshot, contacts }, { naming: 'arn' }), name);
      assert.deepEqual(await of(hostileSnapshot.contacts), [[{ labels: { ...labels, contact: akua.arn }, value: at }]]);
      assert.deepEqual(await of([untouched]), [[]]);
    });
  }

  const namings: [naming: ContactNaming, contact: string][] = [
    ['alias', 'akuam'],
    ['arn', akua.arn],
    ['hash', 'f77683a5d4b4c91c'],
  ];
  for (const [naming, contact] of namings) {
    it(`has the team of a contact that is in one, called by ${naming}`, async () => {
      assert.deepEqual(blocksOf(await familiesOf(hostileSnapshot, { naming }), 'ssm_contacts_contact_team'), [
        [{ labels: { ...labels, contact, team: busy.team }, value: 1 }],
      ]);
    });
  }

  it('has no families of contacts in the text while no contact is known', async () => {
    const text = await writtenText(await familiesOf({ ...hostileSnapshot, contacts: [] }));
    assert.deepEqual(
      text.split('\n').filter((line) => !line.startsWith('#')),
      [
        'ssm_contacts_exporter_api_request_rate_limit{operation="ListPagesByContact"} 0.8',
        'ssm_contacts_exporter_api_request_rate_limit{operation="GetContact"} 4.125',
        'ssm_contacts_exporter_api_backoff_seconds{operation="ListPagesByContact"} 0',
        'ssm_contacts_exporter_api_backoff_seconds{operation="GetContact"} 59.999',
        'ssm_contacts_exporter_ledger_pages 1234',
        'ssm_contacts_exporter_ledger_open_pages 5',
        'ssm_contacts_exporter_ledger_created_timestamp_seconds 1700000000.123',
        '',
      ],
    );
  });
});

describe('families that are updated', () => {
  const people = (number: number): ContactSnapshot[] =>
    Array.from({ length: number }, (_, index) => {
      const alias = `person-${index}`;
      return { ...untouched, contact: { ...diego, alias, arn: `${diego.arn}-${index}` }, team: `team-${index % 3}` };
    });

  async function updated(before: readonly ContactSnapshot[], after: readonly ContactSnapshot[]) {
    const families = new ContactFamilies({ naming: 'alias', exemplars: true, nativeHistograms: true });
    const first = await families.update(before, new Breather());
    return { first, second: await families.update(after, new Breather()) };
  }

  /** Which blocks of which families are other objects than before. */
  function changed(first: readonly Family[], second: readonly Family[]): string[] {
    return second.flatMap(({ name, blocks }, row) =>
      blocks.flatMap((block, index) => (block === first[row]?.blocks[index] ? [] : [`${name} ${index}`])),
    );
  }

  it('keep every block of contacts to whom nothing happened', async () => {
    const contacts = people(150);
    const { first, second } = await updated(
      contacts,
      contacts.map((each) => ({ ...each })),
    );
    assert.deepEqual(changed(first, second), []);
    assert.equal(first.length, 21);
  });

  it('change only the blocks, and in them the samples, of what has happened', async () => {
    const before = people(150);
    const after = before.map((each, index) =>
      index === 70 ? { ...each, totals: count(each.totals, [{ kind: 'delivered', durationMs: 100 }]) } : each,
    );
    const { first, second } = await updated(before, after);
    const name = 'ssm_contacts_pages_delivered_total';
    assert.deepEqual(changed(first, second), [`${name} 1`, 'ssm_contacts_page_delivery_duration_seconds 1']);
    const [was, is] = [first, second].map((families) => blocksOf(families, name).flat());
    assert.deepEqual(
      is?.flatMap((sample, index) => (sample === was?.[index] ? [] : [index])),
      [70],
    );
  });

  it('forget contacts that are gone and take on new ones', async () => {
    const [gone, kept, added] = people(3) as [ContactSnapshot, ContactSnapshot, ContactSnapshot];
    const { second } = await updated([gone, kept], [kept, added]);
    assert.deepEqual(
      second.map((family) => JSON.stringify(family)),
      (await familiesOf({ ...hostileSnapshot, contacts: [kept, added] }))
        .slice(0, second.length)
        .map((family) => JSON.stringify(family)),
    );
  });
});
