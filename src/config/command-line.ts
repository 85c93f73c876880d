import { parseArgs } from 'node:util';
import { generalFlags, isCommand, takes, type Command, type SettingGroup } from './commands.js';
import { inspectionSchema, toInspectionOptions, type InspectionOptions } from './inspection-options.js';
import { problemLine } from './problem.js';
import { schema } from './schema.js';
import { settingsOf, type Setting } from './setting.js';
import { reloadSchema, toReloadOptions, type ReloadOptions } from './reload-options.js';
import { readSettings, type Flags } from './settings.js';
import { simulatorSchema, toSimulatorOptions, type SimulatorOptions } from './simulator-options.js';

export interface CommandLine {
  readonly command: Command;
  /** Undefined when the command line names no file. */
  readonly configFile: string | undefined;
  /** What the flags say, as text, by the path of the key that they set. */
  readonly flags: Flags;
  readonly simulator: SimulatorOptions;
  readonly inspection: InspectionOptions;
  readonly reload: ReloadOptions;
  readonly help: boolean;
  readonly version: boolean;
}

export interface UsageProblem {
  /** One line that says what is wrong with the command line. */
  readonly usageProblem: string;
}

const settings: Readonly<Record<SettingGroup, readonly Setting[]>> = {
  exporter: settingsOf(schema),
  simulator: settingsOf(simulatorSchema),
  inspection: settingsOf(inspectionSchema),
  reload: settingsOf(reloadSchema),
};
/** Flags that may be given more than once: all they say counts. */
const repeatable = new Set(
  settings.exporter.filter(({ format }) => format === 'listenAddresses').map(({ flag }) => flag),
);
const booleans = new Set(
  Object.values(settings)
    .flat()
    .filter(({ format }) => format === 'boolean')
    .map(({ flag }) => flag),
);

/** Reads the arguments after the program's name. Values of settings are checked by `loadConfig`, with the file's. */
export function parseCommandLine(args: readonly string[]): CommandLine | UsageProblem {
  const parsed = parseFlags(args.map(withoutBooleanValue));
  if ('usageProblem' in parsed) return parsed;
  const { values, positionals } = parsed;
  const [command = 'serve', extra] = positionals;
  if (!isCommand(command)) return { usageProblem: `unknown command ${JSON.stringify(command)}` };
  if (extra !== undefined) return { usageProblem: `unexpected argument ${JSON.stringify(extra)}` };

  const foreign = foreignFlag(command, values);
  if (foreign !== undefined) return { usageProblem: `--${foreign} is not a flag of ${command}` };
  const simulator = readSettings(simulatorSchema, { file: null, flags: flagsOf(settings.simulator, values) });
  const inspection = readSettings(inspectionSchema, { file: null, flags: flagsOf(settings.inspection, values) });
  const reload = readSettings(reloadSchema, { file: null, flags: flagsOf(settings.reload, values) });
  const [problem] = [...simulator.problems, ...inspection.problems, ...reload.problems];
  if (problem !== undefined) return { usageProblem: problemLine(problem) };
  const { exportTo, importFrom } = toInspectionOptions(inspection.values);
  if (exportTo !== '' && importFrom !== '')
    return { usageProblem: '--ledger.export and --ledger.import exclude each other' };
  const configFile = values['config.file']?.toString();
  return {
    command,
    configFile,
    flags: flagsOf(settings.exporter, values),
    simulator: toSimulatorOptions(simulator.values),
    inspection: { exportTo, importFrom },
    reload: toReloadOptions(reload.values),
    help: values['help'] === true,
    version: values['version'] === true,
  };
}

type FlagValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

function parseFlags(args: string[]): { values: FlagValues; positionals: readonly string[] } | UsageProblem {
  const all = Object.values(settings).flat();
  const options = all.flatMap(({ flag }) =>
    flag === undefined ? [] : [[flag, { type: typeOf(flag), multiple: repeatable.has(flag) }] as const],
  );
  try {
    return parseArgs({
      args,
      options: { ...generalFlags, ...Object.fromEntries(options) },
      allowPositionals: true,
      allowNegative: true,
    });
  } catch (error) {
    // The rest of node's message is advice on how to pass arguments that look like flags.
    if (error instanceof TypeError) return { usageProblem: error.message.replace(/\.?\s*(?:\n|To specify)[^]*$/, '') };
    throw error;
  }
}

function typeOf(flag: string): 'boolean' | 'string' {
  return booleans.has(flag) ? 'boolean' : 'string';
}

/** `--flag=true` and `--flag=false`, which Prometheus takes and parseArgs refuses, become `--flag` and `--no-flag`. */
function withoutBooleanValue(argument: string): string {
  const [, flag, value] = /^--([\w.-]+)=(true|false)$/.exec(argument) ?? [];
  if (flag === undefined || !booleans.has(flag)) return argument;
  return value === 'true' ? `--${flag}` : `--no-${flag}`;
}

function foreignFlag(command: Command, values: FlagValues): string | undefined {
  const groups = Object.entries(settings) as [SettingGroup, readonly Setting[]][];
  const foreign = groups.flatMap(([group, each]) => (takes(command, group) ? [] : each));
  const flags = foreign.flatMap(({ flag }) => flag ?? []);
  if (!takes(command, 'exporter')) flags.push('config.file');
  return flags.find((flag) => values[flag] !== undefined);
}

function flagsOf(from: readonly Setting[], values: FlagValues): Flags {
  return Object.fromEntries(
    from.flatMap(({ path, flag }) => {
      const value = flag === undefined ? undefined : values[flag];
      return value === undefined ? [] : [[path, String(value)]];
    }),
  );
}
