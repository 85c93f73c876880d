import type { Registry } from 'prom-client';
import type { Snapshot } from '../core/snapshot.js';
import { Breather } from './breather.js';
import { ContactFamilies } from './contact-families.js';
import type { ContactFamiliesOptions } from './contact-families.js';
import { exporterFamilies } from './exporter-families.js';
import type { Family } from './family.js';
import type { Format } from './format.js';
import { chooseEncoding, chooseMediaType, toContentType } from './negotiation.js';
import type { Encoding } from './negotiation.js';
import { openMetricsFormat } from './open-metrics.js';
import type { OpenMetricsOptions } from './open-metrics.js';
import { protobufFormat } from './protobuf.js';
import { readRegistry } from './registry-families.js';
import { Renderer } from './renderer.js';
import { textFormat } from './text.js';

export interface ExpositionOptions extends ContactFamiliesOptions, OpenMetricsOptions {
  /** Must be quick, and must show objects that never change: those that are the same as last time are not read again. */
  readonly snapshot: () => Snapshot;
  /** What this process counts. */
  readonly registry: Registry;
  /** When it began to, epoch milliseconds. */
  readonly startedAt: number;
  /** Milliseconds that never go back. */
  readonly time: { now(): number };
}

/** What a scrape asks for; headers as they came. */
export interface ScrapeRequest {
  readonly accept?: string | undefined;
  readonly acceptEncoding?: string | undefined;
  /** Families, by name; all of them when empty. */
  readonly names?: readonly string[];
}

export interface ScrapeAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Scrapes that come within this time of each other see the same: several Prometheus servers cost as much as one. */
const freshMs = 250;

/** A format under one of the names that it can be asked for by. */
interface Offer {
  readonly mediaType: string;
  readonly renderer: Pick<Renderer, 'render'>;
}

/** What follows from the headers of a scrape. */
interface Choice extends Pick<Offer, 'renderer'>, Pick<ScrapeAnswer, 'headers'> {
  readonly encoding: Encoding;
}

/** More different headers than all scrapers of one exporter can have. */
const mostChoices = 32;

/** Answers scrapes from what is known now, in the format and encoding that each asks for. */
export class Exposition {
  readonly #options: ExpositionOptions;
  readonly #contacts: ContactFamilies;
  /** What is preferred comes first, and serves whoever asks for nothing that is here. */
  readonly #offers: readonly [Offer, ...Offer[]];
  readonly #choices = new Map<string, Choice>();
  #latest: { readonly readAt: number; readonly families: Promise<readonly Family[]> } | undefined;

  constructor(options: ExpositionOptions) {
    this.#options = options;
    this.#contacts = new ContactFamilies(options);
    this.#offers = [...offersOf(textFormat), ...offersOf(openMetricsFormat(options)), ...offersOf(protobufFormat)];
  }

  async scrape({ accept, acceptEncoding, names = [] }: ScrapeRequest): Promise<ScrapeAnswer> {
    const { headers, encoding, renderer } = this.#choose(accept, acceptEncoding);
    const rendering = await renderer.render(await this.#read());
    return { headers, body: await rendering.bytes(encoding, names) };
  }

  /** Has the next scrape look anew, however soon it comes. */
  lookAgain(): void {
    if (this.#latest !== undefined) this.#latest = { ...this.#latest, readAt: -Infinity };
  }

  /** Every scraper sends the same headers each time. */
  #choose(accept: string | undefined, acceptEncoding: string | undefined): Choice {
    // No header has a line end in it.
    const asked = `${accept ?? ''}\n${acceptEncoding ?? ''}`;
    const known = this.#choices.get(asked);
    if (known !== undefined) return known;
    const encoding = chooseEncoding(acceptEncoding);
    const wanted = chooseMediaType(
      accept,
      this.#offers.map(({ mediaType }) => mediaType),
    );
    const { mediaType, renderer } = this.#offers.find((offer) => offer.mediaType === wanted) ?? this.#offers[0];
    const headers = {
      'Content-Type': toContentType(mediaType, accept),
      Vary: 'Accept, Accept-Encoding',
      ...(encoding === 'gzip' && { 'Content-Encoding': encoding }),
    };
    if (this.#choices.size >= mostChoices) this.#choices.clear();
    this.#choices.set(asked, { headers, encoding, renderer });
    return { headers, encoding, renderer };
  }

  /** Everything there is to see, not older than `freshMs`. */
  #read(): Promise<readonly Family[]> {
    const now = this.#options.time.now();
    if (this.#latest === undefined || now - this.#latest.readAt > freshMs) {
      // One after the other, whatever has become of the one before.
      const before = this.#latest?.families.catch(() => undefined) ?? Promise.resolve();
      this.#latest = { readAt: now, families: before.then(() => this.#readNow()) };
    }
    return this.#latest.families;
  }

  async #readNow(): Promise<readonly Family[]> {
    const { snapshot, registry, startedAt } = this.#options;
    const breather = new Breather();
    const now = snapshot();
    await breather.pause();
    const ofContacts = await this.#contacts.update(now.contacts, breather);
    await breather.pause();
    const ofProcess = await readRegistry(registry, startedAt);
    await breather.pause();
    return [...ofContacts, ...exporterFamilies(now), ...ofProcess];
  }
}

function offersOf<Part>(format: Format<Part>): [Offer, ...Offer[]] {
  const renderer = new Renderer(format);
  const [mediaType, ...others] = format.mediaTypes;
  return [{ mediaType, renderer }, ...others.map((other) => ({ mediaType: other, renderer }))];
}
