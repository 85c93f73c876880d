import { PbfWriter } from 'pbf';
import type { NativeBuckets } from '../core/native-buckets.js';
import { unitOf } from './family.js';
import type { Family, HistogramSample, Labels, NumberSample, Sample, SampleExemplar } from './family.js';
import type { Format } from './format.js';

// Numbers of fields and types: github.com/prometheus/client_model, io/prometheus/client/metrics.proto.
const types = { counter: 0, gauge: 1, histogram: 4 } as const satisfies Record<Family['type'], number>;
const metricField = 4;

/** The breadth of the bucket of zeros that Prometheus's own clients use, 2^-128: no duration comes near it. */
const zeroThreshold = 2 ** -128;

/** Length-delimited messages io.prometheus.client.MetricFamily, the only format that knows native histograms. */
export const protobufFormat: Format<Buffer> = {
  mediaTypes: ['application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'],
  head: (family, length) => {
    const fields = written((pbf) => {
      writeFamily(family, pbf);
    });
    const delimiter = written((pbf) => {
      pbf.writeVarint(fields.length + length);
    });
    return Buffer.concat([delimiter, fields]);
  },
  sample: ({ type }, sample) =>
    written((pbf) => {
      pbf.writeMessage(metricField, (each, metric) => writeMetric(type, each, metric), sample);
    }),
  join: (parts) => Buffer.concat(parts),
  end: Buffer.alloc(0),
};

function written(write: (pbf: PbfWriter) => void): Buffer {
  writer.pos = 0;
  write(writer);
  return Buffer.from(writer.buf.subarray(0, writer.pos));
}

/** One for all messages, which are written one after the other: making an array for each takes longer than writing it. */
const writer = new PbfWriter(new Uint8Array(64 * 1024));

function writeFamily(family: Family, pbf: PbfWriter): void {
  const unit = unitOf(family);
  pbf.writeStringField(1, family.name);
  pbf.writeStringField(2, family.help);
  pbf.writeVarintField(3, types[family.type]);
  if (unit !== undefined) pbf.writeStringField(5, unit);
}

function writeMetric(type: Family['type'], sample: Sample, pbf: PbfWriter): void {
  writeLabels(sample.labels, pbf);
  if ('bounds' in sample) pbf.writeMessage(7, writeHistogram, sample);
  else if (type === 'counter') pbf.writeMessage(3, writeCounter, sample);
  else pbf.writeMessage(2, writeGauge, sample);
}

function writeLabels(labels: Labels, pbf: PbfWriter): void {
  for (const pair of Object.entries(labels)) pbf.writeMessage(1, writeLabelPair, pair);
}

function writeLabelPair([name, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeStringField(2, value);
}

function writeGauge({ value }: NumberSample, pbf: PbfWriter): void {
  pbf.writeDoubleField(1, value);
}

function writeCounter({ value, exemplar, createdAt }: NumberSample, pbf: PbfWriter): void {
  pbf.writeDoubleField(1, value);
  if (exemplar !== undefined) pbf.writeMessage(2, writeExemplar, exemplar);
  if (createdAt !== undefined) pbf.writeMessage(3, writeTimestamp, createdAt);
}

function writeHistogram(sample: HistogramSample, pbf: PbfWriter): void {
  const { bounds, cumulativeCounts, exemplars, sum, createdAt, native } = sample;
  pbf.writeVarintField(1, cumulativeCounts.at(-1) ?? 0);
  pbf.writeDoubleField(2, sum);
  cumulativeCounts.forEach((count, index) => {
    const bucket = { count, bound: bounds[index] ?? Infinity, exemplar: exemplars?.[index] };
    pbf.writeMessage(3, writeBucket, bucket);
  });
  if (native !== undefined) writeNative(native, pbf);
  if (createdAt !== undefined) pbf.writeMessage(15, writeTimestamp, createdAt);
  // A native histogram is one series, and its exemplars must come in the order of their times.
  const ofNative = native === undefined ? [] : (exemplars ?? []).filter((each) => each !== undefined);
  for (const each of ofNative.toSorted((a, b) => a.at - b.at)) pbf.writeMessage(16, writeExemplar, each);
}

interface Bucket {
  readonly count: number;
  readonly bound: number;
  readonly exemplar: SampleExemplar | undefined;
}

function writeBucket({ count, bound, exemplar }: Bucket, pbf: PbfWriter): void {
  pbf.writeVarintField(1, count);
  pbf.writeDoubleField(2, bound);
  if (exemplar !== undefined) pbf.writeMessage(3, writeExemplar, exemplar);
}

function writeNative({ schema, zeroCount, counts }: NativeBuckets, pbf: PbfWriter): void {
  pbf.writeSVarintField(5, schema);
  pbf.writeDoubleField(6, zeroThreshold);
  pbf.writeVarintField(7, zeroCount);
  for (const span of spansOf(counts)) pbf.writeMessage(12, writeSpan, span);
  counts.forEach(([, count], index) => {
    pbf.writeSVarintField(13, count - (counts[index - 1]?.[1] ?? 0));
  });
}

interface Span {
  /** Empty buckets since the last span; for the first, the index that it begins with. */
  readonly offset: number;
  length: number;
}

/** Where filled buckets follow each other. Without any, an empty span says that the histogram is native all the same. */
function spansOf(counts: NativeBuckets['counts']): Span[] {
  const spans: Span[] = [];
  let next = 0;
  for (const [index] of counts) {
    const last = spans.at(-1);
    if (last !== undefined && index === next) last.length += 1;
    else spans.push({ offset: index - next, length: 1 });
    next = index + 1;
  }
  return spans.length === 0 ? [{ offset: 0, length: 0 }] : spans;
}

function writeSpan({ offset, length }: Span, pbf: PbfWriter): void {
  pbf.writeSVarintField(1, offset);
  pbf.writeVarintField(2, length);
}

function writeExemplar({ labels, value, at }: SampleExemplar, pbf: PbfWriter): void {
  writeLabels(labels, pbf);
  pbf.writeDoubleField(2, value);
  pbf.writeMessage(3, writeTimestamp, at);
}

/** google.protobuf.Timestamp of a time in epoch milliseconds. */
function writeTimestamp(at: number, pbf: PbfWriter): void {
  const seconds = Math.floor(at / 1000);
  pbf.writeVarintField(1, seconds);
  pbf.writeVarintField(2, Math.round((at - seconds * 1000) * 1e6));
}
