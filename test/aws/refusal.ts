import assert from 'node:assert/strict';
import nock from 'nock';
import type { Reason } from '../../src/core/fault.js';
import { createFakePace } from './fake-pace.js';
import { api, failure, listPages, withSource } from './wire.js';

export interface Refusal {
  readonly title: string;
  readonly status: number;
  readonly body: object | string;
  readonly headers?: Record<string, string>;
  readonly reason: Reason;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** The error's name in a body of the API. */
export const type = (name: string) => ({ __type: `com.amazonaws.ssmcontacts#${name}` });

/** A test that this answer becomes the fault of one attempt, and that the pace hears of it when it is throttled. */
export function itReads(refusal: Refusal): void {
  const { title, status, body, headers, reason, message, retryAfterSeconds = 0 } = refusal;
  it(`${title}: ${reason}, after one attempt`, async () => {
    const scope = nock(api).post('/').times(2).reply(status, body, headers);
    const pace = createFakePace();
    const got = await withSource({ pace }, (source) => failure(listPages(source)));
    assert.deepEqual(
      { ...got, asked: 2 - scope.pendingMocks().length, pace: pace.heard },
      {
        result: { reason, message, retryAfterSeconds },
        heard: [`ListPagesByContact ${reason}`],
        asked: 1,
        pace: ['admit ListPagesByContact', ...(reason === 'throttled' ? [`throttled ${retryAfterSeconds}`] : [])],
      },
    );
  });
}
