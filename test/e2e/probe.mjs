// Loaded before the exporter into its process: tells on a loopback port how much the process holds on to.
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

const milliseconds = (nanoseconds) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : 0);

/** Open files and sockets; undefined where the system does not list them. */
function countDescriptors() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

function sample() {
  const eventLoop = { p99Ms: milliseconds(delay.percentile(99)), maxMs: milliseconds(delay.max) };
  const { user, system } = process.cpuUsage();
  // Twice: what the first one finds to be finalized is freed by the second.
  collect();
  collect();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  delay.reset();
  const handles = process.getActiveResourcesInfo().length;
  const listeners = process.eventNames().reduce((total, name) => total + process.listenerCount(name), 0);
  const cpuMs = (user + system) / 1000;
  return {
    rss,
    heapUsed,
    external,
    arrayBuffers,
    descriptors: countDescriptors(),
    handles,
    listeners,
    cpuMs,
    ...eventLoop,
  };
}

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(sample()));
});
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`${JSON.stringify({ msg: 'probe', port: server.address().port })}\n`);
  server.unref();
});
