import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { failure, listPages, useCredentials, withServer, withSource } from './wire.js';

const hourMs = 3_600_000;
/** AWS takes a signature for five minutes. */
const toleranceMs = 5 * 60_000;

/** AWS, while our clock is behind by so much: it refuses what was not signed within minutes of its own time. */
function awsAhead(byMs: number): RequestListener {
  return (request, response) => {
    const now = Date.now() + byMs;
    const signedAt = Date.parse(
      String(request.headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z'),
    );
    const isFresh = Math.abs(signedAt - now) < toleranceMs;
    const refusal = { __type: 'InvalidSignatureException', message: 'Signature expired' };
    response.writeHead(isFresh ? 200 : 403, {
      'content-type': 'application/x-amz-json-1.1',
      date: new Date(now).toUTCString(),
    });
    response.end(JSON.stringify(isFresh ? { Pages: [] } : refusal));
  };
}

describe('a clock that AWS does not agree with', () => {
  useCredentials();

  for (const [name, aheadMs] of [
    ['behind', hourMs],
    ['ahead', -hourMs],
  ] as const) {
    it(`fails one request when it is an hour ${name}, and no further one`, async () => {
      const { result } = await withServer(awsAhead(aheadMs), (endpoint) =>
        withSource({ endpoint }, async (source) => [
          await failure(listPages(source)),
          await listPages(source),
          await listPages(source),
        ]),
      );
      const refused = {
        reason: 'access_denied',
        message: 'InvalidSignatureException: Signature expired',
        retryAfterSeconds: 0,
      };
      assert.deepEqual(result, [refused, { items: [] }, { items: [] }]);
    });
  }
});
