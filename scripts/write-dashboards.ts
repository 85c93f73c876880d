import { writeFile } from 'node:fs/promises';
import { dashboardFiles } from './dashboards/dashboard-files.js';

for (const [path, text] of Object.entries(await dashboardFiles())) {
  await writeFile(new URL(`../${path}`, import.meta.url), text);
}
