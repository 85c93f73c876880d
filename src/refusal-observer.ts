import type { Refusal, RefusalReason } from './core/refusal.js';
import type { Instruments } from './exposition/instruments.js';
import type { Logger } from './logger.js';

export interface RefusalObserverOptions {
  readonly instruments: Pick<Instruments, 'refused'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Milliseconds since some moment; never falls. */
  readonly time: { now(): number };
}

/** Clients can be refused as often as they like; a line tells of all that were since the one before. */
const betweenLinesMs = 60_000;

/** What comes from a client is cut: names of hosts have no more characters. */
const longestDetail = 255;

interface Line {
  readonly message: string;
  /** Under which the detail of the refusal is told. */
  readonly field?: string;
}

const lines: Readonly<Record<RefusalReason, Line>> = {
  certificate: { message: 'a client is refused: it has no certificate that will do', field: 'error' },
  host: {
    message: 'a request is refused: no name of this host; if it is one, web.allowedHosts can have it',
    field: 'host',
  },
  password: { message: 'a request is refused: it needs a user and a password', field: 'error' },
  busy: { message: 'a request is refused: too many passwords are waiting to be checked' },
  rate: { message: 'a request is refused: there are more than rate_limit allows' },
  origin: { message: 'a request is refused: pages of other origins may only read', field: 'origin' },
};

/** Counts who is not let in, and logs it: one line for each reason at most once a minute. */
export function createRefusalObserver({
  instruments,
  logger,
  time,
}: RefusalObserverOptions): (refusal: Refusal) => void {
  const told = new Map<RefusalReason, { readonly at: number; untold: number }>();
  return ({ reason, address, detail }) => {
    instruments.refused(reason);
    const now = time.now();
    const last = told.get(reason);
    if (last !== undefined && now - last.at < betweenLinesMs) {
      last.untold += 1;
      return;
    }
    told.set(reason, { at: now, untold: 0 });
    const { message, field } = lines[reason];
    const shown = field === undefined || detail === undefined ? {} : { [field]: detail.slice(0, longestDetail) };
    logger.warn({ reason, client: address, ...shown, refused: 1 + (last?.untold ?? 0) }, message);
  };
}
