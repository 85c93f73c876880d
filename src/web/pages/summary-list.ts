import { durationText } from './duration-text.js';
import { html, nothing } from './html.js';
import type { Html } from './html.js';
import type { StatusView } from './status-view.js';

/** How everything does, in four numbers that lead to what is behind them. */
export function summaryList({ summary, generatedAt }: Pick<StatusView, 'summary' | 'generatedAt'>): Html {
  const { contacts, failing, unpolled, openPages, contactsWithOpenPages, oldestOpenPageSentAt } = summary;
  const oldest =
    oldestOpenPageSentAt === null
      ? nothing
      : html`<span class="more"
          >oldest ${durationText(generatedAt - oldestOpenPageSentAt)},
          <span class="whole">${counted(contactsWithOpenPages, 'contact')}</span></span
        >`;
  const items = [
    item({ number: openPages, text: openPages === 1 ? 'open page' : 'open pages', state: 'open', more: oldest }),
    item({ number: failing, text: 'failing', state: 'failing' }),
    item({ number: unpolled, text: 'not polled yet', state: 'unpolled' }),
    item({ number: contacts, text: contacts === 1 ? 'contact' : 'contacts', state: 'all' }),
  ];
  return html`<ul class="summary">
    ${items}
  </ul>`;
}

/** The same in one sentence, without what changes at every look. */
export function summaryText({ failing, openPages }: StatusView['summary']): string {
  return `${counted(openPages, 'open page')}, ${counted(failing, 'contact')} failing.`;
}

interface Item {
  readonly number: number;
  readonly text: string;
  readonly state: 'all' | 'open' | 'failing' | 'unpolled';
  readonly more?: Html;
}

function item({ number, text, state, more = nothing }: Item): Html {
  const href = state === 'all' ? '/status' : `/status?state=${state}`;
  const kind = number > 0 && state !== 'all' ? state : 'quiet';
  return html`<li data-key="${state}">
    <a class="${kind}" href="${href}"><strong>${number}</strong> ${text}${more}</a>
  </li>`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
