import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describeError } from '../../core/describe-error.js';
import type { RateLimit } from '../../core/rate-limit.js';
import { parseYaml } from '../document.js';
import type { ReadFile } from '../file-reader.js';
import type { Problem } from '../problem.js';
import { parseGoDuration } from './go-duration.js';
import { Section, shownValue } from './section.js';
import { readTls, tlsKeys } from './tls-section.js';
import type { WebFile } from './web-file.js';
import { parseYamlInteger } from './yaml-integer.js';

export type LoadedWebFile = ({ readonly webFile: WebFile } | { readonly problems: readonly Problem[] }) & {
  /** The file itself and all that it names, whether or not they could be read. */
  readonly files: readonly string[];
};

const sections = ['tls_server_config', 'http_server_config', 'basic_auth_users', 'rate_limit'] as const;

/** The headers that the format knows, and their values where not all will do. */
const headerValues: ReadonlyMap<string, readonly string[] | undefined> = new Map([
  ['Strict-Transport-Security', undefined],
  ['X-Content-Type-Options', ['nosniff']],
  ['X-Frame-Options', ['deny', 'sameorigin']],
  ['X-XSS-Protection', undefined],
  ['Content-Security-Policy', undefined],
]);

// The costs that bcrypt has, and all of its salt and hash.
const bcryptHash = /^\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

/** Of `htpasswd`, too. A comparison takes seconds with it, and twice as long with each further one. */
const highestCost = 17;

export const readText: ReadFile = (path) => readFile(path, 'utf8');

/**
 * Reads a web configuration file in the format of Prometheus's exporter-toolkit, with what it names, relative to itself.
 * Every problem there is, with the path of its key; no secret is in them. Never throws for what a file says.
 */
export async function loadWebFile(file: string, read: ReadFile = readText): Promise<LoadedWebFile> {
  const files = [file];
  let text: string;
  try {
    text = await read(file);
  } catch (error) {
    return { problems: [{ path: file, message: describeError(error) }], files };
  }
  const parsed = parseYaml(file, text, 'texts');
  if ('problems' in parsed) return { ...parsed, files };
  const problems: Problem[] = [];
  const report = (path: string, message: string) => {
    problems.push({ path: path === '' ? file : `${file}:${path}`, message });
  };
  const root = new Section(parsed.tree, { path: '', report, keys: sections });
  const webFile = {
    tls: await readTls(root.section('tls_server_config', tlsKeys), (path) => {
      const full = resolve(dirname(file), path);
      files.push(full);
      return read(full);
    }),
    headers: readHeaders(root.section('http_server_config', ['http2', 'headers'])),
    users: readUsers(root.section('basic_auth_users')),
    rateLimit: readRateLimit(root.section('rate_limit', ['interval', 'burst'])),
  };
  return problems.length === 0 ? { webFile, files } : { problems, files };
}

function readHeaders(section: Section<'http2' | 'headers'>): Readonly<Record<string, string>> {
  // HTTP/1.1 is all that is spoken; whoever allows more gets that.
  section.boolean('http2', true);
  const headers = section.section('headers', [...headerValues.keys()]);
  const texts = headers.texts();
  for (const [name, value] of texts) {
    const allowed = headerValues.get(name);
    if (allowed?.includes(value) === false) {
      headers.report(name, `must be ${allowed.join(' or ')}, is ${shownValue(value)}`);
    }
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) headers.report(name, 'has a character that no header may have');
  }
  return Object.fromEntries(texts);
}

function readUsers(section: Section): ReadonlyMap<string, string> {
  const users = section.texts();
  for (const [name, hash] of users) {
    const [, cost] = bcryptHash.exec(hash) ?? [];
    if (cost === undefined) section.report(name, 'must be a bcrypt hash, as htpasswd -B writes it');
    else if (Number(cost) > highestCost) {
      section.report(
        name,
        `has cost ${cost}, which takes too long to compare: ${highestCost} is the most, and 10 is usual`,
      );
    }
    // Basic authentication ends the name at the first colon.
    if (name.includes(':')) section.report(name, 'is no name of a user: it has a colon');
  }
  return new Map(users);
}

function readRateLimit(section: Section<'interval' | 'burst'>): RateLimit | undefined {
  const interval = section.text('interval', '0');
  const intervalMs = parseGoDuration(interval);
  if (intervalMs === undefined) section.report('interval', `must be a duration such as 1s, is ${shownValue(interval)}`);
  const text = section.text('burst', '0');
  const burst = parseYamlInteger(text);
  if (burst === undefined) section.report('burst', `must be a whole number of at least 0, is ${shownValue(text)}`);
  return intervalMs === undefined || intervalMs === 0 || burst === undefined ? undefined : { intervalMs, burst };
}
