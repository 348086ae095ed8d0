// The committed traces, in the page: from the core through worker, messages and store, to the last bit.

import { existsSync, readFileSync } from 'node:fs';
import { digest } from '../js/digest.js';
import { expect, reaches, state, test } from './fixture.js';

/** @import { StaircaseLab } from '../../www/lab.js' */

test.use({ reducedMotion: 'reduce' }); // nothing runs but the steps that are asked for

/** @param {string} preset */
const trace = (preset) => new URL(`../golden/${preset}.json`, import.meta.url);

/** @type {{ presets: string[] }} */
const { presets } = JSON.parse(readFileSync(new URL('../../www/presets/index.json', import.meta.url), 'utf8'));
for (const preset of presets.filter((id) => existsSync(trace(id)))) {
  test(`the first iterations of ${preset} are the committed ones`, async ({ page }) => {
    const golden = JSON.parse(readFileSync(trace(preset), 'utf8'));
    const third = golden[0].rows.at(-1)[0] / 3;
    await page.goto(`./?embed#v=1&preset=${preset}`);
    await reaches(page, 'ready');
    for (const count of [third, 2 * third, 3 * third]) {
      await page.evaluate((third) => {
        const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
        lab.controller?.actions.setUnit('iteration');
        lab.controller?.actions.stepOnce(third);
      }, third);
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

    // Where neurons are trained one by one, all their numbers are in the rows.
    if (golden[0].columns.includes('neurons')) return;
    const values = await page.evaluate(async () => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      return (await lab.controller?.call('parameters'))?.map(({ values }) => [...values]);
    });
    expect(digest((values ?? []).map((list) => ({ values: Float32Array.from(list) })))).toBe(golden[0].parameters);
  });
}
