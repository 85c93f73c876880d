import { createArns } from '../../src/simulator/world/arn.js';
import type { ContactStory, PageStory } from '../../src/simulator/world/story.js';

export const arns = createArns({ accountId: '111122223333', region: 'us-east-2' });

export const akua: ContactStory = {
  arn: arns.contact('akuam'),
  alias: 'akuam',
  displayName: 'Akua Mansa',
  type: 'PERSONAL',
};

export const diego: ContactStory = {
  arn: arns.contact('diegor'),
  alias: 'diegor',
  displayName: 'Diego Ramirez',
  type: 'PERSONAL',
};

export const engagementArn = arns.engagement('checkout', 'e1');

/** A page to Akua, sent at second 1 unless told otherwise. */
export function page(id: string, story: Partial<PageStory> = {}): PageStory {
  return { arn: arns.page('akuam', id), engagementArn, contactArn: akua.arn, sender: 'cli', sends: [1000], ...story };
}
