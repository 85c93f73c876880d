import assert from 'node:assert/strict';
import { retryAfterBodySeconds, retryAfterHeaderSeconds } from '../../src/aws/retry-after.js';

const nowMs = Date.parse('2025-03-01T12:00:00Z');

describe('aws retry-after', () => {
  const headers = [
    { header: '7', seconds: 7 },
    { header: '0.5', seconds: 0.5 },
    { header: 'Sat, 01 Mar 2025 12:00:30 GMT', seconds: 30 },
    { header: 'Sat, 01 Mar 2025 11:59:00 GMT', seconds: 0 },
    { header: '-4', seconds: 0 },
    { header: '7200', seconds: 7200 },
    { header: '86400', seconds: 86_400 },
    { header: '86401', seconds: 86_400 },
    { header: 'Mon, 03 Mar 2025 12:00:00 GMT', seconds: 86_400 },
    { header: '1e300', seconds: 86_400 },
    { header: 'soon', seconds: 0 },
    { header: '', seconds: 0 },
    { header: undefined, seconds: 0 },
  ];
  for (const { header, seconds } of headers) {
    it(`header ${JSON.stringify(header)}: ${seconds} s`, () => {
      assert.equal(retryAfterHeaderSeconds(header, nowMs), seconds);
    });
  }

  const bodies = [
    { value: 7, seconds: 7 },
    { value: -7, seconds: 0 },
    { value: NaN, seconds: 0 },
    { value: 7200, seconds: 7200 },
    { value: 86_401, seconds: 86_400 },
    { value: 1e300, seconds: 86_400 },
    { value: '7', seconds: 0 },
    { value: undefined, seconds: 0 },
  ];
  for (const { value, seconds } of bodies) {
    it(`body ${String(value)} (${typeof value}): ${seconds} s`, () => {
      assert.equal(retryAfterBodySeconds(value), seconds);
    });
  }
});
