// What goes wrong is said in words, and Restart gets over it.

import { curves, ENDLESS, expect, iteration, open, reaches, state, test } from './fixture.js';

/** @import { StaircaseLab } from '../../www/lab.js' */

test.describe('a panic', () => {
  test.use({ provoked: [/panicked at/] });

  test('stops the run, is told in its own words, and Restart starts afresh', async ({ page }) => {
    await open(page, ENDLESS);
    await reaches(page, 'running');
    await page.evaluate(async () => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      await lab.controller?.call('panicForTest').catch(() => {});
    });
    await reaches(page, 'crashed');
    await expect(page.getByTestId('message')).toHaveText(
      /^The computation crashed: a panic was asked for \(src\/wasm\.rs:\d+:\d+\)\. Play goes on from where it was, Restart starts it afresh\.$/,
    );
    await page.waitForTimeout(300);
    const before = await iteration(page);
    await page.waitForTimeout(300);
    expect(await iteration(page), 'the other run has stopped, too').toBe(before);
    await page.getByTestId('restart').click();
    await reaches(page, 'running');
    await expect.poll(() => iteration(page)).toBeGreaterThan(0);
  });

  test('leaves no trace in the next run: the same curves, bit for bit', async ({ page }) => {
    await open(page);
    await reaches(page, 'finished');
    const first = await curves(page);
    await page.evaluate(async () => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      await lab.controller?.call('panicForTest').catch(() => {});
    });
    await reaches(page, 'crashed');
    await page.getByTestId('restart').click();
    await reaches(page, 'finished');
    expect(await curves(page)).toEqual(first);
  });
});

test('a divergence stops the runs, says where and what to change, marks the curve; a smaller step then runs', async ({
  page,
}) => {
  await open(page, '&learner.step_size=10');
  await reaches(page, 'diverged');
  const now = await state(page);
  const lane = now?.lanes.find(({ status }) => status === 'diverged');
  expect(lane?.iteration).toBeGreaterThan(0);
  await expect(page.getByTestId('message')).toHaveText(
    /^The loss exploded at iteration [\d,]+ \((S₃|χ₁:₃|χ₁:₁₀)\): lower the step size, now 10\.$/,
  );
  expect(lane?.iterations?.at(-1), 'it has a last row').toBe(lane?.iteration);
  await page.getByTestId('settings').click();
  const box = page.getByTestId('field-learner.step_size').getByRole('textbox');
  await box.fill('0.01');
  await box.press('Enter');
  await reaches(page, 'finished');
});

test.describe('without the engine', () => {
  test.use({ provoked: [/Failed to load resource|Failed to fetch|net::/] });

  test('a wasm that cannot be loaded is told, and Restart tries again', async ({ page }) => {
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto('./?embed');
    await reaches(page, 'crashed');
    await expect(page.getByTestId('message')).toHaveText(
      /^The figure’s program could not be loaded: http\S+\.wasm: Failed to fetch\. Play or Restart tries again\.$/,
    );
    await page.unroute('**/*.wasm');
    await page.getByTestId('restart').click();
    await expect.poll(async () => (await state(page))?.lanes.length ?? 0).toBe(2);
    expect(['ready', 'running']).toContain((await state(page))?.status);
  });

  test('a wasm that is elsewhere is told by its address, with what says where', async ({ page }) => {
    await page.route('**/*.wasm', (route) => route.fulfill({ status: 404 }));
    await page.goto('./?embed');
    await reaches(page, 'crashed');
    await expect(page.getByTestId('message')).toHaveText(
      /http\S+\.wasm: the answer was 404; if it is elsewhere, the attribute wasm says where\. Play or Restart tries again\.$/,
    );
  });

  test('a program that does not come is told in each figure’s place', async ({ page }) => {
    await page.route('**/staircase-lab.js', (route) => route.abort());
    await page.goto('./?embed');
    await expect(
      page.getByText('The program of this figure could not be loaded: try to load the page again.').first(),
    ).toBeVisible();
  });
});

for (const missing of ['Worker', 'WebAssembly']) {
  test(`a browser without ${missing} is told so, and shows the text all the same`, async ({ page }) => {
    await page.addInitScript((name) => {
      Reflect.deleteProperty(globalThis, name);
    }, missing);
    await page.goto('./');
    await reaches(page, 'unsupported');
    await expect(page.locator('#figure-2').getByTestId('message')).toContainText('cannot run here');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
}
