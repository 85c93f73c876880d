import type { Position } from '../core/answer.js';
import type { AskerOptions } from './asker-options.js';
import { Listing } from './listing.js';
import type { DescribedContact } from './page-source.js';

export type DiscoveryOptions = Pick<AskerOptions, 'source' | 'observer' | 'clock' | 'time' | 'random' | 'tries'>;

/**
 * Lists the account's personal contacts whose alias begins with `aliasPrefix`, going on after troubles of a moment.
 * @throws Fault when they can't be listed, the signal's reason when it aborts
 */
export async function listContacts(
  aliasPrefix: string,
  { source, observer, clock, time, random, tries }: DiscoveryOptions,
  signal: AbortSignal,
): Promise<readonly DescribedContact[]> {
  const listing = new Listing({ askedAt: clock.now(), startedAt: time.now(), tries });
  const found: DescribedContact[] = [];
  const subject = {
    request: (position: Pick<Position, 'token'>) => source.contacts(aliasPrefix, { ...position, signal }),
    take: (contacts: readonly DescribedContact[]) => {
      found.push(...contacts);
      return Promise.resolve(false);
    },
  };
  for (;;) {
    observer.asked({ operation: 'ListContacts', purpose: 'discovery', isRetry: listing.isRetry });
    const step = await listing.step(subject, signal, random());
    if (step.kind === 'complete') return found;
    if (step.kind === 'paused' || step.kind === 'over') throw step.fault;
    if (step.kind === 'again') await time.sleepUntil(time.now() + step.waitMs, signal);
  }
}
