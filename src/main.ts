#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runOnce, startApp } from './app.js';
import type { AppOptions } from './app.js';
import { readBuild } from './build.js';
import { parseCommandLine } from './config/command-line.js';
import type { CommandLine } from './config/command-line.js';
import type { Config } from './config/config.js';
import { helpText } from './config/help-text.js';
import { loadConfig } from './config/load.js';
import { problemLine } from './config/problem.js';
import type { Environment } from './config/settings.js';
import { summaryTable } from './demo-summary.js';
import { describeError } from './core/describe-error.js';
import { inspectLedger } from './ledger-inspection.js';
import { createLogger } from './logger.js';
import { startReplay, startSimulation } from './simulation.js';

const exitCodes = { success: 0, failure: 1, usage: 2 } as const;

const stopDeadlineMs = 9_000;
const replayMs = 12_000;

const build = { ...readBuild(), nodejs: process.versions.node };

const gettingStarted = `No targets are configured, so there is nothing to poll. To get going:
  - write a configuration file; config/example.yaml shows every key, and this is the least it needs:
        targets:
          - name: production
            region: us-east-2
            discover: { enabled: true }
  - start with --config.file=FILE
  - or look around first, with a simulated account: npm run demo
`;

/** Says what is wrong and ends the process at once. */
function exitWith(code: number, message: string): never {
  process.stderr.write(message.endsWith('\n') ? message : `${message}\n`);
  process.exit(code);
}

async function main(): Promise<void> {
  const line = parseCommandLine(process.argv.slice(2));
  if ('usageProblem' in line) exitWith(exitCodes.usage, `${line.usageProblem}\nTry --help.`);
  if (line.help) {
    print(helpText(line.command));
    return;
  }
  if (line.version) {
    const { version, revision, nodejs } = build;
    print(`ssm-contacts-exporter, version ${version} (revision ${revision}, Node.js ${nodejs})`);
    return;
  }
  switch (line.command) {
    case 'serve':
      return serve(await configFor(line));
    case 'once':
      return once(await configFor(line));
    case 'check-config':
      return checkConfig(line);
    case 'demo':
      return demo(line);
    case 'simulate':
      return simulate(line);
    case 'ledger-inspect':
      return inspect(line);
    default:
      return line.command satisfies never;
  }
}

async function serve(config: Config): Promise<void> {
  const stopRequested = untilStopSignal();
  const options = optionsFor(config);
  const { logger } = options;
  // Without a handler the signal would end the process.
  process.on('SIGHUP', () => logger.warn('reload is not available in this version; restart to load the configuration'));
  logger.info(build, 'starting');
  const fail = (error: unknown): never => {
    logger.fatal(describeError(error));
    process.exit(exitCodes.failure);
  };
  const app = await startApp(config, options).catch(fail);
  app.ended.catch(fail);
  await stopRequested;
  logger.info('stopping');
  await endWith(async () => {
    await app.stop();
    logger.info('stopped');
  });
}

async function once(config: Config): Promise<void> {
  const stopping = new AbortController();
  process.once('SIGTERM', () => stopping.abort()).once('SIGINT', () => stopping.abort());
  const { metrics, faults } = await runOnce(config, optionsFor(config), stopping.signal);
  // A pipe takes its time: the process may end only when all is written.
  await new Promise<void>((resolve) => process.stdout.write(metrics, () => resolve()));
  process.exit(faults.length === 0 ? exitCodes.success : exitCodes.failure);
}

async function checkConfig(line: CommandLine): Promise<void> {
  const loaded = await loadConfig({ file: line.configFile, env: process.env, flags: line.flags });
  if ('problems' in loaded) exitWith(exitCodes.failure, loaded.problems.map(problemLine).join('\n'));
  const { targets } = loaded.config;
  if (targets.length === 0) exitWith(exitCodes.failure, 'targets: none is configured');
  const contacts = targets.reduce((total, target) => total + target.contacts.length, 0);
  print(`The configuration is good. Targets: ${targets.length}, contacts named: ${contacts}.`);
}

