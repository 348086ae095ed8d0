// The figure that learns from images: its file is asked for when the figure comes near, and where it does not come the figure
// says so.

import { expect, reaches, state, test, violations } from './fixture.js';

const FILE = /digits-[\w-]+\.json$/;
const ALONE = './?embed#v=1&preset=digits';

test('the first visit asks for no images, and the figure for them once it comes near', async ({ page }) => {
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => void (FILE.test(request.url()) && asked.push(request.url())));
  await page.goto('./');
  await reaches(page, 'running', { selector: '#figure-2' });
  expect(asked).toEqual([]);
  const figure = page.locator('#digits');
  await figure.scrollIntoViewIfNeeded();
  await figure.getByTestId('play').scrollIntoViewIfNeeded();
  await reaches(page, 'running', { selector: '#digits' });
  expect(asked).toHaveLength(1);
  await expect(figure.getByTestId('images').locator('canvas')).toHaveCount(10);
});

test('it ends with what is misclassified, and a link, a seed and the data hold it', async ({ page }) => {
  await page.goto(`${ALONE}&seed=4&speed=full`);
  await reaches(page, 'finished');
  await expect(page.getByTestId('message')).toContainText(/all layers together: \d\.\d.% misclassified/);
  const row = page.getByTestId('compare-table').locator('tbody tr').first();
  await expect(row).toContainText(/\d\.\d.% ± \d\.\d.%/);
  await expect(page.getByTestId('theory')).toBeHidden();
  expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
  await page.getByTestId('share').click();
  const link = await page.getByTestId('link').inputValue();
  expect(link.length).toBeLessThan(200);
  expect(link).toContain('preset=digits');
  const first = (await state(page))?.lanes.map(({ last }) => last);
  await page.goto('about:blank');
  await page.goto(link);
  await reaches(page, 'finished');
  expect((await state(page))?.lanes.map(({ last }) => last)).toEqual(first);
});

test.describe('without its file', () => {
  test.use({ provoked: [/Failed to load resource/] });

  for (const [how, answer] of /** @type {const} */ ([
    ['that can’t be reached', null],
    ['that is not there', 404],
  ])) {
    test(`${how} it says so, and Restart tries again`, async ({ page }) => {
      await page.route(FILE, (route) => (answer === null ? route.abort() : route.fulfill({ status: answer })));
      await page.goto(ALONE);
      await reaches(page, 'crashed');
      await expect(page.getByTestId('message')).toHaveText(
        /^What the figure learns from could not be loaded: .+\. Play or Restart tries again\.$/,
      );
      await page.unroute(FILE);
      await page.getByTestId('restart').click();
      await expect.poll(async () => (await state(page))?.status).toMatch(/ready|running/);
    });
  }
});
