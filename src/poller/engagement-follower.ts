import type { Answer, Position } from '../core/answer.js';
import type { Fault } from '../core/fault.js';
import { doubtsAfter, noDoubts } from '../core/doubts.js';
import { isSettled, outlookOfEngagement, viewOf } from '../core/follow-up.js';
import type { FollowedEngagement } from '../core/follow-up.js';
import type { ListedEngagement } from '../core/listed-engagement.js';
import { untilNextLookMs } from '../core/outlook.js';
import type { Outlook, Standing } from '../core/outlook.js';
import type { ListedPage } from '../core/page.js';
import { leftOpenBy, showingOf, unclearAfter } from '../core/unclear.js';
import type { AskerOptions } from './asker-options.js';
import { Lister } from './lister.js';
import type { Look } from './lister.js';
import { Listing } from './listing.js';

export interface EngagementFollowerOptions extends AskerOptions {
  /** Whether any target follows a contact now. The ledger also knows those that nobody follows any more. */
  readonly isFollowed: (contactArn: string) => boolean;
  /** Told how each request went. */
  readonly answered: (fault: Fault | undefined) => void;
  /** Told that there is something new to ask about. */
  readonly wake: () => void;
}

interface EngagementLook extends Look {
  /** The pages listed so far, to whomever: contacts may come and go meanwhile. */
  answers: readonly (readonly ListedPage[])[];
}

/** Follows one engagement, by listings of its pages, until it has settled. */
export class EngagementFollower extends Lister<ListedPage, EngagementLook, EngagementFollowerOptions> {
  readonly arn: string;
  readonly operation = 'ListPagesByEngagement';
  readonly purpose = 'follow_up';
  readonly deadlineAt = Infinity;
  #engagement: FollowedEngagement;
  #fault: Fault | undefined;

  constructor(arn: string, engagement: FollowedEngagement, options: EngagementFollowerOptions) {
    super(options);
    this.arn = arn;
    this.#engagement = engagement;
    // A finite time: where many are new at once, the freshest of them come first.
    this.lookedAt = options.time.now() - options.settings.intervalMs;
  }

  get hazard(): number {
    return this.#outlook().hazard;
  }

  /** Whether following is over: what is still to be learnt is left to the sweeps. */
  get isSettled(): boolean {
    const { clock, settings } = this.options;
    const { unreadWindowMs, activity } = settings;
    // For so long after its start an engagement may page somebody else.
    const { lookbackMs } = activity;
    if (this.#fault === undefined) return isSettled(this.#engagement, lookbackMs);
    const ageMs = clock.now() - this.startedAt;
    // What was listed a moment ago may be found a moment later.
    return ageMs > lookbackMs + (this.#fault.reason === 'not_found' ? 0 : unreadWindowMs);
  }

  get standing(): Standing {
    const { view, endSeenAt } = this.#engagement;
    if (view === undefined || this.#fault !== undefined) return 'unfollowed';
    if (!this.isSettled) return 'followed';
    return endSeenAt !== undefined || view.open.length > 0 ? 'ended' : 'unfollowed';
  }

  /** Epoch milliseconds. */
  get startedAt(): number {
    return this.#engagement.startedAt;
  }

  /** Takes over what a listing of engagements says. That it has ended is worth a look at once. */
  learn({ startedAt, stoppedAt }: ListedEngagement): void {
    const before = this.#engagement;
    const hasEnded = stoppedAt !== undefined && before.endSeenAt === undefined;
    this.#engagement = {
      ...before,
      ...(startedAt !== undefined && { startedAt }),
      ...(hasEnded && { endSeenAt: this.options.clock.now() }),
    };
    if (!hasEnded || this.#fault !== undefined) return;
    this.dueAt = -Infinity;
    this.options.wake();
  }

  /** Takes it up again when a page of it was sent (epoch milliseconds) after it had settled without an end. */
  resumeAfter(sentAt: number): void {
    const { view, endSeenAt } = this.#engagement;
    if (!this.isSettled || endSeenAt !== undefined || sentAt <= (view?.askedAt ?? Infinity)) return;
    this.#engagement = { startedAt: this.startedAt };
    this.dueAt = -Infinity;
    this.options.wake();
  }

  protected begin(): EngagementLook {
    const { clock, time } = this.options;
    return { listing: new Listing({ askedAt: clock.now(), startedAt: time.now() }), answers: [] };
  }

  protected request(_look: EngagementLook, position: Position): Promise<Answer<ListedPage>> {
    return this.options.source.pagesOfEngagement(this.arn, position);
  }

  protected async take(look: EngagementLook, listed: readonly ListedPage[], isLast: boolean) {
    const { recorder, clock } = this.options;
    const answers = [...look.answers, listed];
    // What a complete listing tells concerns everybody in it, whichever answer showed them.
    const ours = (isLast ? answers : [listed]).map((pages) => this.#ours(pages));
    const pages = ours.flat();
    const scope = { engagementArn: this.arn };
    const findings = { scope, askedAt: look.listing.askedAt, seenAt: clock.now(), pages };
    const atTheEnd = { unclear: this.#unclearAfter(pages), doubts: ours.reduce(doubtsAfter, noDoubts) };
    await recorder.record({ ...findings, isComplete: isLast, ...(isLast && atTheEnd) });
    look.answers = answers;
    return false;
  }

  protected completed({ listing, answers }: EngagementLook): number {
    const { askedAt } = listing;
    const pages = this.#ours(answers.flat());
    const { unreadWindowMs, intervalMs } = this.options.settings;
    const { startedAt } = this;
    const isDecided = this.#isDecidedFor(new Set(pages.map(({ contactArn }) => contactArn)));
    const view = viewOf(pages, { askedAt, startedAt, unreadWindowMs, isDecided });
    this.#engagement = { ...this.#engagement, view };
    return listing.startedAt + untilNextLookMs(this.#outlook(), listing.answers, intervalMs);
  }

  /** Those to contacts that are counted for. */
  #ours(pages: readonly ListedPage[]): readonly ListedPage[] {
    const { isFollowed, ledger } = this.options;
    return pages.filter(({ contactArn }) => isFollowed(contactArn) && ledger.contact(contactArn) !== undefined);
  }

  /** What an engagement's listing does not show clearly is left to the sweeps. */
  #unclearAfter(shown: readonly ListedPage[]): ReadonlySet<string> {
    const contactArns = [...new Set(shown.map(({ contactArn }) => contactArn))];
    const open = contactArns.flatMap((contactArn) => [...this.options.ledger.openPages(contactArn)]);
    const own = open.filter(({ engagementArn }) => engagementArn === this.arn);
    const showings = new Map(shown.map((page) => [page.arn, showingOf(page)]));
    return leftOpenBy(unclearAfter(own, showings, new Map()));
  }

  #isDecidedFor(contactArns: Iterable<string>): boolean {
    const open = [...contactArns].flatMap((contactArn) => [...this.options.ledger.openEngagements(contactArn)]);
    return open.every(({ arn, firstReadAt }) => arn !== this.arn || firstReadAt === undefined);
  }

  #outlook(): Outlook {
    const { clock, settings } = this.options;
    const { unreadWindowMs } = settings;
    return outlookOfEngagement(this.#engagement, { now: clock.now(), unreadWindowMs });
  }

  protected override answered(_look: EngagementLook, fault: Fault | undefined): void {
    this.#fault = fault;
    this.options.answered(fault);
  }
}
