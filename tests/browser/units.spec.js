// Runs that train neuron by neuron: a step, and the speed, by the unit that is chosen.

import { expect, QUICK, reaches, runsAgain, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */

const LAYERWISE =
  'v=1&preset=figure-2&budget=1000000&inputs.n=10&target.degree=3&1:target.degree=2&learner.kind=layerwise' +
  '&learner.network.layers=3&learner.network.width=300';

/** @param {Page} page */
const marks = async (page) => (await state(page))?.lanes.map((lane) => lane.marks) ?? [];

test('a step is a neuron, the next active one, a layer or an iteration, as is chosen', async ({ page }) => {
  await page.goto(`./?embed#${LAYERWISE}&speed=1`);
  await page.getByTestId('pause').click();
  const unit = page.getByRole('combobox', { name: 'Step and speed by' });
  await expect(unit).toHaveValue('neuron');
  await expect(unit.getByRole('option')).toHaveText(['iteration', 'neuron', 'active neuron', 'layer']);
  const step = page.getByTestId('step');
  await expect(step).toHaveAttribute('title', 'One neuron (right arrow)');
  await expect.poll(async () => (await state(page))?.status).toBe('paused');
  await expect.poll(async () => new Set((await marks(page)).map(({ neuron }) => neuron)).size).toBe(1);
  const from = (await marks(page))[0]?.neuron ?? 0;
  await step.click();
  await step.click();
  await expect.poll(() => marks(page)).toMatchObject([{ neuron: from + 2 }, { neuron: from + 2 }]);
  await expect(page.getByTestId('neurons')).toHaveText(String(from + 2));

  await unit.selectOption('active neuron');
  await expect(step).toHaveAttribute('title', 'One active neuron (right arrow)');
  const lit = Math.max(...(await marks(page)).map(({ active }) => active));
  await step.click();
  await expect.poll(async () => (await marks(page))[0]?.active).toBe(lit + 1);
  // The row of that neuron is there.
  const [lane] = (await state(page))?.lanes ?? [];
  expect(lane?.iterations.at(-1)).toBe(lane?.iteration);

  await unit.selectOption('layer');
  await page.getByTestId('coef-chart-0').click();
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await marks(page)).map(({ layer }) => layer)).toEqual([1, 1]);

  await unit.selectOption('iteration');
  const at = (await state(page))?.lanes.map(({ iteration }) => iteration) ?? [];
  await step.click();
  await expect.poll(async () => (await state(page))?.lanes[0]?.iteration).toBe(Math.max(...at) + 1);
});

test('one neuron at a time: each has its row, and the link keeps the unit', async ({ page }) => {
  await page.goto(`./?embed#${LAYERWISE}&speed=5&axis=neurons`);
  await expect.poll(async () => (await marks(page))[0]?.neuron).toBeGreaterThan(6);
  await page.getByTestId('pause').click();
  const now = await page.evaluate(() => {
    const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
    const [lane] = lab.controller?.store.get().lanes ?? [];
    return lane?.data[lane.columns.indexOf('neurons')];
  });
  expect(new Set(now)).toEqual(new Set(Array.from({ length: (now?.at(-1) ?? 0) + 1 }, (_, i) => i)));
  await expect(page.getByTestId('speed')).toHaveAttribute('title', 'Speed, in neurons a second');

  await page.getByTestId('unit').selectOption('active');
  await expect.poll(() => new URL(page.url()).hash).toContain('unit=active');
  await page.reload();
  await expect(page.getByTestId('unit')).toHaveValue('active');
});

/** Each comes to its own end within its budget. @type {Record<string, string>} */
const ENDING = {
  'neuron by neuron': LAYERWISE,
  'a schedule that is used up': 'v=1&preset=correction&learner.stage=100&learner.cosine=300&probe.samples=500',
  kernels: 'v=1&preset=laboratory&inputs.n=8&learner.kind=kernel_ridge&learner.count=200&learner.batch=20',
  elimination: 'v=1&preset=laboratory&inputs.n=8&0:target.kind=parity&target.degree=3&learner.kind=elimination',
  'a search': 'v=1&preset=laboratory&inputs.n=8&learner.kind=low_degree&learner.count=400&probe.every=5',
};
for (const [learner, link] of Object.entries(ENDING))
  test(`at its own end a run plays again, for there is nothing to run on to: ${learner}`, async ({ page }) => {
    await page.goto(`./?embed#${link}&speed=full`);
    await reaches(page, 'finished');
    for (const { status } of (await state(page))?.lanes ?? []) expect(status).toBe('done');
    const play = page.getByTestId('play');
    await expect(play).toHaveText('play again');
    await expect(play).toHaveAttribute('title', /the same curve/);
    await expect(page.getByTestId('step')).toBeDisabled();
    await runsAgain(page, () => play.press('Space'));
    await runsAgain(page, () => page.locator('.lab').press(' '));
  });

test('where nothing but iterations is counted, there is nothing to choose', async ({ page }) => {
  await page.goto(`./?embed#${QUICK}&unit=layer`);
  await expect(page.getByTestId('iterations')).not.toHaveText('0');
  await expect(page.getByTestId('unit')).toBeHidden();
  await expect(page.getByTestId('neurons')).toBeHidden();
  await expect(page.getByTestId('step')).toHaveAttribute('title', 'One iteration (right arrow)');
});
