import { isIPv6 } from 'node:net';
import { nameOfPlace } from '../core/listen-place.js';
import type { ConfiguredPlace, ListenAddress } from '../core/listen-place.js';

const syntax = /^(?:\[([^\]]+)\]|([\w.-]*)):(\d{1,5})$/;

/** Reads `HOST:PORT`, `:PORT` (every interface) or `[IPV6]:PORT`; undefined when the text is none of them. */
export function toListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain, digits] = syntax.exec(text) ?? [];
  if (digits === undefined || Number(digits) > 65_535) return undefined;
  if (bracketed !== undefined && !isIPv6(bracketed)) return undefined;
  return { host: bracketed ?? plain ?? '', port: Number(digits) };
}

/** Reads an address or `unix:PATH`, or a list of them that is not empty; undefined when it is anything else. */
export function toListenPlaces(value: unknown): readonly ConfiguredPlace[] | undefined {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const places = texts.flatMap((text) => (typeof text === 'string' ? (toListenPlace(text) ?? []) : []));
  return places.length > 0 && places.length === texts.length ? places : undefined;
}

function toListenPlace(text: string): ConfiguredPlace | undefined {
  // A comma would end it on the command line. No path of a socket is longer.
  const [, path] = /^unix:([^,\p{Cc}]{1,107})$/u.exec(text) ?? [];
  return path === undefined ? toListenAddress(text) : { path };
}

/** As `toListenPlaces` reads them: a single one is no list. */
export function formatListenPlaces(places: readonly ConfiguredPlace[]): string | readonly string[] {
  const texts = places.map(nameOfPlace);
  const [first, ...others] = texts;
  return others.length === 0 && first !== undefined ? first : texts;
}
