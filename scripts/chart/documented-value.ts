import { isMap, isScalar, parse, parseDocument, type Pair } from 'yaml';

/** A value of the chart that a comment describes, with all that is below it. */
export interface DocumentedValue {
  /** As it is given to `--set`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly default: unknown;
  /** JSON Schema keywords of its `@schema` comment. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * Reads the values of values.yaml that have a comment `# -- …`. A mapping without one is a group of values.
 * @throws Error for a value that neither has such a comment nor is in a value that has one
 */
export function documentedValues(text: string): readonly DocumentedValue[] {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new Error('the values must be a mapping');
  return contents.items.flatMap((pair) => valuesOf(pair, { comment: '', path: [] }));
}

interface Place {
  /** A comment that stands before the first key of a mapping belongs to the mapping, as the parser sees it. */
  readonly comment: string;
  readonly path: readonly string[];
}

function valuesOf({ key, value }: Pair, place: Place): readonly DocumentedValue[] {
  if (!isScalar(key)) throw new Error(`${place.path.join('.')}: a key must be a name`);
  const path = [...place.path, String(key.value)];
  const comment = key.commentBefore ?? place.comment;
  const described = /^ -- ([^]*)/m.exec(comment)?.[1];
  if (described !== undefined) {
    const [description = '', schema = '{}'] = described.split(/^ @schema /m);
    return [
      {
        path,
        description: oneLine(description),
        default: jsonOf(value),
        schema: parse(schema) as object as DocumentedValue['schema'],
      },
    ];
  }
  if (!isMap(value) || value.items.length === 0) throw new Error(`${path.join('.')}: has no description`);
  const { commentBefore } = value;
  return value.items.flatMap((pair, index) =>
    valuesOf(pair, { comment: index === 0 ? (commentBefore ?? '') : '', path }),
  );
}

function jsonOf(node: unknown): unknown {
  return node === null || node === undefined ? null : (node as { toJSON(): unknown }).toJSON();
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
