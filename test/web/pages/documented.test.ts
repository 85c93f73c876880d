import assert from 'node:assert/strict';
import { textOf } from '../../project/root.js';
import { contactView, pageView, statusOf, targetView, withPages } from './status-of.js';

/** The path of every field below a value, as the document writes it. Keys that are data, not names, are left out. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null || path.endsWith('ByReason')) return [path];
  return Object.entries(value).flatMap(([name, field]) => fieldsOf(field, path === '' ? name : `${path}.${name}`));
}

const operation = 'ListEngagements';
const whole = statusOf([contactView(withPages(pageView(5)))], {
  targets: [
    targetView({
      activity: { isEnabled: true, failures: [{ operation, reason: 'access_denied' }] },
      budgets: [{ operation, limitPerSecond: 1, ratePerSecond: 1, backoffSeconds: 0 }],
    }),
  ],
});

describe('docs/pages.md', () => {
  it('names every field of the status, and no other', () => {
    const [, table = ''] = textOf('docs/pages.md').split('## Status as JSON');
    const rows = [...table.matchAll(/^\| `([^`]+)` *\| (?:number|string|boolean|object|array)/gm)];
    const named = rows.map(([, field = '']) => field).filter((field) => !field.endsWith('[]'));
    assert.deepEqual(named, fieldsOf(whole));
  });
});
