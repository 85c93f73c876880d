/** The page that something happened to, by which an engineer finds it again. */
export interface Origin {
  /** The end of the PageArn. */
  readonly pageId: string;
  /** The end of the incident's ARN; absent when no incident is behind the page. */
  readonly incidentId?: string;
}

/** The page behind the latest event that a number counts. */
export interface Exemplar extends Origin {
  /** When it happened, epoch milliseconds. */
  readonly at: number;
}

/** Longer ids can't be shown (OpenMetrics 1.0, Exemplars: 128 characters in all). */
const longestId = 128;

/** Names a page, and its incident if there is one. `incidentId` is what the API calls so: an ARN. */
export function originOf({ arn, incidentId = '' }: { readonly arn: string; readonly incidentId?: string }): Origin {
  const incident = lastPartOf(incidentId);
  const isShown = incident !== '' && incident.length <= longestId;
  return { pageId: lastPartOf(arn), ...(isShown && { incidentId: incident }) };
}

/** The exemplar of the later event: Prometheus takes exemplars of a series in the order of their times only. */
export function latest<E extends Exemplar>(known: E | null | undefined, next: E): E {
  return known !== undefined && known !== null && known.at > next.at ? known : next;
}

function lastPartOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
