// The laboratory: a target of one's own, theory beside the experiment.

import { expect, reaches, state, test, violations } from './fixture.js';

/** @import { Page } from '@playwright/test' */

/**
 * @param {Page} page
 * @param {string} formula
 * @param {string} [more]
 */
async function opens(page, formula, more = '') {
  await page.goto(`./?embed#v=1&preset=laboratory&budget=500&target.formula=${encodeURIComponent(formula)}${more}`);
  await reaches(page, 'finished');
}

/**
 * What theory says under a heading.
 * @param {Page} page
 * @param {string} heading
 */
const verdict = (page, heading) =>
  page
    .getByTestId('verdicts-0')
    .locator('dt', { hasText: new RegExp(`^${heading}$`) })
    .locator('xpath=following-sibling::dd[1]');

/**
 * What the sets rest on, by set.
 * @param {Page} page
 */
const rests = (page) =>
  page
    .getByTestId('order-0')
    .locator('tbody tr')
    .evaluateAll((rows) =>
      Object.fromEntries(rows.map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent))),
    );

test('the laboratory has its settings and its theory open, and each closes alone', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=laboratory');
  await reaches(page, 'running');
  await expect(page.getByTestId('field-0:target.formula')).toBeVisible();
  await expect(page.getByTestId('verdicts-0')).toBeVisible();
  await page.getByTestId('settings').click();
  await expect(page.getByTestId('field-0:target.formula')).toBeHidden();
  await expect(page.getByTestId('verdicts-0')).toBeVisible();
  await page.getByTestId('share').click();
  await expect(page.getByTestId('verdicts-0')).toBeHidden();
});

test('a formula with a fault is answered under it and the run goes on; mended, it is learned', async ({ page }) => {
  await opens(page, 'x1 + x1 x2');
  const field = page.getByTestId('field-0:target.formula').getByRole('textbox');
  await field.fill('x1 + (x2');
  await field.press('Enter');
  const problem = page.getByTestId('problem-0:target.formula');
  await expect(problem).toContainText('^');
  await expect(field).toHaveValue('x1 + (x2');
  expect((await state(page))?.lanes[0]?.analysis.terms.map(({ set }) => set)).toEqual([[1], [1, 2]]);
  await field.fill('x1 + (x2)');
  await field.press('Enter');
  await expect(problem).toBeHidden();
  await expect(page.getByTestId('staircase-0').locator('text.name')).toHaveText(['{1}', '{2}']);
});

test('a staircase has every property, and each step rests on the one below', async ({ page }) => {
  await opens(page, 'x1 + x1x2 + x1x2x3');
  await expect(verdict(page, 'Degree')).toHaveText('3');
  await expect(verdict(page, 'Terms s')).toHaveText('3');
  await expect(verdict(page, 'Least M')).toHaveText('1');
  await expect(verdict(page, 'Staircase property')).toHaveText('yes');
  await expect(verdict(page, 'Composable chains')).toHaveText('yes, within a distance of 1');
  await expect(verdict(page, 'Merged staircase property')).toHaveText('yes');
  await expect(verdict(page, 'Leap L')).toHaveText(/^1; conjectured .* about n steps/);
  await expect(verdict(page, 'In the order')).toHaveText('{1}, {1,2}, {1,2,3}');
  expect(await rests(page)).toEqual({ '{1}': '–', '{1,2}': '{1}', '{1,2,3}': '{1,2}' });
  await expect(page.getByTestId('staircase-0').locator('svg')).toHaveAttribute('data-kind', 'flight');
});

test('a merged staircase that is no staircase is told from one', async ({ page }) => {
  await opens(page, 'x1 + 0.5 x1x2 + x2x3 + x3x4');
  await expect(verdict(page, 'Least M')).toHaveText('2');
  await expect(verdict(page, 'Staircase property')).toHaveText('no: no set of one coordinate less below {2,3}, {3,4}');
  await expect(verdict(page, 'Composable chains')).toHaveText('yes, within a distance of 3');
  await expect(verdict(page, 'Merged staircase property')).toHaveText('yes');
  await expect(verdict(page, 'Leap L')).toHaveText(/^1; /);
  expect(await rests(page)).toEqual({ '{1}': '–', '{1,2}': '{1}', '{2,3}': 'none', '{3,4}': 'none' });
  const lattice = page.getByTestId('staircase-0');
  await expect(lattice.locator('line.rests')).toHaveCount(1);
  await expect(lattice.locator('line.near')).toHaveCount(2);
  await expect(lattice.locator('.lacks')).toHaveCount(2);
});

test('a leap of several coordinates has its power of n', async ({ page }) => {
  await opens(page, 'x1x2x3 + x2x3x4');
  await expect(verdict(page, 'Staircase property')).toHaveText(
    'no: no set of one coordinate less below {1,2,3}, {2,3,4}',
  );
  await expect(verdict(page, 'Composable chains')).toHaveText('no');
  await expect(verdict(page, 'Merged staircase property')).toHaveText('no');
  await expect(verdict(page, 'Leap L')).toHaveText(
    /^3; conjectured for one-pass SGD in high dimension: about n2 steps/,
  );
  await expect(verdict(page, 'In the order')).toHaveText('{1,2,3}, {2,3,4}');
});

