import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { infoLabelsOf, labelsOf, nameOf } from '../../src/exposition/contact-labels.js';
import type { ContactNaming } from '../../src/exposition/contact-labels.js';
import { akua, diego, untouched } from './hostile-snapshot.js';

const hashOf = (arn: string) => createHash('sha256').update(arn).digest('hex').slice(0, 16);

const rows: [naming: ContactNaming, contact: string, arn: string, displayName: string][] = [
  ['alias', 'diego.r+night@example.com', diego.arn, untouched.info.displayName],
  ['arn', diego.arn, diego.arn, untouched.info.displayName],
  ['hash', hashOf(diego.arn), '', ''],
];

describe('the labels of a contact', () => {
  for (const [naming, contact, arn, displayName] of rows) {
    it(`show it by ${naming}, in the series and in contact_info`, () => {
      assert.deepEqual(
        [labelsOf(diego, naming), infoLabelsOf(untouched, naming)],
        [
          { contact, aws_account_id: '444455556666', aws_region: 'eu-west-1' },
          { contact_arn: arn, display_name: displayName, contact_type: 'ONCALL_SCHEDULE' },
        ],
      );
    });
  }

  it('keep two contacts of one alias apart when hashed', () => {
    const namesake = { ...akua, arn: akua.arn.replace('us-east-2', 'eu-west-1'), region: 'eu-west-1' };
    assert.deepEqual(
      [akua, namesake].map((contact) => nameOf(contact, 'hash')),
      [hashOf(akua.arn), hashOf(namesake.arn)],
    );
    assert.notEqual(hashOf(akua.arn), hashOf(namesake.arn));
  });
});
