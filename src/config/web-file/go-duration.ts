import { parseYamlInteger } from './yaml-integer.js';

const millisecondsOf: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
const whole = /^\+?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;

/**
 * Milliseconds of a duration as Go writes them (`1s`, `1m30.5s`), which is another way than that of Prometheus. A number
 * without a unit is nanoseconds. Undefined when the text is neither, negative, or more than Go can count: some 292 years.
 */
export function parseGoDuration(text: string): number | undefined {
  const nanoseconds = parseYamlInteger(text);
  if (nanoseconds !== undefined) return nanoseconds * 1e-6;
  if (!whole.test(text)) return undefined;
  const milliseconds = [...text.matchAll(part)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (millisecondsOf[unit] ?? NaN),
    0,
  );
  return milliseconds * 1e6 < 2 ** 63 ? milliseconds : undefined;
}
