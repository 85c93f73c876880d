import fc from 'fast-check';
import type { ListedPage } from '../../src/core/page.js';
import type { SweepResult } from '../../src/core/sweep.js';
import { arns } from './stories.js';

/** What becomes of a page from beginning to end; times in epoch milliseconds. */
export interface PageStory {
  readonly arn: string;
  readonly engagementArn: string;
  readonly contactArn: string;
  /** Rising. */
  readonly sends: readonly number[];
  readonly deliveredAt?: number;
  readonly readAt?: number;
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
  /** Sweeps at rising times, the last of each contact complete and after everything has settled. */
  readonly sweeps: readonly SweepResult[];
}

export const unreadWindowMs = 300;
/** Stories end before it. */
const endAt = 1000;
const settledAt = endAt + unreadWindowMs + 1;
/** Every contact is known from here on, and sweeps begin. */
const firstAskedAt = 200;

const aliases = ['akuam', 'diegor', 'nikkiw'] as const;
const contactArn = fc.constantFrom(...aliases.map(arns.contact));
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
      sentShownFrom: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: moment },
        { weight: 1, arbitrary: fc.constant(Infinity) },
      ),
    },
    { requiredKeys: ['sends', 'sentShownFrom'] },
  )
  .map((story) => {
    const { sends, deliveredAt, sentShownFrom } = story;
    const isOutOfOrder = deliveredAt !== undefined && sentShownFrom > 0;
    return isOutOfOrder ? { ...story, deliveredAt: Math.max(deliveredAt, ...sends) } : story;
  });

/** Ordinary pages share a few engagements. */
const pageStories = fc.array(fc.tuple(contactArn, fc.nat({ max: 3 }), times), { maxLength: 12 }).map((drawn) =>
  drawn.map(([owner, engagement, story], index): PageStory => {
    const engagementArn = arns.engagement(`e${engagement}`);
    return { arn: arns.page(`p${index}`), engagementArn, contactArn: owner, ...story };
  }),
);

/**
 * A page that another contact's listings show as well. It is alone in its engagement: an engagement is decided from the
 * pages known by the end of a sweep, and such a listing may show one of its pages before its own contact's shows the others.
 */
const wanderer = fc.tuple(contactArn, times).map(([owner, story]): PageStory => ({
  arn: arns.page('wanderer'),
  engagementArn: arns.engagement('alone'),
  contactArn: owner,
  ...story,
  sentShownFrom: 0,
}));

/** The page as it shows at a moment; undefined while it has not been sent. */
export function shownAt(story: PageStory, at: number): ListedPage | undefined {
  const { arn, engagementArn, contactArn: owner, sends, deliveredAt, readAt, sentShownFrom } = story;
  const sentAt = sends.findLast((send) => send <= at);
  if (sentAt === undefined) return undefined;
  return {
    arn,
    engagementArn,
    contactArn: owner,
    ...(at >= sentShownFrom && { sentAt }),
    ...(deliveredAt !== undefined && deliveredAt <= at && { deliveredAt }),
    ...(readAt !== undefined && readAt <= at && { readAt }),
  };
}

/** One entry of a listing: any page of the contact, shown as it was some time ago, or as it came to be meanwhile. */
const entry = fc.record({ page: fc.nat(), lagMs: fc.oneof(fc.constant(0), fc.integer({ min: -20, max: 200 })) });

const draft = fc.record({
  contactArn,
  afterMs: fc.nat({ max: 200 }),
  isComplete: fc.boolean(),
  // Pages that are drawn never are lost, those that are drawn often are repeated.
  entries: fc.array(entry, { maxLength: 12 }),
  wandererAt: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
});

/** Complete listings of everything that is in them, once the stories have ended. */
function settledSweeps(stories: readonly PageStory[]): fc.Arbitrary<SweepResult[]> {
  const shuffled = fc.shuffledSubarray([...stories], { minLength: stories.length });
  const order = fc.shuffledSubarray(aliases.map(arns.contact), { minLength: aliases.length });
  return fc
    .tuple(shuffled, order, fc.integer({ min: 2 * settledAt, max: 3 * settledAt }))
    .map(([all, swept, askedAt]) =>
      swept.map((arn) => ({
        contactArn: arn,
        askedAt,
        isComplete: true,
        pages: shown(
          all.filter((story) => story.contactArn === arn),
          askedAt,
        ),
      })),
    );
}

function shown(stories: readonly PageStory[], at: number): ListedPage[] {
  return stories.map((story) => shownAt(story, at)).filter((page) => page !== undefined);
}

/** Finished stories, and sweeps that see them badly: late, twice, out of order, in part; and well at the very end. */
export const listings: fc.Arbitrary<Listings> = fc
  .tuple(contacts, pageStories, fc.option(wanderer, { nil: undefined }), fc.array(draft, { maxLength: 12 }))
  .chain(([known, ordinary, stray, drafts]) => {
    let askedAt = firstAskedAt;
    const sweeps = drafts.map((drawn): SweepResult => {
      askedAt += drawn.afterMs;
      const at = askedAt;
      const own = ordinary.filter((story) => story.contactArn === drawn.contactArn);
      const pages = drawn.entries.flatMap(({ page, lagMs }) => {
        const story = own[page % own.length];
        return story === undefined ? [] : shown([story], Math.max(firstAskedAt, at - lagMs));
      });
      if (stray !== undefined && drawn.wandererAt !== undefined)
        pages.splice(drawn.wandererAt, 0, ...shown([stray], at));
      return { contactArn: drawn.contactArn, askedAt: at, isComplete: drawn.isComplete, pages };
    });
    const stories = stray === undefined ? ordinary : [...ordinary, stray];
    return settledSweeps(stories).map((settled) => ({ contacts: known, stories, sweeps: [...sweeps, ...settled] }));
  });
