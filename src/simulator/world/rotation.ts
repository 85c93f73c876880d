import type { RotationStory } from './story.js';
import { emptyRange, type Range } from './timeline.js';

/** Times in epoch milliseconds. */
export interface Shift {
  readonly contactArn: string;
  readonly startAt: number;
  readonly endAt: number;
}

/** The shifts that overlap [from, to), computed when they are read: the range may be of any length. */
export function shiftsOf(rotation: RotationStory, from: number, to: number): Range<Shift> {
  const first = Math.max(0, Math.floor((from - rotation.startAt) / rotation.shiftMs));
  const end = Math.ceil((to - rotation.startAt) / rotation.shiftMs);
  if (end <= first || rotation.contactArns.length === 0) return emptyRange;
  const length = end - first;
  return { length, at: (index) => (index >= 0 && index < length ? shift(rotation, first + index) : undefined) };
}

/** The ARN of the contact on duty at `at`; undefined before the rotation began. */
export function onDuty(rotation: RotationStory, at: number): string | undefined {
  return shiftsOf(rotation, at, at + 1).at(0)?.contactArn;
}

function shift(rotation: RotationStory, turn: number): Shift {
  const startAt = rotation.startAt + turn * rotation.shiftMs;
  const contactArn = rotation.contactArns[turn % rotation.contactArns.length] ?? '';
  return { contactArn, startAt, endAt: startAt + rotation.shiftMs };
}
