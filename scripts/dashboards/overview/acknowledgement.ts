import type { Row } from '../dashboard.js';
import { lines } from '../graph.js';
import { heatMap } from '../heat-map.js';
import { palette, type Limits } from '../palette.js';
import { quantileOf } from '../quantile.js';
import { chosenContacts } from '../selection.js';

const quantiles = [
  { quantile: 0.5, legend: 'p50' },
  { quantile: 0.9, legend: 'p90' },
  { quantile: 0.99, legend: 'p99' },
] as const;
const colors = { p50: palette.sky, p90: palette.orange, p99: palette.vermillion };

export function acknowledgementRow(): Row {
  return {
    title: 'How fast',
    panels: [
      quantileGraph({
        title: 'Time to acknowledge a page',
        description:
          'From the first send to the acknowledgement; each point looks back for as long as is chosen at the top. Dots are pages: click one for its incident. A p50 that rises is everybody, a p99 that rises is somebody.',
        histogram: 'ssm_contacts_page_acknowledge_duration_seconds',
        limits: { warning: 300, critical: 900 },
      }),
      heatMap({
        title: 'Where those times lie',
        description:
          'How many pages were acknowledged after how long. Two bands are two ways of being reached: awake and asleep, or first and second channel.',
        histogram: 'ssm_contacts_page_acknowledge_duration_seconds',
        matchers: chosenContacts,
      }),
      quantileGraph({
        title: 'Time to acknowledge an engagement',
        description:
          'From an engagement’s first send to a contact to the first page of it that the contact read. This is what an incident waits for: shorter than for pages where people read only one of several.',
        histogram: 'ssm_contacts_engagement_acknowledge_duration_seconds',
        limits: { warning: 300, critical: 900 },
      }),
      quantileGraph({
        title: 'Delivery time',
        description:
          'From the first send of a page to the channel’s confirmation. Seconds are normal; minutes are trouble of a channel or a carrier, not of people.',
        histogram: 'ssm_contacts_page_delivery_duration_seconds',
        limits: { warning: 60 },
      }),
    ],
  };
}

interface QuantileGraphOptions {
  readonly title: string;
  readonly description: string;
  readonly histogram: string;
  readonly limits: Limits;
}

function quantileGraph({ histogram, ...options }: QuantileGraphOptions) {
  return lines({
    ...options,
    unit: 's',
    isLogarithmic: true,
    colors,
    queries: quantiles.map(({ quantile, legend }) => ({
      expr: quantileOf({ histogram, matchers: chosenContacts, quantile, over: '$window' }),
      legend,
      exemplars: true,
    })),
  });
}
