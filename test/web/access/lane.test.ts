import assert from 'node:assert/strict';
import { laneOf } from '../../../src/web/access/lane.js';

const rows: [address: string, lane: string][] = [
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['2001:db8:1:2::1', '32:1:13:184:0:1:0:2'],
  ['2001:db8:1:2:ffff:ffff:ffff:ffff', '32:1:13:184:0:1:0:2'],
  ['2001:db8:1:3::1', '32:1:13:184:0:1:0:3'],
  ['fe80::1%eth0', '254:128:0:0:0:0:0:0'],
  ['::1', '0:0:0:0:0:0:0:0'],
  ['', ''],
];

describe('the lane', () => {
  for (const [address, lane] of rows) {
    it(`of ${JSON.stringify(address)} is ${JSON.stringify(lane)}`, () => assert.equal(laneOf(address), lane));
  }
});
