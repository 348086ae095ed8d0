// What stands below a formula while it is typed: its expansion, or what is wrong with it and where, before any run begins.

import { expect, reaches, state, test, violations } from './fixture.js';

/** @import { StaircaseLab } from '../../www/lab.js' */

test('the expansion is shown as it is typed, and no run begins until the formula is taken', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=laboratory&budget=500&target.formula=x1&inputs.n=8');
  await reaches(page, 'finished');
  const field = page.getByTestId('field-0:target.formula');
  const input = field.getByRole('textbox');
  const preview = field.getByTestId('preview');
  await expect(field).toContainText('True is −1 and false is 1');
  await expect(preview).toContainText('Degree 1, 1 term, leap 1, with the staircase property.');
  await expect(input).toHaveAttribute('aria-describedby', new RegExp(String(await preview.getAttribute('id'))));
  for (const [typed, shown] of /** @type {const} */ ([
    ['maj(x1,x2,x3)', '= 0.5 x1 + 0.5 x2 + 0.5 x3 − 0.5 x1x2x3'],
    ['xor(x1,x2)', 'Degree 2, 1 term, leap 2, without the staircase property.'],
    ['maj(x1,x2)', 'at character 1: maj takes an odd number of arguments: here are 2'],
    ['and(x1,', 'at character 8: expected a number'],
    ['nand(x1)', 'there is no function nand; known are and, or, not, xor'],
    ['if(x1, x2, x3)', '= 0.5 x2 + 0.5 x3 − 0.5 x1x2 + 0.5 x1x3'],
  ])) {
    // Typed in one stroke, and followed in the page until it is shown: typing that pauses longer is taken up.
    const seen = await input.evaluate(async (element, [typed, shown]) => {
      const input = /** @type {HTMLInputElement} */ (element);
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      const isTaken = () => lab.controller?.store.get().drafts['0:target.formula'] === typed;
      const text = () => input.closest('.field')?.querySelector('.preview')?.textContent?.replace(/\s/g, ' ') ?? '';
      input.value = typed;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      while (!text().includes(shown) && !isTaken()) await new Promise(requestAnimationFrame);
      return { text: text(), taken: isTaken() };
    }, /** @type {const} */ ([typed, shown]));
    expect(seen).toEqual({ text: expect.stringContaining(shown), taken: false });
  }
  expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
  await input.press('Enter');
  await expect.poll(async () => (await state(page))?.lanes[0]?.spec.target?.formula).toBe('if(x1, x2, x3)');
  await expect(preview).toContainText('Degree 2, 4 terms');
});
