import { contactsTable } from './contacts-table.js';
import { factsList } from './facts-list.js';
import { html, nothing } from './html.js';
import type { Html } from './html.js';
import type { PageParts } from './layout.js';
import { addressOf, longestSearch } from './status-query.js';
import type { SortKey, StateFilter, StatusQuery } from './status-query.js';
import type { StatusView } from './status-view.js';
import { summaryList, summaryText } from './summary-list.js';
import { targetsSection } from './targets-section.js';

/** So many contacts are shown unless all are asked for: a telephone has to draw them again every few seconds. */
export const mostRows = 200;

export interface Selected {
  /** Of the contacts that are shown. */
  readonly rows: readonly Html[];
  /** How many there are in all that the query asks for. */
  readonly total: number;
}

/** The page at `/status`: every contact, to be searched and sorted. */
export function statusPage(view: StatusView, query: StatusQuery, selected: Selected): PageParts {
  const { generatedAt, targets } = view;
  const content = html`${summaryList(view)} ${targetsSection(targets)}
    <section aria-labelledby="contacts-title">
      <h2 id="contacts-title">Contacts</h2>
      ${searchForm(query)} ${countOf(view, query, selected)}
      ${selected.rows.length === 0 ? nothing : contactsTable(selected.rows, html`Contacts; times are UTC`, query)}
      ${rest(query, selected)}
    </section>
    <section aria-labelledby="exporter-title">
      <h2 id="exporter-title">Exporter</h2>
      ${factsList(view)}
    </section>`;
  return { title: 'Status', path: '/status', content, asOf: generatedAt, news: summaryText(view) };
}

const stateOptions: readonly (readonly [StateFilter, string])[] = [
  ['all', 'All'],
  ['open', 'With open pages'],
  ['failing', 'Failing'],
  ['unpolled', 'Not polled yet'],
];

const sortOptions: readonly (readonly [SortKey, string])[] = [
  ['attention', 'Worst first'],
  ['contact', 'Contact'],
  ['target', 'Target'],
  ['state', 'State'],
  ['pages', 'Oldest open page'],
  ['success', 'Last success'],
  ['age', 'Data age'],
  ['next', 'Next poll'],
];

/** The script leaves the fields as the user has them. */
function searchForm({ state, sort, showsAll }: StatusQuery): Html {
  return html`<form id="search" action="/status" method="get" role="search" aria-label="Contacts" data-keep>
    <p>
      <label for="q">Search</label
      ><input
        type="search"
        id="q"
        name="q"
        maxlength="${longestSearch}"
        autocomplete="off"
        spellcheck="false"
        aria-describedby="hint"
      />
    </p>
    <p>
      <label for="state">Show</label
      ><select id="state" name="state">
        ${options(stateOptions, state)}
      </select>
    </p>
    <p>
      <label for="sort">Sort by</label
      ><select id="sort" name="sort">
        ${options(sortOptions, sort)}
      </select>
    </p>
    ${showsAll ? html`<input type="hidden" name="rows" value="all" />` : nothing}
    <p><button type="submit">Search</button></p>
    <p class="hint" id="hint">Names, teams, targets, regions, accounts, reasons and ids; all words must match.</p>
  </form>`;
}

function options<T extends string>(choices: readonly (readonly [T, string])[], chosen: T): Html[] {
  return choices.map(([value, text]) =>
    value === chosen
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`,
  );
}

function countOf({ summary }: StatusView, { terms, state }: StatusQuery, { rows, total }: Selected): Html {
  const isFiltered = terms.length > 0 || state !== 'all';
  const everything = isFiltered ? html` <a href="/status">Show all</a>` : nothing;
  return html`<p class="count">
    <span id="count">${countText({ all: summary.contacts, isFiltered, total, shown: rows.length })}</span>${everything}
  </p>`;
}

interface Count {
  readonly all: number;
  readonly isFiltered: boolean;
  readonly total: number;
  readonly shown: number;
}

function countText({ all, isFiltered, total, shown }: Count): string {
  if (all === 0) return 'No contact is followed yet.';
  const contacts = all === 1 ? 'contact' : 'contacts';
  const matching = isFiltered ? `${total} of ${all} ${contacts} found` : `${all} ${contacts}`;
  return shown < total ? `${matching}, the first ${shown} are shown.` : `${matching}.`;
}

function rest(query: StatusQuery, { rows, total }: Selected): Html {
  if (rows.length === total) return nothing;
  return html`<p><a class="searched" href="${addressOf({ ...query, showsAll: true })}">Show all ${total}</a></p>`;
}
