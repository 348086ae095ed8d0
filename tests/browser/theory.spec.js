// What theory says beside each run, the figures of other worlds, and targets that are written by hand.

import { expect, iteration, reaches, state, test } from './fixture.js';

test('the theory panel has the verdicts on both targets of Figure 2, and fills the order in as the run goes on', async ({
  page,
}) => {
  await page.goto('./?embed#v=1&preset=figure-2&budget=30000');
  await reaches(page, 'running');
  await page.getByTestId('theory').click();
  const [staircase, parity] = [page.getByTestId('verdicts-0'), page.getByTestId('verdicts-1')];
  const said = (/** @type {typeof staircase} */ list) => list.locator('dd').allTextContents();
  await expect(staircase.locator('dd')).toHaveCount(8); // the panel is loaded once it is opened
  expect(await said(staircase)).toEqual([
    '10',
    '10',
    '1',
    'yes',
    'yes, within a distance of 1',
    'yes',
    '1; conjectured for one-pass SGD in high dimension: about n steps, constants dropped (here n = 30)',
    '{1}, {1,2}, {1,2,3}, {1…4}, {1…5} and 5 more',
  ]);
  expect(await said(parity)).toEqual([
    '10',
    '1',
    '1',
    'no: no set of one coordinate less below {1…10}',
    'no',
    'no',
    '10; conjectured for one-pass SGD in high dimension: about n9 steps, constants dropped (here n = 30)',
  ]);
  await expect(page.getByTestId('agreement-1')).toHaveText('A single monomial has no order.');
  const table = page.getByTestId('order-0');
  await expect(table.getByRole('row')).toHaveCount(11);
  await expect(table.getByRole('row').nth(2).getByRole('rowheader')).toHaveText('{1,2}');
  await expect(table.getByRole('row').nth(2).getByRole('cell').first()).toHaveText('{1}');
  await expect(table.getByRole('row').nth(2).getByRole('cell').nth(1)).toHaveText('2');
  await expect(page.getByTestId('order-1').getByRole('row').nth(1).getByRole('cell').first()).toHaveText('none');
  await reaches(page, 'finished');
  await expect(table.getByRole('row').nth(1).getByRole('cell').nth(4)).toHaveText(/^[\d,]+$/);
  await expect(page.getByTestId('agreement-0')).toContainText('in the predicted order');
  await staircase.getByText('Leap L').focus();
  await expect(staircase.getByText('Leap L')).toHaveAttribute('aria-description', /least L/);
});

test('of equal coefficients and hardly unequal ones only the equal ones have exchangeable coordinates', async ({
  page,
}) => {
  await page.goto('./?embed#v=1&preset=symmetric&budget=200');
  await reaches(page, 'finished');
  await page.getByTestId('theory').click();
  const said = (/** @type {number} */ lane) => page.getByTestId(`verdicts-${lane}`).locator('dt').allTextContents();
  await expect.poll(() => said(0)).toContain('Exchangeable'); // the panel is loaded once it is opened
  expect(await said(1)).not.toContain('Exchangeable');
});

test('the table of the limit draws each time by its logarithm, and a stall across its cell', async ({ page }) => {
  await page.goto('./');
  const cells = await page.locator('#limit td').evaluateAll((all) =>
    all.map((cell) => {
      const { width, paddingRight } = getComputedStyle(cell);
      const bar = parseFloat(getComputedStyle(cell, '::before').width);
      return { text: cell.textContent ?? '', part: bar / (parseFloat(width) - parseFloat(paddingRight)) };
    }),
  );
  expect(cells).toHaveLength(27);
  for (const { text, part } of cells) {
    const time = text === 'stalls' ? 1500 : Number(text.replace(',', ''));
    expect(part, text).toBeCloseTo(Math.log(time) / Math.log(1500), 2);
  }
});

