import type { Clock } from '../../src/core/clock.js';
import type { ContactStory } from '../../src/simulator/world/story.js';
import { labelsOf } from './expected-metrics.js';
import type { Exporter } from './exporter-process.js';
import { seriesOf } from './scrape.js';
import type { Series } from './scrape.js';
import { waitFor } from './wait.js';

type Contacts = readonly Pick<ContactStory, 'arn' | 'alias'>[];
type Scraped = Pick<Exporter, 'scrape' | 'log'>;

/**
 * Waits until every contact has been swept successfully by a sweep that began after this call, and returns a scrape
 * that shows it. A sweep that ends after the call may have begun before it, so the next one is waited for as well.
 * `clock` is what the exporter goes by.
 */
export async function swept(exporter: Scraped, contacts: Contacts, clock: Clock = Date): Promise<Series> {
  await sweptOnce(exporter, contacts, clock);
  return sweptOnce(exporter, contacts, clock);
}

async function sweptOnce(exporter: Scraped, contacts: Contacts, clock: Clock): Promise<Series> {
  const at = clock.now();
  let missing = 'not scraped yet';
  return waitFor(
    `a sweep of ${contacts.length} contacts`,
    async () => {
      const series = await exporter.scrape();
      const behind = contacts.filter((contact) => {
        const last = lastSuccessOf(series, contact);
        // A clock that was set back leaves times behind that have not come yet.
        return !(last > at && last <= clock.now());
      });
      missing = behind.map(({ alias }) => alias).join(', ');
      return behind.length === 0 && series;
    },
    () => `${missing}\n${exporter.log()}`,
  );
}

function lastSuccessOf(series: Series, contact: Contacts[number]): number {
  return (series[seriesOf('ssm_contacts_poll_last_success_timestamp_seconds', labelsOf(contact))] ?? 0) * 1000;
}
