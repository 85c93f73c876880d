import assert from 'node:assert/strict';
import { ReplaceableSource } from '../../src/aws/replaceable-source.js';
import type { AwsSource } from '../../src/aws/source.js';
import type { Contact } from '../../src/core/contact.js';

const { signal } = new AbortController();
const contact: Contact = { arn: 'arn', accountId: '111122223333', region: 'us-east-2', alias: 'akuam' };

/** A source that notes what it is asked and when it is closed; its answers come when they are let go. */
function sourceOf(name: string, events: string[]) {
  const waiting: (() => void)[] = [];
  const ask = <Answer>(what: string, answer: Answer): Promise<Answer> => {
    events.push(`${name}: ${what}`);
    return new Promise((resolve) => waiting.push(() => resolve(answer)));
  };
  const source: AwsSource = {
    pagesOfContact: (arn) => ask(`pages of ${arn}`, { items: [] }),
    pagesOfEngagement: (arn) => ask(`pages of engagement ${arn}`, { items: [] }),
    engagements: (from) => ask(`engagements from ${from}`, { items: [] }),
    contacts: (prefix) => ask(`contacts ${prefix}`, { items: [] }),
    describe: ({ alias }) => ask(`name of ${alias}`, { displayName: '', type: 'PERSONAL' }),
    close: () => void events.push(`${name}: closed`),
  };
  return { source, answer: () => waiting.splice(0).forEach((each) => each()) };
}

describe('a source that is replaced', () => {
  it('ends what it has begun before it is closed, and what is asked later goes to the new one', async () => {
    const events: string[] = [];
    const [first, second] = [sourceOf('first', events), sourceOf('second', events)];
    const source = new ReplaceableSource(first.source);
    const underWay = [source.pagesOfContact('a', { signal }), source.describe(contact, signal)];
    source.replace(second.source);
    const later = source.pagesOfContact('b', { signal });
    const before = [...events];
    first.answer();
    await Promise.all(underWay);
    second.answer();
    await later;
    assert.deepEqual(
      [before, events.slice(before.length)],
      [['first: pages of a', 'first: name of akuam', 'second: pages of b'], ['first: closed']],
    );
  });

  it('is closed at once when nothing is under way', () => {
    const events: string[] = [];
    const source = new ReplaceableSource(sourceOf('first', events).source);
    source.replace(sourceOf('second', events).source);
    source.retire();
    assert.deepEqual(events, ['first: closed', 'second: closed']);
  });

  it('is closed though its last request fails', async () => {
    const events: string[] = [];
    const { source: failing } = sourceOf('first', events);
    const source = new ReplaceableSource({ ...failing, engagements: () => Promise.reject(new Error('no')) });
    const asked = source.engagements(0, { signal });
    source.retire();
    await assert.rejects(asked, /no/);
    assert.deepEqual(events, ['first: closed']);
  });

  it('asks before it returns, whatever is asked, and closes at once when it has to', () => {
    const events: string[] = [];
    const source = new ReplaceableSource(sourceOf('first', events).source);
    void source.pagesOfContact('a', { signal });
    void source.pagesOfEngagement('e', { signal });
    void source.engagements(5, { signal });
    void source.contacts('x', { signal });
    void source.describe(contact, signal);
    source.close();
    assert.deepEqual(events, [
      'first: pages of a',
      'first: pages of engagement e',
      'first: engagements from 5',
      'first: contacts x',
      'first: name of akuam',
      'first: closed',
    ]);
  });
});
