import { Ledger } from '../../src/ledger/ledger.js';
import { known } from '../core/stories.js';

// Run as a process of its own that may write files of 1 MiB at most: commits until a write fails, then again.
const [path = ''] = process.argv.slice(2);
const ledger = await Ledger.open(path, 0);

function portion(index: number) {
  const pages = Array.from({ length: 100 }, (_, each) =>
    known({ arn: `${index}/${each}/${'x'.repeat(3000)}`, firstSentAt: 1 }),
  );
  return { contacts: [], pages, engagements: [] };
}

let index = 0;
let failure: unknown;
while (failure === undefined && index < 100) {
  index += 1;
  await ledger.commit(portion(index)).catch((error: unknown) => (failure = error));
}
const whenFailed = { committed: index - 1, pages: ledger.pageCount, openPages: ledger.openPageCount };
await ledger.commit(portion(index));
const whenRetried = { committed: index, pages: ledger.pageCount, openPages: ledger.openPageCount };
await ledger.close();
const reopened = await Ledger.open(path, 0);
const whenReopened = { committed: index, pages: reopened.pageCount, openPages: reopened.openPageCount };
await reopened.close();
console.log(JSON.stringify({ hasFailed: failure !== undefined, whenFailed, whenRetried, whenReopened }));
