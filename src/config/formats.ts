import { formatDuration, parseDuration } from './duration.js';
import { parseYaml } from './document.js';
import { toListenAddress, toListenPlaces } from './listen-address.js';
import { shown } from './problem.js';
import type { Leaf } from './setting.js';

interface Format {
  /** The end of a sentence that begins with "must be". */
  readonly wants: (leaf: Leaf<unknown>) => string;
  readonly accepts: (value: unknown, leaf: Leaf<unknown>) => boolean;
  /** Reads the text of a flag or a variable; what it can't read it returns as it is, for `accepts` to refuse. */
  readonly coerce?: (text: string) => unknown;
  readonly isSecret?: boolean;
}

const numeral = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
/** A name, `*.` and a name, or `*`. */
const hostName = /^(?:\*|(?:\*\.)?[\w-]+(?:\.[\w-]+)*)$/;
const iamRole = /^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/(?:[\x21-\x7e]+\/)?[\w+=,.@-]{1,64}$/;
/** Paths of everything else that is served, now or some day. */
const takenPaths = /^\/(?:(?:-|api|assets)(?:\/.*)?|status|config)$/i;

/** What a key's value may be. Each is registered with convict under its name here. */
export const formats = {
  text: { wants: () => 'text', accepts: isText },
  name: { wants: () => 'a name', accepts: (value) => isText(value) && value.trim() !== '' },
  labelText: {
    wants: ({ maximum = Infinity }) => `text of 1 to ${maximum} characters, without spaces around it`,
    accepts: (value, { maximum = Infinity }) =>
      isText(value) && value !== '' && value === value.trim() && Array.from(value).length <= maximum,
  },
  choice: {
    wants: ({ choices = [] }) => `one of ${choices.join(', ')}`,
    accepts: (value, { choices = [] }) => isText(value) && choices.includes(value),
  },
  boolean: {
    wants: () => 'true or false',
    accepts: (value) => typeof value === 'boolean',
    coerce: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  },
  whole: {
    wants: ({ minimum = 0, maximum }) =>
      `a whole number ${maximum === undefined ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`}`,
    accepts: (value, leaf) => Number.isSafeInteger(value) && isWithin(value as number, leaf),
    coerce: toNumber,
  },
  positive: {
    wants: ({ maximum }) => `a number above 0${maximum === undefined ? '' : ` and at most ${maximum}`}`,
    accepts: (value, leaf) => isPositive(value) && isWithin(value, leaf),
    coerce: toNumber,
  },
  duration: { wants: durationWanted, accepts: isDuration },
  buckets: {
    wants: () => 'a list of rising numbers above 0',
    accepts: isRising,
    coerce: (text) => text.split(',').map((part) => toNumber(part.trim())),
  },
  listenAddress: {
    wants: () => 'an address such as :10911, 127.0.0.1:10911 or [::1]:10911',
    accepts: (value) => isText(value) && toListenAddress(value) !== undefined,
  },
  listenAddresses: {
    wants: () =>
      'an address such as :10911, 127.0.0.1:10911, [::1]:10911 or unix:/run/exporter.sock, or a list of addresses',
    accepts: (value) => toListenPlaces(value) !== undefined,
    // Of a flag that is given more than once, too.
    coerce: (text) => (text.includes(',') ? text.split(',').map((part) => part.trim()) : text),
  },
  hostNames: {
    wants: () => 'a list of names of hosts such as exporter.example.com or *.example.com, without ports',
    accepts: (value) => Array.isArray(value) && value.every((name) => isText(name) && hostName.test(name)),
    coerce: (text) => (text === '' ? [] : text.split(',').map((part) => part.trim())),
  },
  telemetryPath: {
    wants: () => 'a path such as /metrics, not / /status /config, and none below /-/ /api/ /assets/',
    // In either case: two paths that differ in it alone would be taken for each other by people, if not by the server.
    accepts: (value) => isText(value) && /^(?:\/[\w.~-]+)+$/.test(value) && !takenPaths.test(value),
  },
  region: {
    wants: () => 'a region such as us-east-2',
    accepts: (value) => isText(value) && /^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/.test(value),
  },
  accountId: {
    wants: () => 'an account id of 12 digits',
    accepts: (value) => isText(value) && /^\d{12}$/.test(value),
  },
  roleArn: {
    wants: () => "an IAM role's ARN such as arn:aws:iam::111122223333:role/NAME",
    accepts: (value) => value === '' || (isText(value) && iamRole.test(value)),
  },
  externalId: {
    // The length and the characters that sts:AssumeRole takes.
    wants: () => 'text of 2 to 1224 letters, digits and _+=,.@:/-',
    accepts: (value) => value === '' || (isText(value) && /^[\w+=,.@:/-]{2,1224}$/.test(value)),
    isSecret: true,
  },
  endpoint: {
    wants: () => 'an http:// or https:// URL',
    accepts: (value) => value === '' || (isText(value) && isHttpUrl(value)),
    isSecret: true,
  },
  list: {
    wants: () => 'a list',
    accepts: (value) => Array.isArray(value),
    coerce: toYaml,
    // The text of a variable may hold the external ids of targets.
    isSecret: true,
  },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

/** Says what is wrong with a key's value; undefined when nothing is. Never shows what may be a secret. */
export function faultOf(value: unknown, leaf: Leaf<unknown>): string | undefined {
  const format: Format = formats[leaf.format];
  if (format.accepts(value, leaf)) return undefined;
  return `must be ${format.wants(leaf)}${format.isSecret === true ? '' : `, is ${shown(value)}`}`;
}

/**
 * Control characters are refused everywhere: no address, path or name holds one, and some calls throw on NUL. So is half
 * a character: two names that differ in it alone would be one label.
 */
function isText(value: unknown): value is string {
  return typeof value === 'string' && !/[\p{Cc}\p{Cs}]/u.test(value);
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isWithin(value: number, { minimum = 0, maximum = Infinity }: Leaf<unknown>): boolean {
  return value >= minimum && value <= maximum;
}

function toNumber(text: string): number | string {
  return numeral.test(text) ? Number(text) : text;
}

function toYaml(text: string): unknown {
  const parsed = parseYaml('', text);
  return 'tree' in parsed ? parsed.tree : text;
}

function isDuration(value: unknown, leaf: Leaf<unknown>): boolean {
  const durationMs = typeof value === 'string' ? parseDuration(value) : undefined;
  return durationMs !== undefined && isWithin(durationMs, leaf);
}

function durationWanted({ minimum = 0, maximum }: Leaf<unknown>): string {
  const atLeast = formatDuration(minimum);
  const range = maximum === undefined ? `of at least ${atLeast}` : `from ${atLeast} to ${formatDuration(maximum)}`;
  return `a duration such as 30s or 1h30m ${range}`;
}

function isRising(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  const bounds: readonly unknown[] = value;
  return bounds.every((bound, index) => isPositive(bound) && (index === 0 || bound > Number(bounds[index - 1])));
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
