import type { SimulatorOptions } from './config/simulator-options.js';
import type { Clock } from './core/clock.js';
import { createReplayClock } from './simulator/clock.js';
import { generateWorld } from './simulator/generate/generated-world.js';
import { day, drill } from './simulator/generate/profile.js';
import type { Profile } from './simulator/generate/profile.js';
import { startSimulator } from './simulator/server.js';
import type { Simulator } from './simulator/server.js';

const hourMs = 60 * 60_000;

/**
 * Pages are sent again after this in a replayed day: 18 minutes of it pass between two polls of the demo, and a page that
 * is sent twice in between is seen only as it was sent last.
 */
const replayedRetryMs = 20 * 60_000;

export interface Simulation {
  readonly simulator: Simulator;
  /** The time that the simulated account lives in. */
  readonly clock: Clock;
}

/** A simulated account in real time: it has a day behind it, and goes on with an incident every few seconds. */
export async function startSimulation(options: SimulatorOptions): Promise<Simulation> {
  return simulate(options, { clock: Date, liveAt: Date.now(), past: day, quotas: 'default' });
}

/**
 * The same account with the day behind it played again within `replayMs`, milliseconds, before it goes on live.
 * Its quotas are lifted: they count real seconds, of which a replayed hour has hardly one.
 */
export async function startReplay(options: SimulatorOptions, replayMs: number): Promise<Simulation> {
  const liveAt = Date.now() + replayMs;
  const clock = createReplayClock({ startAt: liveAt - 24 * hourMs, endAt: liveAt, overMs: replayMs });
  return simulate(options, { clock, liveAt, past: { ...day, retryIntervalMs: replayedRetryMs }, quotas: 'none' });
}

interface Moment {
  readonly clock: Clock;
  /** When the past ends, epoch milliseconds. */
  readonly liveAt: number;
  readonly past: Profile;
  readonly quotas: 'default' | 'none';
}

async function simulate(
  { listen, seed, people, region, accountId }: SimulatorOptions,
  { clock, liveAt, past, quotas }: Moment,
): Promise<Simulation> {
  const phases = [
    { profile: past, from: liveAt - 24 * hourMs, to: liveAt },
    { profile: drill, from: liveAt, to: liveAt + 365 * 24 * hourMs },
  ];
  const world = generateWorld({ seed, people, region, accountId, phases });
  const { host, port } = listen;
  return { simulator: await startSimulator({ world, clock, seed, host, port, quotas }), clock };
}
