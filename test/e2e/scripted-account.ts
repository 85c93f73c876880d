import { createArns } from '../../src/simulator/world/arn.js';
import type { ContactStory, PageStory } from '../../src/simulator/world/story.js';
import { createWorld } from '../../src/simulator/world/world.js';
import type { World } from '../../src/simulator/world/world.js';

export const arns = createArns({ accountId: '111122223333', region: 'us-east-2' });

export function person(alias: string): ContactStory {
  return { arn: arns.contact(alias), alias, displayName: `Person ${alias}`, type: 'PERSONAL' };
}

/** A page whose story goes on while it is told: the world shows its fields as they are when it is asked. */
export interface LivePage extends Writable<Omit<PageStory, 'sends'>> {
  sends: [number, ...number[]];
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** A page to a contact in an engagement of its own, sent `secondsAgo` unless the story says when. */
export function livePage(
  contact: ContactStory,
  id: string,
  { secondsAgo = 60, ...story }: Partial<LivePage> & { readonly secondsAgo?: number } = {},
): LivePage {
  return {
    arn: arns.page(contact.alias, id),
    engagementArn: arns.engagement(contact.alias, id),
    contactArn: contact.arn,
    sender: 'cli',
    sends: [Date.now() - secondsAgo * 1000],
    ...story,
  };
}

/** Gives each case a contact of its own, called by `name`, with one page. */
export function tell<Case>(cases: readonly Case[], name: string) {
  return cases.map((each, index) => {
    const contact = person(`${name}-${index}`);
    return { ...each, contact, page: livePage(contact, 'p') };
  });
}

export function accountOf(contacts: readonly ContactStory[], pages: readonly PageStory[] = []): World {
  return createWorld({ contacts, pages });
}

/** The moment so many seconds after the page's first send. */
export function after(page: LivePage, seconds: number): number {
  return page.sends[0] + seconds * 1000;
}
