import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ask, metricsText, serve } from '../web/ask.js';
import { allReleased, connectRaw, shortLimits } from '../web/hostile-client.js';
import type { WebServer } from '../../src/web/server.js';
import { fuzz, pollution } from './fuzz.js';
import { hostileText } from './json.js';

const pieces = fc.oneof(
  fc.constantFrom(
    'GET ',
    'POST ',
    '/metrics',
    '/-/healthy?',
    'name[]=a&',
    'name[__proto__]=b&',
    '__proto__[x]=1&',
    ' HTTP/1.1\r\n',
    'Host: a\r\n',
    'Accept: ',
    'Accept-Encoding: gzip;q=',
    'Content-Length: 3\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Expect: 100-continue\r\n',
    'Connection: upgrade\r\nUpgrade: h2c\r\n',
    '\r\n',
    '\r\n\r\n',
    '0\r\n\r\n',
    '%',
    '%00',
    '..',
  ),
  hostileText,
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

describe('the web server, whatever it is sent', () => {
  let server: WebServer;
  before(async () => {
    server = await serve({ limits: { ...shortLimits, requestMs: 5000, answerMs: 20_000 } });
  });
  after(() => server.close());

  const message = fc.array(pieces, { minLength: 1, maxLength: 12 });
  const request = message.map((parts) => `GET /metrics?${parts.join('')} HTTP/1.1\r\nHost: a\r\n\r\n`);
  fuzz(
    'answers the next request, and lets go of every connection',
    40,
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          message.map((parts) => parts.join('')),
          request,
        ),
        { minLength: 1, maxLength: 20 },
      ),
      async (messages) => {
        const clients = await Promise.all(messages.map((each) => connectRaw(server.url, each)));
        for (const { socket } of clients) socket.end();
        const { status, body } = await ask(`${server.url}/metrics`);
        await allReleased(server);
        assert.deepEqual([status, body, pollution()], [200, metricsText, []]);
      },
    ),
  );
});
