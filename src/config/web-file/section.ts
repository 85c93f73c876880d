import { shown } from '../problem.js';

export type Report = (path: string, message: string) => void;

interface Place<Key extends string> {
  /** Of the mapping itself, empty for the whole file. */
  readonly path: string;
  readonly report: Report;
  /** All that it may have; any when undefined. */
  readonly keys?: readonly Key[];
}

// What YAML 1.1 reads as a boolean, as Prometheus does.
const yes = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const no = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;

/** No hash and no key is as plain as this, nor a name and a password with a colon between them. */
const plainName = /^[\w.@-]{1,50}$/;

/** A mapping of the file. What is wrong with it is reported, and read as if it were not there. */
export class Section<Key extends string = string> {
  readonly path: string;
  readonly #report: Report;
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(node: unknown, { path, report, keys }: Place<Key>) {
    this.path = path;
    this.#report = report;
    const entries = isMapping(node) ? [...node] : [];
    this.#values = new Map(entries.filter((entry): entry is [string, unknown] => typeof entry[0] === 'string'));
    if (!isMapping(node) && node !== null) report(path, `must be a mapping of keys, is ${kindOf(node)}`);
    if (this.#values.size < entries.length) report(path, 'must have texts for keys');
    for (const key of this.#values.keys()) {
      if (keys !== undefined && !keys.includes(key as Key)) this.report(key, 'unknown key');
    }
  }

  report(key: string, message: string): void {
    this.#report(this.pathOf(key), message);
  }

  /** A secret may stand in the place of a name: what is not plain is told by its position. */
  pathOf(key: string): string {
    const position = `(key ${[...this.#values.keys()].indexOf(key) + 1})`;
    const name = plainName.test(key) ? key : position;
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  /** Whether any key says something. */
  get isEmpty(): boolean {
    return [...this.#values.values()].every((value) => value === null || value === '');
  }

  section<Inner extends string>(key: Key, keys?: readonly Inner[]): Section<Inner> {
    const place = { path: this.pathOf(key), report: this.#report };
    return new Section<Inner>(this.#values.get(key) ?? null, { ...place, ...(keys !== undefined && { keys }) });
  }

  /** `preset` when there is none. */
  text(key: Key, preset = ''): string {
    const value = this.#values.get(key) ?? preset;
    if (typeof value === 'string') return value;
    this.report(key, `must be text, is ${kindOf(value)}`);
    return preset;
  }

  /** Every key with its text. */
  texts(): readonly (readonly [key: string, text: string])[] {
    return [...this.#values.keys()].map((key) => [key, this.text(key as Key)]);
  }

  boolean(key: Key, preset: boolean): boolean {
    const text = this.text(key, String(preset));
    if (!yes.test(text) && !no.test(text)) this.report(key, `must be true or false, is ${shownValue(text)}`);
    return yes.test(text);
  }

  /** What the text, or `preset` when there is none, stands for in `table`; undefined when it does not. */
  chosen<T>(key: Key, table: Readonly<Record<string, T>>, preset: string): T | undefined {
    return this.#choose(key, this.text(key, preset), table);
  }

  /** The same of each element of a list; undefined when there is no list. */
  allChosen<T>(key: Key, table: Readonly<Record<string, T>>): readonly T[] | undefined {
    return this.list(key)?.flatMap((text, index) => this.#choose(key, text, table, `[${index}]`) ?? []);
  }

  /** Undefined when there is none; an empty list is one. */
  list(key: Key): readonly string[] | undefined {
    const value = this.#values.get(key) ?? '';
    if (value === '') return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    this.report(key, 'must be a list of texts');
    return undefined;
  }

  #choose<T>(key: Key, text: string, table: Readonly<Record<string, T>>, position = ''): T | undefined {
    if (Object.hasOwn(table, text)) return table[text];
    this.#report(
      this.pathOf(key) + position,
      `must be one of ${Object.keys(table).filter(Boolean).join(', ')}, is ${shownValue(text)}`,
    );
    return undefined;
  }
}

/** A text as a message shows it: a secret may stand in the wrong place, but none is as short as what belongs there. */
export function shownValue(text: string): string {
  return text.length <= 50 && !isOfLines(text) ? shown(text) : `a text of ${text.length} characters`;
}

/** Whether a text is no single line. */
export function isOfLines(text: string): boolean {
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

function isMapping(node: unknown): node is ReadonlyMap<unknown, unknown> {
  return node instanceof Map;
}

/** A value may be a secret that stands in the wrong place. */
function kindOf(node: unknown): string {
  if (Array.isArray(node)) return 'a list';
  return isMapping(node) ? 'a mapping' : 'text';
}
