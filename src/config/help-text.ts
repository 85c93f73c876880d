import { commands, configFileVariable, takes, type Command } from './commands.js';
import { inspectionSchema } from './inspection-options.js';
import { reloadSchema } from './reload-options.js';
import { schema } from './schema.js';
import { settingsOf, type Setting } from './setting.js';
import { simulatorSchema } from './simulator-options.js';

const width = 100;
/** A longer term stands on a line of its own, so that the longest variable fits beside the others. */
const longestTerm = 35;

/** Left what is typed, right the lines that explain it. */
interface Row {
  readonly term: string;
  readonly lines: readonly string[];
}

/** The text of `--help`: usage, commands, and the flags of this command; at most 100 columns wide. */
export function helpText(command: Command = 'serve'): string {
  const isConfigured = takes(command, 'exporter');
  const settings = isConfigured ? settingsOf(schema) : [];
  const own = [
    ...(takes(command, 'simulator') ? settingsOf(simulatorSchema) : []),
    ...(takes(command, 'inspection') ? settingsOf(inspectionSchema) : []),
    ...(takes(command, 'reload') ? settingsOf(reloadSchema) : []),
  ];
  const general = [
    ...(isConfigured
      ? [{ term: '--config.file=FILE', lines: ['Configuration file, YAML.', `$${configFileVariable}`] }]
      : []),
    { term: '--version', lines: ['Print the version and exit.'] },
    { term: '-h, --help', lines: ['Print this help and exit; after a command, the help of that command.'] },
  ];
  const flags = [...settings, ...own].filter(({ flag }) => flag !== undefined);
  const sections: readonly (readonly [string, readonly Row[]])[] = [
    ['Commands:', Object.entries(commands).map(([term, { doc }]) => ({ term, lines: [doc] }))],
    [`Flags of ${command}:`, [...general, ...flags.map((setting) => flagRow(setting, own.includes(setting)))]],
    ['Only in the file or by a variable:', settings.filter(({ flag }) => flag === undefined).map(listRow)],
  ];
  const shownSections = sections.filter(([, rows]) => rows.length > 0);
  const longest = Math.max(...shownSections.flatMap(([, rows]) => rows.map(({ term }) => term.length)));
  const indent = Math.min(longest, longestTerm) + 4;
  return [
    'Usage: ssm-contacts-exporter [COMMAND] [--config.file=FILE] [FLAGS]',
    ...shownSections.map(([title, rows]) => [title, ...rows.flatMap((row) => rowLines(row, indent))].join('\n')),
    'A flag wins over a variable, a variable over the file, and the file over the default.\n',
  ].join('\n\n');
}

/** What belongs to a command alone has no variable. */
function flagRow({ flag = '', format, default: preset, doc, env }: Setting, isOfCommand: boolean): Row {
  const variable = isOfCommand ? [] : [`$${env}`];
  if (format === 'boolean')
    return { term: `--[no-]${flag}`, lines: [`${doc} Default: ${String(preset)}.`, ...variable] };
  return { term: `--${flag}=${preset === '' ? '""' : String(preset)}`, lines: [doc, ...variable] };
}

function listRow({ path, default: preset, doc, env }: Setting): Row {
  const shownPreset = Array.isArray(preset) && preset.length > 0 ? ` Default: ${preset.join(', ')}.` : '';
  return { term: path, lines: [doc + shownPreset, `$${env}`] };
}

function rowLines({ term, lines }: Row, indent: number): readonly string[] {
  const wrapped = lines.flatMap((line) => wrap(line, width - indent));
  const isLong = term.length + 4 > indent;
  const besides = wrapped.map((line, index) => (index === 0 && !isLong ? `  ${term}` : '').padEnd(indent) + line);
  return isLong ? [`  ${term}`, ...besides] : besides;
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
}
