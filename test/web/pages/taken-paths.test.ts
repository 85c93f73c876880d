import assert from 'node:assert/strict';
import { formats } from '../../../src/config/formats.js';
import { createPages } from '../../../src/web/pages/pages.js';
import { ask, withServer } from '../ask.js';
import { statusOf } from './status-of.js';

const pages = { status: () => Promise.resolve(statusOf([])), config: () => '' };

function isAccepted(path: string): boolean {
  return formats.telemetryPath.accepts(path);
}

describe('the path of the metrics', () => {
  it('can be that of no page, and of nothing that pages load', () => {
    const connections = { giveUpUnread: () => false, whenOver: () => undefined };
    const router = createPages(pages, { telemetryPath: '/metrics', connections });
    const paths = router.stack.map(({ route }) => route?.path ?? '');
    assert.ok(paths.length > 8);
    assert.deepEqual(paths.filter(isAccepted), []);
  });

  it('can be none that anything else has, or may have', () => {
    const taken = ['/-/healthy', '/-/ready', '/-/reload', '/-/quit', '/-', '/api', '/api/v2/x', '/assets', '/STATUS'];
    assert.deepEqual(taken.filter(isAccepted), []);
  });

  it('can be any other', () => {
    const free = ['/metrics', '/-metrics', '/apis', '/status/metrics', '/config.json', '/a/-/b', '/m/api/v1'];
    assert.deepEqual(free.filter(isAccepted), free);
  });
});

describe('the path of a page', () => {
  it('is one: there is nothing at another that looks like it', async () => {
    const statuses = await withServer({ pages }, (url) =>
      Promise.all(
        ['/status', '/status/', '/STATUS', '/config/', '/api/v1/status/'].map(
          async (path) => (await ask(url + path)).status,
        ),
      ),
    );
    assert.deepEqual(statuses, [200, 404, 404, 404, 404]);
  });
});
