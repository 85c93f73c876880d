import { CustomVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { growthSince } from './growth.js';

/** Counted in quarters of an hour, because every time zone on earth begins its hours at one. Seconds. */
const stepSeconds = 900;

const offsets = [
  ...[-12, -11, -10, -9.5, -9, -8, -7, -6, -5, -4, -3.5, -3, -2, -1, 0, 1, 2, 3, 3.5, 4, 4.5, 5, 5.5, 5.75, 6],
  ...[6.5, 7, 8, 8.75, 9, 9.5, 10, 10.5, 11, 12, 12.75, 13, 13.75, 14],
];

export function nightVariables(): CustomVariableBuilder[] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return [
    choice('night_from', 'Night from', hours, 22).description('The hour, in local time, in which the night begins.'),
    choice('night_to', 'to', hours, 7).description('The hour, in local time, in which it is over.'),
    choice('utc_offset', 'UTC offset', offsets, 0).description(
      'Hours that local time is ahead of UTC, daylight saving time included: 2 for Berlin in summer, -5 for New York in winter.',
    ),
  ];
}

/** How many pages were sent by night within the chosen time, for each of the series, to the last full quarter of an hour. */
export function countByNight(counter: string): string {
  const grown = growthSince(counter, `${stepSeconds}s`);
  return `(
  sum_over_time((${grown} and on () ${isNight(stepSeconds)})[$__range:${stepSeconds}s])
or
  0 * ${counter}
)`;
}

/**
 * One series while it is night, and none while it is day, so many seconds ago. The clock is set back by the hour at which
 * the night begins: then it is night from 0 to its length in hours, whether it goes on over midnight or not.
 */
export function isNight(secondsAgo = 0): string {
  const localTime = `time() - ${secondsAgo} + 3600 * ($utc_offset - $night_from)`;
  return `(hour(vector(${localTime})) < (24 + $night_to - $night_from) % 24)`;
}

function choice(name: string, label: string, values: readonly number[], current: number): CustomVariableBuilder {
  const options = values.map((value) => ({ selected: value === current, text: String(value), value: String(value) }));
  return new CustomVariableBuilder(name)
    .label(label)
    .values(values.join(','))
    .options(options)
    .current({ selected: true, text: String(current), value: String(current) });
}
