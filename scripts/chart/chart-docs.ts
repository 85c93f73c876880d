import { format, resolveConfig } from 'prettier';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { chartReadme, type ChartFacts } from './chart-readme.js';
import { documentedValues } from './documented-value.js';
import { valuesSchema } from './values-schema.js';

const chart = new URL('../../helm/ssm-contacts-exporter/', import.meta.url);

/** What is made from the chart's values, by the names of the files beside them. */
export async function chartDocs(): Promise<Readonly<Record<string, string>>> {
  const [facts, text] = await Promise.all(
    ['Chart.yaml', 'values.yaml'].map((name) => readFile(new URL(name, chart), 'utf8')),
  );
  const values = documentedValues(text ?? '');
  const options = await resolveConfig(import.meta.filename);
  return {
    'README.md': await format(chartReadme(parse(facts ?? '') as ChartFacts, values), {
      ...options,
      parser: 'markdown',
    }),
    'values.schema.json': await format(JSON.stringify(valuesSchema(values)), { ...options, parser: 'json' }),
  };
}
