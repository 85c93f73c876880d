import type { FormatName } from '../../src/config/formats.js';
import { schema, targetSchema, teamSchema } from '../../src/config/schema.js';
import { isLeaf, type Leaf, type Tree } from '../../src/config/setting.js';

/** JSON Schema, draft 7. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What may stand in the elements of a list, by its key; anything where nothing is said. */
const elements: Readonly<Record<string, () => JsonSchema>> = {
  targets: () => objectOf(targetSchema),
  teams: () => objectOf(teamSchema),
  contacts: () => ({ type: 'string' }),
};

/** The exporter's configuration file as a JSON Schema: its keys, their types and limits, but not how keys go together. */
export function configDefinition(): JsonSchema {
  return objectOf(schema);
}

function objectOf(tree: Tree): JsonSchema {
  const entries = Object.entries(tree).map(([key, node]) => [key, isLeaf(node) ? leafOf(key, node) : objectOf(node)]);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(entries) as JsonSchema };
}

function leafOf(key: string, leaf: Leaf<unknown>): JsonSchema {
  const { minimum, maximum } = leaf;
  const limits = { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  return { description: leaf.doc, ...formats[leaf.format]({ key, leaf, limits }) };
}

interface Key {
  readonly key: string;
  readonly leaf: Leaf<unknown>;
  readonly limits: JsonSchema;
}

const string = () => ({ type: 'string' });

/** Formats of texts are left to the exporter, which says more of what it wants than a pattern could. */
const formats: Readonly<Record<FormatName, (key: Key) => JsonSchema>> = {
  text: string,
  labelText: ({ limits: { maximum } }) => ({ type: 'string', minLength: 1, maxLength: maximum }),
  name: string,
  listenAddress: string,
  listenAddresses: () => ({ anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: { type: 'string' } }] }),
  hostNames: () => ({ type: 'array', items: { type: 'string' } }),
  telemetryPath: string,
  region: string,
  accountId: string,
  roleArn: string,
  externalId: string,
  endpoint: string,
  choice: ({ leaf }) => ({ enum: leaf.choices }),
  boolean: () => ({ type: 'boolean' }),
  whole: ({ limits }) => ({ type: 'integer', minimum: 0, ...limits }),
  positive: ({ limits }) => ({ type: 'number', exclusiveMinimum: 0, ...limits }),
  // Limits of durations can't be said in a schema.
  duration: () => ({ type: 'string', pattern: '^(0|([0-9]+(ms|[smhdwy]))+)$' }),
  buckets: () => ({ type: 'array', minItems: 1, items: { type: 'number', exclusiveMinimum: 0 } }),
  list: ({ key }) => ({ type: 'array', items: elements[key]?.() ?? {} }),
};
