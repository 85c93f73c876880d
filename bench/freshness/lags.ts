import type { PageRecord } from '../../src/core/lifecycle.js';
import type { Change } from '../../src/core/findings.js';
import type { Stories } from '../../src/simulator/world/story.js';

export const kinds = ['sent', 'resent', 'delivered', 'acknowledged', 'unanswered'] as const;

export type Kind = (typeof kinds)[number];

/** When something happened and when it was counted; epoch milliseconds. Infinity when it never was. */
export interface Lag {
  readonly kind: Kind;
  readonly happenedAt: number;
  readonly countedAt: number;
}

/** What is measured; epoch milliseconds. */
export interface LagWindow {
  readonly from: number;
  readonly to: number;
  /** When the poller began. */
  readonly beganAt: number;
  readonly unreadWindowMs: number;
}

/** Notes when each event is first seen in what is committed. */
export class LagWatch {
  readonly #countedAt = new Map<string, number>();

  committed({ pages }: Change, now: number): void {
    for (const page of pages) {
      for (const event of eventsOf(page)) {
        if (!this.#countedAt.has(event)) this.#countedAt.set(event, now);
      }
    }
  }

  /** The lags of everything that happened within [from, to), epoch milliseconds. */
  lags({ pages }: Pick<Stories, 'pages'>, window: LagWindow): Lag[] {
    const { from, to, beganAt, unreadWindowMs } = window;
    return pages.flatMap(({ arn, sends, deliveredAt, readAt }) => {
      const [firstSentAt, ...again] = sends;
      const expiresAt = firstSentAt + unreadWindowMs;
      const happened: (readonly [Kind, number | undefined, string])[] = [
        ['sent', firstSentAt, `${arn} sent`],
        ...again.map((at) => ['resent', at, `${arn} sent ${at}`] as const),
        ['delivered', deliveredAt === undefined ? undefined : Math.max(firstSentAt, deliveredAt), `${arn} delivered`],
        ['acknowledged', readAt, `${arn} read`],
        // Of a page that was sent before, the first SentTime may never have been seen.
        [
          'unanswered',
          firstSentAt >= beganAt && (readAt ?? Infinity) > expiresAt ? expiresAt : undefined,
          `${arn} unanswered`,
        ],
      ];
      return happened.flatMap(([kind, happenedAt, event]): Lag[] => {
        if (happenedAt === undefined || happenedAt < from || happenedAt >= to) return [];
        return [{ kind, happenedAt, countedAt: this.#countedAt.get(event) ?? Infinity }];
      });
    });
  }
}

function eventsOf({ arn, firstSentAt, lastSentAt, deliveredAt, readAt, isUnanswered }: PageRecord): string[] {
  return [
    ...(firstSentAt === undefined ? [] : [`${arn} sent`, `${arn} sent ${lastSentAt ?? firstSentAt}`]),
    ...(deliveredAt === undefined ? [] : [`${arn} delivered`]),
    ...(readAt === undefined ? [] : [`${arn} read`]),
    ...(isUnanswered ? [`${arn} unanswered`] : []),
  ];
}
