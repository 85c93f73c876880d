import type { Target } from './config/config.js';
import type { Snapshot } from './core/snapshot.js';
import type { TargetView } from './web/landing-page.js';

/** How each configured target does, for the landing page. */
export function toTargetViews(targets: readonly Target[], { contacts }: Snapshot): TargetView[] {
  return targets.map(({ name, region }) => {
    const healths = contacts.filter(({ target }) => target === name).map(({ health }) => health);
    const failing: Record<string, number> = {};
    for (const { reason } of healths) {
      if (reason !== undefined) failing[reason] = (failing[reason] ?? 0) + 1;
    }
    return { name, region, contacts: healths.length, up: healths.filter(({ isUp }) => isUp === true).length, failing };
  });
}
