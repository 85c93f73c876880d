import { isScalar, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Tags } from 'yaml';
import { describeError } from '../core/describe-error.js';
import type { Problem } from './problem.js';

export type Parsed = { readonly tree: unknown } | { readonly problems: readonly Problem[] };

// Far more than a hand-written file repeats itself, far less than it takes to fill the memory.
const maxAliasCount = 100;

// The parser calls itself for each level, and V8 may abort the process where the stack ends; the keys go five deep.
const maxNesting = 50;
const deepBlock = /^[ ?:-]{200}/m;

// Plain YAML 1.2 whatever the text asks for: no tag makes a date, a set or bytes of a value, and `yes` stays text.
// The parser compares each key with every other of its mapping, which takes minutes for a hundred thousand.
const options = {
  schema: 'core',
  resolveKnownTags: false,
  merge: false,
  logLevel: 'error',
  uniqueKeys: false,
} as const;

/**
 * Each value as the text that it is written as, and null: for a format whose values have the types of their keys, so that
 * a user named 007 keeps the name. Merge keys are of YAML 1.1, which is what Prometheus reads.
 */
const textOptions = { ...options, schema: 'failsafe', merge: true, customTags: withNull } as const;

function withNull(tags: Tags): Tags {
  return [...tags, 'null'];
}

/**
 * How scalars are read: as numbers, booleans and texts, or as texts alone; mappings are then Maps, in the order of the text, and
 * nothing of the text is in a problem, for it may be a password that YAML takes for an alias or a tag.
 */
export type Scalars = 'typed' | 'texts';

const longestMessage = 300;

/** Some ten thousand contacts. */
const longestText = 1024 * 1024;

/**
 * Parses YAML text (JSON is YAML too) into plain values. Duplicate keys, unknown tags, several documents and aliases
 * that multiply are problems at `NAME:LINE:COLUMN`; an empty text is null.
 */
export function parseYaml(name: string, text: string, scalars: Scalars = 'typed'): Parsed {
  try {
    if (text.length > longestText) {
      return { problems: [{ path: name, message: `has more than ${longestText} characters` }] };
    }
    if (isTooDeep(text)) return { problems: [{ path: name, message: 'lists and mappings are nested too deep' }] };
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { ...(scalars === 'typed' ? options : textOptions), lineCounter });
    const faults = [...document.errors, ...document.warnings, ...repeatedKeys(document, lineCounter)];
    if (faults.length === 0)
      return { tree: document.toJS({ maxAliasCount, mapAsMap: scalars === 'texts' }) as unknown };
    return {
      problems: faults.map(({ message, linePos }) => ({
        path: linePos === undefined ? name : `${name}:${linePos[0].line}:${linePos[0].col}`,
        message: scalars === 'texts' ? withoutNames(withoutExcerpt(message)) : withoutExcerpt(message),
      })),
    };
  } catch (error) {
    // Excessive and unresolved aliases are thrown rather than listed.
    const message = withoutExcerpt(describeError(error));
    return { problems: [{ path: name, message: scalars === 'texts' ? withoutNames(message) : message }] };
  }
}

interface Fault {
  readonly message: string;
  readonly linePos?: readonly [{ readonly line: number; readonly col: number }];
}

function repeatedKeys(document: Document, lineCounter: LineCounter): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_key, { items }) {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const position = lineCounter.linePos(key.range?.[0] ?? 0);
        if (keys.has(key.value)) faults.push({ message: 'Map keys must be unique', linePos: [position] });
        keys.add(key.value);
      }
    },
  });
  return faults;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    if (depth > maxNesting) return true;
  }
  return deepBlock.test(text);
}

/** On one line. The excerpt may hold a secret, and the position stands in the path already. */
function withoutExcerpt(message: string): string {
  const cause = message.replace(/ at line \d+, column \d+:?[^]*$/, '').replaceAll(/\p{Cc}+/gu, ' ');
  return cause.length > longestMessage ? `${cause.slice(0, longestMessage)}…` : cause;
}

function withoutNames(message: string): string {
  return message.replace(/: .*$/, '').replaceAll(/[!%]\S+/g, '…');
}
