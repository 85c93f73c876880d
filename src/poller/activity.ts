import type { Answer, Position } from '../core/answer.js';
import type { Fault } from '../core/fault.js';
import { shortestGapMs } from '../core/hazard.js';
import type { ListedEngagement } from '../core/listed-engagement.js';
import type { AskerOptions } from './asker-options.js';
import type { FollowUps } from './follow-ups.js';
import { Lister } from './lister.js';
import type { Look } from './lister.js';
import { Permission } from './permission.js';
import { Listing } from './listing.js';

export interface ActivityOptions extends AskerOptions {
  readonly followUps: FollowUps;
}

interface ActivityLook extends Look {
  /** Engagements that began earlier are not listed; epoch milliseconds. */
  readonly from: number;
  /** Those listed that are not followed yet. */
  unknown: readonly ListedEngagement[];
}

/** An open page's engagement has begun before the page was sent, by no more than this. */
const beforeFirstPageMs = 60 * 60_000;

/** Finds engagements that are new or have ended, by listing those that began lately. */
export class Activity extends Lister<ListedEngagement, ActivityLook, ActivityOptions> {
  readonly operation = 'ListEngagements';
  readonly purpose = 'activity';
  readonly hazard = 1;
  readonly deadlineAt = Infinity;
  /** When the newest of the engagements listed began, by AWS's clock, epoch milliseconds: ours may be wrong. */
  #newestStartedAt = -Infinity;
  #wideLookAt = -Infinity;
  readonly #permission: Permission;

  constructor(options: ActivityOptions) {
    super(options);
    const { observer, target } = options;
    const decided = (fault?: Fault) => observer.followed(target, 'ListEngagements', fault);
    this.#permission = new Permission({ ...options, refusals: 1, decided });
  }

  /** Why engagements may not be listed; undefined while they may. */
  get fault(): Fault | undefined {
    return this.#permission.fault;
  }

  /**
   * A look goes back beyond the newest known engagement by the lookback, since one may be listed late; without any it goes
   * back as far as a page may be unread. Once in an interval it reaches for the oldest that is followed, to see its end.
   */
  protected begin(): ActivityLook {
    const { clock, time, followUps, settings } = this.options;
    const { unreadWindowMs, intervalMs } = settings;
    const askedAt = clock.now();
    const startedAt = time.now();
    const farthest = askedAt - unreadWindowMs - settings.activity.lookbackMs;
    const recent = this.#recentSince(askedAt);
    followUps.forget(farthest);
    const isWide = startedAt >= this.#wideLookAt + intervalMs;
    if (isWide) this.#wideLookAt = startedAt;
    const oldest = Math.max(farthest, followUps.oldestStartedAt - beforeFirstPageMs);
    return {
      listing: new Listing({ askedAt, startedAt }),
      from: isWide ? Math.min(recent, oldest) : recent,
      unknown: [],
    };
  }

  protected request({ from }: ActivityLook, position: Position): Promise<Answer<ListedEngagement>> {
    return this.options.source.engagements(from, position);
  }

  protected take(look: ActivityLook, engagements: readonly ListedEngagement[]): Promise<boolean> {
    for (const { startedAt = -Infinity } of engagements) {
      this.#newestStartedAt = Math.max(this.#newestStartedAt, startedAt);
    }
    const { askedAt } = look.listing;
    const since = this.#recentSince(askedAt);
    const unknown = engagements.filter((engagement) => !this.options.followUps.learn(engagement));
    look.unknown = [...look.unknown, ...unknown].filter(({ startedAt = askedAt }) => startedAt >= since);
    return Promise.resolve(false);
  }

  /** What began earlier, and whose pages nobody has seen, is left to the sweeps: there may be hundreds of them. */
  protected completed({ listing, unknown }: ActivityLook): number {
    for (const engagement of unknown) this.options.followUps.follow(engagement);
    return listing.startedAt + shortestGapMs(this.options.settings.intervalMs);
  }

  protected override answered({ listing }: ActivityLook, fault: Fault | undefined): void {
    // A token that is refused says nothing about the operation.
    if (fault === undefined || listing.answers === 0) this.#permission.answered(fault);
  }

  /** From when on engagements are recent, and no page of them is past the unread window. */
  #recentSince(askedAt: number): number {
    const { activity, unreadWindowMs } = this.options.settings;
    return Math.max(askedAt - unreadWindowMs, Math.min(askedAt, this.#newestStartedAt)) - activity.lookbackMs;
  }
}
