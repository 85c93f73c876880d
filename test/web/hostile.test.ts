import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultLimits } from '../../src/web/limits.js';
import type { WebLimits } from '../../src/web/limits.js';
import { ask, Gate, metrics, metricsText, serve } from './ask.js';
import {
  allReleased,
  connectMany,
  connectRaw,
  request,
  shortLimits,
  statusLines,
  untilReadable,
} from './hostile-client.js';
import { statusOf } from './pages/status-of.js';
import type { WebOptions, WebServer } from '../../src/web/server.js';

const patient: WebLimits = { ...defaultLimits, connections: 20 };
/** More than the system keeps for whoever does not read. */
const large = { ...metrics, body: Buffer.alloc(32 * 1024 * 1024, 'a 1\n') };

async function withServer<T>(options: Partial<WebOptions>, use: (server: WebServer) => Promise<T>): Promise<T> {
  const server = await serve(options);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** What other clients are told. */
async function statusesOf({ url }: WebServer): Promise<(number | undefined)[]> {
  const answers = await Promise.all(['/-/healthy', '/-/ready', '/metrics'].map((path) => ask(url + path)));
  return answers.map(({ status }) => status);
}

const allWell = [200, 200, 200];

describe('thousands of connections', () => {
  const messages: [what: string, message: string][] = [
    ['send nothing', ''],
    ['begin a request', 'GET /metrics HTTP/1.1\r\nHost: '],
    ['have asked once', request('/-/healthy')],
  ];
  for (const [what, message] of messages) {
    it(`that ${what} keep nobody else from being answered, and all are let go`, async () => {
      const found = await withServer({}, async (server) => {
        const clients = await connectMany(2000, server.url, message);
        const statuses = await statusesOf(server);
        const isCapped = (await server.connections()) <= defaultLimits.connections;
        for (const { socket } of clients) socket.resetAndDestroy();
        await allReleased(server);
        return { statuses, isCapped };
      });
      assert.deepEqual(found, { statuses: allWell, isCapped: true });
    });
  }

  it('cost those their place that have been silent for longest', async () => {
    const open = await withServer({ limits: patient }, async ({ url }) => {
      const clients = await connectMany(30, url);
      await Promise.all(clients.slice(0, 10).map(({ gone }) => gone));
      // Whoever is still connected is answered.
      for (const { socket } of clients.slice(10)) socket.write(request('/-/healthy', 'Connection: close'));
      const received = await Promise.all(clients.map(({ gone }) => gone));
      return received.map((text) => statusLines(text).length);
    });
    assert.deepEqual(open, [...Array<number>(10).fill(0), ...Array<number>(20).fill(1)]);
  });

  it('leave scrapes under way alone', async () => {
    const gate = new Gate();
    const answers = await withServer({ limits: patient, scrape: gate.scrape }, async ({ url }) => {
      const scrapes = [ask(`${url}/metrics`), ask(`${url}/metrics`)];
      await gate.begun(2);
      const others = await connectMany(100, url);
      gate.open();
      const answered = await Promise.all(scrapes);
      for (const { socket } of others) socket.destroy();
      return answered;
    });
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body]),
      [
        [200, metricsText],
        [200, metricsText],
      ],
    );
  });

  it('that never read a page make room for those who do', async () => {
    const pages = { status: () => Promise.resolve(statusOf([])), config: () => large.body.toString() };
    const limits = { ...patient, patienceMs: 1000, connections: 4 };
    const statuses = await withServer({ limits, pages }, async (server) => {
      const readers = await connectMany(4, server.url, request('/config'), false);
      await Promise.all(readers.map(({ socket }) => untilReadable(socket)));
      await sleep(limits.patienceMs);
      return statusesOf(server);
    });
    assert.deepEqual(statuses, allWell);
  });
});

describe('slow readers', () => {
  it('lose their scrape when others wait for the place', async () => {
    const limits = { ...patient, patienceMs: 0 };
    const found = await withServer({ limits, maxRequests: 2, scrape: () => Promise.resolve(large) }, async (server) => {
      const readers = await connectMany(2, server.url, request('/metrics', 'Connection: close'), false);
      await Promise.all(readers.map(({ socket }) => untilReadable(socket)));
      const { status, body } = await ask(`${server.url}/metrics`);
      const read = await Promise.all(readers.map(({ socket }) => buffer(socket)));
      return [status, body.length, ...read.map(({ length }) => length > large.body.length)];
    });
    assert.deepEqual(found, [200, large.body.length, false, true]);
  });

  it('give back their places when they ask again before they have read', async () => {
    const limits = { ...shortLimits, answerMs: 60_000 };
    const options = { limits, maxRequests: 2, scrape: () => Promise.resolve(large) };
    const statuses = await withServer(options, async (server) => {
      const readers = await connectMany(2, server.url, request('/metrics'), false);
      await Promise.all(readers.map(({ socket }) => untilReadable(socket)));
      for (const { socket } of readers) {
        socket.write(request('/metrics'));
        await sleep(50);
      }
      for (const { socket } of readers) socket.resetAndDestroy();
      await allReleased(server);
      return statusesOf(server);
    });
    assert.deepEqual(statuses, allWell);
  });

  it('have their time before that', async () => {
    const found = await withServer({ maxRequests: 2, scrape: () => Promise.resolve(large) }, async (server) => {
      const readers = await connectMany(2, server.url, request('/metrics'), false);
      await Promise.all(readers.map(({ socket }) => untilReadable(socket)));
      return statusesOf(server);
    });
    assert.deepEqual(found, [200, 200, 503]);
  });

  it('are cut off in the end, though nobody waits', async () => {
    await withServer({ limits: shortLimits, scrape: () => Promise.resolve(large) }, async (server) => {
      await connectRaw(server.url, request('/metrics'), false);
      await allReleased(server);
    });
  });

  it('keep no server from closing', async () => {
    await withServer({ scrape: () => Promise.resolve(large) }, async (server) => {
      const silent = await connectMany(5, server.url);
      const readers = await connectMany(2, server.url, request('/metrics'), false);
      await Promise.all(readers.map(({ socket }) => untilReadable(socket)));
      await server.close();
      for (const { socket } of readers) socket.resume();
      await Promise.all([...silent, ...readers].map(({ gone }) => gone));
    });
  });
});

describe('a scrape gives back its place', () => {
  const endings: [how: string, message: string, end: 'end' | 'resetAndDestroy'][] = [
    ['is reset', request('/metrics'), 'resetAndDestroy'],
    ['is half closed', request('/metrics'), 'end'],
    ['is reset with another scrape behind it', request('/metrics').repeat(2), 'resetAndDestroy'],
    ['is reset with many behind it', request('/metrics').repeat(50), 'resetAndDestroy'],
  ];
  for (const [how, message, end] of endings) {
    it(`when it has ended and its connection ${how}`, async () => {
      const [before, afterwards] = [new Gate(), new Gate()];
      let gate = before;
      const statuses = await withServer({ maxRequests: 2, scrape: () => gate.scrape() }, async (server) => {
        const { socket } = await connectRaw(server.url, message);
        await before.begun(1);
        socket[end]();
        await allReleased(server);
        // It has its place until it has ended, too.
        before.open();
        gate = afterwards;
        const scrapes = Promise.all([ask(`${server.url}/metrics`), ask(`${server.url}/metrics`)]);
        await Promise.race([scrapes, afterwards.begun(2)]);
        afterwards.open();
        return (await scrapes).map(({ status }) => status);
      });
      assert.deepEqual(statuses, [200, 200]);
    });
  }
});
