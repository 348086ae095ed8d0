// A setting that is changed while a run goes on: no restart, a mark in the charts, and a link that has the same rows.

import { expect, reaches, state, test } from './fixture.js';

const FIGURE = './?embed#v=1&preset=curriculum-grow&budget=3000&speed=50';

test('a step size changed in mid-run is recorded, its link opens the same rows, and it can hold from the start', async ({
  page,
}) => {
  await page.goto(FIGURE);
  await reaches(page, 'running');
  await expect.poll(async () => (await state(page))?.lanes[0]?.iteration ?? 0).toBeGreaterThan(20);
  await page.getByTestId('pause').click();
  await reaches(page, 'paused');
  await page.getByTestId('settings').click();
  const field = page.getByTestId('field-learner.step_size');
  await expect(field.getByText('at once')).toBeVisible();
  const here = (await state(page))?.lanes[0]?.iteration ?? 0;
  await field.locator('input').fill('0.02');
  await field.locator('input').press('Enter');
  const list = page.getByTestId('recorded');
  await expect(list).toContainText('step size 0.02');
  await expect(page.getByTestId('message')).toContainText('from here on');
  const at = (await state(page))?.lanes[0]?.iteration ?? 0;
  expect(at, 'the run stands where it stood').toBeGreaterThanOrEqual(here);
  await page.evaluate(() => {
    const lab = /** @type {import('../../www/lab.js').StaircaseLab | null} */ (document.querySelector('staircase-lab'));
    lab?.controller?.actions.setSpeed(Infinity);
  });
  await page.getByTestId('play').click();
  await reaches(page, 'finished', { timeout: 30_000 });
  const first = await state(page);
  await page.reload();
  await reaches(page, 'finished', { timeout: 30_000 });
  const again = await state(page);
  for (const lane of [0, 1]) expect(again?.lanes[lane]?.last).toEqual(first?.lanes[lane]?.last);

  await page.getByTestId('settings').click();
  await page.getByTestId('from-the-start').click();
  await expect(list).toBeHidden();
  await expect(field.locator('input')).toHaveValue('0.02');
});
