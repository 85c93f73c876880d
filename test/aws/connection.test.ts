import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Reason } from '../../src/core/fault.js';
import { contact, failure, listPages, useCredentials, withServer, withSource } from './wire.js';

const broken: {
  title: string;
  listener: RequestListener;
  reason: Reason;
  message: string;
  retryAfterSeconds?: number;
}[] = [
  {
    title: 'a body shorter than its Content-Length',
    listener: (_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{"Pages":[', () => response.destroy());
    },
    reason: 'network',
    message: 'ECONNRESET: aborted',
  },
  {
    title: 'a body of HTTP 429 shorter than its Content-Length',
    listener: (_request, response) => {
      response.writeHead(429, { 'Content-Length': 100, 'Retry-After': 9 });
      response.write('{"message":', () => response.destroy());
    },
    reason: 'throttled',
    message: 'ECONNRESET: aborted',
    retryAfterSeconds: 9,
  },
  {
    title: 'a connection closed without an answer',
    listener: (request) => request.socket.destroy(),
    reason: 'network',
    message: 'ECONNRESET: socket hang up',
  },
  {
    title: 'headers that never come',
    listener: () => undefined,
    reason: 'timeout',
    message: 'no complete answer within 0.2 s',
  },
  {
    title: 'a body that never ends',
    listener: (_request, response) => {
      response.writeHead(200).write('{"Pages":[');
    },
    reason: 'timeout',
    message: 'no complete answer within 0.2 s',
  },
];

describe('aws connections', () => {
  useCredentials();

  for (const { title, listener, reason, message, retryAfterSeconds = 0 } of broken) {
    it(`${title}: ${reason}`, async () => {
      const got = await withServer(listener, (endpoint) =>
        withSource({ endpoint, requestTimeoutMs: 200 }, (source) => failure(listPages(source))),
      );
      assert.deepEqual(got, {
        result: { reason, message, retryAfterSeconds },
        heard: [`ListPagesByContact ${reason}`],
      });
    });
  }

  it('a refused connection: network', async () => {
    const endpoint = await withServer(
      () => undefined,
      (url) => Promise.resolve(url),
    );
    const got = await withSource({ endpoint }, (source) => failure(listPages(source)));
    assert.deepEqual(got, {
      result: {
        reason: 'network',
        message: `connect ECONNREFUSED ${endpoint.replace('http://', '')}`,
        retryAfterSeconds: 0,
      },
      heard: ['ListPagesByContact network'],
    });
  });

  it('a name that does not resolve: network', async () => {
    const got = await withSource({ endpoint: 'http://ssm-contacts.invalid' }, (source) => failure(listPages(source)));
    assert.deepEqual(got.heard, ['ListPagesByContact network']);
  });

  for (const variable of ['AWS_ENDPOINT_URL_SSM_CONTACTS', 'AWS_ENDPOINT_URL']) {
    it(`finds its address in ${variable}`, async () => {
      const listener: RequestListener = (_request, response) => response.end('{"Pages":[]}');
      const got = await withServer(listener, async (url) => {
        process.env[variable] = url;
        try {
          return await withSource({}, listPages);
        } finally {
          Reflect.deleteProperty(process.env, variable);
        }
      });
      assert.deepEqual(got, { result: { items: [] }, heard: ['ListPagesByContact'] });
    });
  }
});

const silences: { title: string; answer: (response: ServerResponse) => void }[] = [
  { title: 'before the headers', answer: () => undefined },
  { title: 'within the body', answer: (response) => response.writeHead(200).write('{"Pages":[') },
  { title: 'within the body of an error', answer: (response) => response.writeHead(500).write('{"message":"') },
];

describe('aws deadlines', () => {
  useCredentials();

  for (const { title, answer } of silences) {
    it(`closes the connection of every request that hangs ${title}, and opens another for the next`, async () => {
      const sockets = new Set<Socket>();
      const closings: Promise<unknown>[] = [];
      const listener: RequestListener = ({ socket }, response) => {
        sockets.add(socket);
        closings.push(once(socket, 'close', { signal: AbortSignal.timeout(5000) }));
        answer(response);
      };
      const requests = Array.from({ length: 10 });
      const { heard } = await withServer(listener, (endpoint) =>
        withSource({ endpoint, requestTimeoutMs: 1000 }, async (source) => {
          await Promise.all(requests.map(() => failure(listPages(source))));
          await failure(listPages(source));
          // The source is not closed yet, nor is the server: it is the deadline that has closed them.
          await Promise.all(closings);
        }),
      );
      assert.deepEqual([sockets.size, heard], [11, Array(11).fill('ListPagesByContact timeout')]);
    });
  }
});

describe('aws stops', () => {
  useCredentials();

  for (const { title, answer } of silences) {
    it(`stops at once ${title}, without a fault, and closes the connection`, async () => {
      const stop = new AbortController();
      const reason = new Error('shutting down');
      let closed: Promise<void> | undefined;
      const listener: RequestListener = (request, response) => {
        closed = new Promise((resolve) => request.socket.once('close', () => resolve()));
        answer(response);
        setTimeout(() => stop.abort(reason), 50);
      };
      const startedAtMs = performance.now();
      const got = await withServer(listener, (endpoint) =>
        withSource({ endpoint, requestTimeoutMs: 15_000 }, async (source) => {
          const error = await failure(source.describe(contact, stop.signal));
          await closed;
          return error;
        }),
      );
      assert.deepEqual(
        { ...got, atOnce: performance.now() - startedAtMs < 5000 },
        { result: reason, heard: [], atOnce: true },
      );
    });
  }

  it('does not wait for an STS that is silent, and closes its connection', async () => {
    let closed: Promise<void> | undefined;
    const listener: RequestListener = (request) => {
      closed = new Promise((resolve) => request.socket.once('close', () => resolve()));
    };
    const got = await withServer(listener, async (url) => {
      process.env['AWS_ENDPOINT_URL_STS'] = url;
      try {
        const roleArn = 'arn:aws:iam::444455556666:role/reader';
        return await withSource({ roleArn, requestTimeoutMs: 300 }, (source) => failure(listPages(source)));
      } finally {
        Reflect.deleteProperty(process.env, 'AWS_ENDPOINT_URL_STS');
        await closed;
      }
    });
    assert.deepEqual(got, {
      result: { reason: 'timeout', message: 'no complete answer within 0.3 s', retryAfterSeconds: 0 },
      heard: ['ListPagesByContact timeout'],
    });
  });

  it('leaves nothing attached to a signal that many attempts wait on', async () => {
    const { signal } = new AbortController();
    const listener: RequestListener = (_request, response) => response.end('{"Type":"PERSONAL"}');
    await withServer(listener, (endpoint) =>
      withSource({ endpoint }, (source) =>
        Promise.all(Array.from({ length: 20 }, () => source.describe(contact, signal))),
      ),
    );
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('asks nothing once it is stopped', async () => {
    const reason = new Error('shutting down');
    const got = await withSource({}, (source) => failure(source.describe(contact, AbortSignal.abort(reason))));
    assert.deepEqual(got, { result: reason, heard: [] });
  });
});
