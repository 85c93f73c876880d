import {
  checkPage,
  type ChannelStory,
  type ContactStory,
  type EngagementStory,
  type PageStory,
  type RotationStory,
  type Stories,
} from './story.js';
import { emptyRange, Timeline, toArray, type Range } from './timeline.js';

/** Stories that come out as time goes on: whatever begins up to `at` and was not given before. */
export type StorySource = (at: number) => Partial<Stories>;

export type WorldOptions = Partial<Stories> & { readonly source?: StorySource };

const firstSend = (page: PageStory) => page.sends[0];
const startOf = (engagement: EngagementStory) => engagement.startAt;

/** A world made of the stories given, plus those that `source` tells later. Throws on a story that could not be. */
export function createWorld({ source, ...stories }: WorldOptions): World {
  const world = new World(source);
  world.add(stories);
  return world;
}

/** The stories, indexed for the API's questions. Every question names its time, `at`, in epoch milliseconds. */
export class World {
  readonly #source: StorySource;
  readonly #contacts = new Map<string, ContactStory>();
  readonly #channels = new Map<string, ChannelStory[]>();
  readonly #rotations = new Map<string, RotationStory>();
  readonly #engagements = new Timeline<EngagementStory>(startOf);
  readonly #engagementsByIncident = new Map<string, Timeline<EngagementStory>>();
  readonly #pages = new Map<string, PageStory>();
  readonly #pagesByContact = new Map<string, Timeline<PageStory>>();
  readonly #pagesByEngagement = new Map<string, Timeline<PageStory>>();

  constructor(source: StorySource = () => ({})) {
    this.#source = source;
  }

  /** Adds stories, at any time. Throws on a contact nobody knows, an ARN used twice, or impossible times. */
  add(stories: Partial<Stories>): void {
    for (const contact of stories.contacts ?? []) this.#addContact(contact);
    for (const channel of stories.channels ?? []) this.#channelsOfKnown(channel.contactArn).push(channel);
    for (const rotation of stories.rotations ?? []) this.#rotations.set(rotation.arn, rotation);
    for (const engagement of stories.engagements ?? []) this.#addEngagement(engagement);
    for (const page of stories.pages ?? []) this.#addPage(page);
  }

  contacts(): readonly ContactStory[] {
    return [...this.#contacts.values()];
  }

  contact(arn: string): ContactStory | undefined {
    return this.#contacts.get(arn);
  }

  channelsOf(contactArn: string): readonly ChannelStory[] {
    return this.#channels.get(contactArn) ?? [];
  }

  rotations(): readonly RotationStory[] {
    return [...this.#rotations.values()];
  }

  rotation(arn: string): RotationStory | undefined {
    return this.#rotations.get(arn);
  }

  /** Pages of a contact that have been sent at `at`, oldest first. */
  pagesOf(contactArn: string, at: number): Range<PageStory> {
    this.#tellUntil(at);
    return this.#pagesByContact.get(contactArn)?.until(at) ?? emptyRange;
  }

  /** Pages of an engagement that have been sent at `at`, oldest first; undefined when there is no such engagement. */
  pagesIn(engagementArn: string, at: number): Range<PageStory> | undefined {
    this.#tellUntil(at);
    return this.#pagesByEngagement.get(engagementArn)?.until(at);
  }

  /** A page that has been sent at `at`. */
  page(arn: string, at: number): PageStory | undefined {
    this.#tellUntil(at);
    const page = this.#pages.get(arn);
    return page !== undefined && page.sends[0] <= at ? page : undefined;
  }

  /** Engagements that began within [from, at], of one incident if given. */
  engagements(at: number, { from = -Infinity, incidentArn }: { from?: number; incidentArn?: string } = {}) {
    this.#tellUntil(at);
    const timeline = incidentArn === undefined ? this.#engagements : this.#engagementsByIncident.get(incidentArn);
    return timeline?.between(from, at) ?? emptyRange;
  }

  /** All stories begun at `at`, complete: they tell what comes after `at`, too. */
  stories(at: number): Stories {
    return {
      contacts: this.contacts(),
      channels: [...this.#channels.values()].flat(),
      rotations: this.rotations(),
      engagements: toArray(this.engagements(at)),
      pages: this.contacts().flatMap((contact) => toArray(this.pagesOf(contact.arn, at))),
    };
  }

  #tellUntil(at: number): void {
    this.add(this.#source(at));
  }

  #addContact(contact: ContactStory): void {
    if (this.#contacts.has(contact.arn)) throw new Error(`${contact.arn}: this contact exists already`);
    this.#contacts.set(contact.arn, contact);
    this.#channels.set(contact.arn, []);
    this.#pagesByContact.set(contact.arn, new Timeline(firstSend));
  }

  #channelsOfKnown(contactArn: string): ChannelStory[] {
    const channels = this.#channels.get(contactArn);
    if (channels === undefined) throw new Error(`${contactArn}: no such contact`);
    return channels;
  }

  #addEngagement(engagement: EngagementStory): void {
    this.#engagements.add(engagement);
    entry(this.#pagesByEngagement, engagement.arn, () => new Timeline(firstSend));
    if (engagement.incidentArn === undefined) return;
    entry(this.#engagementsByIncident, engagement.incidentArn, () => new Timeline(startOf)).add(engagement);
  }

  #addPage(page: PageStory): void {
    checkPage(page);
    const pages = this.#pagesByContact.get(page.contactArn);
    if (pages === undefined) throw new Error(`${page.contactArn}: no such contact`);
    if (this.#pages.has(page.arn)) throw new Error(`${page.arn}: this page exists already`);
    this.#pages.set(page.arn, page);
    pages.add(page);
    // A scripted world may leave its engagements out; their pages are listed all the same.
    entry(this.#pagesByEngagement, page.engagementArn, () => new Timeline(firstSend)).add(page);
  }
}

function entry<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
