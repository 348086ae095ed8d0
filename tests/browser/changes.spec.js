// A setting that is changed while a run goes on: no restart, a mark in the charts, and a link that has the same rows.

import { expect, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */

/**
 * In mid-run, with the settings open.
 * @param {Page} page
 */
async function paused(page) {
  await reaches(page, 'running');
  await expect.poll(async () => (await state(page))?.lanes[0]?.iteration ?? 0).toBeGreaterThan(20);
  await page.getByTestId('pause').click();
  await reaches(page, 'paused');
  await page.getByTestId('settings').click();
}

/**
 * As fast as can be, to the end.
 * @param {Page} page
 */
async function finish(page) {
  await page.evaluate(() => {
    const lab = /** @type {import('../../www/lab.js').StaircaseLab | null} */ (document.querySelector('staircase-lab'));
    lab?.controller?.actions.setSpeed(Infinity);
  });
  await page.getByTestId('play').click();
  await reaches(page, 'finished', { timeout: 30_000 });
}

/**
 * To the end, and from its link once more: the same last rows.
 * @param {Page} page
 */
async function finishTwice(page) {
  await finish(page);
  const first = await state(page);
  await page.reload();
  await reaches(page, 'finished', { timeout: 30_000 });
  const again = await state(page);
  for (const lane of [0, 1]) expect(again?.lanes[lane]?.last).toEqual(first?.lanes[lane]?.last);
}

const FIGURE = './?embed#v=1&preset=curriculum-grow&budget=3000&speed=50';

test('a step size changed in mid-run is recorded, its link opens the same rows, and it can hold from the start', async ({
  page,
}) => {
  await page.goto(FIGURE);
  await paused(page);
  const field = page.getByTestId('field-learner.step_size');
  await expect(field.getByText('at once')).toBeVisible();
  const here = (await state(page))?.lanes[0]?.iteration ?? 0;
  await field.locator('input').fill('0.02');
  await field.locator('input').press('Enter');
  const list = page.getByTestId('recorded');
  await expect(list).toContainText('step size 0.01 → 0.02');
  await expect(page.getByTestId('message')).toContainText('from here on');
  const at = (await state(page))?.lanes[0]?.iteration ?? 0;
  expect(at, 'the run stands where it stood').toBeGreaterThanOrEqual(here);
  await finishTwice(page);

  await page.getByTestId('settings').click();
  await page.getByTestId('from-the-start').click();
  await expect(list).toBeHidden();
  await expect(field.locator('input')).toHaveValue('0.02');
});

test('another target begins the runs anew, or they go on with it where that is asked for', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=figure-2&budget=3000&speed=50&probe.every=100');
  await paused(page);
  const field = page.getByTestId('field-target.degree');
  await expect(field.getByText('at once')).toBeHidden();
  await page.getByTestId('goes-on').check();
  await expect(field.getByText('at once')).toBeVisible();
  const at = (await state(page))?.lanes[0]?.iteration ?? 0;
  await field.locator('input').fill('4');
  await field.locator('input').press('Enter');
  // Its coefficients are among those that were followed anyhow.
  await expect(page.getByTestId('recorded')).toContainText(`after ${at} iterations: target S₁₀ → S₄`);
  expect((await state(page))?.lanes[0]?.iteration).toBe(at);
  await expect(page.getByTestId('staircase-0').locator('.title')).toContainText('S4 =');
  // What a run can't go on with is said in words, with the way out of it.
  await page.getByTestId('field-inputs.kind').locator('select').selectOption('gaussian');
  await expect(page.getByTestId('field-inputs.kind')).toContainText(
    'A run that goes on can’t take it (inputs: its functions are those of the basis "hermite", and "walsh" is what the run follows). Without “go on with another target or input law” it begins anew with it.',
  );
  await page.getByTestId('field-inputs.kind').locator('select').selectOption('hypercube');
  await finishTwice(page);
});

test('a target with coefficients of its own has the runs made again, to come to it where it was given', async ({
  page,
}) => {
  await page.goto('./?embed#v=1&preset=figure-2&budget=3000&speed=50&probe.every=100&0:target.degree=4');
  await paused(page);
  await page.getByTestId('goes-on').check();
  const at = (await state(page))?.lanes[0]?.iteration ?? 0;
  const field = page.getByTestId('field-0:target.degree');
  await field.locator('input').fill('6');
  await field.locator('input').press('Enter');
  await expect(page.getByTestId('message')).toContainText('the runs are made again and come to it');
  await expect(page.getByTestId('recorded')).toContainText(`after ${at} iterations: target S₄ → S₆`);
  // On their way they have the settings of what is wanted; what they learn until then is told as what it is.
  await reaches(page, 'ready');
  await expect(field.locator('input')).toHaveValue('6');
  await expect(field.getByText(`after ${at}`)).toBeVisible();
  const cell = page.getByTestId('staircase-0');
  await expect(cell.locator('.title')).toHaveText(`S4 = x1 + x1x2 + x1x2x3 + x1⋯x4, until iteration ${at}`);
  await expect(cell.locator('.count')).toContainText('of 4 steps learned');
  await finish(page);
  await expect(cell.locator('.title')).toHaveText(/^S6 = .*, from iteration \d+ on$/);
  await expect(cell.locator('.count')).toContainText('of 6 steps learned');
  expect((await state(page))?.lanes[0]?.columns).toContain('{1,2,3,4,5,6}');
});

test('what is to go on with another target does so past the end of its budget, too', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=figure-2&budget=300&speed=full&probe.every=100&0:target.degree=4');
  await reaches(page, 'finished');
  await page.getByTestId('settings').click();
  await page.getByTestId('goes-on').check();
  const field = page.getByTestId('field-0:target.degree');
  // One with coefficients that its rows have, and one without: on the spot, and made again.
  for (const [degree, at, budget] of /** @type {const} */ ([
    [3, 300, 600],
    [6, 600, 1200],
  ])) {
    await field.locator('input').fill(String(degree));
    await field.locator('input').press('Enter');
    await expect.poll(async () => (await state(page))?.budget).toBe(budget);
    await reaches(page, 'finished');
    const now = await state(page);
    expect(now?.lanes.map(({ iteration }) => iteration)).toEqual([budget, budget]);
    expect(now?.lanes[0]?.spec.changes?.at(-1)).toMatchObject({ at, target: { degree } });
  }
  await expect(page.getByTestId('recorded')).toContainText('after 300 iterations: target S₄ → S₃');
});
