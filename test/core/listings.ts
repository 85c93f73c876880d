import fc from 'fast-check';
import type { ListedPage } from '../../src/core/page.js';
import type { Findings, Scope } from '../../src/core/findings.js';
import { arns } from './stories.js';

/** What becomes of a page from beginning to end; times in epoch milliseconds. */
export interface PageStory {
  readonly arn: string;
  readonly engagementArn: string;
  readonly contactArn: string;
  readonly incidentId?: string;
  /** Rising. */
  readonly sends: readonly number[];
  readonly deliveredAt?: number;
  readonly readAt?: number;
  /** How far ahead of ours the clock was that ReadTime comes from. */
  readonly readAheadMs: number;
  /** SentTime is not shown before. Infinity: never. */
  readonly sentShownFrom: number;
}

/** A contact, and when the ledger came to know it. */
export interface KnownSince {
  readonly arn: string;
  readonly knownSince: number;
}

export interface Listings {
  readonly contacts: readonly KnownSince[];
  readonly stories: readonly PageStory[];
  /**
   * Listings of contacts and of engagements in the order of their ends, so that they may have begun in another. The last
   * two listings of each contact are complete, and later than everything has settled.
   */
  readonly findings: readonly Findings[];
}

export const unreadWindowMs = 300;
/** Stories end before it. */
const endAt = 1000;
const settledAt = endAt + unreadWindowMs + 1;
/** Every contact is known from here on, and listings begin. */
const firstAskedAt = 200;

const aliases = ['akuam', 'diegor', 'nikkiw'] as const;
/** Every contact that is counted for. */
export const contactArns: readonly string[] = aliases.map(arns.contact);
const contactArn = fc.constantFrom(...contactArns);
/** Is paged in the same engagements, and nobody counts for them. */
const stranger = arns.contact('stranger');
const sharedEngagements = ['e0', 'e1', 'e2', 'e3'].map(arns.engagement);
/** Every engagement that there may be. */
export const engagementArns: readonly string[] = [...sharedEngagements, arns.engagement('alone')];
const moment = fc.integer({ min: 0, max: endAt });

const contacts: fc.Arbitrary<KnownSince[]> = fc
  .tuple(...aliases.map(() => fc.integer({ min: 0, max: firstAskedAt })))
  .map((sinces) => aliases.map((alias, index) => ({ arn: arns.contact(alias), knownSince: sinces[index] ?? 0 })));

/** A DeliveryTime may be earlier than the sends, but not where it stands in for a SentTime that shows later. */
const times = fc
  .record(
    {
      sends: fc.uniqueArray(moment, { minLength: 1, maxLength: 4 }).map((sends) => sends.sort((a, b) => a - b)),
      deliveredAt: moment,
      readAt: moment,
      // Nothing, a little, or beyond every listing that there will be.
      readAheadMs: fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.nat({ max: 200 }) },
        { weight: 1, arbitrary: fc.constant(400_000) },
      ),
      sentShownFrom: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: moment },
        { weight: 1, arbitrary: fc.constant(Infinity) },
      ),
    },
    { requiredKeys: ['sends', 'readAheadMs', 'sentShownFrom'] },
  )
  .map((story) => {
    const { sends, deliveredAt, sentShownFrom } = story;
    const isOutOfOrder = deliveredAt !== undefined && sentShownFrom > 0;
    return isOutOfOrder ? { ...story, deliveredAt: Math.max(deliveredAt, ...sends) } : story;
  });

type Times = typeof times extends fc.Arbitrary<infer Drawn> ? Drawn : never;
/** How the times of the story of one of at most so many pages come from those drawn. */
type Timing = (drawn: Times, index: number) => Times;

const mostPages = 13;
/** Lets no two pages share a moment, so that it is certain which event is the latest. Keeps the order within a page. */
const apart: Timing = ({ sends, deliveredAt, readAt, ...others }, index) => {
  const wholeSteps = (at: number) => at - (at % mostPages);
  return {
    ...others,
    sends: [...new Set(sends.map(wholeSteps))].map((at) => at + index),
    ...(deliveredAt !== undefined && { deliveredAt: wholeSteps(deliveredAt) + index }),
    ...(readAt !== undefined && { readAt: wholeSteps(readAt) + index }),
    readAheadMs: wholeSteps(others.readAheadMs),
  };
};

const incidentId = fc.constantFrom(...['i0', 'i1'].map(arns.incident));
const named = fc.record({ incidentId }, { requiredKeys: [] });

/** Ordinary pages share a few engagements. */
const paged = fc.oneof({ weight: 5, arbitrary: contactArn }, { weight: 1, arbitrary: fc.constant(stranger) });
const pageStories = (timing: Timing) =>
  fc
    .array(fc.tuple(paged, fc.constantFrom(...sharedEngagements), named, times), { maxLength: mostPages - 1 })
    .map((drawn) =>
      drawn.map(([owner, engagementArn, incident, story], index): PageStory => ({
        arn: arns.page(`p${index}`),
        engagementArn,
        contactArn: owner,
        ...incident,
        ...timing(story, index),
      })),
    );

/**
 * A page that listings of another contact or another engagement show as well. It is alone in its engagement: an engagement
 * is decided from the pages known by the end of a sweep, and such a listing may show one of its pages before its own
 * contact's shows the others.
 */
