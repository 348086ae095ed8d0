// What is measured beside losses and coefficients, where it is asked for: what each layer carries, and what moves before the
// coefficients do.

import { expect, open, reaches, state, test, violations } from './fixture.js';

/** Layer by layer in both lanes, so that the upper layers are off at first. */
const CARRIED = '&probe.carried=true&learner.regime=layerwise&learner.stage=1500';

test('the heat map shows each layer’s numbers, follows the cursor, and knows the layers that are off', async ({
  page,
}) => {
  await open(page, CARRIED);
  await reaches(page, 'finished');
  const map = page.getByTestId('carried-0');
  const rows = map.locator('tbody tr');
  await expect(rows.locator('th')).toHaveText(['layer 2', 'layer 1']);
  await expect(map.locator('thead th')).toHaveText(['{1}', '{1,2}', '{1,2,3}']);
  await expect(map.locator('.when')).toHaveText(/^Now, iteration 3,000/);
  const lane = (await state(page))?.lanes[0];
  const value = (/** @type {string} */ column) => lane?.last[lane.columns.indexOf(column)] ?? NaN;
  for (const layer of [1, 2])
    for (const [k, set] of ['{1}', '{1,2}', '{1,2,3}'].entries()) {
      const cell = rows
        .nth(2 - layer)
        .locator('td')
        .nth(k);
      const share = value(`carried[${layer}]${set}`);
      await expect(cell, `layer ${layer}, ${set}`).toHaveText(share.toFixed(2).replace('-0.00', '0.00'));
      const shown = await cell.evaluate((cell) => parseFloat(cell.style.getPropertyValue('--share')));
      expect(shown, `layer ${layer}, ${set}`).toBeCloseTo(100 * Math.min(Math.max(share, 0), 1), 0);
    }
  const first = rows.nth(1).locator('td').first();
  const last = await first.textContent();
  expect(Number(last)).toBeGreaterThan(0.3);
  await expect(first).toHaveAttribute('title', /of x₁ in layer 1$/);

  await page
    .getByTestId('coef-chart-0')
    .locator('.u-over')
    .hover({ position: { x: 1, y: 40 } });
  await expect(map.locator('.when')).toHaveText(/^At the cursor, /);
  await expect(first).not.toHaveText(last ?? '');
  await expect(rows.locator('th')).toHaveText(['layer 2 off', 'layer 1']);
  await expect(rows.nth(0).locator('td').first()).toHaveText('');
  await page.getByTestId('message').hover();
  await expect(first).toHaveText(last ?? '');
});

test('where nothing of it is asked for there is nothing of it', async ({ page }) => {
  await open(page, '&probe.progress=false');
  await reaches(page, 'finished');
  for (const id of ['carried-0', 'movement-chart-0']) await expect(page.getByTestId(id)).toBeHidden();
  await expect(page.getByTestId('legend-0')).not.toContainText('influence');
});

test('what else moves has a chart and its numbers', async ({ page }) => {
  await open(page, '&probe.progress=true');
  await reaches(page, 'finished');
  await expect(page.getByTestId('movement-chart-1')).toBeVisible();
  const lane = (await state(page))?.lanes[0];
  const value = (/** @type {string} */ column) => lane?.last[lane.columns.indexOf(column)] ?? NaN;
  const ratio = value('input_weight[target]') / value('input_weight[other]');
  expect(ratio).toBeGreaterThan(1.2);
  const legend = page.getByTestId('legend-0');
  await expect(legend.locator('li', { hasText: 'first layer' })).toContainText(ratio.toPrecision(3));
  await expect(legend.locator('li', { hasText: 'influence' })).toContainText(value('total_influence').toPrecision(3));
  // A pointer on it is the cursor of all.
  await page
    .getByTestId('movement-chart-0')
    .locator('.u-over')
    .hover({ position: { x: 100, y: 20 } });
  await expect(legend).toContainText('At the cursor');
});

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  for (const width of [360, 1280])
    test(`axe finds nothing wrong, and nothing sticks out, at ${width} pixels, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await open(page, `${CARRIED}&probe.progress=true`);
      await reaches(page, 'finished');
      await expect(page.getByTestId('carried-0')).toBeVisible();
      expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
      const wide = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(wide[0]).toBeLessThanOrEqual(wide[1] ?? 0);
    });
