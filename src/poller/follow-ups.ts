import type { Fault } from '../core/fault.js';
import type { FollowedEngagement } from '../core/follow-up.js';
import type { Standing } from '../core/outlook.js';
import { isOpen, lastSentTimeOf, sentTimeOf } from '../core/lifecycle.js';
import type { PageRecord } from '../core/lifecycle.js';
import type { ListedEngagement } from '../core/listed-engagement.js';
import { EngagementFollower } from './engagement-follower.js';
import type { EngagementFollowerOptions } from './engagement-follower.js';
import { Permission } from './permission.js';

export type FollowUpsOptions = Omit<EngagementFollowerOptions, 'answered'>;

/** An engagement may be another account's: one that is refused says nothing about the others. */
const refusalsToGiveUp = 3;

/** The engagements that are followed: those that listings of engagements name, and those that open pages belong to. */
export class FollowUps {
  readonly #options: FollowUpsOptions;
  readonly #permission: Permission;
  /** Settled ones stay for as long as they may be listed again, so that they are not taken for new. */
  readonly #followed = new Map<string, EngagementFollower>();

  constructor(options: FollowUpsOptions) {
    this.#options = options;
    const decided = (fault?: Fault) => options.observer.followed(options.target, 'ListPagesByEngagement', fault);
    this.#permission = new Permission({ ...options, refusals: refusalsToGiveUp, decided });
  }

  /** While the operation may not be called: when to try again, on the options' `time`. */
  get pausedUntil(): number {
    return this.#permission.pausedUntil;
  }

  /** Why the pages of engagements may not be listed; undefined while they may. */
  get fault(): Fault | undefined {
    return this.#permission.fault;
  }

  /** Those to be asked about. */
  *askers(): Iterable<EngagementFollower> {
    for (const follower of this.#followed.values()) if (!follower.isSettled) yield follower;
  }

  /** When the oldest of those to be asked about began, epoch milliseconds; Infinity without any. */
  get oldestStartedAt(): number {
    let oldest = Infinity;
    for (const { startedAt } of this.askers()) oldest = Math.min(oldest, startedAt);
    return oldest;
  }

  /** Who looks after the pages of an engagement. */
  standingOf(engagementArn: string): Standing {
    return this.#followed.get(engagementArn)?.standing ?? 'unfollowed';
  }

  /** Takes over what a listing says of an engagement that is known already. Returns whether it is. */
  learn(engagement: ListedEngagement): boolean {
    const known = this.#followed.get(engagement.arn);
    known?.learn(engagement);
    return known !== undefined;
  }

  /** Follows an engagement that was listed. */
  follow({ arn, startedAt, stoppedAt }: ListedEngagement): void {
    const now = this.#options.clock.now();
    this.#begin(arn, { startedAt: startedAt ?? now, ...(stoppedAt !== undefined && { endSeenAt: now }) });
  }

  /** Follows the engagements of the pages that are open. */
  found(pages: Iterable<PageRecord>): void {
    for (const page of pages) {
      const { engagementArn } = page;
      if (engagementArn === '' || !isOpen(page)) continue;
      const known = this.#followed.get(engagementArn);
      if (known === undefined) this.#begin(engagementArn, { startedAt: sentTimeOf(page) ?? this.#options.clock.now() });
      else known.resumeAfter(lastSentTimeOf(page));
    }
  }

  /** Forgets settled engagements that began before `before`, epoch milliseconds. */
  forget(before: number): void {
    for (const [arn, { isSettled, startedAt }] of this.#followed) {
      if (isSettled && startedAt < before) this.#followed.delete(arn);
    }
  }

  /** Has each of them looked at by `at`, milliseconds on the options' `time`. */
  lookBy(at: number): void {
    for (const follower of this.askers()) follower.lookBy(at);
  }

  /** Ends what is under way. */
  stop(): void {
    for (const follower of this.#followed.values()) follower.stop();
  }

  #begin(arn: string, engagement: FollowedEngagement): void {
    const answered = (fault: Fault | undefined) => this.#permission.answered(fault);
    this.#followed.set(arn, new EngagementFollower(arn, engagement, { ...this.#options, answered }));
    this.#options.wake();
  }
}
