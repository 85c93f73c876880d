import { Ledger } from '../../src/ledger/ledger.js';

// Run as a process of its own: tries to open the ledger whose path it is given, and prints what comes of it.
const outcome = await Ledger.open(process.argv[2] ?? '', 0).then(
  () => 'opened',
  (error: unknown) => String(error),
);
console.log(outcome);
