import { counted } from './counted.js';
import { isDataTooOld } from './data-too-old.js';
import { durationText } from './duration-text.js';
import { html, nothing } from './html.js';
import type { Html } from './html.js';
import { reasonText } from './reason-text.js';
import { stateTexts } from './selection.js';
import { addressOf, firstOrders } from './status-query.js';
import type { SortKey, StatusQuery } from './status-query.js';
import type { ContactView, PageView } from './status-view.js';
import { cell, row, table } from './table.js';
import type { Column } from './table.js';
import { timeElement } from './time-element.js';

const columns: readonly (Pick<Column, 'title' | 'isNumber'> & { readonly key: SortKey })[] = [
  { key: 'contact', title: 'Contact' },
  { key: 'target', title: 'Target' },
  { key: 'state', title: 'State' },
  { key: 'pages', title: 'Open pages' },
  { key: 'success', title: 'Last success', isNumber: true },
  { key: 'age', title: 'Data age', isNumber: true },
  { key: 'next', title: 'Next poll', isNumber: true },
];

/** A table of contacts, of rows that `contactRow` made; with a query it can be sorted otherwise. */
export function contactsTable(rows: readonly Html[], caption: Html, query?: StatusQuery): Html {
  const shown = columns.map(({ key, ...column }) => ({
    ...column,
    ...(query !== undefined && {
      sort: { href: addressOf(clicked(query, key)), order: query.sort === key ? query.order : undefined },
    }),
  }));
  return table(shown, rows, { caption, id: 'contacts' });
}

/** A click on the column that is sorted by turns its order round. */
function clicked(query: StatusQuery, sort: SortKey): StatusQuery {
  const turned = query.order === 'asc' ? 'desc' : 'asc';
  return { ...query, sort, order: query.sort === sort ? turned : firstOrders[sort] };
}

/** How one contact did at `now`, epoch seconds. */
export function contactRow(contact: ContactView, now: number): Html {
  const { name, displayName, team, target, accountId, region, lastSuccessAt } = contact;
  const about = [displayName ?? '', team === null ? '' : `team ${team}`].filter((text) => text !== '');
  const success =
    lastSuccessAt === null ? html`<span class="wraps">not since the start</span>` : timeElement(lastSuccessAt, now);
  return row(
    [target, accountId, name].join('/'),
    html`<span class="name">${name}</span>${about.map((text) => html`<span class="more">${text}</span>`)}`,
    [
      cell('Target', html`${target}<span class="more">${region} · ${accountId}</span>`),
      cell('State', stateOf(contact)),
      cell('Open pages', openPagesOf(contact, now)),
      cell('Last success', success, { isNumber: true }),
      cell('Data age', dataAgeOf(contact), { isNumber: true }),
      cell('Next poll', nextPollOf(contact, now), { isNumber: true }),
    ],
  );
}

function stateOf({ state, failureReason, consecutiveFailures }: ContactView): Html {
  const badge = html`<span class="badge ${state}">${stateTexts[state]}</span>`;
  if (failureReason === null) return badge;
  const times = consecutiveFailures === 1 ? 'once' : `${consecutiveFailures} times in a row`;
  return html`${badge}<span class="more">${reasonText(failureReason)}, ${times}</span>`;
}

/** Before the first success since the start, the last one may have been long ago: it is not remembered. */
function dataAgeOf(contact: ContactView): Html {
  const atLeast = contact.lastSuccessAt === null ? 'at least ' : '';
  const age = html`${atLeast}<span class="whole">${durationText(contact.dataAgeSeconds)}</span>`;
  return isDataTooOld(contact) ? html`<span class="old">${age}<span class="more">too old</span></span>` : age;
}

function nextPollOf({ nextPollAt, isPolling }: ContactView, now: number): string {
  if (nextPollAt - now >= 1) return `in ${durationText(nextPollAt - now)}`;
  if (nextPollAt > now) return 'now';
  return isPolling ? 'under way' : 'in line';
}

function openPagesOf({ pagesUnread, openPages }: ContactView, now: number): Html {
  const [oldest] = openPages;
  if (oldest === undefined) return html`<span class="none">none</span>`;
  const omitted = pagesUnread - openPages.length;
  return html`<details data-key="pages">
    <summary>
      <strong>${counted(pagesUnread, 'page')}</strong>,
      <span class="whole">${pagesUnread === 1 ? '' : 'oldest '}${durationText(oldest.ageSeconds)}</span>
    </summary>
    <ul class="pages">
      ${openPages.map((page) => pageItem(page, now))}${omitted > 0 ? html`<li>and ${omitted} newer</li>` : nothing}
    </ul>
  </details>`;
}

function pageItem({ sentAt, ageSeconds, lastSentAt, deliveredAt, pageId, incidentId }: PageView, now: number): Html {
  const again = lastSentAt > sentAt ? html`, again ${timeElement(lastSentAt, now)}` : nothing;
  return html`<li>
    ${durationText(ageSeconds)}: sent ${timeElement(sentAt, now)}${again},
    ${deliveryOf({ sentAt, deliveredAt }, now)}${idOf('incident', incidentId)}${idOf('page', pageId)}
  </li>`;
}

/** A page that was first seen when it had been sent again may have been delivered before. */
function deliveryOf({ sentAt, deliveredAt }: Pick<PageView, 'sentAt' | 'deliveredAt'>, now: number): Html {
  if (deliveredAt === null) return html`not delivered`;
  const before = deliveredAt < sentAt ? ', before the first send that was seen' : '';
  return html`delivered ${timeElement(deliveredAt, now)}${before}`;
}

function idOf(what: string, id: string | null): Html {
  return id === null ? nothing : html`<span class="more">${what} <code>${id}</code></span>`;
}
