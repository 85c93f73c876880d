import assert from 'node:assert/strict';
import { openMetricsFormat } from '../../src/exposition/open-metrics.js';
import { protobufFormat } from '../../src/exposition/protobuf.js';
import { textFormat } from '../../src/exposition/text.js';
import { hostileSnapshot, wholeExposition } from './hostile-snapshot.js';
import { golden, readProtobuf, written } from './written.js';

describe('the whole exposition of a hostile snapshot', () => {
  const files = [
    ['hostile-snapshot.prom', textFormat],
    ['hostile-snapshot.openmetrics', openMetricsFormat({ createdSamples: false })],
    ['hostile-snapshot-created.openmetrics', openMetricsFormat({ createdSamples: true })],
  ] as const;
  for (const [file, format] of files) {
    it(`is written as ${file} has it, byte for byte`, async () => {
      const bytes = await written(format, await wholeExposition(hostileSnapshot));
      assert.equal(bytes.toString(), (await golden(file, bytes)).toString());
    });
  }

  it('is written as hostile-snapshot.protobuf has it, byte for byte', async () => {
    const bytes = await written(protobufFormat, await wholeExposition(hostileSnapshot));
    assert.deepEqual(bytes, await golden('hostile-snapshot.protobuf', bytes));
  });

  it('is read from protobuf as hostile-snapshot.json has it', async () => {
    const bytes = await written(protobufFormat, await wholeExposition(hostileSnapshot));
    // JSON has no infinity.
    const shown = (_: string, value: unknown) => (value === Infinity ? '+Inf' : value);
    const json = `${JSON.stringify(readProtobuf(bytes), shown, 2)}\n`;
    assert.equal(json, (await golden('hostile-snapshot.json', Buffer.from(json))).toString());
  });
});
