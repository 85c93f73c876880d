import assert from 'node:assert/strict';
import { toContact } from '../../src/core/contact.js';
import { teamNames } from '../../src/core/team.js';
import { akua, diego } from './stories.js';

const contactOf = (arn: string) => toContact(arn) ?? assert.fail(arn);

describe('the names of teams', () => {
  it('are found by the ARNs of their contacts', () => {
    const teams = [
      { name: 'payments', contacts: [contactOf(akua), contactOf(diego)] },
      { name: 'search', contacts: [contactOf(akua.replace('us-east-2', 'eu-west-1'))] },
      { name: 'nobody', contacts: [] },
    ];
    assert.deepEqual(
      [...teamNames(teams)],
      [
        [akua, 'payments'],
        [diego, 'payments'],
        [akua.replace('us-east-2', 'eu-west-1'), 'search'],
      ],
    );
  });
});
