#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AppOptions } from './app.js';
import { readBuild } from './build.js';
import { parseCommandLine } from './config/command-line.js';
import type { CommandLine } from './config/command-line.js';
import { configFileVariable } from './config/commands.js';
import { ConfigFile } from './config/config-file.js';
import type { ConfigFileOptions } from './config/config-file.js';
import type { Config } from './config/config.js';
import { FileReaders } from './config/file-reader.js';
import type { ReadFile } from './config/file-reader.js';
import { helpText } from './config/help-text.js';
import { loadConfig } from './config/load.js';
import type { Loaded } from './config/load.js';
import { problemLine } from './config/problem.js';
import { describeError } from './core/describe-error.js';
import { gettingStarted } from './getting-started.js';
import { checkHealth, placeToAsk } from './health-check.js';
import { endAtStopSignals, endWith, exitCodes, exitWith, reloadingOnHangUp, untilStopSignal } from './signals.js';
import { systemdSockets } from './web/listening/systemd-sockets.js';

// What takes long to load is loaded by the command that needs it: a health check runs every half a minute, and the
// first process of a container is deaf to signals until it handles them.

/** A file of the web configuration that takes longer to read can't be read. */
const readMs = 10_000;
/** So long a read that was given up may take to end. */
const restMs = 500;
const replayMs = 12_000;

const build = { ...readBuild(), nodejs: process.versions.node };

async function main(): Promise<void> {
  endAtStopSignals();
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
      return serve(line);
    case 'once':
      return once(line);
    case 'check-config':
      return checkConfig(line);
    case 'demo':
      return demo(line);
    case 'simulate':
      return simulate(line);
    case 'ledger-inspect':
      return inspect(line);
    case 'healthcheck':
      return healthcheck(line);
    default:
      return line.command satisfies never;
  }
}

async function serve(line: CommandLine): Promise<void> {
  // From the beginning: without a handler the signal would end the process.
  const isRunning = reloadingOnHangUp();
  const stopRequested = untilStopSignal();
  const file = new ConfigFile(reloadableSourcesOf(line));
  const webFiles = new FileReaders({ timeoutMs: readMs });
  process.on('exit', () => {
    // Node.js waits for the thread that reads a file, without end where a file system does not answer.
    if (file.isReading || webFiles.isReading) process.kill(process.pid, 'SIGKILL');
  });
  const readWebFile = (path: string) => webFiles.text(path);
  const config = await servable(await file.load(), readWebFile);
  const inherited = config.web.systemdSocket ? { inheritedSockets: systemdSockets(process) } : {};
  const options = { ...(await optionsFor(config)), ...line.reload, ...inherited, file, readWebFile };
  const { startApp } = await import('./app.js');
  const { logger } = options;
  logger.info(build, 'starting');
  const fail = (error: unknown): never => {
    logger.fatal(describeError(error));
    process.exit(exitCodes.failure);
  };
  const app = await startApp(config, options).catch(fail);
  app.ended.catch(fail);
  isRunning(app);
  await stopRequested;
  logger.info('stopping');
  await endWith(async () => {
    await app.stop();
    await Promise.all([file.rest(restMs), webFiles.end(restMs)]);
    logger.info('stopped');
  });
}

async function once(line: CommandLine): Promise<void> {
  const config = withTargets(await loadConfig(sourcesOf(line)));
  const options = await optionsFor(config);
  const { runOnce } = await import('./once.js');
  const stopping = new AbortController();
  void untilStopSignal().then(() => stopping.abort());
  const { metrics, faults } = await runOnce(config, options, stopping.signal);
  // A pipe takes its time: the process may end only when all is written.
  await new Promise<void>((resolve) => process.stdout.write(metrics, () => resolve()));
  process.exit(faults.length === 0 ? exitCodes.success : exitCodes.failure);
}

async function checkConfig(line: CommandLine): Promise<void> {
  const loaded = await loadConfig(reloadableSourcesOf(line));
  if ('problems' in loaded) exitWith(exitCodes.failure, loaded.problems.map(problemLine).join('\n'));
  const webProblems = await problemsOfWebFile(loaded.config);
  if (webProblems !== '') exitWith(exitCodes.failure, webProblems);
  const { targets } = loaded.config;
  if (targets.length === 0) exitWith(exitCodes.failure, 'targets: none is configured');
  const contacts = targets.reduce((total, target) => total + target.contacts.length, 0);
  print(`The configuration is good. Targets: ${targets.length}, contacts named: ${contacts}.`);
}

