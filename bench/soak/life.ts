import { setTimeout as sleep } from 'node:timers/promises';
import { effects } from '../../src/simulator/api/fault-kinds.js';
import type { FaultKind } from '../../src/simulator/api/fault-kinds.js';
import type { FaultRule } from '../../src/simulator/api/faults.js';
import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { rush } from '../../src/simulator/generate/profile.js';
import { createRandom } from '../../src/simulator/generate/random.js';
import type { Simulator } from '../../src/simulator/server.js';
import type { Stories } from '../../src/simulator/world/story.js';
import type { World } from '../../src/simulator/world/world.js';
import { absencesIn } from '../../test/e2e/absences.js';

/** An account in which a day's incidents happen in minutes. */
export interface Life {
  readonly world: World;
  /** All of it, told to the end. */
  readonly stories: Stories;
  /** Has contacts leave and come back, and faults come over the account and pass, until the signal aborts. */
  live(simulator: Simulator, signal: AbortSignal): Promise<void>;
}

export interface LifeOptions {
  readonly seed: string;
  /** Epoch milliseconds: when incidents happen. */
  readonly from: number;
  readonly to: number;
}

const people = 24;
/** A working day of an account of a few hundred people: some two thousand incidents at four minutes. */
const incidentEveryMs = 120;
/** No incident goes on for longer. */
const longestMs = 300_000;
const stormShare = 0.3;
const kinds = Object.keys(effects) as FaultKind[];

export function createLife({ seed, from, to }: LifeOptions): Life {
  const profile = { ...rush, incidentEveryMs, maxSends: 1, responseScale: 1 / 400 };
  const world = generateWorld({ seed, people, phases: [{ profile, from, to }] });
  const stories = world.stories(to + longestMs);
  const away = absencesIn(world);
  const random = createRandom(seed, 'life');
  const persons = stories.contacts.filter(({ type }) => type === 'PERSONAL').map(({ arn }) => arn);

  return {
    world,
    stories,
    async live(simulator, signal) {
      while (!signal.aborted) {
        await pause(random.integer(1000, 3000), signal);
        for (const arn of persons) if (random.chance(0.1)) away.add(arn);
        if (random.chance(0.5)) simulator.setFaults(stormOfAll());
        await pause(random.integer(1000, 2000), signal);
        away.clear();
        simulator.setFaults([]);
      }
    },
  };
}

/** Rules that all together fall on a share of the requests, each on as many as any other. */
function stormOfAll(): FaultRule[] {
  return kinds.map((kind, index) => {
    const each = stormShare / kinds.length;
    return { kind, probability: each / (1 - index * each) };
  });
}

/** Ends early, and without an error, when the signal aborts. */
async function pause(forMs: number, signal: AbortSignal): Promise<void> {
  await sleep(forMs, undefined, { signal }).catch(() => undefined);
}
