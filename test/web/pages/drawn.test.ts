import assert from 'node:assert/strict';
import { attention, contactsToLookAt } from '../../../src/web/pages/attention.js';
import { contactRow } from '../../../src/web/pages/contacts-table.js';
import { tooOldSeconds } from '../../../src/web/pages/data-too-old.js';
import { factsList } from '../../../src/web/pages/facts-list.js';
import { Html } from '../../../src/web/pages/html.js';
import type { ContactView, StatusView, TargetView } from '../../../src/web/pages/status-view.js';
import { summaryList, summaryText } from '../../../src/web/pages/summary-list.js';
import { targetsSection } from '../../../src/web/pages/targets-section.js';
import { textOf as fileText } from '../../project/root.js';
import { contactView, failing, now, pageView, statusOf, targetView, unpolled, withPages } from './status-of.js';

/** What is read, in one line. */
function textOf({ text }: Html): string {
  return text
    .replace(/<(?!\/?(?:strong|time|span class="whole")\b)[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** The cell of a contact's row under this title. */
function cellOf(title: string, view: Partial<ContactView>): string {
  const cells = contactRow(contactView(view), now).text.split('<td ');
  const cell = cells.find((text) => text.includes(`data-title="${title}"`)) ?? assert.fail();
  return textOf(new Html(`<td ${cell}`));
}

const unlisted = targetView({ discovery: { isEnabled: true, failureReason: 'access_denied' } });
const unfollowed = targetView({
  activity: { isEnabled: true, failures: [{ operation: 'ListEngagements', reason: 'access_denied' }] },
});
const old = { dataAgeSeconds: tooOldSeconds + 1 };
const well = 'Nobody waits, and nothing fails.';

describe('the overview', () => {
  const rows: [what: string, contacts: ContactView[], targets: TargetView[], said: string, isGreen: boolean][] = [
    ['all is well', [contactView()], [targetView()], well, true],
    ['there is no contact', [], [targetView()], 'No contact is followed yet.', false],
    [
      'contacts are not polled yet',
      [contactView(), ...Array.from({ length: 3 }, () => contactView(unpolled))],
      [targetView()],
      'Nobody is known to wait; 3 contacts are not polled yet.',
      false,
    ],
    [
      'contacts fail, and one has old data',
      [contactView(failing), contactView(unpolled), contactView(old)],
      [targetView()],
      'Nobody is known to wait; 1 contact fails, 1 contact is not polled yet, 1 contact has data that is too old.',
      false,
    ],
    [
      'contacts can not be listed',
      [contactView()],
      [unlisted],
      "Nobody is known to wait, but not everything is seen: production: contacts can't be listed: access denied.",
      false,
    ],
    [
      'no contact could be listed',
      [],
      [unlisted],
      "No contact is followed yet. production: contacts can't be listed: access denied.",
      false,
    ],
    [
      'engagements can not be followed',
      [contactView()],
      [unfollowed],
      'Nobody is known to wait, but not everything is seen: ' +
        'production: engagements are not followed: ListEngagements, access denied.',
      false,
    ],
    [
      'somebody waits, and contacts can not be listed',
      [contactView(withPages(pageView(5)))],
      [unlisted],
      "Not everything is seen: production: contacts can't be listed: access denied.",
      false,
    ],
    ['somebody waits', [contactView(withPages(pageView(5)))], [targetView()], '', false],
  ];
  for (const [what, contacts, targets, said, isGreen] of rows) {
    it(`tells what is known when ${what}`, () => {
      const drawn = attention(statusOf(contacts, { targets }));
      assert.deepEqual([textOf(drawn), drawn.text.includes('class="well"')], [said, isGreen]);
    });
  }

  it('shows whoever something is the matter with, or nothing is known of, the worst first', () => {
    const contacts = [
      contactView({ name: 'well' }),
      contactView({ name: 'old', ...old }),
      contactView({ name: 'unpolled', ...unpolled }),
      contactView({ name: 'failing', ...failing }),
      contactView({ name: 'waiting', ...withPages(pageView(5)) }),
    ];
    assert.deepEqual(
      contactsToLookAt(contacts).map(({ name }) => name),
      ['waiting', 'failing', 'unpolled', 'old'],
    );
  });
});

describe('the numbers', () => {
  const status: StatusView = statusOf([contactView()], { targets: [unlisted, targetView()] });

  it('count targets whose contacts can not be listed', () => {
    assert.deepEqual(
      [textOf(summaryList(status)), summaryText(status)],
      [
        '0 open pages 0 failing 1 target failing 0 not polled yet 1 contact',
        '0 open pages, 0 contacts failing, 1 target failing.',
      ],
    );
  });

  it('are four when targets are well, or only their engagements are not followed', () => {
    const others = { ...status, targets: [targetView(), unfollowed] };
    assert.deepEqual(
      [textOf(summaryList(others)), summaryText(others)],
      ['0 open pages 0 failing 0 not polled yet 1 contact', '0 open pages, 0 contacts failing.'],
    );
  });

  it('are singular for one', () => {
    const ledger = { createdAt: now, pages: 1, openPages: 1 };
    assert.match(textOf(factsList({ ...status, ledger })), /Ledger 1 page, 1 open/);
  });
});

describe('a target that is up', () => {
  const rows: [what: string, target: TargetView, badge: string][] = [
    ['is green', targetView(), 'badge up'],
    ['is no green when its engagements are not followed', unfollowed, 'badge slow'],
  ];
  for (const [what, target, badge] of rows) {
    it(what, () => {
      const [, kind] = /class="(badge [a-z]+)">all up</.exec(targetsSection([target]).text) ?? [];
      assert.equal(kind, badge);
    });
  }
});

describe('the row of a contact', () => {
  const rows: [what: string, title: string, view: Partial<ContactView>, text: string][] = [
    ['says that data is too old', 'Data age', old, '30 min too old'],
    ['says nothing of data that is not', 'Data age', { dataAgeSeconds: tooOldSeconds }, '30 min'],
    ['knows of no success before the start', 'Last success', unpolled, 'not since the start'],
    ['knows the least age of data before the first success', 'Data age', unpolled, 'at least 5 s'],
    ['never has to wait for 0 s', 'Next poll', { nextPollAt: now + 0.9 }, 'now'],
    ['says when it is asked about', 'Next poll', { nextPollAt: now + 1 }, 'in 1 s'],
    ['says that it waits in line', 'Next poll', { nextPollAt: now }, 'in line'],
    [
      'says that a page was delivered',
      'Open pages',
      withPages(pageView(95, { deliveredAt: now - 90 })),
      '1 page, 1 min 1 min: sent 02:57:56, delivered 02:58:01',
    ],
    [
      'says what is known of a page that was delivered before it was seen to be sent',
      'Open pages',
      withPages(pageView(90, { deliveredAt: now - 95, lastSentAt: now - 60 })),
      '1 page, 1 min 1 min: sent 02:58:01, again 02:58:31, ' +
        'delivered 02:57:56, before the first send that was seen',
    ],
  ];
  for (const [what, title, view, text] of rows) {
    it(what, () => assert.equal(cellOf(title, view).replace(/ ,/g, ','), text));
  }

  it('takes data as too old from the same age on as the alert does', () => {
    const rules = fileText('monitoring/rules/ssm-contacts-alerts.yaml');
    const [, minutes] = /alert: SSMContactsDataTooOld\s+expr: .* > (\d+) \* 60$/m.exec(rules) ?? [];
    assert.equal(Number(minutes) * 60, tooOldSeconds);
  });
});
