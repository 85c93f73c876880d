import { milliseconds } from './config.js';
import type { Problem } from './problem.js';
import type { Settings } from './schema.js';

interface Check {
  readonly path: string;
  /** Another key that the check looks at. */
  readonly other?: string;
  readonly isBroken: (settings: Settings) => boolean;
  readonly message: string;
}

const checks: readonly Check[] = [
  {
    path: 'collectors.receipts',
    isBroken: ({ collectors }) => collectors.receipts,
    message: 'not available in this version; set it to false',
  },
  {
    path: 'collectors.rotations',
    isBroken: ({ collectors }) => collectors.rotations,
    message: 'not available in this version; set it to false',
  },
  {
    // A page must not be forgotten before it is known to be unanswered.
    path: 'ledger.retention',
    other: 'poll.unreadWindow',
    isBroken: ({ ledger, poll }) => milliseconds(ledger.retention) < milliseconds(poll.unreadWindow),
    message: 'must be at least poll.unreadWindow',
  },
  {
    path: 'sharding.ordinal',
    other: 'sharding.total',
    isBroken: ({ sharding }) => sharding.ordinal >= sharding.total,
    message: 'must be less than sharding.total',
  },
];

/** Problems between keys. A check is left out when a key that it looks at has a problem of its own already. */
export function crossProblems(settings: Settings, known: readonly Problem[]): readonly Problem[] {
  const isFit = (path: string | undefined) => known.every((problem) => problem.path !== path);
  return checks
    .filter(({ path, other, isBroken }) => isFit(path) && isFit(other) && isBroken(settings))
    .map(({ path, message }) => ({ path, message }));
}
