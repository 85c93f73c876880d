import assert from 'node:assert/strict';
import { html } from '../../../src/web/pages/html.js';
import { PageCache } from '../../../src/web/pages/page-cache.js';
import { contactView, now, statusOf } from './status-of.js';
import { turnsDuring } from './turns.js';

const contacts = Array.from({ length: 1000 }, (_, index) => contactView({ name: `c${index}` }));

/** A cache, and the names of the contacts whose rows it has drawn. */
function fresh() {
  const drawn: string[] = [];
  const draw = ({ name }: { readonly name: string }, at: number) => {
    drawn.push(name);
    return html`${name} ${at}`;
  };
  return { cache: new PageCache(statusOf(contacts), draw), drawn };
}

describe('what has been drawn of a status', () => {
  it('is drawn once, in whatever order it is asked for', async () => {
    const { cache, drawn } = fresh();
    const some = contacts.slice(0, 2);
    const first = await cache.rows(some);
    const second = await cache.rows([...some].reverse());
    assert.deepEqual(
      { first: first.map(({ text }) => text), second: second.map(({ text }) => text), drawn },
      { first: [`c0 ${now}`, `c1 ${now}`], second: [`c1 ${now}`, `c0 ${now}`], drawn: ['c0', 'c1'] },
    );
  });

  it('lets others have their turn while it is drawn', async () => {
    const { cache } = fresh();
    assert.equal(await turnsDuring(cache.rows(contacts)), 62);
  });

  it('is made once for all who ask, for the first 8 different pages', async () => {
    const { cache } = fresh();
    const made: string[] = [];
    const sheet = (key: string) =>
      cache.sheet(key, () => {
        made.push(key);
        return Promise.resolve(key);
      });
    const keys = Array.from({ length: 9 }, (_, index) => `page ${index}`);
    for (const key of [...keys, ...keys]) await sheet(key);
    assert.deepEqual(made, [...keys, 'page 8']);
  });
});
