import type { Build } from './build.js';
import { ceilingsOf } from './budgets.js';
import type { Config } from './config/config.js';
import type { Clock } from './core/clock.js';
import { compare } from './core/compare.js';
import { teamNames } from './core/team.js';
import { toContactView } from './contact-view.js';
import type { ContactViewOptions } from './contact-view.js';
import { Breather } from './exposition/breather.js';
import type { Ledger } from './ledger/ledger.js';
import type { Time } from './poller/time.js';
import { countStates, toTargetView } from './target-view.js';
import type { FollowedTarget } from './target-view.js';
import type { ContactView, StatusView, SummaryView } from './web/pages/status-view.js';

export interface StatusReportOptions {
  readonly build: Build & { readonly nodejs: string };
  /** The configuration that is in force at the time of the call. */
  readonly config: () => Pick<Config, 'poll' | 'metrics' | 'quotas' | 'sharding' | 'activity' | 'targets' | 'teams'>;
  readonly poller: { readonly targets: readonly FollowedTarget[] };
  readonly ledger: Pick<Ledger, 'openPages' | 'openEngagements' | 'pageCount' | 'openPageCount' | 'createdAt'>;
  readonly isReady: () => boolean;
  readonly clock: Clock;
  readonly time: Pick<Time, 'now'>;
}

/** Whoever asks within this time of each other sees the same: many who look cost as much as one. */
const freshMs = 1000;

/** Says how everything does, from what is in memory, in steps that hold nothing up. */
export class StatusReport {
  readonly #options: StatusReportOptions;
  readonly #startedAt: number;
  #latest: { readonly readAt: number; readonly view: Promise<StatusView> } | undefined;
  /** Settles when the look under way has ended, whatever has become of it. */
  #ended: Promise<unknown> = Promise.resolve();
  #forgetting: NodeJS.Timeout | undefined;

  constructor(options: StatusReportOptions) {
    this.#options = options;
    this.#startedAt = options.time.now();
  }

  /** How everything does, as of a second ago at most; the same object for as long as that is so. */
  read(): Promise<StatusView> {
    const now = this.#options.time.now();
    if (this.#latest === undefined || now - this.#latest.readAt > freshMs) {
      const view = this.#ended.then(() => this.#readNow());
      this.#latest = { readAt: now, view };
      // Without what is seen, which would be kept.
      this.#ended = view.then(
        () => undefined,
        () => undefined,
      );
      // It may be megabytes, and perhaps nobody asks again today.
      clearTimeout(this.#forgetting);
      this.#forgetting = setTimeout(() => this.lookAgain(), freshMs).unref();
    }
    return this.#latest.view;
  }

  /** Has the next who asks see anew, however soon, and whatever is being looked at just now. */
  lookAgain(): void {
    this.#latest = undefined;
  }

  async #readNow(): Promise<StatusView> {
    const { poller, ledger, clock } = this.#options;
    const config = this.#options.config();
    const ceilings = ceilingsOf(config.quotas, config.sharding);
    const discovering = new Set(config.targets.filter(({ discover }) => discover.enabled).map(({ name }) => name));
    const shared = {
      ledger,
      teams: teamNames(config.teams),
      naming: config.metrics.contactLabel,
      showsIds: config.metrics.exemplars,
      unreadWindowMs: config.poll.unreadWindowMs,
      now: clock.now(),
    };
    const breather = new Breather();
    const contacts: ContactView[] = [];
    const targets = [];
    for (const target of poller.targets) {
      const pauseMs = target.pacer.state('ListPagesByContact').backoffSeconds * 1000;
      const ofTarget = await contactsOf(target, { ...shared, target: target.name, pauseMs }, breather);
      for (const contact of ofTarget) contacts.push(contact);
      const discovers = discovering.has(target.name);
      targets.push(
        toTargetView(target, {
          contacts: ofTarget,
          discovers,
          followsActivity: config.activity.enabled,
          ceilings,
        }),
      );
    }
    return {
      generatedAt: shared.now / 1000,
      exporter: this.#exporter(shared.now, config),
      summary: summaryOf(contacts),
      ledger: { createdAt: ledger.createdAt / 1000, pages: ledger.pageCount, openPages: ledger.openPageCount },
      targets,
      contacts,
    };
  }

  /** The start is told by how long ago it was: a clock that was set since, or is a simulated one, makes no nonsense of it. */
  #exporter(now: number, { metrics, poll }: Pick<Config, 'metrics' | 'poll'>): StatusView['exporter'] {
    const { build, isReady, time } = this.#options;
    const { version, revision, nodejs } = build;
    const uptimeMs = time.now() - this.#startedAt;
    return {
      version,
      revision,
      nodejs,
      startedAt: (now - uptimeMs) / 1000,
      uptimeSeconds: uptimeMs / 1000,
      isReady: isReady(),
      contactLabel: metrics.contactLabel,
      pollIntervalSeconds: poll.intervalMs / 1000,
      unreadWindowSeconds: poll.unreadWindowMs / 1000,
    };
  }
}

/** By name: their order in the configuration or in AWS's list would tell of names that are hashed. */
async function contactsOf(
  { followers }: FollowedTarget,
  options: ContactViewOptions,
  breather: Breather,
): Promise<ContactView[]> {
  const contacts: ContactView[] = [];
  for (const follower of followers) {
    contacts.push(toContactView(follower, options));
    await breather.breathe();
  }
  return contacts.sort((a, b) => compare(a.name, b.name));
}

function summaryOf(contacts: readonly ContactView[]): SummaryView {
  let openPages = 0;
  let contactsWithOpenPages = 0;
  let oldest = Infinity;
  for (const { pagesUnread, openPages: listed } of contacts) {
    openPages += pagesUnread;
    if (pagesUnread > 0) contactsWithOpenPages += 1;
    oldest = Math.min(oldest, listed[0]?.sentAt ?? Infinity);
  }
  return {
    ...countStates(contacts),
    contactsWithOpenPages,
    openPages,
    oldestOpenPageSentAt: oldest === Infinity ? null : oldest,
  };
}
