import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { toFamilies } from '../../src/exposition/families.js';
import { writeText } from '../../src/exposition/text.js';
import { akua, bounds, diego, hostileSnapshot, untouched } from './hostile-snapshot.js';

const golden = await readFile(new URL('hostile-snapshot.prom', import.meta.url), 'utf8');

describe('a snapshot as families', () => {
  it('is written as hostile-snapshot.prom has it, byte for byte', () => {
    assert.equal(writeText(toFamilies(hostileSnapshot, 'alias')), golden);
  });

  it('shows no name, alias or ARN anywhere when contacts are hashed', () => {
    const text = writeText(toFamilies(hostileSnapshot, 'hash'));
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

  it('has cumulative buckets, of which the last counts everything', () => {
    const families = toFamilies({ ...hostileSnapshot, contacts: hostileSnapshot.contacts.slice(0, 1) }, 'alias');
    const labels = { contact: 'akuam', aws_account_id: '111122223333', aws_region: 'us-east-2' };
    assert.deepEqual(
      families.filter(({ type }) => type === 'histogram').map(({ name, samples }) => [name, samples]),
      [
        [
          'ssm_contacts_page_delivery_duration_seconds',
          [{ labels, bounds: bounds.deliverySeconds, cumulativeCounts: [3, 3, 5], sum: 61.001 }],
        ],
        [
          'ssm_contacts_page_acknowledge_duration_seconds',
          [{ labels, bounds: bounds.acknowledgeSeconds, cumulativeCounts: [1, 3, 4], sum: 1000 }],
        ],
        [
          'ssm_contacts_engagement_acknowledge_duration_seconds',
          [{ labels, bounds: bounds.acknowledgeSeconds, cumulativeCounts: [0, 2, 2], sum: 300.5 }],
        ],
      ],
    );
  });

  it('has a time for the oldest unread page only while a page is unread', () => {
    const of = (contacts: typeof hostileSnapshot.contacts) =>
      toFamilies({ ...hostileSnapshot, contacts }, 'arn').flatMap(({ name, samples }) =>
        name === 'ssm_contacts_oldest_unread_page_sent_timestamp_seconds' ? [...samples] : [],
      );
    const labels = { contact: akua.arn, aws_account_id: '111122223333', aws_region: 'us-east-2' };
    assert.deepEqual(of(hostileSnapshot.contacts), [{ labels, value: 1_747_731_600.058 }]);
    assert.deepEqual(of([untouched]), []);
  });

  it('leaves the families of contacts out of the text while no contact is known', () => {
    const text = writeText(toFamilies({ ...hostileSnapshot, contacts: [] }, 'alias'));
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
