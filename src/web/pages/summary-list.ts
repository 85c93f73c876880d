import { counted } from './counted.js';
import { durationText } from './duration-text.js';
import { html, nothing } from './html.js';
import type { Html } from './html.js';
import type { StatusView } from './status-view.js';

type Summed = Pick<StatusView, 'summary' | 'targets' | 'generatedAt'>;

/** How everything does, in four numbers that lead to what is behind them; one more where contacts can't be listed. */
export function summaryList({ summary, targets, generatedAt }: Summed): Html {
  const { contacts, failing, unpolled, openPages, contactsWithOpenPages, oldestOpenPageSentAt } = summary;
  const oldest =
    oldestOpenPageSentAt === null
      ? nothing
      : html`<span class="more"
          >oldest ${durationText(generatedAt - oldestOpenPageSentAt)},
          <span class="whole">${counted(contactsWithOpenPages, 'contact')}</span></span
        >`;
  const unlisted = unlistedOf(targets);
  const items = [
    item({ number: openPages, text: openPages === 1 ? 'open page' : 'open pages', state: 'open', more: oldest }),
    item({ number: failing, text: 'failing', state: 'failing' }),
    ...(unlisted === 0
      ? []
      : [item({ number: unlisted, text: unlisted === 1 ? 'target failing' : 'targets failing', state: 'targets' })]),
    item({ number: unpolled, text: 'not polled yet', state: 'unpolled' }),
    item({ number: contacts, text: contacts === 1 ? 'contact' : 'contacts', state: 'all' }),
  ];
  return html`<ul class="summary">
    ${items}
  </ul>`;
}

/** The same in one sentence, without what changes at every look. */
export function summaryText({ summary, targets }: Pick<Summed, 'summary' | 'targets'>): string {
  const unlisted = unlistedOf(targets);
  const ofTargets = unlisted === 0 ? '' : `, ${counted(unlisted, 'target')} failing`;
  return `${counted(summary.openPages, 'open page')}, ${counted(summary.failing, 'contact')} failing${ofTargets}.`;
}

/** Of how many targets it is not known what contacts they have. */
function unlistedOf(targets: StatusView['targets']): number {
  return targets.filter(({ discovery }) => discovery.failureReason !== null).length;
}

interface Item {
  readonly number: number;
  readonly text: string;
  readonly state: 'all' | 'open' | 'failing' | 'targets' | 'unpolled';
  readonly more?: Html;
}

function item({ number, text, state, more = nothing }: Item): Html {
  const kind = number > 0 && state !== 'all' ? state : 'quiet';
  return html`<li data-key="${state}">
    <a class="${kind}" href="${hrefOf(state)}"><strong>${number}</strong> ${text}${more}</a>
  </li>`;
}

function hrefOf(state: Item['state']): string {
  if (state === 'targets') return '#targets-title';
  return state === 'all' ? '/status' : `/status?state=${state}`;
}
