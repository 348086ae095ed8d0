// What a network is given beside the coordinates: chosen by hand, judged by theory, kept in links.

import { expect, reaches, state, test } from './fixture.js';

test('features are chosen and written by hand, answered line by line, and theory says what they change', async ({
  page,
}) => {
  const fragment = 'v=1&preset=laboratory&budget=500&target.formula=x1x2x3x4&inputs.n=8&probe.every=100';
  await page.goto(`./?embed#${fragment}&features.kind=products`);
  await reaches(page, 'finished');
  const verdict = page
    .getByTestId('verdicts-0')
    .locator('dt', { hasText: /^Leap over features$/ })
    .locator('xpath=following-sibling::dd[1]');
  await expect(verdict).toHaveText('2 instead of 4: x₁⋯x₄ brings x₁x₂ and x₃x₄');
  await expect(page.getByTestId('field-features.degree').getByRole('textbox')).toHaveValue('2');

  await page.getByTestId('field-features.kind').getByRole('combobox').selectOption('formulas');
  const formulas = page.getByTestId('field-features.formulas').getByRole('textbox');
  await expect(formulas).toHaveValue('{1,2}');
  await expect(page.getByTestId('field-features.formulas')).toContainText('At most 64 lines.');
  await formulas.fill('x1x2x3x4\n\nx5 + (x6x7');
  await formulas.blur();
  const problem = page.getByTestId('problem-features.formulas');
  await expect(problem).toContainText('formula 2: at character 11: expected');
  await expect(problem).toContainText('^');
  await expect(formulas).toHaveValue('x1x2x3x4\n\nx5 + (x6x7');

  await formulas.fill('x1x2x3x4\nx5 + x6x7');
  await formulas.blur();
  await expect(problem).toBeHidden();
  await expect(verdict).toHaveText(
    '1 instead of 4. Of the 2 features one is no monomial: it is not counted, though it may help',
  );
  expect((await state(page))?.lanes[0]?.spec.features).toEqual({
    kind: 'formulas',
    formulas: ['x1x2x3x4', 'x5 + x6x7'],
  });

  // The address says it all again.
  const told = () => page.evaluate(() => location.hash);
  const formulasTold = async () => new URLSearchParams((await told()).slice(1)).get('features.formulas');
  await expect.poll(formulasTold).toBe('["x1x2x3x4","x5 + x6x7"]');
  const address = await told();
  await page.goto('about:blank');
  await page.goto(`./?embed${address}`);
  await reaches(page, 'finished');
  await expect(formulas).toHaveValue('x1x2x3x4\nx5 + x6x7');

  await page.getByTestId('field-features.kind').getByRole('combobox').selectOption('none');
  await expect(verdict).toHaveCount(0);
});
