import { Lexer, parseDocument } from 'yaml';
import type { Problem } from './problem.js';

export type Parsed = { readonly tree: unknown } | { readonly problems: readonly Problem[] };

// Far more than a hand-written file repeats itself, far less than it takes to fill the memory.
const maxAliasCount = 100;

// The parser calls itself for each level, and V8 may abort the process where the stack ends; the keys go five deep.
const maxNesting = 50;
const deepBlock = /^[ ?:-]{200}/m;

// Plain YAML 1.2 whatever the text asks for: no tag makes a date, a set or bytes of a value, and `yes` stays text.
const options = { schema: 'core', resolveKnownTags: false, merge: false, logLevel: 'error' } as const;

/**
 * Parses YAML text (JSON is YAML too) into plain values. Duplicate keys, unknown tags, several documents and aliases
 * that multiply are problems at `NAME:LINE:COLUMN`; an empty text is null.
 */
export function parseYaml(name: string, text: string): Parsed {
  try {
    if (isTooDeep(text)) return { problems: [{ path: name, message: 'lists and mappings are nested too deep' }] };
    const document = parseDocument(text, options);
    const faults = [...document.errors, ...document.warnings];
    if (faults.length === 0) return { tree: document.toJS({ maxAliasCount }) as unknown };
    return {
      problems: faults.map(({ message, linePos }) => ({
        path: linePos === undefined ? name : `${name}:${linePos[0].line}:${linePos[0].col}`,
        message: withoutExcerpt(message),
      })),
    };
  } catch (error) {
    // Excessive and unresolved aliases are thrown rather than listed.
    return { problems: [{ path: name, message: error instanceof Error ? error.message : String(error) }] };
  }
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

/** The excerpt may hold a secret, and the position stands in the path already. */
function withoutExcerpt(message: string): string {
  return message.replace(/ at line \d+, column \d+:?[^]*$/, '');
}
