import assert from 'node:assert/strict';
import { statusJson } from '../../../src/web/pages/status-json.js';
import { turnsDuring } from './turns.js';
import { contactView, failing, pageView, statusOf, targetView, withPages } from './status-of.js';

describe('the status as JSON', () => {
  for (const count of [0, 1, 64, 200]) {
    it(`is all of the status of ${count} contacts`, async () => {
      const contacts = Array.from({ length: count }, (_, index) =>
        contactView({ name: `c${index}`, ...(index % 2 === 0 ? failing : withPages(pageView(index))) }),
      );
      const status = statusOf(contacts, { targets: [targetView({ name: '"\\\u2028' })] });
      assert.deepEqual(JSON.parse(await statusJson(status)), status);
    });
  }

  it('lets others have their turn while it is made', async () => {
    const contacts = Array.from({ length: 1000 }, () => contactView());
    assert.equal(await turnsDuring(statusJson(statusOf(contacts))), 15);
  });
});
