// The targets of tests/fuzz on their corpus, and on the same few hundred mutations of it each time.

import fc from 'fast-check';
import test from 'node:test';
import * as link from '../fuzz/link.js';
import * as table from '../fuzz/table.js';

for (const [name, { corpus, check, property }] of Object.entries({ link, table })) {
  test(`the corpus of the fuzz target: ${name}`, async () => {
    for (const text of corpus) await check(text);
  });
  test(`mutations of the corpus: ${name}`, async () => {
    await fc.assert(property, { seed: 1, numRuns: 300 });
  });
}
