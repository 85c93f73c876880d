import type { Snapshot } from '../core/snapshot.js';
import { catalogue } from './catalogue.js';
import type { MetricDefinition } from './catalogue.js';
import type { Block, Family } from './family.js';

/** The families of what is so of the exporter now: budgets and ledger. */
export function exporterFamilies({ ledger, budgets }: Pick<Snapshot, 'ledger' | 'budgets'>): Family[] {
  return [
    toFamily(
      catalogue.apiRequestRateLimit,
      budgets.map(({ operation, ratePerSecond }) => ({ labels: { operation }, value: ratePerSecond })),
    ),
    toFamily(
      catalogue.apiBackoff,
      budgets.map(({ operation, backoffSeconds }) => ({ labels: { operation }, value: backoffSeconds })),
    ),
    toFamily(catalogue.ledgerPages, [{ labels: {}, value: ledger.pages }]),
    toFamily(catalogue.ledgerOpenPages, [{ labels: {}, value: ledger.openPages }]),
    toFamily(catalogue.ledgerCreated, [{ labels: {}, value: ledger.createdAt / 1000 }]),
  ];
}

function toFamily({ name, help, type }: MetricDefinition, block: Block): Family {
  return { name, help, type, blocks: [block] };
}