async function demo(line: CommandLine): Promise<void> {
  const file = line.configFile ?? fileURLToPath(new URL('../config/demo.yaml', import.meta.url));
  // Without the environment: a ledger that it names is a real one.
  const { ledger, ...config } = await configFor({ ...line, configFile: file }, {});
  const stopRequested = untilStopSignal();
  useSimulatedCredentials();
  const { simulator, clock } = await startReplay(line.simulator, replayMs);
  const targets = config.targets.map((target) => ({ ...target, endpoint: simulator.url }));
  // In memory, whatever the file says: simulated contacts have no place in a real ledger.
  const simulated = { ...config, targets, ledger: { ...ledger, path: '' } };
  const app = await startApp(simulated, { ...optionsFor(config), clock });
  print(`
A simulated account of ${line.simulator.people} people: their last 24 hours are played in ${replayMs / 1000} s, then life goes on.

  Landing page   ${app.url}/
  Metrics        ${app.url}${config.web.telemetryPath}
  Simulator      ${simulator.url}/

Stop with Ctrl+C.
`);
  void sleep(replayMs + 2 * config.poll.intervalMs).then(() => {
    print(
      `The day as the exporter has counted it (a page that is answered too late is both unanswered and acknowledged):\n`,
    );
    print(`${summaryTable(app.snapshot().contacts)}\n`);
  });
  await stopRequested;
  await endWith(async () => {
    await app.stop();
    await simulator.close();
  });
}

async function simulate(line: CommandLine): Promise<void> {
  const stopRequested = untilStopSignal();
  const { simulator } = await startSimulation(line.simulator);
  const { region } = line.simulator;
  print(`The simulated API listens on ${simulator.url}/, with the quotas that AWS sets by default. To try it:

  export AWS_ACCESS_KEY_ID=simulated AWS_SECRET_ACCESS_KEY=simulated AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export AWS_ENDPOINT_URL_SSM_CONTACTS=${simulator.url}
  aws ssm-contacts list-contacts --endpoint-url ${simulator.url}

Stop with Ctrl+C.`);
  await stopRequested;
  await endWith(() => simulator.close());
}

async function inspect(line: CommandLine): Promise<void> {
  const { ledger } = await loadedConfig(line, process.env);
  if (ledger.path === '')
    exitWith(exitCodes.usage, 'ledger.path: is empty, and a ledger in memory ends with its process');
  const { stdin, stdout } = process;
  const told = await inspectLedger({ ...line.inspection, path: ledger.path, stdin, stdout });
  if (told !== '') print(told);
}

/** The configuration of a command that polls; ends the process when there is none that it could run with. */
async function configFor(line: CommandLine, env: Environment = process.env): Promise<Config> {
  const config = await loadedConfig(line, env);
  if (config.targets.length === 0) exitWith(exitCodes.usage, gettingStarted);
  return config;
}

async function loadedConfig(line: CommandLine, env: Environment): Promise<Config> {
  const loaded = await loadConfig({ file: line.configFile, env, flags: line.flags });
  if ('problems' in loaded) exitWith(exitCodes.usage, loaded.problems.map(problemLine).join('\n'));
  return loaded.config;
}

function optionsFor({ log }: Pick<Config, 'log'>): AppOptions {
  return { build, logger: createLogger(log) };
}

/** The simulator takes any credentials, and must not be sent real ones. */
function useSimulatedCredentials(): void {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'simulated', AWS_SECRET_ACCESS_KEY: 'simulated' });
  delete process.env['AWS_SESSION_TOKEN'];
  delete process.env['AWS_PROFILE'];
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function untilStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = () => {
      signals += 1;
      if (signals > 1) process.exit(exitCodes.failure);
      resolve();
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  });
}

/** Runs the clean-up, within its time, and ends the process. */
async function endWith(cleanUp: () => Promise<void>): Promise<never> {
  setTimeout(() => exitWith(exitCodes.failure, 'stopping took too long'), stopDeadlineMs).unref();
  await cleanUp();
  // Explicit, because the AWS SDK leaves timers behind that would hold the process for seconds.
  process.exit(exitCodes.success);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  await main();
} catch (error) {
  exitWith(exitCodes.failure, describeError(error));
}
