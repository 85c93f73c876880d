import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { html } from '../../../src/web/pages/html.js';
import { PageCache } from '../../../src/web/pages/page-cache.js';
import { contactView, now, statusOf } from './status-of.js';
import { turnsDuring } from './turns.js';

const contacts = Array.from({ length: 1000 }, (_, index) => contactView({ name: `c${index}` }));

/** A cache, and the names of the contacts whose rows it has drawn. */
function fresh(room?: number) {
  const drawn: string[] = [];
  const draw = ({ name }: { readonly name: string }, at: number) => {
    drawn.push(name);
    return html`${name} ${at}`;
  };
  return { cache: new PageCache(statusOf(contacts), draw, room), drawn };
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

  it('is made once for all who ask, for as long as there is room', async () => {
    const made: string[] = [];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((key) => ({ key, text: randomBytes(500).toString('hex') }));
    assert.ok(a && b && c && d);
    // A row that is kept takes room, too. Random digits can be compressed to a little more than half.
    const { cache } = fresh(2 * 1600 + 100);
    await cache.rows(contacts.slice(0, 6));
    for (const { key, text } of [a, b, c, a, b, c, { ...d, text: '' }, { ...d, text: 'not made again' }]) {
      await cache.sheet(key, () => {
        made.push(key);
        return Promise.resolve(text);
      });
    }
    assert.deepEqual(made, ['a', 'b', 'c', 'c', 'd']);
  });

  it('has rows drawn again that there was no room for', async () => {
    const { cache, drawn } = fresh(`c0 ${now}`.length);
    await cache.rows(contacts.slice(0, 2));
    await cache.rows(contacts.slice(0, 2));
    assert.deepEqual(drawn, ['c0', 'c1', 'c1']);
  });

  it('is sent as it is, or compressed', async () => {
    const { body, compressed } = await fresh().cache.sheet('page', () => Promise.resolve('Zoë'));
    assert.deepEqual([body.toString(), gunzipSync(compressed).toString()], ['Zoë', 'Zoë']);
  });
});
