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
const yes = /^(?:y|yes|true|on)$/i;
const no = /^(?:n|no|false|off)$/i;

/** A mapping of the file. What is wrong with it is reported, and read as if it were not there. */
export class Section<Key extends string = string> {
  readonly path: string;
  readonly #report: Report;
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(node: unknown, { path, report, keys }: Place<Key>) {
    this.path = path;
    this.#report = report;
    this.#values = new Map(isMapping(node) ? Object.entries(node) : []);
    if (!isMapping(node) && node !== null) report(path, `must be a mapping of keys, is ${kindOf(node)}`);
    for (const key of this.#values.keys()) {
      if (keys !== undefined && !keys.includes(key as Key)) this.report(key, 'unknown key');
    }
  }

  report(key: string, message: string): void {
    this.#report(this.pathOf(key), message);
  }

  pathOf(key: string): string {
    const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
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

  /** Empty when there is none. */
  text(key: Key): string {
    const value = this.#values.get(key) ?? '';
    if (typeof value === 'string') return value;
    this.report(key, `must be text, is ${kindOf(value)}`);
    return '';
  }

  /** Every key with its text. */
  texts(): readonly (readonly [key: string, text: string])[] {
    return [...this.#values.keys()].map((key) => [key, this.text(key as Key)]);
  }

  boolean(key: Key, preset: boolean): boolean {
    const text = this.text(key);
    if (text === '') return preset;
    if (!yes.test(text) && !no.test(text)) this.report(key, `must be true or false, is ${shown(text)}`);
    return yes.test(text);
  }

  /** What the text stands for in `table`; undefined when there is none. */
  chosen<T>(key: Key, table: Readonly<Record<string, T>>): T | undefined {
    const text = this.text(key);
    return text === '' ? undefined : this.#choose(key, text, table);
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
    this.#report(this.pathOf(key) + position, `must be one of ${Object.keys(table).join(', ')}, is ${shown(text)}`);
    return undefined;
  }
}

function isMapping(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** A value may be a secret that stands in the wrong place. */
function kindOf(node: unknown): string {
  if (Array.isArray(node)) return 'a list';
  return isMapping(node) ? 'a mapping' : 'text';
}
