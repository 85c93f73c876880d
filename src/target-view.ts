import { operations } from './core/operation.js';
import type { Operation } from './core/operation.js';
import type { TargetPoller } from './poller/target-poller.js';
import type { ContactView, TargetView } from './web/pages/status-view.js';

export type FollowedTarget = Pick<
  TargetPoller,
  'name' | 'region' | 'discoveryFault' | 'followingFaults' | 'followers'
> & { readonly pacer: Pick<TargetPoller['pacer'], 'state'> };

export interface TargetViewOptions {
  /** Those of the target alone. */
  readonly contacts: readonly ContactView[];
  readonly discovers: boolean;
  readonly followsActivity: boolean;
  readonly ceilings: Readonly<Record<Operation, number>>;
}

/** What is shown of a target and of its contacts together. */
export function toTargetView(
  { name, region, discoveryFault, followingFaults, pacer }: FollowedTarget,
  { contacts, discovers, followsActivity, ceilings }: TargetViewOptions,
): TargetView {
  const failingByReason: Record<string, number> = {};
  for (const { failureReason: reason } of contacts) {
    if (reason !== null) failingByReason[reason] = (failingByReason[reason] ?? 0) + 1;
  }
  return {
    name,
    region,
    ...countStates(contacts),
    failingByReason,
    discovery: { isEnabled: discovers, failureReason: discoveryFault?.reason ?? null },
    activity: {
      isEnabled: followsActivity,
      failures: [...followingFaults].map(([operation, { reason }]) => ({ operation, reason })),
    },
    budgets: operations.map((operation) => ({
      operation,
      limitPerSecond: ceilings[operation],
      ...pacer.state(operation),
    })),
  };
}

/** How many contacts there are, and in which states. */
export function countStates(
  contacts: readonly ContactView[],
): Pick<TargetView, 'contacts' | 'up' | 'failing' | 'unpolled'> {
  const counts = { contacts: contacts.length, up: 0, failing: 0, unpolled: 0 };
  for (const { state } of contacts) counts[state] += 1;
  return counts;
}
