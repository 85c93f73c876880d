import assert from 'node:assert/strict';
import { latest, originOf } from '../../src/core/exemplar.js';
import type { Exemplar, Origin } from '../../src/core/exemplar.js';
import { arns } from './stories.js';

describe('the origin of an event', () => {
  const uuid = '5d5f3a4c-2350-442b-95e7-ed8b0f6b5a21';
  const rows: readonly (readonly [string, { arn: string; incidentId?: string }, Origin])[] = [
    ['is the end of the PageArn', { arn: arns.page(uuid) }, { pageId: uuid }],
    [
      "is the end of the incident's ARN as well",
      { arn: arns.page(uuid), incidentId: arns.incident('c2e4') },
      { pageId: uuid, incidentId: 'c2e4' },
    ],
    [
      'is the whole incident id where that is no ARN',
      { arn: arns.page('p'), incidentId: 'INC-7' },
      { pageId: 'p', incidentId: 'INC-7' },
    ],
    ['leaves out an incident id that ends in nothing', { arn: arns.page('p'), incidentId: 'arn:x/' }, { pageId: 'p' }],
    [
      'keeps an incident id that may be shown',
      { arn: arns.page('p'), incidentId: 'i'.repeat(128) },
      { pageId: 'p', incidentId: 'i'.repeat(128) },
    ],
    ['leaves out one that never can be', { arn: arns.page('p'), incidentId: 'i'.repeat(129) }, { pageId: 'p' }],
  ];
  for (const [name, page, origin] of rows) {
    it(name, () => assert.deepEqual(originOf(page), origin));
  }
});

describe('the latest of two exemplars', () => {
  const exemplar = (pageId: string, at: number): Exemplar => ({ pageId, at });
  const rows: readonly (readonly [string, Exemplar | null | undefined, Exemplar, string])[] = [
    ['is the only one', undefined, exemplar('b', 1), 'b'],
    ['is the first of a bucket', null, exemplar('b', 1), 'b'],
    ['is the one that happened later, counted later', exemplar('a', 1), exemplar('b', 2), 'b'],
    ['is the one that happened later, counted earlier', exemplar('a', 2), exemplar('b', 1), 'a'],
    ['is the one counted later when both happened at the same time', exemplar('a', 1), exemplar('b', 1), 'b'],
  ];
  for (const [name, known, next, pageId] of rows) {
    it(name, () => assert.equal(latest(known, next).pageId, pageId));
  }
});
