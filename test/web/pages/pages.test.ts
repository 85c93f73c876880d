import assert from 'node:assert/strict';
import type { StatusView } from '../../../src/web/pages/status-view.js';
import type { WebOptions } from '../../../src/web/server.js';
import { ask, withServer } from '../ask.js';
import { contactView, failing, pageView, statusOf, targetView, withPages } from './status-of.js';

const html = 'text/html; charset=utf-8';
const json = 'application/json; charset=utf-8';

function showing(status: StatusView, config = 'web: {}\n'): Partial<WebOptions> {
  return { pages: { status: () => Promise.resolve(status), config: () => config } };
}

function linksOf(body: string): string[] {
  return [...body.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link = '']) => link);
}

const some = showing(
  statusOf([contactView(), contactView({ name: 'diegor', ...failing })], { targets: [targetView()] }),
);

describe('the pages', () => {
  const rows: [path: string, type: string][] = [
    ['/', html],
    ['/status', html],
    ['/status?q=a&sort=age', html],
    ['/config', html],
    ['/api/v1/status', json],
  ];
  for (const [path, type] of rows) {
    it(`are there at ${path}, for HEAD as well`, async () => {
      const answers = await withServer(some, (url) =>
        Promise.all(['GET', 'HEAD'].map((method) => ask(url + path, method))),
      );
      const seen = answers.map(({ status, headers }) => [status, headers['content-type'], headers['cache-control']]);
      assert.deepEqual(seen, [
        [200, type, 'no-store'],
        [200, type, 'no-store'],
      ]);
      assert.deepEqual(
        answers.map(({ body, headers }) => [body.length > 0, headers['content-length'] !== undefined]),
        [
          [true, true],
          [false, true],
        ],
      );
    });
  }

  it('allow a browser no script and no style but the two that are served, and nothing of other hosts', async () => {
    const { headers, body } = await withServer(some, (url) => ask(`${url}/status`));
    assert.equal(
      headers['content-security-policy'],
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    assert.deepEqual(
      body.match(/<style|<script(?! type="module" src="\/assets\/)| style="| on[a-z]+="|https?:/g),
      null,
    );
  });

  it('load files that are kept for ever, by names that change with what is in them', async () => {
    const assets = await withServer(some, async (url) => {
      const { body } = await ask(`${url}/`);
      const found = linksOf(body).filter((link) => link.startsWith('/assets/'));
      return await Promise.all(found.map(async (link) => ({ link, answer: await ask(url + link) })));
    });
    const kept = 'public, max-age=31536000, immutable';
    assert.deepEqual(
      assets.map(({ link, answer: { status, headers } }) => [
        link.replace(/-[0-9a-f]{16}\./, '-HASH.'),
        status,
        headers['content-type'],
        headers['cache-control'],
        headers['x-content-type-options'],
      ]),
      [
        ['/assets/icon-HASH.svg', 200, 'image/svg+xml', kept, 'nosniff'],
        ['/assets/pages-HASH.css', 200, 'text/css; charset=utf-8', kept, 'nosniff'],
        ['/assets/pages-HASH.js', 200, 'text/javascript; charset=utf-8', kept, 'nosniff'],
      ],
    );
    const imported = [...(assets[2]?.answer.body ?? '').matchAll(/from '([^']+)'/g)].map(([, path = '']) => path);
    const statuses = await withServer(some, (url) =>
      Promise.all([...imported, '/assets/pages.js', '/assets/'].map(async (path) => (await ask(url + path)).status)),
    );
    assert.deepEqual(
      [imported.map((path) => path.replace(/-[0-9a-f]{16}\./, '-HASH.')), statuses],
      [
        ['answer', 'patch', 'search-form', 'voice'].map((name) => `/assets/${name}-HASH.js`),
        [200, 200, 200, 200, 404, 404],
      ],
    );
  });

  it('link to each other, the metrics and the probes', async () => {
    const { body } = await withServer({ ...some, telemetryPath: '/m' }, (url) => ask(`${url}/`));
    const links = linksOf(body).filter((link) => !/^(\/assets|#|\/status\?)/.test(link));
    assert.deepEqual([...new Set(links)].sort(), [
      '/',
      '/-/healthy',
      '/-/ready',
      '/api/v1/status',
      '/config',
      '/m',
      '/status',
    ]);
  });

  it('let no text become markup, wherever it comes from', async () => {
    const hostile = `<script>alert("1")</script>&'`;
    const ids = { pageId: hostile, incidentId: hostile };
    const names = {
      name: hostile,
      target: hostile,
      displayName: hostile,
      team: hostile,
      accountId: hostile,
      region: hostile,
    };
    const contact = contactView({ ...failing, ...names, failureReason: hostile, ...withPages(pageView(5, ids)) });
    const budget = { operation: hostile, limitPerSecond: 1, ratePerSecond: 0.5, backoffSeconds: 5 };
    const target = targetView({
      name: hostile,
      region: hostile,
      failing: 1,
      failingByReason: { [hostile]: 1 },
      discovery: { isEnabled: true, failureReason: hostile },
      activity: { isEnabled: true, failures: [{ operation: hostile, reason: hostile }] },
      budgets: [budget],
    });
    const plain = statusOf([contact], { targets: [target] });
    const exporter = { ...plain.exporter, version: hostile, revision: hostile, nodejs: hostile };
    const options = { ...showing({ ...plain, exporter }, hostile), telemetryPath: `/${hostile}` };
    const bodies = await withServer(options, (url) =>
      Promise.all(['/', '/status', '/config'].map(async (path) => (await ask(url + path)).body)),
    );
    const escaped = '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;';
    assert.deepEqual(
      bodies.map((body) => [body.includes('<script>'), body.split(escaped).length - 1]),
      [
        [false, 31],
        [false, 25],
        [false, 2],
      ],
    );
  });

  it('never say what was asked for', async () => {
    const marker = 'zq7marker';
    const query = `q=${marker}&sort=${marker}&state=${marker}&order=${marker}&rows=${marker}&${marker}=1`;
    const said = await withServer(some, (url) =>
      Promise.all(
        ['/', '/status', '/config', '/api/v1/status', `/${marker}`].map(async (path) => {
          const { body, headers } = await ask(`${url}${path}?${query}`, 'GET', { headers: { 'X-Marker': marker } });
          return JSON.stringify({ body, headers }).includes(marker);
        }),
      ),
    );
    assert.deepEqual(said, [false, false, false, false, false]);
  });

  it('take no more to search for than what is looked at', async () => {
    const contacts = [contactView({ name: 'a'.repeat(200) })];
    const bodies = await withServer(showing(statusOf(contacts)), (url) =>
      Promise.all([200, 201].map(async (length) => (await ask(`${url}/status?q=${'a'.repeat(length)}`)).body)),
    );
    assert.deepEqual(
      bodies.map((body) => [/ maxlength="(\d+)"/.exec(body)?.[1], /id="count">([^<]*)</.exec(body)?.[1]]),
      [
        ['200', '1 of 1 contact found.'],
        ['200', '1 of 1 contact found.'],
      ],
    );
  });

  it('are compressed for whoever takes that', async () => {
    const sizes = await withServer(showing(statusOf(Array.from({ length: 300 }, () => contactView()))), async (url) => {
      const plain = await ask(`${url}/api/v1/status`);
      const response = await fetch(`${url}/api/v1/status`, { headers: { 'Accept-Encoding': 'gzip' } });
      const refused = await ask(`${url}/api/v1/status`, 'GET', { headers: { 'Accept-Encoding': 'gzip;q=0' } });
      return {
        encodings: [
          plain.headers['content-encoding'],
          response.headers.get('content-encoding'),
          refused.headers['content-encoding'],
        ],
        isSame: (await response.text()) === plain.body && refused.body === plain.body,
        isSmaller: Number(response.headers.get('content-length')) < plain.body.length / 10,
      };
    });
    assert.deepEqual(sizes, { encodings: [undefined, 'gzip', undefined], isSame: true, isSmaller: true });
  });

  it('show so many contacts, and all of them when asked to', async () => {
    const contacts = Array.from({ length: 250 }, (_, index) => contactView({ name: `contact-${index}` }));
    const seen = await withServer(showing(statusOf(contacts)), (url) =>
      Promise.all(
        ['/status', '/status?rows=all', '/status?q=contact-24'].map(async (path) => {
          const { body } = await ask(url + path);
          const [, count] = /<span id="count">([^<]*)</.exec(body) ?? [];
          return [body.split('<tr role="row" data-key=').length - 1, count];
        }),
      ),
    );
    assert.deepEqual(seen, [
      [200, '250 contacts, the first 200 are shown.'],
      [250, '250 contacts.'],
      [11, '11 of 250 contacts found.'],
    ]);
  });

  it('answer 500 when nobody can tell how things are, and go on when somebody can again', async () => {
    const heard: unknown[] = [];
    const status = statusOf([]);
    let reads = 0;
    const answers = await withServer(
      {
        pages: {
          status: () => {
            reads += 1;
            return reads === 1 ? Promise.reject(new Error('secret of line 12')) : Promise.resolve(status);
          },
          config: () => '',
        },
        failed: (error) => void heard.push(error),
      },
      async (url) => [await ask(`${url}/`), await ask(`${url}/`)],
    );
    assert.deepEqual(
      answers.map(({ status: code, body }) => [code, body.startsWith('<!doctype html>'), body.includes('secret')]),
      [
        [500, false, false],
        [200, true, false],
      ],
    );
    assert.deepEqual(heard, [new Error('secret of line 12')]);
  });
});
