import type { Exemplar } from '../core/exemplar.js';
import type { Labels } from './family.js';

/** Names and values of an exemplar's labels together have at most so many characters (OpenMetrics 1.0, Exemplars). */
const longest = 128;

/** The labels of an exemplar: the page and its incident, or the page alone, or nothing, as far as they fit. */
export function exemplarLabels({ pageId, incidentId }: Exemplar): Labels | undefined {
  const page = { page_id: pageId };
  const whole = incidentId === undefined ? page : { ...page, incident_id: incidentId };
  return [whole, page].find((labels) => lengthOf(labels) <= longest);
}

function lengthOf(labels: Labels): number {
  return Array.from(Object.entries(labels).flat().join('')).length;
}
