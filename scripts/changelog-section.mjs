// Prints what CHANGELOG.md says of one version: `node scripts/changelog-section.mjs 1.2.3`. Ends with 1 when that is nothing.
import { readFileSync } from 'node:fs';

const [version = '', file = new URL('../CHANGELOG.md', import.meta.url)] = process.argv.slice(2);
const sections = readFileSync(file, 'utf8').split(/^## /m);
// A title is the version, and possibly a date behind it.
const section = sections.slice(1).find((each) => each.split(/\s/)[0] === version);
const text = section?.replace(/^.*\n?/, '').trim() ?? '';
if (text === '') {
  console.error(`CHANGELOG.md says nothing about version ${JSON.stringify(version)}: give it a section of its own`);
  process.exit(1);
}
console.log(text);
