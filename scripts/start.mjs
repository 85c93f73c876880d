// `npm start -- …`: builds when that is needed, then runs the command line in this process.
import './ensure-build.mjs';

await import('../dist/main.js');
