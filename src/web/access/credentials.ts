import type { Credentials } from './passwords.js';

const syntax = /^basic +([A-Za-z0-9+/]+=*) *$/i;

/** What an Authorization header says by basic authentication; undefined when it does not. */
export function readCredentials(authorization: string | undefined): Credentials | undefined {
  const [, encoded] = syntax.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64');
  const colon = decoded.indexOf(':');
  if (colon < 0) return undefined;
  return { user: decoded.toString('utf8', 0, colon), password: decoded.subarray(colon + 1) };
}