test('Figure 7 runs in a single lane, its lattice beside its curves, with two sets of a degree side by side', async ({
  page,
}) => {
  await page.goto('./?embed#v=1&preset=figure-7');
  await reaches(page, 'running');
  await expect.poll(() => iteration(page), { timeout: 20_000 }).toBeGreaterThan(1000);
  const now = await state(page);
  expect(now?.lanes.map(({ analysis }) => analysis.terms.length)).toEqual([13]);
  const lab = await page.getByTestId('lab').boundingBox();
  const [steps, curves] = await Promise.all(['staircase-0', 'lane-0'].map((id) => page.getByTestId(id).boundingBox()));
  expect(steps?.y).toBeCloseTo(curves?.y ?? 0, 0);
  expect(steps?.width).toBeCloseTo(curves?.width ?? 0, 0);
  expect((curves?.x ?? 0) + (curves?.width ?? 0)).toBeCloseTo((lab?.x ?? 0) + (lab?.width ?? 0), 0);
  const lattice = page.getByTestId('staircase-0');
  expect((await lattice.locator('text.name').allTextContents()).slice(0, 5)).toEqual([
    '{1}',
    '{1,2}',
    '{1,8}',
    '{1,2,3}',
    '{1,8,9}',
  ]);
  await expect(lattice.locator('line.rests')).toHaveCount(12);
  await expect(lattice.locator('line.near')).toHaveCount(0);
  await expect(lattice.locator('text.name + text').first()).toHaveText(/^1\u2009→\u20091(–\d)? · [\d,]+$/);
  await page.getByTestId('settings').click();
  await expect(page.getByRole('group', { name: 'Target' })).toHaveCount(1);
});

test('Figure 6 starts with biased coins', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=figure-6');
  await reaches(page, 'running');
  const now = await state(page);
  expect(now?.lanes.map(({ spec }) => spec.inputs?.bias)).toEqual([0.5, 0.5]);
});

test('of the article’s figures only the one in view runs', async ({ page }) => {
  await page.goto('./');
  await page.locator('#figure-7').scrollIntoViewIfNeeded();
  await page.locator('#figure-7').getByTestId('staircase-0').scrollIntoViewIfNeeded();
  await reaches(page, 'running', { selector: '#figure-7' });
  expect((await state(page, '#figure-2'))?.status).not.toBe('running');
});

test('chains are taken as they are typed, and what is none is refused beside the field', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=figure-7&budget=1000');
  await reaches(page, 'finished');
  await page.getByTestId('settings').click();
  await page.getByTestId('field-0:target.kind').getByRole('combobox').selectOption('chains');
  const field = page.getByTestId('field-0:target.chains').getByRole('textbox');
  await field.fill('1 2 3; 1 4');
  await field.press('Enter');
  await expect
    .poll(async () => (await state(page))?.lanes[0]?.analysis.terms.map(({ set }) => set))
    .toEqual([[1], [1, 2], [1, 4], [1, 2, 3]]);
  await expect(field).toHaveValue('1 2 3; 1 4');
  await field.fill('1 2 2');
  await field.press('Enter');
  const problem = page.getByTestId('problem-0:target.chains');
  await expect(problem).toContainText('coordinate 2 occurs twice');
  expect((await state(page))?.lanes[0]?.analysis.terms).toHaveLength(4);
  await field.fill('[[3, 1]]');
  await field.press('Enter');
  await expect(problem).toBeHidden();
  await expect
    .poll(async () => (await state(page))?.lanes[0]?.analysis.terms.map(({ set }) => set))
    .toEqual([[3], [1, 3]]);
});

test('a formula is taken in either lane, and a wrong one gets a caret under its fault', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=figure-6&budget=1000');
  await reaches(page, 'finished');
  await page.getByTestId('settings').click();
  await page.getByTestId('field-1:target.kind').getByRole('combobox').selectOption('formula');
  const field = page.getByTestId('field-1:target.formula').getByRole('textbox');
  await field.fill('x1 + 0.5 x1 y2');
  await field.press('Enter');
  const problem = page.getByTestId('problem-1:target.formula');
  await expect(problem).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  const [, formula, caret] = ((await problem.textContent()) ?? '').split('\n');
  expect(formula).toBe('x1 + 0.5 x1 y2');
  expect(caret?.indexOf('^')).toBe(formula?.indexOf('y'));
  expect(await problem.evaluate((element) => getComputedStyle(element).whiteSpace)).toBe('pre-wrap');
  await field.fill('x1 + 0.5 x1 x2');
  await field.press('Enter');
  await expect(problem).toBeHidden();
  await expect
    .poll(async () => (await state(page))?.lanes[1]?.analysis.terms.map(({ set, coefficient }) => [set, coefficient]))
    .toEqual([
      [[1], 1],
      [[1, 2], 0.5],
    ]);
});
