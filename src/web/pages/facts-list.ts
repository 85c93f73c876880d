import { counted } from './counted.js';
import { durationText } from './duration-text.js';
import { html } from './html.js';
import type { Html } from './html.js';
import type { StatusView } from './status-view.js';
import { timeElement } from './time-element.js';

/** What runs here, and for how long. */
export function factsList({
  exporter,
  ledger,
  generatedAt,
}: Pick<StatusView, 'exporter' | 'ledger' | 'generatedAt'>): Html {
  const { version, revision, nodejs, startedAt, uptimeSeconds, isReady } = exporter;
  const facts: [term: string, fact: Html][] = [
    ['Version', html`${version} <span class="none">(${revision})</span>`],
    ['Up for', html`${durationText(uptimeSeconds)}, since ${timeElement(startedAt, generatedAt)}`],
    ['Ready', isReady ? html`yes` : html`no`],
    ['Ledger', html`${counted(ledger.pages, 'page')}, ${ledger.openPages} open`],
    ['Node.js', html`${nodejs}`],
  ];
  return html`<dl class="facts">
    ${facts.map(
      ([term, fact]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${fact}</dd>
        </div>`,
    )}
  </dl>`;
}
