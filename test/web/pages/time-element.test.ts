import assert from 'node:assert/strict';
import { timeElement } from '../../../src/web/pages/time-element.js';
import { now } from './status-of.js';

describe('a moment', () => {
  const rows: [what: string, at: number, element: string][] = [
    ['of the same day is shown by its time', now - 60.5, '<time datetime="2026-11-22T02:58:30Z">02:58:30</time>'],
    ['of another day has its date', now - 86_400, '<time datetime="2026-11-21T02:59:31Z">2026-11-21 02:59</time>'],
    ['that cannot be is the nearest that can', -5, '<time datetime="1970-01-01T00:00:00Z">1970-01-01 00:00</time>'],
    ['beyond all time is no error', 1e300, '<time datetime="9999-12-31T23:59:59Z">9999-12-31 23:59</time>'],
  ];
  for (const [what, at, element] of rows) it(what, () => assert.equal(timeElement(at, now).text, element));
});
