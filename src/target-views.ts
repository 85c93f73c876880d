import type { Snapshot } from './core/snapshot.js';
import type { TargetPoller } from './poller/target-poller.js';
import type { TargetView } from './web/landing-page.js';

/** How each target does, for the landing page. */
export function toTargetViews(
  targets: readonly Pick<TargetPoller, 'name' | 'region' | 'discoveryFault'>[],
  { contacts }: Snapshot,
): TargetView[] {
  return targets.map(({ name, region, discoveryFault }) => {
    const healths = contacts.filter(({ target }) => target === name).map(({ health }) => health);
    const failing: Record<string, number> = {};
    for (const { reason } of healths) {
      if (reason !== undefined) failing[reason] = (failing[reason] ?? 0) + 1;
    }
    return {
      name,
      region,
      contacts: healths.length,
      up: healths.filter(({ isUp }) => isUp === true).length,
      failing,
      ...(discoveryFault && { discoveryFailure: discoveryFault.reason }),
    };
  });
}
