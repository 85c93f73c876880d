import { durationText } from './duration-text.js';
import { html, nothing } from './html.js';
import type { Html } from './html.js';
import { reasonText } from './reason-text.js';
import type { BudgetView, TargetView } from './status-view.js';
import { cell, row, table } from './table.js';
import { targetTroubles } from './target-troubles.js';

const columns = [
  { title: 'Target' },
  { title: 'Contacts', isNumber: true },
  { title: 'Up', isNumber: true },
  { title: 'State' },
  { title: 'Request budgets' },
];

/** How each target does, and how much may be asked of it: a part of a page. */
export function targetsSection(targets: readonly TargetView[]): Html {
  return html`<section aria-labelledby="targets-title">
    <h2 id="targets-title">Targets</h2>
    ${table(columns, targets.map(targetRow), { caption: html`Targets`, id: 'targets' })}
  </section>`;
}

function targetRow(target: TargetView): Html {
  const { name, region, contacts, up, budgets } = target;
  return row(name, html`<span class="name">${name}</span><span class="more">${region}</span>`, [
    cell('Contacts', contacts, { isNumber: true }),
    cell('Up', up, { isNumber: true }),
    cell('State', stateOf(target)),
    cell('Request budgets', budgetsOf(budgets)),
  ]);
}

function stateOf(target: TargetView): Html {
  const { contacts, failing, unpolled, failingByReason, discovery, activity } = target;
  const troubles = [
    ...targetTroubles(target),
    ...Object.entries(failingByReason).map(([reason, number]) => `${number} × ${reasonText(reason)}`),
  ];
  const isFailing = failing > 0 || discovery.failureReason !== null;
  const waiting = unpolled === 0 ? [] : [`${unpolled} not polled yet`];
  if (isFailing) return stateCell('failing', failing > 0 ? `${failing} failing` : 'failing', [...troubles, ...waiting]);
  if (contacts === 0) return stateCell('unpolled', 'no contacts yet', troubles);
  if (unpolled > 0) return stateCell('unpolled', `${unpolled} not polled yet`, troubles);
  return stateCell(activity.failures.length > 0 ? 'slow' : 'up', 'all up', troubles);
}

function stateCell(state: string, text: string, more: readonly string[]): Html {
  return html`<span class="badge ${state}">${text}</span
    >${more.map((line) => html`<span class="more">${line}</span>`)}`;
}

/** What is in force because of throttling comes first; the rest is for whoever wants to know. */
function budgetsOf(budgets: readonly BudgetView[]): Html {
  const held = budgets.filter(({ backoffSeconds }) => backoffSeconds > 0);
  const slowed = budgets.filter(isSlowed);
  const summary =
    held.length > 0
      ? held.map(({ operation, backoffSeconds }) => `${operation} backs off ${backoffText(backoffSeconds)}`).join(', ')
      : slowed.length > 0
        ? `${slowed.map(({ operation }) => operation).join(', ')} slowed down`
        : 'all at full rate';
  const isTrouble = held.length + slowed.length > 0;
  return html`<details data-key="budgets">
    <summary>${isTrouble ? html`<span class="badge slow">slower</span> ` : nothing}${summary}</summary>
    <ul class="budgets">
      ${budgets.map(budgetItem)}
    </ul>
  </details>`;
}

function isSlowed({ ratePerSecond, limitPerSecond }: BudgetView): boolean {
  return ratePerSecond < limitPerSecond * 0.995;
}

function budgetItem(budget: BudgetView): Html {
  const { operation, ratePerSecond, limitPerSecond, backoffSeconds } = budget;
  const rate = isSlowed(budget)
    ? html`${rateText(ratePerSecond)} of ${rateText(limitPerSecond)}`
    : rateText(limitPerSecond);
  const pause = backoffSeconds > 0 ? html`, nothing for ${backoffText(backoffSeconds)}` : nothing;
  return html`<li>${operation}: ${rate} per second${pause}</li>`;
}

/** A pause that is almost over is still one. */
function backoffText(seconds: number): string {
  return durationText(Math.ceil(seconds));
}

function rateText(perSecond: number): string {
  return String(Number(perSecond.toPrecision(3)));
}
