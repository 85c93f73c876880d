import { createArns, type Account, type Arns } from '../world/arn.js';
import type { Stories } from '../world/story.js';
import { createWorld, type StorySource, type World } from '../world/world.js';
import { tellIncident, type IncidentStory } from './incident.js';
import { createPeople } from './people.js';
import { isNight, type Profile } from './profile.js';
import { createRandom, type Random } from './random.js';
import { createTeams, type Team } from './team.js';

/** A stretch of time and what it is like; epoch milliseconds, incidents begin within [from, to). */
export interface Phase {
  readonly profile: Profile;
  readonly from: number;
  readonly to: number;
}

export interface GenerateOptions extends Partial<Account> {
  readonly seed: string | number;
  readonly phases: readonly Phase[];
  /** How many persons; 8 unless given. Plans and schedules come on top of them. */
  readonly people?: number;
}

/**
 * A world of people, plans and incidents that is the same for the same options. Incidents are told as far as somebody
 * asks, so a phase may be long; what has been told doesn't depend on when or in which order it was asked for.
 */
export function generateWorld(options: GenerateOptions): World {
  const { seed, phases, people: count = 8, accountId = '111122223333', region = 'us-east-2' } = options;
  const arns = createArns({ accountId, region });
  const startAt = Math.min(...phases.map(({ from }) => from));
  const people = createPeople(count, arns, createRandom(seed, 'people'));
  const teams = createTeams(people, arns, Number.isFinite(startAt) ? startAt : 0, createRandom(seed, 'teams'));
  return createWorld({
    contacts: [...people.map(({ contact }) => contact), ...teams.flatMap(({ plan, schedule }) => [plan, schedule])],
    channels: people.flatMap(({ channels }) => channels),
    rotations: teams.map(({ rotation }) => rotation),
    source: joinSources(phases.map((phase, index) => tellPhase(phase, teams, { arns, seed: `${seed}/${index}` }))),
  });
}

interface Origin {
  readonly arns: Arns;
  readonly seed: string;
}

/** Each incident has a stream of its own, so no incident changes with what was drawn for another. */
function tellPhase({ profile, from, to }: Phase, teams: readonly Team[], { arns, seed }: Origin): StorySource {
  const times = incidentTimes(profile, from, to, createRandom(seed, 'times'));
  let upcoming = times.next();
  let told = 0;
  return (at) => {
    const incidents: IncidentStory[] = [];
    while (upcoming.done !== true && upcoming.value <= at) {
      const random = createRandom(seed, 'incident', told++);
      const team = teams[random.integer(0, teams.length - 1)];
      if (team !== undefined) incidents.push(tellIncident(team, upcoming.value, { arns, profile, random }));
      upcoming = times.next();
    }
    return toStories(incidents);
  };
}

function* incidentTimes(profile: Profile, from: number, to: number, random: Random): Generator<number, undefined> {
  const wait = () => Math.max(1, Math.round(random.exponential(profile.incidentEveryMs)));
  for (let at = from + wait(); at < to; at += wait()) {
    // A Poisson process, thinned by night.
    if (!isNight(at, profile.night) || random.chance(profile.night.activity)) yield at;
  }
  return undefined;
}

function joinSources(sources: readonly StorySource[]): StorySource {
  return (at) => {
    const told = sources.map((source) => source(at));
    return {
      engagements: told.flatMap(({ engagements = [] }) => engagements),
      pages: told.flatMap(({ pages = [] }) => pages),
    };
  };
}

function toStories(incidents: readonly IncidentStory[]): Partial<Stories> {
  return {
    engagements: incidents.map(({ engagement }) => engagement),
    pages: incidents.flatMap(({ pages }) => pages),
  };
}
