import type { Arns } from '../world/arn.js';
import { onDuty } from '../world/rotation.js';
import type { ContactStory, RotationStory } from '../world/story.js';
import type { Person } from './people.js';
import type { Random } from './random.js';

const hourMs = 3_600_000;
const shiftMs = 12 * hourMs;
const membersPerTeam = 4;
const subjects = ['checkout', 'payments', 'search', 'catalog', 'identity', 'shipping', 'billing', 'ingest'];

/** People who answer for something: a rotation is engaged first, then a second person, then the manager. */
export interface Team {
  readonly plan: ContactStory;
  readonly schedule: ContactStory;
  readonly rotation: RotationStory;
  readonly members: readonly [Person, ...Person[]];
  /** Whom the plan's stages engage at `at` (epoch milliseconds), in turn. */
  stagesAt(at: number): readonly Person[];
}

/** Divides people into teams of four. With three or more, the last one is in no team and never gets a page. */
export function createTeams(people: readonly Person[], arns: Arns, startAt: number, random: Random): Team[] {
  const available = people.length < 3 ? people : people.slice(0, -1);
  const count = Math.ceil(available.length / membersPerTeam);
  return Array.from({ length: count }, (_, index) => {
    const [first, ...others] = available.slice(index * membersPerTeam, (index + 1) * membersPerTeam);
    if (first === undefined) throw new Error(`team ${index} has no members`);
    return createTeam(teamName(index), [first, ...others], { arns, startAt, random });
  });
}

interface Surroundings {
  readonly arns: Arns;
  readonly startAt: number;
  readonly random: Random;
}

function createTeam(name: string, members: Team['members'], { arns, startAt, random }: Surroundings): Team {
  const rotating = members.slice(0, 2);
  const rotation: RotationStory = {
    arn: arns.rotation(random.uuid()),
    name: `${name}-rotation`,
    contactArns: rotating.map(({ contact }) => contact.arn),
    startAt: Math.floor(startAt / shiftMs) * shiftMs,
    shiftMs,
    timeZone: 'Etc/UTC',
  };
  const schedule: ContactStory = {
    arn: arns.contact(`${name}-schedule`),
    alias: `${name}-schedule`,
    displayName: `On call for ${name}`,
    type: 'ONCALL_SCHEDULE',
    rotationArns: [rotation.arn],
  };
  const later = members.slice(2);
  const [second, manager] = later.length > 0 ? later : members.slice(1, 2);
  const escalation = [second, manager].filter((person) => person !== undefined);
  return {
    plan: createPlan(name, arns, [schedule, ...escalation.map(({ contact }) => contact)]),
    schedule,
    rotation,
    members,
    stagesAt(at) {
      const duty = onDuty(rotation, at);
      const primary = rotating.find(({ contact }) => contact.arn === duty) ?? members[0];
      return [primary, ...escalation.filter((person) => person !== primary)];
    },
  };
}

function createPlan(name: string, arns: Arns, targets: readonly ContactStory[]): ContactStory {
  return {
    arn: arns.contact(`${name}-escalation`),
    alias: `${name}-escalation`,
    displayName: `Escalation for ${name}`,
    type: 'ESCALATION',
    stages: targets.map(({ arn }) => ({ durationMinutes: 10, contactArns: [arn] })),
  };
}

function teamName(index: number): string {
  const subject = subjects[index % subjects.length] ?? 'operations';
  const round = Math.floor(index / subjects.length);
  return round === 0 ? subject : `${subject}${round + 1}`;
}
