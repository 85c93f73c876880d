import type { ContactStory } from '../../src/simulator/world/story.js';
import { labelsOf } from './expected-metrics.js';
import type { Exporter } from './exporter-process.js';
import { seriesOf } from './scrape.js';
import type { Series } from './scrape.js';
import { waitFor } from './wait.js';

type Contacts = readonly Pick<ContactStory, 'arn' | 'alias'>[];

/**
 * Waits until every contact has been swept successfully by a sweep that began after this call, and returns a scrape
 * that shows it. A sweep that ends after the call may have begun before it, so the next one is waited for as well.
 */
export async function swept(exporter: Pick<Exporter, 'scrape' | 'log'>, contacts: Contacts): Promise<Series> {
  await sweptSince(Date.now(), exporter, contacts);
  return sweptSince(Date.now(), exporter, contacts);
}

async function sweptSince(at: number, exporter: Pick<Exporter, 'scrape' | 'log'>, contacts: Contacts): Promise<Series> {
  let missing = 'not scraped yet';
  return waitFor(
    `a sweep of ${contacts.length} contacts`,
    async () => {
      const series = await exporter.scrape();
      const behind = contacts.filter((contact) => !(lastSuccessOf(series, contact) > at));
      missing = behind.map(({ alias }) => alias).join(', ');
      return behind.length === 0 && series;
    },
    () => `${missing}\n${exporter.log()}`,
  );
}

function lastSuccessOf(series: Series, contact: Contacts[number]): number {
  return (series[seriesOf('ssm_contacts_poll_last_success_timestamp_seconds', labelsOf(contact))] ?? 0) * 1000;
}
