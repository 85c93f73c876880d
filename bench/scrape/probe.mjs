// Loaded by `--import` into every process that is measured: tells whoever started it how long its event loop stood still.
import { Buffer } from 'node:buffer';
import { openSync, readSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

const resolutionMs = 1;
const delays = monitorEventLoopDelay({ resolution: resolutionMs });
const waits = openWaits();
const text = Buffer.alloc(96);

let turn;
let last;
let longestOwnStallMs = 0;

/** What Linux keeps of the main thread: time on a CPU, time waited for one, and how often; nanoseconds. */
function openWaits() {
  try {
    return openSync('/proc/self/schedstat');
  } catch {
    return undefined;
  }
}

/** How long the main thread was ready to run and had no CPU, since its start. */
function waitedMs() {
  if (waits === undefined) return 0;
  const length = readSync(waits, text, 0, text.length, 0);
  return Number(text.latin1Slice(0, length).split(' ')[1]) / 1e6;
}

function see() {
  const now = { at: performance.now(), waitedMs: waitedMs() };
  const ownMs = now.at - last.at - (now.waitedMs - last.waitedMs) - resolutionMs;
  longestOwnStallMs = Math.max(longestOwnStallMs, ownMs);
  last = now;
}

function begin() {
  delays.reset();
  delays.enable();
  longestOwnStallMs = 0;
  last = { at: performance.now(), waitedMs: waitedMs() };
  turn = setInterval(see, resolutionMs);
}

async function end() {
  // A stall that has just ended is known at the timers' next turn.
  await sleep(5);
  delays.disable();
  clearInterval(turn);
  return {
    // What is recorded is the time between two turns of the timer, its own period included.
    longestStallMs: Math.max(0, delays.max / 1e6 - resolutionMs),
    longestOwnStallMs,
    residentBytes: process.memoryUsage.rss(),
  };
}

process.on('message', (message) => {
  if (message === 'probe begin') {
    begin();
    process.send({ probe: 'begun' });
  }
  if (message === 'probe end') void end().then((reading) => process.send({ probe: 'reading', reading }));
});
process.on('disconnect', () => process.exit());
process.channel?.unref();
