// Runs that are pinned and drawn over, what differs between them, any two over each other, and lanes added and removed.

import { curves, expect, open, reaches, runsAgain, state, test, violations } from './fixture.js';

/** @import { Page } from '@playwright/test' */

/**
 * The picture of the first lane's coefficients.
 * @param {Page} page
 */
const picture = (page) =>
  page
    .getByTestId('coef-chart-0')
    .locator('canvas')
    .evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());

/**
 * The same once it stands still: what is long to draw is drawn in pieces.
 * @param {Page} page
 */
async function settled(page) {
  let last = '';
  const still = async () => last === (last = await picture(page));
  await expect.poll(still, { intervals: [300] }).toBe(true);
  return last;
}

/**
 * @param {Page} page
 * @param {string} path
 * @param {unknown} value
 */
const set = (page, path, value) =>
  page.evaluate(
    ([path, value]) => {
      const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
      void lab.controller?.actions.setField(/** @type {string} */ (path), value);
    },
    [path, value],
  );

test('what follows is drawn over a pinned run; it is named by what differs, gone back to, and there after a reload', async ({
  page,
}) => {
  await open(page);
  await reaches(page, 'finished');
  const first = await curves(page);
  await page.getByTestId('pin').click();
  await expect(page.getByTestId('dropped')).toHaveText('Pinned as A: what follows is drawn over it.');
  await runsAgain(page, () => set(page, 'learner.step_size', 0.01));
  const pinned = page.getByTestId('pin-A');
  await expect(pinned).toHaveText('Astep size 0.02');
  await expect(page.getByTestId('pins')).toContainText('now: step size 0.01');

  const over = await settled(page);
  await pinned.click();
  await expect(pinned).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => picture(page)).not.toBe(over);
  await pinned.click();
  await expect.poll(() => picture(page)).toBe(over);

  await page.getByTestId('compare').click();
  await expect(page.getByTestId('differences').locator('tbody')).toHaveText('step size0.020.01');
  await expect(page.getByTestId('overlay-first').locator('option:checked')).toHaveText('now S₃: step size 0.01');
  await expect(page.getByTestId('overlay-numbers')).toContainText('1 % of the loss of answering zero');
  await expect(page.getByTestId('overlay-chart').locator('canvas')).toBeVisible();
  expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('overlay-png').click()]);
  expect(file.suggestedFilename()).toBe('figure-2-comparison.png');

  await page.getByTestId('name-A').fill('fast');
  await page.getByTestId('name-A').press('Enter');
  await expect(pinned).toHaveText('Afast');
  await runsAgain(page, () => page.getByTestId('open-A').click());
  expect(await curves(page)).toEqual(first);
  await expect(page.getByText('They have the same settings and the same seed: it is the same run.')).toBeVisible();

  await page.reload();
  await expect(pinned).toHaveText('Afast');
  await page.getByTestId('compare').click();
  await page.getByTestId('remove-A').click();
  await expect(pinned).toHaveCount(0);
  await page.reload();
  await page.getByTestId('compare').click();
  await expect(page.getByText('Pin a run, and change something: here stands what.')).toBeVisible();
  await expect(page.getByTestId('runs').locator('li')).toHaveCount(0);
});

test('where the browser keeps nothing a run is pinned all the same, and it is said', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('denied by the visitor', 'SecurityError');
    };
  });
  await open(page);
  await reaches(page, 'finished');
  await page.getByTestId('pin').click();
  await expect(page.getByTestId('pin-A')).toBeVisible();
  await expect(
    page.getByText('This browser keeps nothing for this page (denied by the visitor): a pinned run is gone with it.'),
  ).toBeVisible();
});

test('a lane is copied, set alone and removed, and the link has it', async ({ page }) => {
  await open(page, '&budget=500');
  await page.getByTestId('settings').click();
  await page.getByTestId('copy-lane-0').click();
  await expect(page.getByTestId('lane-2')).toBeVisible();
  await page.getByTestId('fold').getByText('Network 3 alone').click();
  const seed = page.getByTestId('field-2:seed').getByRole('textbox');
  await seed.fill('5');
  await seed.press('Enter');
  const seeds = async () => (await state(page))?.lanes.map(({ spec }) => spec.seed);
  await expect.poll(seeds).toEqual([1, 1, 5]);
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('2:seed=5&');
  await page.reload();
  await expect.poll(seeds).toEqual([1, 1, 5]);
  await page.getByTestId('settings').click();
  await page.getByTestId('copy-lane-1').click();
  await expect(page.getByTestId('lane-3')).toBeVisible();
  await expect(page.getByTestId('copy-lane-0')).toBeDisabled();
  await expect(page.getByText('There is no room for more than 4: remove one to add another.')).toBeVisible();
  await page.getByTestId('remove-lane-1').click();
  await expect.poll(seeds).toEqual([1, 5, 1]);
  expect(await violations(page, (axe) => axe.include({ fromShadowDom: ['staircase-lab', '.lane-list'] }))).toEqual([]);
  await page.getByTestId('reset-all').click();
  await expect.poll(async () => (await state(page))?.lanes.length).toBe(2);
});

test('what is said of a pin is said as long as the pin is there', async ({ page }) => {
  await open(page, '&budget=500');
  await reaches(page, 'finished');
  await page.getByTestId('compare').click();
  await page.getByTestId('pin-here').click();
  const said = page.getByTestId('runs-said');
  await expect(said).toHaveText('Pinned as A.');
  await page.getByTestId('remove-A').click();
  await expect(said).toHaveText('');
});
