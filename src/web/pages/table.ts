import { html, nothing } from './html.js';
import type { Html } from './html.js';

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** How the column is sorted: what a click leads to, and the order in force, if it is in force. */
  readonly sort?: { readonly href: string; readonly order: 'asc' | 'desc' | undefined };
}

/**
 * A table that a narrow screen shows as cards, below the links that sort it, if there are any. The roles stand there in full, because browsers take them from a table that is
 * not laid out as one.
 */
export function table(
  columns: readonly Column[],
  rows: readonly Html[],
  { caption, id }: { readonly caption: Html; readonly id: string },
): Html {
  const kind = columns.some(({ sort }) => sort !== undefined) ? 'cards sortable' : 'cards';
  return html`<table role="table" class="${kind}" id="${id}">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(head)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows}
    </tbody>
  </table>`;
}

const ariaOrders = { asc: 'ascending', desc: 'descending' } as const;

function head({ title, isNumber = false, sort }: Column): Html {
  const kind = isNumber ? html` class="number"` : nothing;
  if (sort === undefined) return html`<th scope="col" role="columnheader" ${kind}>${title}</th>`;
  const order = sort.order === undefined ? nothing : html` aria-sort="${ariaOrders[sort.order]}"`;
  return html`<th scope="col" role="columnheader" ${kind}${order}>
    <a class="sort searched" href="${sort.href}">${title}</a>
  </th>`;
}

/** A row, that a later page with the same key is a newer state of. The first cell names it. */
export function row(key: string, name: Html, cells: readonly Html[]): Html {
  return html`<tr role="row" data-key="${key}">
    <th scope="row" role="rowheader">${name}</th>
    ${cells}
  </tr> `;
}

/** A cell; the title of its column is shown beside it where it is a part of a card. */
export function cell(title: string, content: Html | string | number, { isNumber = false } = {}): Html {
  const kind = isNumber ? html` class="number"` : nothing;
  return html`<td role="cell" data-title="${title}" ${kind}>${content}</td>`;
}
