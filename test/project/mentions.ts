import { configFileVariable, generalFlags } from '../../src/config/commands.js';
import { inspectionSchema } from '../../src/config/inspection-options.js';
import { reloadSchema } from '../../src/config/reload-options.js';
import { schema } from '../../src/config/schema.js';
import { settingsOf } from '../../src/config/setting.js';
import { simulatorSchema } from '../../src/config/simulator-options.js';
import { catalogue } from '../../src/exposition/catalogue.js';
import type { MetricDefinition } from '../../src/exposition/catalogue.js';
import { recordedSeries } from '../monitoring/rule-files.js';

const metrics: readonly MetricDefinition[] = Object.values(catalogue);

const seriesNames = new Set(
  metrics.flatMap(({ name, type }) =>
    type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
);
const settings = [
  ...settingsOf(schema),
  ...settingsOf(simulatorSchema),
  ...settingsOf(inspectionSchema),
  ...settingsOf(reloadSchema),
];
const flags = new Set([...Object.keys(generalFlags), ...settings.flatMap(({ flag }) => flag ?? [])]);
const variables = new Set([configFileVariable, ...settingsOf(schema).map(({ env }) => env)]);

/** A series that a rule records: level:metric:operations. */
const recorded = /\b\w+:ssm_contacts_\w+(?::\w+)?/g;

/** Names in a text that look like the exporter's metrics, recorded series, flags or variables, and are none. */
export function unknownNamesIn(text: string): string[] {
  return [
    ...matches(text, recorded).filter((name) => !recordedSeries.has(name)),
    ...matches(text.replace(recorded, ''), /\bssm_contacts_[a-z0-9_]*/g).filter((name) => !isMetric(name)),
    ...matches(text, /(?<![\w-])--[a-z][a-z-]*\.[a-z][a-z.-]*/g).filter((flag) => !isFlag(flag)),
    ...matches(text, /\bSSM_CONTACTS_EXPORTER_[A-Z0-9_]+/g).filter((variable) => !variables.has(variable)),
  ];
}

/** The rows of a table of metrics: | `name` | type | … |, with or without labels after the name. */
export function metricRowsIn(text: string): (readonly [name: string, type: string])[] {
  const rows = text.matchAll(/^\| *`(ssm_contacts_[a-z0-9_]+)(?:\{[^}`]*\})?` *\| *(\w+)/gm);
  return [...rows].map(([, name = '', type = '']) => [name, type] as const).sort(byName);
}

/** What those rows have to be. */
export function expectedMetricRows(): (readonly [name: string, type: string])[] {
  return metrics.map(({ name, type }) => [name, type] as const).sort(byName);
}

/** A name that ends in an underscore stands for all that begin so: `ssm_contacts_exporter_*`. */
function isMetric(name: string): boolean {
  return name.endsWith('_') ? [...seriesNames].some((known) => known.startsWith(name)) : seriesNames.has(name);
}

function isFlag(text: string): boolean {
  const flag = text.slice('--'.length).replace(/[.-]+$/, '');
  return flags.has(flag) || (flag.startsWith('no-') && flags.has(flag.slice('no-'.length)));
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([match]) => match);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : Number(a > b);
}
