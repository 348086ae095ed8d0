// The committed traces, in the page: from the core through worker, messages and store, to the last bit.

import { readFileSync } from 'node:fs';
import { digest } from '../js/digest.js';
import { expect, reaches, state, test } from './fixture.js';

/** @import { StaircaseLab } from '../../www/lab.js' */

test.use({ reducedMotion: 'reduce' }); // nothing runs but the steps that are asked for

const { presets } = JSON.parse(readFileSync(new URL('../../www/presets/index.json', import.meta.url), 'utf8'));
for (const preset of presets) {
  test(`the first 300 iterations of ${preset} are the committed ones`, async ({ page }) => {
    const golden = JSON.parse(readFileSync(new URL(`../golden/${preset}.json`, import.meta.url), 'utf8'));
    await page.goto(`./?embed#v=1&preset=${preset}`);
    await reaches(page, 'ready');
    for (const count of [100, 200, 300]) {
      await page.evaluate(() =>
        /** @type {StaircaseLab} */ (document.querySelector('staircase-lab')).controller?.actions.stepOnce(100),
      );
      await expect
        .poll(async () => (await state(page))?.lanes.map(({ iterations }) => iterations?.at(-1)))
        .toEqual(golden.map(() => count));
    }
    const lanes = await page.evaluate(() => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      return lab.controller?.store.get().lanes.map(({ columns, data, errors }) => ({ columns, data, errors }));
    });
    const rows = (/** @type {number[][]} */ data) =>
      (data[0] ?? []).map((_, row) => data.map((column) => (Number.isNaN(column[row]) ? null : column[row])));
    const ours = lanes?.map(({ columns, data, errors }) => ({ columns, rows: rows(data), errors: rows(errors) }));
    expect(ours).toEqual(golden.map((/** @type {any} */ { columns, rows, errors }) => ({ columns, rows, errors })));

    const values = await page.evaluate(async () => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      return (await lab.controller?.call('parameters'))?.map(({ values }) => [...values]);
    });
    expect(digest((values ?? []).map((list) => ({ values: Float32Array.from(list) })))).toBe(golden[0].parameters);
  });
}
