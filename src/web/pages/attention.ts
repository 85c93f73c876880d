import { counted } from './counted.js';
import { isDataTooOld } from './data-too-old.js';
import { html, nothing } from './html.js';
import type { Html } from './html.js';
import { select } from './selection.js';
import type { ContactView, StatusView } from './status-view.js';
import { targetTroubles } from './target-troubles.js';

/** The contacts that somebody should look at, the worst first. */
export function contactsToLookAt(contacts: readonly ContactView[]): ContactView[] {
  const troubled = contacts.filter(
    (contact) => contact.pagesUnread > 0 || contact.state !== 'up' || isDataTooOld(contact),
  );
  return select(troubled, { terms: [], state: 'all', sort: 'attention', order: 'desc' });
}

/** Whether all is well, as far as that is known, and what is not known: it never says more than that. */
export function attention({ summary, targets, contacts }: StatusView): Html {
  const troubles = targets.flatMap((target) => targetTroubles(target).map((trouble) => `${target.name}: ${trouble}.`));
  const list =
    troubles.length === 0
      ? nothing
      : html`<ul>
          ${troubles.map((trouble) => html`<li>${trouble}</li>`)}
        </ul>`;
  return html`${verdict(summary, contacts, troubles.length === 0)}${list}`;
}

function verdict(summary: StatusView['summary'], contacts: readonly ContactView[], areTargetsWell: boolean): Html {
  if (summary.contacts === 0) return html`<p>No contact is followed yet.</p>`;
  if (summary.openPages > 0) return areTargetsWell ? nothing : html`<p>Not everything is seen:</p>`;
  const tooOld = contacts.filter((contact) => contact.state === 'up' && isDataTooOld(contact)).length;
  const unknown = [
    ...statement(summary.failing, 'fails', 'fail'),
    ...statement(summary.unpolled, 'is not polled yet', 'are not polled yet'),
    ...statement(tooOld, 'has data that is too old', 'have data that is too old'),
  ];
  if (unknown.length > 0) return html`<p>Nobody is known to wait; ${unknown.join(', ')}.</p>`;
  if (areTargetsWell) return html`<p class="well">Nobody waits, and nothing fails.</p>`;
  return html`<p>Nobody is known to wait, but not everything is seen:</p>`;
}

function statement(number: number, one: string, many: string): string[] {
  return number === 0 ? [] : [`${counted(number, 'contact')} ${number === 1 ? one : many}`];
}
