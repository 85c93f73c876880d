import { isIPv6 } from 'node:net';

/** Where a server listens. An empty host means every interface; port 0 lets the system choose one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const syntax = /^(?:\[([^\]]+)\]|([\w.-]*)):(\d{1,5})$/;

/** Reads `HOST:PORT`, `:PORT` (every interface) or `[IPV6]:PORT`; undefined when the text is none of them. */
export function toListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain, digits] = syntax.exec(text) ?? [];
  if (digits === undefined || Number(digits) > 65_535) return undefined;
  if (bracketed !== undefined && !isIPv6(bracketed)) return undefined;
  return { host: bracketed ?? plain ?? '', port: Number(digits) };
}

/** Writes an address as `toListenAddress` reads it. */
export function formatListenAddress({ host, port }: ListenAddress): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
