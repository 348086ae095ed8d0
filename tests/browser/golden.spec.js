// The committed traces, in the page: from the core through worker, messages and store, to the last bit.

import { expect, reaches, test } from './fixture.js';
import { committed, digested, trace, traced } from './trace.js';

test.use({ reducedMotion: 'reduce' }); // nothing runs but the steps that are asked for

for (const preset of traced) {
  test(`the first iterations of ${preset} are the committed ones`, async ({ page }) => {
    const golden = committed(preset);
    await page.goto(`./?embed#v=1&preset=${preset}`);
    await reaches(page, 'ready');
    expect(digested(await page.evaluate(trace, golden.iterations))).toEqual(golden);
  });
}
