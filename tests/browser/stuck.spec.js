// Nothing gets stuck, nothing is lost: whatever the workers are at, or have come to, the newest wish is followed within
// a second, what goes wrong is said, and a run goes on from where it was.

import { expect, iteration, open, QUICK, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

/** A network and a measurement at the end of their ranges: minutes before row 0. */
const HEAVY = { 'learner.network.width': 256, 'learner.network.layers': 32, 'probe.samples': 100_000, 'inputs.n': 30 };
const HEAVY_LINK = `v=1&preset=figure-2&${Object.entries(HEAVY)
  .map(([path, value]) => `${path}=${value}`)
  .join('&')}`;

/**
 * Has the lab follow a wish, and waits until it says something else.
 * @param {Page} page
 * @param {(lab: StaircaseLab, given: any) => unknown} wish
 * @param {unknown} [given]
 */
const wish = (page, wish, given) =>
  page.evaluate(
    ([source, given]) => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      void new Function(`return (${source})`)()(lab, given);
    },
    /** @type {const} */ ([wish.toString(), given]),
  );

/** @param {Page} page */
const chooseHeavy = (page) =>
  wish(
    page,
    ({ controller }, fields) => {
      for (const [path, value] of Object.entries(fields)) void controller?.actions.setField(path, value);
    },
    HEAVY,
  );

/**
 * The runs of a wish are there: within a second, on a machine that has nothing else to do.
 * @param {Page} page
 * @param {(now: NonNullable<Awaited<ReturnType<typeof state>>>) => boolean} holds
 */
async function soon(page, holds) {
  const before = Date.now();
  await expect
    .poll(async () => holds(/** @type {any} */ (await state(page))), { intervals: [20], timeout: 10_000 })
    .toBe(true);
  return Date.now() - before;
}

test('heavy settings say what they take, and do not hold up what is wished next', async ({ page }) => {
  await open(page, '&budget=1000000000');
  await reaches(page, 'running');
  await chooseHeavy(page);
  const message = page.getByTestId('message');
  await expect(message).toHaveText(/^(Preparing|Measuring), \d+ %: about .* left\. Measuring takes about .* at each row/);
  const width = (/** @type {any} */ now) => now.lanes[0]?.spec.learner.network.width;

  await page.getByTestId('restart').click();
  await expect(message).toHaveText(/%/);

  await wish(page, ({ controller }) => controller?.actions.choosePreset('figure-4'));
  console.log('preset', await soon(page, (now) => now.preset.id === 'figure-4' && now.status === 'running'));

  await chooseHeavy(page);
  await expect(message).toHaveText(/%/);
  await wish(page, ({ controller }) => controller?.actions.resetAll());
  console.log('reset', await soon(page, (now) => width(now) !== 256 && now.status === 'running'));
});

test('a link to heavy settings can be left', async ({ page }) => {
  await page.goto(`./?embed#${HEAVY_LINK}`);
  const message = page.getByTestId('message');
  await expect(message).toHaveText(/%/);
  await page.getByTestId('restart').click();
  await expect(message).toHaveText(/%/);
  await wish(page, ({ controller }) => controller?.actions.resetAll());
  console.log('reset', await soon(page, (now) => now.lanes.length === 2 && now.status === 'running'));
});
