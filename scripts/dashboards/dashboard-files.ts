import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { format, resolveConfig } from 'prettier';
import { exporterHealth } from './exporter-health.js';
import { overview } from './overview.js';

/** Every file that `npm run dashboards` writes, by its path from the project's root. */
export async function dashboardFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    'monitoring/dashboards/overview.json': await textOf(overview()),
    'monitoring/dashboards/exporter-health.json': await textOf(exporterHealth()),
  };
}

/** The keys of each object in the order of the alphabet, whatever order the builders set them in. */
async function textOf(dashboard: Dashboard): Promise<string> {
  const sorted = JSON.stringify(dashboard, (_, value: unknown) => (isRecord(value) ? sortKeys(value) : value));
  const options = await resolveConfig(import.meta.filename);
  return format(sorted, { ...options, parser: 'json', objectWrap: 'preserve' });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortKeys(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
