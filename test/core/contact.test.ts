import assert from 'node:assert/strict';
import { toContact } from '../../src/core/contact.js';

describe('the ARN of a contact', () => {
  it('names its region, account and alias, in every partition', () => {
    const read = ['arn:aws:', 'arn:aws-cn:', 'arn:aws-us-gov:'].map((partition) =>
      toContact(`${partition}ssm-contacts:us-east-2:111122223333:contact/akua-m_1`),
    );
    const contact = { region: 'us-east-2', accountId: '111122223333', alias: 'akua-m_1' };
    assert.deepEqual(read, [
      { arn: 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akua-m_1', ...contact },
      { arn: 'arn:aws-cn:ssm-contacts:us-east-2:111122223333:contact/akua-m_1', ...contact },
      { arn: 'arn:aws-us-gov:ssm-contacts:us-east-2:111122223333:contact/akua-m_1', ...contact },
    ]);
  });

  const others: readonly (readonly [string, string])[] = [
    ['empty', ''],
    ['of another partition', 'arn:mars:ssm-contacts:us-east-2:111122223333:contact/akuam'],
    ['of another service', 'arn:aws:ssm:us-east-2:111122223333:contact/akuam'],
    ['without region', 'arn:aws:ssm-contacts::111122223333:contact/akuam'],
    ['with a region that is none', `arn:aws:ssm-contacts:${'a'.repeat(65)}:111122223333:contact/akuam`],
    ['of a short account', 'arn:aws:ssm-contacts:us-east-2:11112222333:contact/akuam'],
    ['of a page', 'arn:aws:ssm-contacts:us-east-2:111122223333:page/akuam/1'],
    ['of an engagement', 'arn:aws:ssm-contacts:us-east-2:111122223333:engagement/akuam/1'],
    ['of a contact channel', 'arn:aws:ssm-contacts:us-east-2:111122223333:contact-channel/akuam/1'],
    ['without alias', 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/'],
    ['with a longer path', 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam/1'],
    ['with a space', 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akua m'],
    ['with a line after it', 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam\n'],
    ['with text before it', ' arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam'],
    ['with an alias over 255 characters', `arn:aws:ssm-contacts:us-east-2:111122223333:contact/${'a'.repeat(256)}`],
  ];
  for (const [name, arn] of others) it(`is none when it is ${name}`, () => assert.equal(toContact(arn), undefined));
});
