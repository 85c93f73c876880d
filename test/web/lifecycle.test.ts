import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, Gate, hangUp, metrics, metricsText, serve, withServer } from './ask.js';

describe('scrapes in flight', () => {
  it('are as many as allowed, and further ones are answered 503 until one has ended', async () => {
    const gate = new Gate();
    const statuses = await withServer({ maxRequests: 2, scrape: gate.scrape }, async (url) => {
      const admitted = [ask(`${url}/metrics`), ask(`${url}/metrics`)];
      await gate.begun(2);
      const refused = await ask(`${url}/metrics`);
      const health = await ask(`${url}/-/healthy`);
      gate.open();
      const answered = await Promise.all(admitted);
      const later = ask(`${url}/metrics`);
      await gate.begun(3);
      gate.open();
      return [refused, health, ...answered, await later].map(({ status, body }) => [status, body]);
    });
    assert.deepEqual(statuses, [
      [503, 'more than 2 scrapes at a time\n'],
      [200, 'ssm-contacts-exporter is healthy.\n'],
      [200, metricsText],
      [200, metricsText],
      [200, metricsText],
    ]);
  });

  it('make room when whoever asked hangs up', async () => {
    const gate = new Gate();
    const status = await withServer({ maxRequests: 1, scrape: gate.scrape }, async (url) => {
      const patience = new AbortController();
      const given = ask(`${url}/metrics`, 'GET', { signal: patience.signal });
      await gate.begun(1);
      patience.abort();
      await assert.rejects(given, { name: 'AbortError' });
      // The server hears of it a little later; until then it refuses.
      for (;;) {
        const next = ask(`${url}/metrics`);
        const first = await Promise.race([next, gate.begun(2)]);
        gate.open();
        if (first?.status !== 503) return (await next).status;
      }
    });
    assert.equal(status, 200);
  });
});

describe('scrapes of those who hang up', () => {
  it('keep their place until they have ended, so that they can not pile up', async () => {
    const gate = new Gate();
    const status = await withServer({ maxRequests: 1, scrape: gate.scrape }, async (url) => {
      await hangUp(url, 1, () => gate.begun(1));
      const { status } = await ask(`${url}/metrics`);
      gate.open();
      return status;
    });
    assert.equal(status, 503);
  });

  it('give all their places back, also those that waited behind others of the same connection', async () => {
    let begun: (() => void) | undefined;
    const first = new Promise<void>((resolve) => (begun = resolve));
    const scrape = async () => {
      begun?.();
      await sleep(20);
      return metrics;
    };
    await withServer({ maxRequests: 3, scrape }, async (url) => {
      await hangUp(url, 3, () => first);
      const together = () => Promise.all([1, 2, 3].map(() => ask(`${url}/metrics`)));
      // The server hears of it a little later; places that are lost would be lost for good.
      while ((await together()).some(({ status }) => status !== 200));
    });
  });
});

describe('closing the web server', () => {
  it('lets a scrape in flight finish, takes no new one, and then ends', async () => {
    const gate = new Gate();
    const server = await serve({ scrape: gate.scrape });
    const scrape = ask(`${server.url}/metrics`);
    await gate.begun(1);
    const closed = server.close();
    await assert.rejects(ask(`${server.url}/metrics`), { code: 'ECONNREFUSED' });
    gate.open();
    const { status, body } = await scrape;
    await closed;
    assert.deepEqual([status, body], [200, metricsText]);
  });

  it('ends although a connection is kept open', async () => {
    const server = await serve();
    // fetch keeps its connections.
    const answer = await fetch(`${server.url}/-/healthy`);
    await answer.text();
    await server.close();
    await assert.rejects(ask(`${server.url}/-/healthy`), { code: 'ECONNREFUSED' });
  });

  it('ends although a scrape never does', async () => {
    const gate = new Gate();
    const server = await serve({ scrape: gate.scrape });
    const scrape = assert.rejects(ask(`${server.url}/metrics`), { code: 'ECONNRESET' });
    await gate.begun(1);
    await server.close();
    await scrape;
  });
});

describe('the address of the web server', () => {
  it('is named when something else listens on it', async () => {
    const { message, cause } = await withServer({}, async (url) => {
      const port = Number(new URL(url).port);
      const error: unknown = await serve({ listen: [{ host: '127.0.0.1', port }] }).catch((reason: unknown) => reason);
      assert.ok(error instanceof Error);
      return { message: error.message.replaceAll(String(port), 'PORT'), cause: error.cause };
    });
    assert.equal(message, "can't listen on 127.0.0.1:PORT: listen EADDRINUSE: address already in use 127.0.0.1:PORT");
    assert.ok(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE');
  });

  const hosts: [host: string, shown: RegExp][] = [
    ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
    ['', /^http:\/\/localhost:\d+$/],
    ['0.0.0.0', /^http:\/\/localhost:\d+$/],
  ];
  for (const [host, shown] of hosts) {
    it(`can be opened, listening on ${JSON.stringify(host)}`, async () => {
      const { url, status } = await withServer({ listen: [{ host, port: 0 }] }, async (address) => {
        const answer = await ask(`${address}/-/healthy`);
        return { url: address, status: answer.status };
      });
      assert.match(url, shown);
      assert.equal(status, 200);
    });
  }
});