async function demo(line: CommandLine): Promise<void> {
  const stopRequested = untilStopSignal();
  const file = line.configFile ?? fileURLToPath(new URL('../config/demo.yaml', import.meta.url));
  // Without the environment: a ledger that it names is a real one.
  const { ledger, ...config } = await servable(await loadConfig({ file, env: {}, flags: line.flags }));
  useSimulatedCredentials();
  const [{ startApp }, { startReplay }, { summaryTable }] = await Promise.all([
    import('./app.js'),
    import('./simulation.js'),
    import('./demo-summary.js'),
  ]);
  const { simulator, clock } = await startReplay(line.simulator, replayMs);
  const targets = config.targets.map((target) => ({ ...target, endpoint: simulator.url }));
  // In memory, whatever the file says: simulated contacts have no place in a real ledger.
  const simulated = { ...config, targets, ledger: { ...ledger, path: '' } };
  const app = await startApp(simulated, { ...(await optionsFor(config)), clock });
  print(`
A simulated account of ${line.simulator.people} people: their last 24 hours are played in ${replayMs / 1000} s, then life goes on.

  Pages          ${app.url}/ and ${app.url}/status
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
  const { startSimulation } = await import('./simulation.js');
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
  const { ledger } = withoutProblems(await loadConfig(sourcesOf(line)));
  if (ledger.path === '')
    exitWith(exitCodes.usage, 'ledger.path: is empty, and a ledger in memory ends with its process');
  const { inspectLedger } = await import('./ledger-inspection.js');
  const { stdin, stdout } = process;
  const told = await inspectLedger({ ...line.inspection, path: ledger.path, stdin, stdout });
  if (told !== '') print(told);
}

/** Asks the exporter that the same flags, variables and file have started, for the health check of a container. */
async function healthcheck(line: CommandLine): Promise<void> {
  const { file, ...others } = sourcesOf(line);
  let loaded = await loadConfig({ file, ...others });
  // The exporter may still run with what the file said before somebody broke it.
  if ('problems' in loaded) loaded = await loadConfig(others);
  if ('problems' in loaded) exitWith(exitCodes.failure, loaded.problems.map(problemLine).join('\n'));
  const { web } = loaded.config;
  const asked = placeToAsk(web);
  if ('problem' in asked) exitWith(exitCodes.usage, asked.problem);
  await checkHealth(asked.place, web.configFile !== '');
}

/** The configuration of a command that polls; ends the process when there is none that it could run with. */
function withTargets(loaded: Loaded): Config {
  const config = withoutProblems(loaded);
  if (config.targets.length === 0) exitWith(exitCodes.usage, gettingStarted);
  return config;
}

/** The same of a command that serves, too. */
async function servable(loaded: Loaded, read?: ReadFile): Promise<Config> {
  const config = withTargets(loaded);
  const problems = await problemsOfWebFile(config, read);
  if (problems !== '') exitWith(exitCodes.usage, problems);
  return config;
}

/** A line for each; empty when there are none. */
async function problemsOfWebFile({ web }: Config, read?: ReadFile): Promise<string> {
  if (web.configFile === '') return '';
  const { loadWebFile } = await import('./config/web-file/load.js');
  const loaded = await loadWebFile(web.configFile, read);
  return 'problems' in loaded ? loaded.problems.map(problemLine).join('\n') : '';
}

function withoutProblems(loaded: Loaded): Config {
  if ('problems' in loaded) exitWith(exitCodes.usage, loaded.problems.map(problemLine).join('\n'));
  return loaded.config;
}

function sourcesOf({ configFile, flags }: CommandLine): ConfigFileOptions {
  const { env } = process;
  const { [configFileVariable]: named = '' } = env;
  return { file: configFile ?? (named === '' ? undefined : named), env, flags };
}

/** The sources of a command that may be asked to watch the file. */
function reloadableSourcesOf(line: CommandLine): ConfigFileOptions {
  const sources = sourcesOf(line);
  if (line.reload.autoReloadMs !== undefined && sources.file === undefined)
    exitWith(exitCodes.usage, `--config.auto-reload needs a --config.file, or ${configFileVariable}`);
  return sources;
}

async function optionsFor({ log }: Pick<Config, 'log'>): Promise<AppOptions> {
  const { createLogger } = await import('./logger.js');
  return { build, logger: createLogger(log) };
}

/** The simulator takes any credentials, and must not be sent real ones. */
function useSimulatedCredentials(): void {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'simulated', AWS_SECRET_ACCESS_KEY: 'simulated' });
  delete process.env['AWS_SESSION_TOKEN'];
  delete process.env['AWS_PROFILE'];
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  await main();
} catch (error) {
  exitWith(exitCodes.failure, describeError(error));
}
