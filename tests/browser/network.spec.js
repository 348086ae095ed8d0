// A network that is trained neuron by neuron: its active neurons, the one in training, the way back in time.

import { expect, frameTimes, reaches, shareOfPixels, state, test, violations } from './fixture.js';

/** @import { Page } from '@playwright/test' */

const FIGURE = './?embed#v=1&preset=staircase-3';

/**
 * The names of the active neurons in the picture.
 * @param {Page} page
 */
const named = (page) => page.getByTestId('network-0').getByRole('button').allTextContents();

/**
 * A step by what the figure is paced by, once the one before is made.
 * @param {Page} page
 * @param {number} active  neurons that are then there
 */
async function step(page, active) {
  await page.getByTestId('step').click();
  await expect.poll(async () => (await state(page))?.lanes[0]?.marks.active).toBe(active);
}

/**
 * The share of the pixels of the neurons' picture that look like a colour.
 * @param {Page} page
 * @param {[number, number, number]} colour
 */
const share = (page, colour) =>
  shareOfPixels(page.getByTestId('network-0'), (pixel) =>
    pixel.every((channel, k) => Math.abs(channel - (colour[k] ?? 0)) < 3),
  );

/** Of a neuron that is not trained yet, and of one that is blank. @type {[number, number, number][]} */
const [UNTRAINED, BLANK] = [
  [0xec, 0xea, 0xe6],
  [0xb9, 0xb6, 0xaf],
];

test('neurons light up one after the other, each says why, and the cursor takes them back', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.goto(`${FIGURE}&unit=active`);
  await reaches(page, 'ready');
  await expect(page.getByTestId('neuron-0')).toHaveText('No neuron is active yet.');
  await expect.poll(() => share(page, UNTRAINED)).toBeGreaterThan(0.1);
  expect(await share(page, BLANK)).toBeLessThan(0.01);
  for (const [active, names, verdict] of /** @type {[number, string[], string][]} */ ([
    [1, ['x1'], 'x1 and 1: the error has 1.00 of x1: it learns x1.'],
    [2, ['x1', 'x1x2'], 'x1 and x2: the error has 1.00 of x1x2: it learns x1x2.'],
    [3, ['x1', 'x1x2', 'x1x2x3'], 'x3 and x1x2: the error has 1.00 of x1x2x3: it learns x1x2x3.'],
  ])) {
    await step(page, active);
    await expect.poll(() => named(page)).toEqual(names);
    await expect(page.getByTestId('verdict-0')).toHaveText(verdict);
  }
  await expect(page.getByTestId('network-tally-0')).toHaveText('1,039 of 2,000 neurons trained, 3 active.');

  await page.getByTestId('network-0').getByRole('button', { name: 'x₁, neuron 72' }).hover();
  const told = page.getByTestId('neuron-0');
  await expect(told).toContainText('x1: Neuron 72 of layer 1 computes 0.998\u2009x1 with a relative error of');
  await expect(told).toContainText('from 1 with weight −0.706 and x1 with weight −0.706');
  await page.mouse.move(0, 0);
  await expect(told).toContainText('x1x2x3: Neuron 39 of layer 2');

  await expect.poll(() => share(page, UNTRAINED)).toBeGreaterThan(0.02);
  const all = await share(page, BLANK);
  const chart = page.getByTestId('coef-chart-0').locator('.u-over');
  await chart.hover({ position: { x: 30, y: 40 } });
  await expect(page.getByTestId('network-tally-0')).toContainText('At the cursor: ');
  await expect.poll(() => named(page)).toEqual(['x1', 'x1x2']);
  await expect(page.getByTestId('training-0')).toHaveText('at the cursor it is not known');
  await expect.poll(() => share(page, BLANK)).toBeLessThan(all / 3);
  await page.mouse.move(0, 0);
  await expect.poll(() => named(page)).toHaveLength(3);
  await expect.poll(() => share(page, BLANK)).toBeGreaterThan(0.9 * all);
});

