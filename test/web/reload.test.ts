import assert from 'node:assert/strict';
import { ask, withServer } from './ask.js';

describe('POST /-/reload', () => {
  const answers = [
    { status: 200, text: 'reloaded\n' },
    { status: 500, text: 'poll.interval: is <script>\n' },
    { status: 503, text: 'stopping\n' },
  ];
  for (const { status, text } of answers) {
    it(`is answered ${status}, as plain text`, async () => {
      await withServer({ reload: () => Promise.resolve({ status, text }) }, async (url) => {
        const { headers, ...answer } = await ask(`${url}/-/reload`, 'POST');
        assert.deepEqual(
          [answer, headers['content-type'], headers['x-content-type-options'], headers['cache-control']],
          [{ status, body: text }, 'text/plain; charset=utf-8', 'nosniff', 'no-store'],
        );
      });
    });
  }

  it('reloads for nobody else than who posts', async () => {
    let reloads = 0;
    const reload = () => Promise.resolve({ status: 200, text: String((reloads += 1)) });
    await withServer({ reload }, async (url) => {
      const statuses: unknown[] = [];
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
        const { status, headers } = await ask(`${url}/-/reload`, method);
        statuses.push([status, headers.allow]);
      }
      for (const origin of ['http://elsewhere.example', 'null']) {
        statuses.push((await ask(`${url}/-/reload`, 'POST', { headers: { origin } })).status);
      }
      assert.deepEqual(
        { statuses, reloads },
        { statuses: [...Array.from({ length: 5 }, () => [405, 'POST']), 403, 403], reloads: 0 },
      );
    });
  });

  it('reloads for a page of its own origin', async () => {
    const reload = () => Promise.resolve({ status: 200, text: 'reloaded\n' });
    const { status, body } = await withServer({ reload }, (url) =>
      ask(`${url}/-/reload`, 'POST', { headers: { origin: url } }),
    );
    assert.deepEqual([status, body], [200, 'reloaded\n']);
  });

  it('is refused where nobody may reload, with what to do about it', async () => {
    await withServer({}, async (url) => {
      const { status, body } = await ask(`${url}/-/reload`, 'POST');
      assert.deepEqual([status, body.includes('web.enableLifecycle'), body.includes('SIGHUP')], [403, true, true]);
    });
  });
});