const wanderer = (timing: Timing) =>
  fc.tuple(contactArn, named, times).map(([owner, incident, story]): PageStory => ({
    arn: arns.page('wanderer'),
    engagementArn: arns.engagement('alone'),
    contactArn: owner,
    ...incident,
    ...timing(story, mostPages - 1),
    sentShownFrom: 0,
  }));

/** The page as it shows at a moment; undefined while it has not been sent. */
export function shownAt(story: PageStory, at: number): ListedPage | undefined {
  const { arn, engagementArn, contactArn: owner, incidentId: incident } = story;
  const { sends, deliveredAt, readAt, readAheadMs, sentShownFrom } = story;
  const sentAt = sends.findLast((send) => send <= at);
  if (sentAt === undefined) return undefined;
  return {
    arn,
    engagementArn,
    contactArn: owner,
    ...(incident !== undefined && { incidentId: incident }),
    ...(at >= sentShownFrom && { sentAt }),
    ...(deliveredAt !== undefined && deliveredAt <= at && { deliveredAt }),
    ...(readAt !== undefined && readAt <= at && { readAt: readAt + readAheadMs }),
  };
}

/** Whether a listing of that scope shows a page. */
export function isWithin(scope: Scope, page: Pick<ListedPage, 'contactArn' | 'engagementArn'>): boolean {
  return 'contactArn' in scope ? scope.contactArn === page.contactArn : scope.engagementArn === page.engagementArn;
}

/** One entry of a listing: any page within its scope, shown as it was some time ago. */
const entry = fc.record({ page: fc.nat(), lagMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })) });

const byContact = fc.record({ contactArn });
const byEngagement = fc.record({ engagementArn: fc.constantFrom(...engagementArns) });

const draft = fc.record({
  scope: fc.oneof<[fc.Arbitrary<Scope>, fc.Arbitrary<Scope>]>(byContact, byEngagement),
  /** Between its end and the end of the listing before. */
  afterMs: fc.nat({ max: 200 }),
  /** How long it took: what it shows may be newer than its beginning. */
  tookMs: fc.oneof(fc.constant(0), fc.nat({ max: 300 })),
  isComplete: fc.boolean(),
  // Pages that are drawn never are lost, those that are drawn often are repeated.
  entries: fc.array(entry, { maxLength: 12 }),
  wandererAt: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
});

/**
 * Complete listings of everything that is in them, once the stories have ended: of all contacts and some engagements, and
 * then of all contacts once more, because a read from ahead of our clock is decided by the next listing.
 */
function settledListings(stories: readonly PageStory[]): fc.Arbitrary<Findings[]> {
  const shuffled = fc.shuffledSubarray([...stories], { minLength: stories.length });
  const scopes = fc
    .tuple(
      fc.shuffledSubarray(
        contactArns.map((arn) => ({ contactArn: arn })),
        { minLength: contactArns.length },
      ),
      fc.shuffledSubarray(engagementArns.map((engagementArn) => ({ engagementArn }))),
      fc.boolean(),
    )
    .map(([swept, followed, isSweptFirst]): Scope[] =>
      isSweptFirst ? [...swept, ...followed] : [...followed, ...swept],
    );
  return fc
    .tuple(shuffled, scopes, fc.integer({ min: 2 * settledAt, max: 3 * settledAt }))
    .map(([all, asked, askedAt]) => [
      ...asked.map((scope) => completeAt(scope, all, askedAt)),
      ...contactArns.map((arn) => completeAt({ contactArn: arn }, all, askedAt + 1)),
    ]);
}

/** A complete listing that shows everything within its scope as it is at a moment. */
export function completeAt(scope: Scope, stories: readonly PageStory[], at: number): Findings {
  const within = stories.filter((story) => isWithin(scope, story));
  return { scope, askedAt: at, seenAt: at, isComplete: true, pages: shown(within, at) };
}

function shown(stories: readonly PageStory[], at: number): ListedPage[] {
  return stories.map((story) => shownAt(story, at)).filter((page) => page !== undefined);
}

/** Finished stories, and listings that see them badly: late, twice, out of order, in part; and well at the very end. */
const listingsWith = (timing: Timing): fc.Arbitrary<Listings> =>
  fc
    .tuple(
      contacts,
      pageStories(timing),
      fc.option(wanderer(timing), { nil: undefined }),
      fc.array(draft, { maxLength: 14 }),
    )
    .chain(([known, ordinary, stray, drafts]) => {
      const stories = stray === undefined ? ordinary : [...ordinary, stray];
      let endsAt = firstAskedAt;
      const findings = drafts.map((drawn): Findings => {
        endsAt += drawn.afterMs;
        const at = endsAt;
        const { scope, isComplete, tookMs } = drawn;
        const own = stories.filter((story) => isWithin(scope, story));
        const pages = drawn.entries.flatMap(({ page, lagMs }) => {
          const story = own[page % own.length];
          return story === undefined ? [] : shown([story], Math.max(firstAskedAt, at - lagMs));
        });
        if (stray !== undefined && drawn.wandererAt !== undefined)
          pages.splice(drawn.wandererAt, 0, ...shown([stray], at));
        return { scope, askedAt: Math.max(firstAskedAt, at - tookMs), seenAt: at, isComplete, pages };
      });
      return settledListings(stories).map((settled) => ({
        contacts: known,
        stories,
        findings: [...findings, ...settled],
      }));
    });

/** No two pages share a moment. */
export const listings = listingsWith(apart);
/** Much happens at the same moment. */
export const crowdedListings = listingsWith((drawn) => drawn);
