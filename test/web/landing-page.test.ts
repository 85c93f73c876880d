import assert from 'node:assert/strict';
import { landingPage } from '../../src/web/landing-page.js';
import type { TargetView } from '../../src/web/landing-page.js';
import { ask, withServer } from './ask.js';

const head = { version: '1.2.3', revision: 'abc', telemetryPath: '/metrics' };

/** The rows of the table of targets, each as the tags and texts of its cells. */
function rowsOf(page: string): string[] {
  return [...page.matchAll(/<tr>(<td.*)<\/tr>/g)].map(([, cells = '']) => cells);
}

function target(view: Partial<TargetView>): TargetView {
  return { name: 'production', region: 'us-east-2', contacts: 3, up: 3, failing: {}, ...view };
}

const rows: [state: string, view: Partial<TargetView>, cells: string][] = [
  ['all is well', {}, '<td class="number">3</td><td class="number">3</td><td>all up</td>'],
  [
    'no contact is known',
    { contacts: 0, up: 0 },
    '<td class="number">0</td><td class="number">0</td><td>no contacts yet</td>',
  ],
  ['some wait', { up: 1 }, '<td class="number">3</td><td class="number">1</td><td>2 not swept yet</td>'],
  [
    'some fail',
    { up: 0, failing: { throttled: 2, access_denied: 1 } },
    '<td class="number">3</td><td class="number">0</td>' +
      '<td class="failing">2 failing: throttled, 1 failing: access_denied</td>',
  ],
];

describe('the landing page', () => {
  for (const [state, view, cells] of rows) {
    it(`says of a target when ${state}`, () => {
      assert.deepEqual(rowsOf(landingPage({ ...head, targets: [target(view)] })), [
        `<td>production</td><td>us-east-2</td>${cells}`,
      ]);
    });
  }

  it('is served with the version and links to everything', async () => {
    const { status, headers, body } = await withServer({ landing: () => ({ ...head, targets: [] }) }, (url) =>
      ask(url),
    );
    const links = [...body.matchAll(/<a href="([^"]*)">/g)].map(([, link]) => link);
    assert.deepEqual(
      [status, headers['content-type'], links, body.includes('version 1.2.3 (abc)')],
      [200, 'text/html; charset=utf-8', ['/metrics', '/-/healthy', '/-/ready'], true],
    );
  });

  it('lets no name become markup', () => {
    const hostile = `<script>alert("1")</script>&'`;
    const page = landingPage({
      version: hostile,
      revision: hostile,
      telemetryPath: hostile,
      targets: [target({ name: hostile, region: hostile, failing: { [hostile]: 1 } })],
    });
    const escaped = '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;';
    assert.deepEqual([page.includes('<script'), page.split(escaped).length - 1], [false, 6]);
  });
});
