// Networks that learn a teacher's layers, and learners that stand in one chart.

import { expect, reaches, state, test, violations } from './fixture.js';

test('a frozen layer stays off, one that goes on is corrected, and the figure says so', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=correction&speed=full');
  await reaches(page, 'finished', { timeout: 60_000 });
  await expect(page.getByTestId('message')).toContainText('the lower layer frozen');
  await expect(page.getByTestId('staircase-text-0')).toContainText(
    '0 of 2 layers learned. layer 2 21 % (21 % before layer 3 came); layer 3 32 %.',
  );
  await expect(page.getByTestId('staircase-text-1')).toContainText('2 of 2 layers learned. layer 2 0.005 %');
  const lanes = (await state(page))?.lanes ?? [];
  expect(lanes.map(({ stages }) => stages.map(({ iteration, trained }) => [iteration, trained]))).toEqual([
    [
      [0, [2, 2]],
      [1000, [3, 3]],
    ],
    [
      [0, [2, 2]],
      [1000, [2, 3]],
    ],
  ]);
  // A target that is not written out has no terms, and nothing is said of any.
  for (const lane of [0, 1]) await expect(page.getByTestId(`coef-chart-${lane}`)).toBeHidden();
  await page.getByTestId('theory').click();
  await expect(page.getByTestId('verdicts-0')).toContainText('not written out');
  await expect(page.getByTestId('order-0')).toBeHidden();
  expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
});

test('the charts and the bars go back in time together', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=correction&speed=full');
  await reaches(page, 'finished', { timeout: 60_000 });
  const chart = page.getByTestId('feature-chart-1').locator('.u-over');
  const { width = 0, height = 0 } = (await chart.boundingBox()) ?? {};
  // Before layer 3 came, at an eighth of 4,000 iterations.
  await chart.hover({ position: { x: width / 8, y: height / 2 } });
  await expect(page.getByTestId('staircase-text-1')).toContainText('0 of 2 layers learned');
  await expect(page.getByTestId('staircase-text-1')).toContainText('layer 3 100 %');
  await expect(page.getByTestId('legend-1')).toContainText('iteration 500');
});

test('learners of one target stand in one chart, each with what it has seen and what it knows', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('./?embed#v=1&preset=parity-solvers&budget=400&speed=full');
  await reaches(page, 'finished', { timeout: 90_000 });
  const rows = page.getByTestId('compare-table').locator('tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('8,000');
  await expect(rows.nth(0)).toContainText('0 of 1 term');
  // 35 samples to the answer, and 20 that confirm it.
  await expect(rows.nth(2)).toContainText('55');
  await expect(rows.nth(2)).toContainText('1 of 1 term');
  await expect(page.getByTestId('message')).toContainText('elimination, 1 of 1');
  await expect(page.getByTestId('staircase-0')).toBeHidden();
  const chart = page.getByTestId('compare-chart').locator('.u-over');
  const { height = 0 } = (await chart.boundingBox()) ?? {};
  // The left end of the axis is the first sample.
  await chart.hover({ position: { x: 1, y: height / 2 } });
  await expect(rows.nth(2)).toContainText('0 of 1 term');
  expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
});

test('another figure has its own pictures again', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=parity-solvers&budget=20&speed=full');
  await reaches(page, 'finished');
  await page.evaluate(() => {
    const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
    return lab.controller?.actions.choosePreset('figure-2');
  });
  await expect(page.getByTestId('compare-chart')).toBeHidden();
  await expect(page.getByTestId('staircase-0')).toBeVisible();
  await expect(page.getByTestId('coef-chart-1')).toBeVisible();
});
