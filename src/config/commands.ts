/** What the program can be asked to do, and which flags belong to it. */
export const commands = {
  serve: {
    doc: 'Poll the targets and serve their metrics (the default).',
    takes: ['exporter', 'reload'],
  },
  'check-config': {
    doc: 'Print what is wrong with the configuration, with the path of each key.',
    // Whatever serve is started with can be checked.
    takes: ['exporter', 'reload'],
  },
  once: {
    doc: 'Make one full sweep and write the metrics to standard output.',
    takes: ['exporter'],
  },
  demo: { doc: 'Run the exporter against a simulated account.', takes: ['exporter', 'simulator'] },
  simulate: { doc: 'Run the simulated account alone.', takes: ['simulator'] },
  'ledger-inspect': {
    doc: 'Print what a ledger holds, write it out, or read it in; not while an exporter has it open.',
    takes: ['exporter', 'inspection'],
  },
  healthcheck: {
    doc: 'Ask the exporter on this machine whether it is healthy; exit code 0 or 1.',
    takes: ['exporter'],
  },
} as const satisfies Record<string, CommandDescription>;

/** The settings of the exporter itself, and flags that are those of some commands alone. */
export type SettingGroup = 'exporter' | 'simulator' | 'inspection' | 'reload';

interface CommandDescription {
  readonly doc: string;
  readonly takes: readonly SettingGroup[];
}

export type Command = keyof typeof commands;

/** Whether the flags of a group belong to a command. */
export function takes(command: Command, group: SettingGroup): boolean {
  const { takes: taken }: CommandDescription = commands[command];
  return taken.includes(group);
}

export function isCommand(text: string): text is Command {
  return Object.hasOwn(commands, text);
}

/** Names the configuration file where no flag does. */
export const configFileVariable = 'SSM_CONTACTS_EXPORTER_CONFIG_FILE';

/** The flags that set no key. */
export const generalFlags = {
  'config.file': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;
