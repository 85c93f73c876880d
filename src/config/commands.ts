/** What the program can be asked to do, and which flags belong to it. */
export const commands = {
  serve: {
    doc: 'Poll the targets and serve their metrics (the default).',
    takes: { exporter: true, simulator: false },
  },
  'check-config': {
    doc: 'Print what is wrong with the configuration, with the path of each key.',
    takes: { exporter: true, simulator: false },
  },
  once: {
    doc: 'Make one full sweep and write the metrics to standard output.',
    takes: { exporter: true, simulator: false },
  },
  demo: { doc: 'Run the exporter against a simulated account.', takes: { exporter: true, simulator: true } },
  simulate: { doc: 'Run the simulated account alone.', takes: { exporter: false, simulator: true } },
} as const;

export type Command = keyof typeof commands;

export function isCommand(text: string): text is Command {
  return Object.hasOwn(commands, text);
}

/** The flags that set no key. */
export const generalFlags = {
  'config.file': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;
