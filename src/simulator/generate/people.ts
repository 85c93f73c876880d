import type { Arns } from '../world/arn.js';
import type { ChannelStory, ChannelType, ContactStory } from '../world/story.js';
import type { Random } from './random.js';

/** How somebody answers pages. */
export interface Temperament {
  /** Half of the answers come sooner than this; milliseconds at a response scale of 1. */
  readonly medianMs: number;
  /** How far the answers spread around it (of the logarithm). */
  readonly sigma: number;
  /** How likely an answer is at all. */
  readonly answers: number;
  /** Leaves what comes by night for the morning. */
  readonly sleeps: boolean;
}

export interface Person {
  readonly contact: ContactStory;
  readonly channels: readonly [ChannelStory, ...ChannelStory[]];
  readonly temperament: Temperament;
}

const quick: Temperament = { medianMs: 50_000, sigma: 0.6, answers: 0.97, sleeps: false };
const steady: Temperament = { medianMs: 3 * 60_000, sigma: 0.7, answers: 0.9, sleeps: false };
const slow: Temperament = { medianMs: 14 * 60_000, sigma: 0.8, answers: 0.75, sleeps: false };
const sleeper: Temperament = { medianMs: 2 * 60_000, sigma: 0.7, answers: 0.9, sleeps: true };
const silent: Temperament = { medianMs: 1, sigma: 0, answers: 0, sleeps: false };

// In turn, so that even a small team has somebody of each kind.
const temperaments = [quick, slow, sleeper, steady, steady, silent, slow, quick] as const;

const firstNames =
  'Akua Alejandro Ana Arnav Carlos Diego Efua Ingrid John Jorge Kwaku Lena Marcia María Martha Mateo ' +
  'Nikhil Nikki Oluwaseun Pat Paulo Priya Richard Saanvi Shirley Sofía Terry Tomasz Wang Yuki Zeynep Zoë';
const lastNames =
  'Mansa Rosalez Silva Desai Salazar Ramirez Owusu Lindqvist Stiles Souza Mensah Brandt Oliveira García Rivera ' +
  'Jackson Jayashankar Wolf Adeyemi Candella Santos Raman Roe Sarkar Rodriguez Martínez Whitlock Nowak Xiulan Tanaka ' +
  'Yılmaz Keller';

// The channels that people have, most with more than one; a page goes to the first first.
const habits: readonly (readonly [ChannelType, ...ChannelType[]])[] = [
  ['SMS', 'VOICE'],
  ['EMAIL'],
  ['SMS'],
  ['VOICE', 'SMS', 'EMAIL'],
  ['SMS', 'EMAIL'],
];

/** The first `count` people of a roster that is always the same; only their ids come from the seed. */
export function createPeople(count: number, arns: Arns, random: Random): Person[] {
  const taken = new Map<string, number>();
  return Array.from({ length: count }, (_, index) => {
    const [first, last] = nameOf(index);
    const alias = freeAlias(shortName(first, last), taken);
    const channels = createChannels(alias, index, arns, random);
    const contact: ContactStory = {
      arn: arns.contact(alias),
      alias,
      displayName: `${first} ${last}`,
      type: 'PERSONAL',
      stages: channels.map(({ arn }) => ({ durationMinutes: 2, channelArns: [arn], retryIntervalMinutes: 5 })),
    };
    return { contact, channels, temperament: temperaments[index % temperaments.length] ?? steady };
  });
}

function nameOf(index: number): [first: string, last: string] {
  const firsts = firstNames.split(' ');
  const lasts = lastNames.split(' ');
  const round = Math.floor(index / firsts.length);
  return [firsts[index % firsts.length] ?? '', lasts[(index + round) % lasts.length] ?? ''];
}

/** `akuam` for Akua Mansa, in the letters that an alias may have. */
function shortName(first: string, last: string): string {
  const plain = `${first}${last.charAt(0)}`.normalize('NFD').replaceAll(/[^a-z]/gi, '');
  return plain.toLowerCase();
}

function freeAlias(alias: string, taken: Map<string, number>): string {
  const count = (taken.get(alias) ?? 0) + 1;
  taken.set(alias, count);
  return count === 1 ? alias : `${alias}${count}`;
}

function createChannels(alias: string, index: number, arns: Arns, random: Random): Person['channels'] {
  const create = (type: ChannelType): ChannelStory => ({
    arn: arns.channel(alias, random.uuid()),
    contactArn: arns.contact(alias),
    name: `${alias}-${type.toLowerCase()}`,
    type,
    // Telephone numbers and domains that are reserved for examples (NANP 555-01XX, RFC 2606).
    address: type === 'EMAIL' ? `${alias}@example.com` : `+1206555${String(100 + (index % 100)).padStart(4, '0')}`,
  });
  const [first, ...others] = habits[index % habits.length] ?? ['SMS'];
  return [create(first), ...others.map(create)];
}
