import { writeFile } from 'node:fs/promises';
import { chartDocs } from './chart/chart-docs.js';

for (const [name, text] of Object.entries(await chartDocs())) {
  await writeFile(new URL(`../helm/ssm-contacts-exporter/${name}`, import.meta.url), text);
}
