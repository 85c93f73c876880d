import type { X509Certificate } from 'node:crypto';

/** The kinds of names, as Node.js writes them, that a client can be known by. */
const kinds: Readonly<Record<string, (name: string) => string>> = {
  DNS: (name) => name,
  email: (name) => name,
  URI: (name) => name,
  'IP Address': canonicalAddress,
};

// A name with a comma, a quote or something unprintable in it is quoted, so that it can't pass for two.
const syntax = /([^:,"]+):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/gy;

/** The DNS names, mail and IP addresses and URIs that a certificate is for; none when they can't be read for certain. */
export function alternativeNames({ subjectAltName = '' }: Pick<X509Certificate, 'subjectAltName'>): readonly string[] {
  const names: string[] = [];
  let end = 0;
  for (const match of subjectAltName.matchAll(syntax)) {
    const [whole, kind = '', value = ''] = match;
    end = match.index + whole.length;
    if (whole === '' || !Object.hasOwn(kinds, kind)) continue;
    const name = value.startsWith('"') ? unquoted(value) : value;
    if (name !== undefined) names.push(kinds[kind]?.(name) ?? name);
  }
  return end === subjectAltName.length ? names : [];
}

function unquoted(value: string): string | undefined {
  try {
    return String(JSON.parse(value));
  } catch {
    return undefined;
  }
}

/** `0:0:0:0:0:0:0:1` is `::1`. */
function canonicalAddress(address: string): string {
  if (!address.includes(':') || !URL.canParse(`http://[${address}]`)) return address;
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
