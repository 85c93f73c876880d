import type { Arns } from '../world/arn.js';
import type { ContactStory, EngagementStory, PageStory } from '../world/story.js';
import { tellDelivery } from './delivery.js';
import type { Person, Temperament } from './people.js';
import { isNight, morningAfter, type Profile } from './profile.js';
import type { Random } from './random.js';
import type { Team } from './team.js';

export interface Telling {
  readonly arns: Arns;
  readonly profile: Profile;
  readonly random: Random;
}

export interface IncidentStory {
  readonly engagement: EngagementStory;
  readonly pages: readonly PageStory[];
}

/** What happens when something breaks for this team at `startAt`, epoch milliseconds. */
export function tellIncident(team: Team, startAt: number, telling: Telling): IncidentStory {
  const { profile, random } = telling;
  const firstCallAt = startAt + Math.ceil(random.integer(400, 1600) * profile.responseScale);
  // Some engage a person directly, without the plan and often without an incident.
  const direct = random.chance(0.15) ? random.pick(team.members) : undefined;
  const people = direct === undefined ? team.stagesAt(firstCallAt) : [direct];
  const calls = callPeople(people, firstCallAt, telling);
  const acknowledgedAt = Math.min(...calls.map(({ answerAt }) => answerAt));
  const engagement = engage(direct?.contact ?? team.plan, startAt, telling);
  const stopAt = endOf(calls, acknowledgedAt, telling);
  const pages = calls.flatMap((call) => tellPages(call, { engagement, acknowledgedAt, telling }));
  return { engagement: { ...engagement, stopAt }, pages };
}

function engage(contact: ContactStory, startAt: number, { arns, random }: Telling): EngagementStory {
  const byHand = contact.type === 'PERSONAL';
  const incidentArn = arns.incident(contact.alias, random.uuid());
  return {
    arn: arns.engagement(contact.alias, random.uuid()),
    contactArn: contact.arn,
    sender: byHand ? 'console' : 'ssm-incidents.amazonaws.com',
    ...(!(byHand && random.chance(0.5)) && { incidentArn }),
    startAt,
  };
}

/** One person being paged; times in epoch milliseconds. */
interface Call {
  readonly person: Person;
  readonly startAt: number;
  /** Infinity when there is no answer. */
  readonly answerAt: number;
}

/** Stage after stage, until somebody who has been called has answered. */
function callPeople(people: readonly Person[], firstCallAt: number, telling: Telling): Call[] {
  const calls: Call[] = [];
  let startAt = firstCallAt;
  for (const person of people) {
    if (calls.some(({ answerAt }) => answerAt <= startAt)) break;
    calls.push({ person, startAt, answerAt: answerTime(person.temperament, startAt, telling) });
    startAt += telling.profile.stageMs;
  }
  return calls;
}

function answerTime(temperament: Temperament, calledAt: number, { profile, random }: Telling): number {
  if (!random.chance(temperament.answers)) return Infinity;
  const asleep = temperament.sleeps && isNight(calledAt, profile.night);
  const noticedAt = asleep ? morningAfter(calledAt, profile.night) : calledAt;
  const afterMs = random.logNormal(temperament.medianMs, temperament.sigma) * profile.responseScale;
  return noticedAt + Math.max(1, Math.round(afterMs));
}

function endOf(calls: readonly Call[], acknowledgedAt: number, { profile, random }: Telling): number {
  const planEndsAt = Math.max(...calls.map(({ startAt }) => startAt)) + profile.stageMs;
  const settledAt = Number.isFinite(acknowledgedAt) ? acknowledgedAt : planEndsAt;
  return settledAt + Math.round(random.exponential(profile.resolveMs));
}

interface Circumstances {
  readonly engagement: EngagementStory;
  /** When the first person answered and the pages ceased. */
  readonly acknowledgedAt: number;
  readonly telling: Telling;
}

/** A page per channel that was tried, sent again until somebody answered; the person answers through one of them. */
function tellPages({ person, startAt, answerAt }: Call, circumstances: Circumstances): PageStory[] {
  const { engagement, acknowledgedAt, telling } = circumstances;
  const { arns, profile, random } = telling;
  const tried = person.channels.filter((_, index) => startAt + index * profile.channelAfterMs < acknowledgedAt);
  // Who comes too late mostly leaves the page alone.
  const answers = Number.isFinite(answerAt) && (answerAt === acknowledgedAt || random.chance(0.4));
  const answered = random.integer(0, tried.length - 1);
  return tried.map((channel, index) => {
    const sends = sendTimes(startAt + index * profile.channelAfterMs, acknowledgedAt, telling);
    // Whether other pages become read with the first is unknown; here some do, because somebody reads them, too.
    const readsLater = answers && random.chance(0.2);
    const laterMs = Math.ceil(random.exponential(30_000) * profile.responseScale);
    const readAt = answers && index === answered ? answerAt : readsLater ? answerAt + laterMs : undefined;
    const deliveredAt = tellDelivery({ channel: channel.type, sends, readAt }, telling);
    return {
      arn: arns.page(person.contact.alias, random.uuid()),
      engagementArn: engagement.arn,
      contactArn: person.contact.arn,
      channelArn: channel.arn,
      sender: engagement.sender,
      ...(engagement.incidentArn !== undefined && { incidentArn: engagement.incidentArn }),
      sends,
      ...(deliveredAt !== undefined && { deliveredAt }),
      ...(readAt !== undefined && { readAt }),
    };
  });
}

function sendTimes(firstAt: number, acknowledgedAt: number, { profile, random }: Telling): [number, ...number[]] {
  const late = () => random.integer(0, Math.ceil(profile.retryIntervalMs / 50));
  const again = Array.from({ length: profile.maxSends - 1 }, (_, index) => index + 1)
    .map((attempt) => firstAt + attempt * profile.retryIntervalMs + late())
    .filter((sendAt) => sendAt < acknowledgedAt);
  return [firstAt, ...again];
}
