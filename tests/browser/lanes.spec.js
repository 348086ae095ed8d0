// Three and four networks side by side, or one after the other where there is no room.

import { expect, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */

/**
 * @param {Page} page
 * @param {string} id
 * @param {number} count
 */
async function corners(page, id, count) {
  const boxes = await Promise.all(
    Array.from({ length: count }, (_, i) => page.getByTestId(`${id}-${i}`).boundingBox()),
  );
  return boxes.map((box) => [Math.round(box?.x ?? -1), Math.round(box?.y ?? -1)]);
}

const distinct = (/** @type {(number | undefined)[]} */ values) => new Set(values).size;

for (const [preset, count, across] of /** @type {const} */ ([
  ['truncated', 4, 2],
  ['leaps', 3, 3],
])) {
  test(`${preset}: ${count} networks stand ${across} abreast, with steps, curves and spectrum below each other`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1300, height: 900 });
    await page.goto(`./?embed#v=1&preset=${preset}&budget=500`);
    await reaches(page, 'finished');
    for (const id of ['staircase', 'lane', 'spectrum']) {
      const at = await corners(page, id, count);
      expect(distinct(at.map(([x]) => x)), id).toBe(across);
      expect(distinct(at.map(([, y]) => y)), id).toBe(count / across);
    }
    await page.getByTestId('theory').click();
    expect(distinct((await corners(page, 'theory', count)).map(([x]) => x))).toBe(across);
    await expect(page.getByTestId('show-0')).toBeHidden();
    await page.getByTestId('data').click();
    await expect(page.getByTestId(`csv-${count - 1}`)).toBeVisible();
  });
}

test('on a phone one network is shown at a time, and its tab says how far each has come', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('./?embed#v=1&preset=truncated&budget=500');
  await reaches(page, 'finished');
  for (const id of ['staircase', 'lane', 'spectrum']) {
    await expect(page.getByTestId(`${id}-0`)).toBeVisible();
    for (let i = 1; i < 4; i++) await expect(page.getByTestId(`${id}-${i}`)).toBeHidden();
  }
  for (const [i, steps] of [8, 7, 6, 5].entries())
    await expect(page.getByTestId(`show-${i}`)).toHaveText(new RegExp(`^S${i + 1}→8 \\d of ${steps}$`));
  const third = page.getByTestId('show-2');
  await third.focus();
  await page.keyboard.press('Enter');
  await expect(third).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('lane-0')).toBeHidden();
  for (const id of ['staircase', 'lane', 'spectrum']) await expect(page.getByTestId(`${id}-2`)).toBeVisible();
  const chart = await page.getByTestId('coef-chart-2').locator('canvas').boundingBox();
  expect(chart?.width).toBeGreaterThan(300);
  const [scroll, client] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(scroll).toBeLessThanOrEqual(client ?? 0);
});

test('where there is room for two abreast, the third has its curves beside its steps', async ({ page }) => {
  await page.setViewportSize({ width: 820, height: 1180 });
  await page.goto('./?embed#v=1&preset=leaps&budget=500');
  await reaches(page, 'finished');
  const steps = await corners(page, 'staircase', 3);
  const curves = await corners(page, 'lane', 3);
  expect(distinct(steps.slice(0, 2).map(([, y]) => y))).toBe(1);
  expect(steps[2]?.[0]).toBe(steps[0]?.[0]);
  expect(curves[2]).toEqual([steps[1]?.[0], steps[2]?.[1]]);
});

test('a phrase that points at one network shows it, and the others step back', async ({ page }) => {
  await page.goto('./#v=1&preset=figure-2&speed=1');
  await reaches(page, 'running', { selector: '#figure-2' });
  const lane = (/** @type {number} */ i) => page.locator('#figure-2').getByTestId(`lane-${i}`);
  await page.getByRole('button', { name: 'the same network fails on the parity alone' }).click();
  await expect(lane(0)).toHaveCSS('opacity', '0.22');
  await expect(lane(1)).toHaveCSS('opacity', '1');
  expect((await state(page, '#figure-2'))?.shown).toBe(1);
  await lane(1).click();
  await expect(lane(0)).toHaveCSS('opacity', '1');
});

test('what four targets share has one control, what tells them apart has one each', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=truncated&budget=500');
  await reaches(page, 'finished');
  await page.getByTestId('settings').click();
  await expect(page.getByText('All 4 networks share every setting but the target.')).toBeVisible();
  const first = (/** @type {number} */ i) => page.getByTestId(`field-${i}:target.from`).getByRole('textbox');
  for (let i = 0; i < 4; i++) await expect(first(i)).toHaveValue(String(i + 1));
  await first(3).fill('5');
  await first(3).press('Enter');
  await expect.poll(async () => (await state(page))?.lanes.map(({ spec }) => spec.target?.from)).toEqual([1, 2, 3, 5]);
  const last = page.getByTestId('field-target.degree').getByRole('textbox');
  await last.fill('7');
  await last.press('Enter');
  await expect
    .poll(async () => (await state(page))?.lanes.map(({ spec }) => spec.target?.degree))
    .toEqual([7, 7, 7, 7]);
});

test('three targets of one’s own are told apart by name', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=leaps&budget=500');
  await reaches(page, 'finished');
  await expect(page.getByTestId('message')).toHaveText(
    'Terms at 90 % of their targets or more: g₁, 0 of 3; g₂, 0 of 2; g₃, 0 of 1.',
  );
  for (let i = 0; i < 3; i++)
    await expect(page.getByTestId(`staircase-${i}`).locator('.symbol')).toHaveText(`g${i + 1}`);
});

test('a lane whose own setting was changed is named by its place, in headings, tabs, sentence and files', async ({
  page,
}) => {
  const link = 'v=1&preset=correction&speed=full&budget=20&probe.samples=500';
  await page.goto(`./?embed#${link}&0:learner.regime=successive`);
  await reaches(page, 'finished');
  const title = (/** @type {number} */ lane) => page.getByTestId(`staircase-${lane}`).locator('.title .symbol');
  await expect(title(0)).toHaveText('G* (network 1, changed)');
  await expect(title(1)).toHaveText('G* (the lower layer goes on)');
  await expect(page.getByTestId('message')).toContainText('Network 1, changed: ');
  await page.getByTestId('data').click();
  await expect(page.getByTestId('csv-0')).toHaveText('G* (network 1, changed) as CSV');
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByTestId('show-0')).toContainText('G* (network 1, changed)');

  // What both have alike is changed under their names.
  await page.goto(`./?embed#${link}&target.alpha=0.4`);
  await page.reload();
  await reaches(page, 'finished');
  await expect(title(0)).toHaveText('G* (the lower layer frozen)');

  // A symbol is made from the target, and right by itself.
  await page.goto('./?embed#v=1&preset=figure-2&budget=20&target.degree=4');
  await page.reload();
  await reaches(page, 'finished');
  await page.getByTestId('data').click();
  await expect(page.getByTestId('csv-0')).toHaveText('S₄ as CSV');
});