test('exchangeable coordinates are named, however their coefficients were computed, and hardly unequal ones are not', async ({
  page,
}) => {
  await opens(page, 'x1 + x2 + x3 + x1x2x3');
  await expect(verdict(page, 'Exchangeable')).toHaveText(/^x₁, x₂ and x₃: .* stay equal .* depends on the target/);
  const field = page.getByTestId('field-0:target.formula').getByRole('textbox');
  await field.fill('x1 + 0.99 x2 + 1.01 x3 + x1x2x3');
  await field.press('Enter');
  await expect(verdict(page, 'Least M')).toHaveText('1.01');
  await expect(verdict(page, 'Exchangeable')).toHaveCount(0);
  await field.fill('0.1 x1 + 0.2 x1 + 0.3 x2 + x1x2');
  await field.press('Enter');
  await expect(verdict(page, 'Exchangeable')).toHaveText(/^x₁ and x₂: /);
  await field.fill('1 + x1x2');
  await field.press('Enter');
  await expect(verdict(page, 'Composable chains')).toHaveText('no');
});

test('on Gaussian inputs it is the hierarchical property, in Hermite polynomials', async ({ page }) => {
  await opens(page, 'x1 + x1^2 x2 + x3 x4', '&inputs.kind=gaussian');
  await expect(verdict(page, 'Staircase property')).toHaveCount(0);
  await expect(verdict(page, 'Hierarchical property')).toHaveText('no: no set of one coordinate less below {3,4}');
  // x₁²x₂ = √2 h₂(x₁)x₂ + x₂
  expect(await rests(page)).toEqual({ '{1}': '–', '{2}': '–', '{1²,2}': '{2}', '{3,4}': 'none' });
  await page.getByTestId('ask-0').click();
  await expect(page.getByText('{1²,2} is h₂(x₁)h₁(x₂)')).toBeVisible();
  await expect(page.getByTestId('staircase-0').locator('.formula')).toContainText('h2(x1)h1(x2)');
});

test('a set that no column follows is told from one whose coefficient is zero', async ({ page }) => {
  await opens(page, 'x1 + x1x2 + x3x4', '&probe.sets=%5B%5B1%5D,%5B1,2%5D%5D');
  const lattice = page.getByTestId('staircase-0');
  await expect(lattice.getByText('not followed')).toHaveCount(1);
  await expect(lattice.locator('rect.edge.ghost')).toHaveCount(1);
  await expect(lattice.locator('rect.edge:not(.ghost)')).toHaveCount(2);
  await expect(lattice.locator('.count')).toContainText('of 2 followed terms');
});

test('of a thicket of sets the strongest are drawn, and it says so', async ({ page }) => {
  await opens(page, '(1 + x1)(1 + 0.9 x2)(1 + 0.8 x3)(1 + 0.7 x4)(1 + 0.6 x5)(1 + 0.5 x6)');
  const picture = page.getByTestId('staircase-0');
  await expect(picture.locator('text.name')).toHaveCount(40);
  await expect(picture.getByText('The 40 strongest of 63 sets are shown.')).toBeVisible();
  await expect(page.getByTestId('order-0').locator('tbody tr')).toHaveCount(60);
  await expect(page.getByTestId('theory-0')).toContainText('4 more sets are not listed.');
});

for (const width of [360, 820, 1440]) {
  test(`at a width of ${width} pixels the laboratory does not stick out`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await opens(page, '(1 + x1)(1 + x2)(1 + x3)(1 + x4) - x5x6x7x8x9x10x11x12');
    const [scroll, client] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(scroll).toBeLessThanOrEqual(client ?? 0);
    const frame = await page.getByTestId('lab').boundingBox();
    for (const box of await page.getByTestId('staircase-0').locator('text.name').all()) {
      const { x = 0, width: wide = 0 } = (await box.boundingBox()) ?? {};
      expect(x + wide).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0) + 1);
    }
  });
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing wrong in the laboratory, theory open, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await opens(page, 'x1 + x1x2 + x2x3 + x4x5x6');
    expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
  });
}

test('lines that are pasted into a field of one line are not run together', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=laboratory&budget=1000000000&speed=1');
  await reaches(page, 'running');
  const field = page.getByTestId('field-0:target.formula').getByRole('textbox');
  const paste = (/** @type {string} */ text) =>
    field.evaluate((input, text) => {
      /** @type {HTMLInputElement} */ (input).select();
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true, bubbles: true }));
    }, text);
  await paste('x1\nx1x2\n');
  await expect(field).toHaveValue('x1 ⏎ x1x2');
  await expect(page.getByTestId('problem-0:target.formula')).toContainText('a new line begins here: write + before it');
  await paste('x1\r\n + x1x2');
  await expect(field).toHaveValue('x1 ⏎ + x1x2');
  await expect(page.getByTestId('problem-0:target.formula')).toBeHidden();
  await expect.poll(async () => (await state(page))?.lanes[0]?.analysis.terms.length).toBe(2);
});
