import { configDefinition, type JsonSchema } from './config-definition.js';
import type { DocumentedValue } from './documented-value.js';

const probe: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['enabled'],
  properties: {
    enabled: { type: 'boolean' },
    ...Object.fromEntries(
      ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold'].map((name) => [
        name,
        { type: 'integer', minimum: name === 'initialDelaySeconds' ? 0 : 1 },
      ]),
    ),
    terminationGracePeriodSeconds: { type: 'integer', minimum: 1 },
  },
};

const texts: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } };
const duration: JsonSchema = { type: 'string', pattern: '^(0|([0-9]+(ms|[smhdwy]))+)$' };

const alertOverride: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    for: duration,
    keepFiringFor: duration,
    expr: { type: 'string', minLength: 1 },
    severity: { type: 'string', minLength: 1 },
    labels: texts,
    annotations: texts,
  },
};

/** values.schema.json: nothing is allowed that values.yaml does not describe. */
export function valuesSchema(values: readonly DocumentedValue[]): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart ssm-contacts-exporter',
    // Helm gives every chart that is part of another one a mapping of this name.
    ...groupOf(values, 0, { global: { type: 'object' } }),
    definitions: { config: configDefinition(), probe, alertOverride },
  };
}

/** The mapping that all of these values are in, `depth` names deep. */
function groupOf(values: readonly DocumentedValue[], depth: number, others: JsonSchema = {}): JsonSchema {
  const names = [...new Set(values.map(({ path }) => path[depth] ?? ''))];
  const properties = names.map((name) => {
    const members = values.filter(({ path }) => path[depth] === name);
    const [only] = members;
    return [name, only?.path.length === depth + 1 ? valueOf(only) : groupOf(members, depth + 1)];
  });
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...(Object.fromEntries(properties) as JsonSchema), ...others },
  };
}

/** Of the type that the default has, unless its comment says otherwise. Draft 7 reads nothing beside a `$ref`. */
function valueOf({ description, default: preset, schema }: DocumentedValue): JsonSchema {
  if ('$ref' in schema) return { description, allOf: [schema] };
  return { description, ...('enum' in schema || 'type' in schema ? {} : { type: typeOf(preset) }), ...schema };
}

function typeOf(preset: unknown): string {
  if (Array.isArray(preset)) return 'array';
  if (preset === null) throw new Error('the type of a null must be said');
  return typeof preset === 'number' ? 'integer' : typeof preset;
}
