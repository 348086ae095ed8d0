// What the curves count: chosen at the axis of any lane, kept in the link, and followed by the numbers and the words.

import { expect, QUICK, reaches, state, test } from './fixture.js';

const NAME = 'What the curves count';

test('the curves count samples once that is chosen, in every lane, with all that is said of them', async ({ page }) => {
  await page.goto(`./?embed#${QUICK}`);
  await reaches(page, 'finished');
  const choices = page.getByRole('combobox', { name: NAME });
  await expect(choices).toHaveCount(2);
  await expect(choices.first().getByRole('option')).toHaveText(['iterations', 'samples']);
  await expect(page.getByTestId('legend-0')).toContainText('Now, iteration 3,000');
  const before = await state(page);

  await choices.nth(1).selectOption('samples');
  await expect(choices.first()).toHaveValue('samples');
  await expect(page.getByTestId('legend-0')).toContainText('Now, 60,000 samples');
  await expect(page.getByTestId('staircase-text-0')).toContainText('after 60,000 samples');
  await expect(page.getByTestId('coef-chart-0')).toHaveAttribute('aria-label', /by sample/);
  const after = await state(page);
  expect(after?.lanes).toEqual(before?.lanes);
  expect(before?.message).toMatch(/ iterations/);
  expect(after?.message).toMatch(/ samples/);
  await expect.poll(() => new URL(page.url()).hash).toContain('axis=samples');

  // The cursor is where it is pointed at, and shows the row that stands there.
  const chart = page.getByTestId('coef-chart-0').locator('.u-over');
  const box = /** @type {{ width: number, height: number }} */ (await chart.boundingBox());
  await chart.hover({ position: { x: box.width / 2, y: box.height / 2 } });
  await expect(page.getByTestId('legend-0')).toContainText('At the cursor, 30,000 samples');
  await expect(page.getByTestId('legend-1')).toContainText('At the cursor, 30,000 samples');

  await page.reload();
  await expect(choices.first()).toHaveValue('samples');
});

test('a link to neurons on a run that has none shows iterations, and keeps its word', async ({ page }) => {
  await page.goto(`./?embed#${QUICK}&axis=neurons`);
  await reaches(page, 'finished');
  await expect(page.getByRole('combobox', { name: NAME }).first()).toHaveValue('iterations');
  expect((await state(page))?.axis).toBe('neurons');
  expect((await state(page))?.problems).toEqual({});
});

test('the choice is reached by keyboard', async ({ page }) => {
  await page.goto(`./?embed#${QUICK}`);
  await reaches(page, 'finished');
  const choice = page.getByRole('combobox', { name: NAME }).first();
  await choice.focus();
  await page.keyboard.press('s');
  await expect(choice).toHaveValue('samples');
  expect((await state(page))?.status, 'no key of the run').toBe('finished');
});
