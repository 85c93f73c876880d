import assert from 'node:assert/strict';
import { exemplarLabels } from '../../src/exposition/exemplar-labels.js';
import type { Labels } from '../../src/exposition/family.js';

// `page_id` and `incident_id` are 7 and 11 of the 128 characters.
const rows: [what: string, pageId: string, incidentId: string | undefined, labels: Labels | undefined][] = [
  ['a page and its incident', 'p', 'i', { page_id: 'p', incident_id: 'i' }],
  ['a page without one', 'p', undefined, { page_id: 'p' }],
  [
    'as many characters as fit',
    'p'.repeat(60),
    'i'.repeat(50),
    { page_id: 'p'.repeat(60), incident_id: 'i'.repeat(50) },
  ],
  ['the page alone where both do not fit', 'p'.repeat(61), 'i'.repeat(50), { page_id: 'p'.repeat(61) }],
  ['a page as long as fits', 'p'.repeat(121), 'i', { page_id: 'p'.repeat(121) }],
  ['nothing where the page does not fit', 'p'.repeat(122), undefined, undefined],
  ['characters, not bytes', '🚒'.repeat(121), undefined, { page_id: '🚒'.repeat(121) }],
];

describe('the labels of an exemplar', () => {
  for (const [what, pageId, incidentId, labels] of rows) {
    it(`are ${what}`, () => {
      const exemplar = { pageId, at: 0, ...(incidentId !== undefined && { incidentId }) };
      assert.deepEqual(exemplarLabels(exemplar), labels);
    });
  }
});
