import type { JsonSchema } from './config-definition.js';

/** Kinds that the chart makes, and those that its tests need besides. */
const kinds = [
  'io.k8s.api.apps.v1.Deployment',
  'io.k8s.api.apps.v1.StatefulSet',
  'io.k8s.api.core.v1.ConfigMap',
  'io.k8s.api.core.v1.Pod',
  'io.k8s.api.core.v1.Secret',
  'io.k8s.api.core.v1.Service',
  'io.k8s.api.core.v1.ServiceAccount',
  'io.k8s.api.networking.v1.NetworkPolicy',
  'io.k8s.api.policy.v1.PodDisruptionBudget',
] as const;

/** `_definitions.json` of the Python package kubernetes-validate. */
export interface Definitions {
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

export interface CustomResource {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: JsonSchema } }[];
  };
}

/** The schemas of `kinds`, by `apiVersion/Kind`, and what they refer to. */
export function kubernetesSchema({ $defs }: Definitions): JsonSchema {
  const reached = new Set<string>(kinds);
  // The set grows while it is gone through.
  for (const name of reached) {
    for (const [, next = ''] of JSON.stringify($defs[name]).matchAll(/"#\/\$defs\/([^"]+)"/g)) reached.add(next);
  }
  const schemas = kinds.map((name) => {
    const [group = '', version = '', kind = ''] = name.split('.').slice(-3);
    const domain = { core: '', networking: 'networking.k8s.io/' }[group] ?? `${group}/`;
    return [`${domain}${version}/${kind}`, { $ref: `#/$defs/${name}` }];
  });
  return {
    properties: Object.fromEntries(schemas) as JsonSchema,
    $defs: Object.fromEntries([...reached].sort().map((name) => [name, bare($defs[name])])),
  };
}

/** The schema of a custom resource, in the same form. It must have one version. */
export function resourceSchema({ spec }: CustomResource): JsonSchema {
  const [version] = spec.versions;
  if (version === undefined || spec.versions.length > 1) throw new Error(`${spec.names.kind}: one version is wanted`);
  const { openAPIV3Schema } = version.schema;
  const closed = closedSchema(bare(openAPIV3Schema) as JsonSchema);
  // Objects of Kubernetes itself have a schema for their metadata.
  const properties = { ...(closed['properties'] as JsonSchema), metadata: { type: 'object' } };
  return { properties: { [`${spec.group}/${version.name}/${spec.names.kind}`]: { ...closed, properties } } };
}

/** Without texts, extensions and nulls: what is rendered should hold no null. */
function bare(node: unknown, isName = false): unknown {
  if (Array.isArray(node)) return node.map((element) => bare(element));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => isName || !((key === 'description' && typeof value === 'string') || isDropped(key)),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === 'type' && Array.isArray(value)) return [key, value.find((type) => type !== 'null') as unknown];
      return [key, bare(value, !isName && ['properties', '$defs'].includes(key))];
    }),
  );
}

function isDropped(key: string): boolean {
  const isUsed = ['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'].includes(key);
  return key === 'default' || key === 'format' || (key.startsWith('x-kubernetes-') && !isUsed);
}

/** Kubernetes drops fields that a custom resource does not know, without a word; here they are mistakes. */
function closedSchema(schema: JsonSchema): JsonSchema {
  const { 'x-kubernetes-int-or-string': isIntOrString, 'x-kubernetes-preserve-unknown-fields': isOpen } = schema;
  const { items, properties, additionalProperties } = schema as Partial<Record<string, JsonSchema>>;
  const { pattern } = schema;
  return {
    ...without(schema, isIntOrString === true ? ['anyOf', 'oneOf'] : []),
    ...(isIntOrString === true && { type: ['integer', 'string'] }),
    ...(items !== undefined && { items: closedSchema(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: closedSchema(additionalProperties) }),
    ...(properties !== undefined && { properties: closedProperties(properties as Properties) }),
    ...(properties !== undefined && isOpen !== true && { additionalProperties: false }),
    // Flags in the middle of a pattern are Go's.
    ...(typeof pattern === 'string' && pattern.includes('(?i)') && { pattern: '' }),
  };
}

type Properties = Readonly<Record<string, JsonSchema>>;

function closedProperties(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, closedSchema(property)]));
}

function without(schema: JsonSchema, keys: readonly string[]): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => !keys.includes(key) && !key.startsWith('x-kubernetes-')),
  );
}
