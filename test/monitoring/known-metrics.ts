import { Registry, collectDefaultMetrics } from 'prom-client';
import { catalogue, contactLabels } from '../../src/exposition/catalogue.js';
import type { MetricDefinition } from '../../src/exposition/catalogue.js';

const definitions: readonly MetricDefinition[] = Object.values(catalogue);

function seriesNames(name: string, type: string): string[] {
  return type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}

function namesWhere(holds: (definition: MetricDefinition) => boolean): string[] {
  return definitions.filter(holds).flatMap(({ name, type }) => seriesNames(name, type));
}

function isOfContact({ labels }: MetricDefinition): boolean {
  return labels.includes(contactLabels[0]);
}

/** What prom-client tells of the process, on this system. */
function runtimeNames(): string[] {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = registry.getMetricsAsArray() as unknown as readonly { name: string; constructor: { name: string } }[];
  return metrics.flatMap(({ name, constructor }) => seriesNames(name, constructor.name.toLowerCase()));
}

/** The names of series that carry the labels of a contact. */
export const contactSeries = new Set(namesWhere(isOfContact));

/** Of those, the ones that lead to pages by exemplars. */
export const seriesWithExemplars = new Set(
  namesWhere((definition) => isOfContact(definition) && definition.type !== 'gauge'),
);

/** The names of series that a target has: the exporter's own, those of its process, and those that Prometheus adds. */
export const targetSeries = new Set([
  ...namesWhere((definition) => !isOfContact(definition)),
  ...runtimeNames(),
  'up',
  'scrape_duration_seconds',
]);
