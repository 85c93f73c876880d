import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Nobody can have a name below these looked up in the public DNS. */
const privateSuffixes = ['.localhost', '.local', '.internal', '.home.arpa', '.svc'];

/**
 * Whether a page of somebody else can't be behind this Host header. Such a page makes its own name lead to the address of
 * the exporter, to read it as if it were itself; that takes a name that somebody outside can own. An address is none, nor
 * is a name without a dot, one that is never public, or one that is allowed.
 */
export function isOwnName(host: string, allowed: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 || !name.includes('.')) return true;
  if (privateSuffixes.some((suffix) => name.endsWith(suffix)) || name === hostname().toLowerCase()) return true;
  return allowed.some((each) => isMeant(name, each.toLowerCase()));
}

/** By `*`, by a name, or by `*.` and what all names below it end with. */
function isMeant(name: string, allowed: string): boolean {
  if (allowed === '*' || allowed === name) return true;
  return allowed.startsWith('*.') && name.endsWith(allowed.slice(1)) && name.length >= allowed.length;
}
