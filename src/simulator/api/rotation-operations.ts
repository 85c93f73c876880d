import { shiftsOf, type Shift } from '../world/rotation.js';
import type { RotationStory } from '../world/story.js';
import { notFoundError, validationError } from './api-error.js';
import { arnField, textField, timeField } from './input.js';
import { listing } from './listing.js';
import type { Output } from './operation.js';
import { toSeconds } from './seconds.js';

export const listRotations = listing({
  field: 'Rotations',
  select({ input, world }) {
    const prefix = textField(input, 'RotationNamePrefix', 255) ?? '';
    return world.rotations().filter(({ name }) => name.startsWith(prefix));
  },
  show: showRotation,
});

export const listRotationShifts = listing({
  field: 'RotationShifts',
  select({ input, world }, asOf) {
    const arn = arnField(input, 'RotationId');
    const rotation = world.rotation(arn);
    if (rotation === undefined) throw notFoundError('ROTATION', arn);
    const from = timeField(input, 'StartTime') ?? asOf;
    const to = timeField(input, 'EndTime');
    if (to === undefined) throw validationError('EndTime', 'must not be null');
    if (to <= from) throw validationError('EndTime', 'must be after StartTime');
    return shiftsOf(rotation, from, to);
  },
  show: showShift,
});

function showRotation({ arn, name, contactArns, startAt, shiftMs, timeZone }: RotationStory): Output {
  const startsAt = new Date(startAt);
  const handOff = { HourOfDay: startsAt.getUTCHours(), MinuteOfHour: startsAt.getUTCMinutes() };
  return {
    RotationArn: arn,
    Name: name,
    ContactIds: contactArns,
    StartTime: toSeconds(startAt),
    TimeZoneId: timeZone,
    Recurrence: {
      DailySettings: [handOff],
      NumberOfOnCalls: 1,
      RecurrenceMultiplier: Math.max(1, Math.round(shiftMs / 86_400_000)),
    },
  };
}

function showShift({ contactArn, startAt, endAt }: Shift): Output {
  return { ContactIds: [contactArn], StartTime: toSeconds(startAt), EndTime: toSeconds(endAt), Type: 'REGULAR' };
}
