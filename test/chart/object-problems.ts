import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import type { KubernetesObject } from './helm.js';

const resources = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'GrafanaDashboard'];

/** Problems that a version of Kubernetes, and the operators, would have with an object, or not tell of. */
export type Inspection = (object: KubernetesObject) => readonly string[];

/** An inspection by the schemas of a version of Kubernetes, such as `1.28`. */
export function inspectionFor(version: string): Inspection {
  const validators = new Map([`kubernetes-${version}`, ...resources].flatMap(validatorsOf));
  return (object) => {
    const type = `${object.apiVersion}/${object.kind}`;
    const validate = validators.get(type);
    if (validate === undefined) return [`${type}: no schema`];
    validate(object);
    return (validate.errors ?? []).map(
      ({ instancePath, message = '', params }) => `${object.kind} ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

interface Schemas {
  readonly properties: Readonly<Record<string, object>>;
  readonly $defs?: object;
}

function validatorsOf(name: string): readonly (readonly [string, ValidateFunction])[] {
  const text = readFileSync(new URL(`schemas/${name}.json`, import.meta.url), 'utf8');
  const { properties, $defs } = JSON.parse(text) as Schemas;
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  return Object.entries(properties).map(([type, schema]) => [type, ajv.compile({ ...schema, $defs })]);
}
