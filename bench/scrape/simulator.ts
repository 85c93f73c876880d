/**
 * An account of so many people with two days behind it, in a process of its own; its quotas are lifted until somebody
 * puts others in force.
 */
import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { day } from '../../src/simulator/generate/profile.js';
import { startSimulator } from '../../src/simulator/server.js';

const hourMs = 60 * 60_000;
const pastMs = 48 * hourMs;
/** Each contact is engaged about eight times in the past, so that hardly a histogram is empty. */
const incidentEveryMsFor = (people: number) => (6 * hourMs) / people;

const people = Number(process.argv[2]);
const now = Date.now();
const profile = { ...day, incidentEveryMs: incidentEveryMsFor(people) };
const world = generateWorld({ seed: 'scrape', people, phases: [{ profile, from: now - pastMs, to: now + hourMs }] });
const { url } = await startSimulator({ world, quotas: 'none' });
console.error(JSON.stringify({ msg: 'listening', url }));