test('the neuron in training is marked, and its weights are followed until they are rounded', async ({ page }) => {
  await page.goto(`${FIGURE}&unit=iteration&speed=20`);
  await reaches(page, 'running');
  await expect(page.getByTestId('network-0').locator('.ring')).toBeVisible();
  await expect(page.getByTestId('training-0')).toHaveText(/^neuron \d+ of layer 1, /);
  await page.getByTestId('pause').click();
  const chart = page.getByTestId('training-chart-0');
  await expect(chart.locator('polyline').first()).toBeAttached();
  await expect(chart).not.toContainText('rounded');
  await page.getByRole('combobox', { name: 'Step and speed by' }).selectOption('neuron');
  await page.getByTestId('step').click();
  await expect(chart).toContainText('rounded');
  await expect(page.getByTestId('training-0')).toHaveText(/ trained in \d+ iterations, gradient 0\.000/);
});

test('by keyboard one goes from neuron to neuron, and a table says the same', async ({ page }) => {
  await page.goto(`${FIGURE}&speed=full`);
  await reaches(page, 'finished');
  await page.getByTestId('network-0').getByRole('button').first().focus();
  await expect(page.getByRole('button', { name: 'x₁, neuron 72 of layer 1' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: 'x₁x₂, neuron 95 of layer 1' })).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: 'Neuron 95 of layer 1' })).toContainText('0.998');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight'); // there is no other
  await page.keyboard.press('Home');
  await expect(page.getByRole('button', { name: 'x₁, neuron 72 of layer 1' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('button', { name: 'x₁x₂x₃, neuron 39 of layer 2' })).toBeFocused();
  await page.getByText('3 active neurons as a table').click();
  const rows = page.getByTestId('neurons-0').getByRole('row');
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(3)).toContainText('x1x2 (neuron 95 of layer 1): ');
});

test.describe('where no canvas can be handed over', () => {
  test('the pixels are copied', async ({ page }) => {
    await page.addInitScript(() => {
      // @ts-expect-error as in browsers without it
      delete HTMLCanvasElement.prototype.transferControlToOffscreen;
    });
    await page.goto(`${FIGURE}&speed=full`);
    await reaches(page, 'finished');
    await expect.poll(() => share(page, BLANK)).toBeGreaterThan(0.1);
    expect(await share(page, UNTRAINED)).toBeLessThan(0.01);
  });
});

test('other learners have no such view, and weights can be looked at again after it', async ({ page }) => {
  await page.goto(`${FIGURE}&speed=full`);
  await reaches(page, 'finished');
  await page.getByTestId('inside').click();
  await expect(page.getByTestId('inside-when-0')).toHaveText('This network is shown above, neuron by neuron.');
  await page.evaluate(() => {
    const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
    void lab.controller?.actions.choosePreset('patience');
  });
  await expect.poll(async () => (await state(page))?.preset.id).toBe('patience');
  await expect(page.getByTestId('network-0')).toBeHidden();
  await expect(page.getByTestId('training-0')).toBeHidden();
  expect((await state(page))?.speed).toBe('full');
  await page.getByTestId('inside-0').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('inside-when-0')).toHaveText(/^(After|Before)/);
});

test('eighteen thousand neurons hold up no frame', async ({ page }) => {
  test.slow();
  const big =
    'inputs.n=30&target.degree=10&learner.network.layers=9&learner.network.width=2000&learner.network.p1=0.05';
  await page.goto(`${FIGURE}&${big}&budget=100000000&probe.every=100000&speed=full`);
  await reaches(page, 'running');
  expect((await state(page))?.problems).toEqual({});
  const { quantile } = await frameTimes(page, 3000);
  const said = `median ${quantile(0.5).toFixed(1)} ms, nine of ten below ${quantile(0.9).toFixed(1)} ms`;
  console.log(said);
  expect(quantile(0.5), said).toBeLessThan(25);
  expect(quantile(0.9), said).toBeLessThan(50);
  await reaches(page, 'finished', { timeout: 120_000 });
  await expect.poll(() => named(page)).toHaveLength(10);
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing wrong with it in the ${colorScheme} theme, and at 360 pixels nothing sticks out`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${FIGURE}&speed=full`);
    await reaches(page, 'finished');
    await page.getByText('3 active neurons as a table').click();
    expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
    const [scroll, client] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(scroll).toBeLessThanOrEqual(client ?? 0);
  });
}
