// Networks that learn a teacher's layers, and learners that stand in one chart.

import { expect, reaches, state, test, violations } from './fixture.js';

test('a frozen layer stays off, one that goes on is corrected, and the figure says so', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=correction&speed=full');
  await reaches(page, 'finished', { timeout: 60_000 });
  await expect(page.getByTestId('message')).toContainText(
    /^The lower layer frozen: 9\d % of G\*, layers 21 %, 32 % off; the lower layer goes on: 99\.999\d % of G\*, layers 0\.005 %/,
  );
  await expect(page.getByTestId('staircase-text-0')).toContainText(
    /9\d % of G\* learned; layer 2 21 % \(21 % before layer 3 came\); layer 3 32 %\./,
  );
  await expect(page.getByTestId('staircase-text-1')).toContainText(/99\.999\d % of G\* learned; layer 2 0\.005 %/);
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
  await expect(page.getByTestId('staircase-text-1')).toContainText(/: (89|9\d) % of G\* learned/);
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
  await expect(rows.nth(0)).toContainText('−0.88 ± 0.34 %');
  // 35 samples to the full rank, and 20 that confirm the answer.
  await expect(rows.nth(2)).toContainText('55');
  await expect(rows.nth(2)).toContainText('100 %');
  await expect(page.getByTestId('message')).toContainText('elimination 100.0 %');
  await expect(page.getByTestId('staircase-0')).toBeHidden();
  const chart = page.getByTestId('compare-chart').locator('.u-over');
  const { height = 0 } = (await chart.boundingBox()) ?? {};
  // The left end of the axis is the first sample.
  await chart.hover({ position: { x: 1, y: height / 2 } });
  await expect(rows.nth(2)).toContainText('−100 %');
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

const LABORATORY = 'v=1&preset=laboratory&speed=full&inputs.kind=gaussian&inputs.n=6&probe.samples=1000&probe.every=50';
for (const [learner, link] of Object.entries({
  'a ReLU network on a teacher': '0:target.kind=teacher&learner.step_size=0.0001&budget=300',
  'a kernel on a toy': '0:target.kind=toy_teacher&learner.kind=kernel_ridge&learner.count=200',
}))
  test(`a target that is not written out has its formula and its loss, and no staircase: ${learner}`, async ({
    page,
  }) => {
    await page.goto(`./?embed#${LABORATORY}&${link}`);
    await reaches(page, 'finished');
    await expect(page.getByTestId('staircase-0').locator('.title')).toHaveText(/^G\* = (ΣG|x1)/);
    await expect(page.getByTestId('staircase-0').locator('.count')).toHaveText(/^\d[\d.]* % of G\* learned$/);
    await expect(page.getByTestId('staircase-0').locator('svg > *')).toHaveCount(0);
    for (const kind of ['coef', 'feature']) await expect(page.getByTestId(`${kind}-chart-0`)).toBeHidden();
    await expect(page.getByTestId('loss-chart-0')).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'What the curves count' })).toBeVisible();
    await expect(page.getByTestId('message')).toHaveText(/^Test loss [\d.e]+ after [\d,]+ iterations\.$/);
    await expect(page.getByTestId('verdicts-0')).toContainText('no order of learning to predict');
  });

test('a learner whose settings or target were changed alone is called so, wherever it is named', async ({ page }) => {
  const link = 'v=1&preset=parity-solvers&budget=40&speed=full&inputs.n=10&target.set=[1,2,3]';
  await page.goto(`./?embed#${link}&0:learner.kind=low_degree&1:learner.degree=2&2:target.set=[2,3]`);
  await reaches(page, 'finished');
  const rows = page.getByTestId('compare-table').locator('tbody th');
  await expect(rows).toHaveText([
    'learner 1, changed on χ1:3',
    'correlations, changed on χ1:3',
    /^elimination over GF\(2\) on χ2:3$/,
  ]);
  await expect(page.locator('.compare .title')).toHaveText('Not all learn one target.');
  await expect(page.getByTestId('message')).toContainText('learner 1 on χ₁:₃ 100.0 %; ');
  await expect(page.getByTestId('message')).toContainText('elimination on χ₂:₃ 100.0 %.');
});

test('what all learn is one section of the settings, and one edit changes it for all', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=parity-solvers&speed=1&inputs.n=10');
  await expect.poll(async () => (await state(page))?.lanes.length).toBe(3);
  await page.getByTestId('settings').click();
  const set = page.getByTestId('field-target.set').getByRole('textbox');
  await set.fill('1, 2, 3');
  await set.press('Enter');
  const targets = async () => (await state(page))?.lanes.map(({ spec }) => spec.target?.set ?? spec.target?.degree);
  await expect.poll(targets).toEqual(Array(3).fill([1, 2, 3]));
  await expect(page.locator('.compare .title')).toContainText('χ1:3');
  await page.getByTestId('field-target.kind').getByRole('combobox').selectOption('staircase');
  await expect
    .poll(async () => (await state(page))?.lanes.map(({ spec }) => spec.target?.kind))
    .toEqual(Array(3).fill('staircase'));
  await expect(page.getByTestId('message')).toContainText('Target staircase: the runs start again');
  expect((await state(page))?.problems).toEqual({});
  // What is one lane's own is offered by lane, and what they have in common once.
  await expect(page.getByTestId('field-probe.samples')).toHaveCount(1);
  await expect(page.getByTestId('field-2:probe.every')).toHaveCount(1);
  await expect(page.locator('.settings .note', { hasText: 'All 3 learners' })).toBeVisible();
});

test('a table can be given to all learners of one target', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=climbers&speed=1');
  await expect.poll(async () => (await state(page))?.lanes.length).toBe(5);
  await page.getByTestId('settings').click();
  await page.getByTestId('field-target.kind').getByRole('combobox').selectOption('table');
  await page.getByTestId('table-text-null').fill('0,0,0\n0,1,1\n1,0,1\n1,1,0');
  await page.getByTestId('table-learn-null').click();
  await expect
    .poll(async () => (await state(page))?.lanes.map(({ spec }) => spec.target?.kind))
    .toEqual(Array(5).fill('table'));
  await page.getByTestId('field-target.kind').getByRole('combobox').selectOption('parity');
  await expect.poll(async () => (await state(page))?.overrides).toEqual({ 'target.kind': 'parity' });
});

test('on a phone the longest sentence leaves the curves to be seen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(
    './?embed#v=1&preset=correction-deep&speed=full&learner.cosine=300&learner.stage=100&probe.samples=500',
  );
  await reaches(page, 'finished');
  const line = page.getByTestId('message');
  const { height = 99 } = (await line.boundingBox()) ?? {};
  expect(height).toBeLessThan(3.2 * 1.45 * 13.5 + 13);
});
