import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { kubernetesSchema, resourceSchema, type CustomResource, type Definitions } from './chart/object-schema.js';

/**
 * Writes test/chart/schemas. The arguments are files: `_definitions.json` of one version of Kubernetes in the Python
 * package kubernetes-validate (its folder is named after the version), or custom resource definitions.
 */
const target = new URL('../test/chart/schemas/', import.meta.url);
await mkdir(target, { recursive: true });
for (const path of process.argv.slice(2)) {
  const text = await readFile(path, 'utf8');
  const [name, schema] = path.endsWith('.json')
    ? [
        `kubernetes-${basename(join(path, '..')).replace(/^v(\d+\.\d+).*$/, '$1')}`,
        kubernetesSchema(JSON.parse(text) as Definitions),
      ]
    : customResource(parse(text) as CustomResource);
  await writeFile(new URL(`${name}.json`, target), `${JSON.stringify(schema)}\n`);
}

function customResource(resource: CustomResource) {
  return [resource.spec.names.kind, resourceSchema(resource)] as const;
}
