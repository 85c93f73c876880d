import { attention } from './attention.js';
import { contactsTable } from './contacts-table.js';
import { factsList } from './facts-list.js';
import { html, nothing } from './html.js';
import type { Html } from './html.js';
import type { PageParts } from './layout.js';
import type { StatusView } from './status-view.js';
import { summaryList, summaryText } from './summary-list.js';
import { targetsSection } from './targets-section.js';

/** So many contacts are shown of those that something is the matter with. */
export const mostTroubled = 10;

const order = `Open pages first, then failures, then what is not known; at most ${mostTroubled} contacts.`;

/** The page at `/`: what runs here, how it does, and whom to look at. `rows` are of the contacts to look at. */
export function overviewPage(view: StatusView, rows: readonly Html[], telemetryPath: string): PageParts {
  const { generatedAt, targets } = view;
  const content = html`${summaryList(view)} ${factsList(view)} ${targetsSection(targets)}
    <section aria-labelledby="attention-title">
      <h2 id="attention-title">Contacts to look at</h2>
      ${attention(view)} ${rows.length === 0 ? nothing : contactsTable(rows, html`${order} Times are UTC.`)}
      <p><a href="/status">All contacts</a></p>
    </section>
    <section aria-labelledby="more-title">
      <h2 id="more-title">For programs</h2>
      <ul class="links">
        <li><a href="${telemetryPath}">Metrics</a> for Prometheus</li>
        <li><a href="/api/v1/status">Status</a> as JSON</li>
        <li><a href="/-/healthy">Health</a> and <a href="/-/ready">readiness</a></li>
      </ul>
    </section>`;
  return { title: 'Overview', path: '/', content, asOf: generatedAt, news: summaryText(view) };
}
