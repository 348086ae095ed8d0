// The figure that learns from images: its file is asked for when the figure comes near, and where it does not come the figure
// says so.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, reaches, state, test, violations } from './fixture.js';
import { host } from './host.js';

/** @import { StaircaseLab } from '../../www/lab.js' */

const FILE = /digits-[\w-]+\.json$/;
const ALONE = './?embed#v=1&preset=digits';
const NOTHING = 'has no lists of pixels and digits';

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
  await page.goto(`${ALONE}&seed=4&budget=300&speed=full`);
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

  const elsewhere = '; if it is elsewhere, StaircaseLab\\.tables says where';
  for (const [how, answer, why] of /** @type {const} */ ([
    ['that can’t be reached', null, 'Failed to fetch'],
    ['that is not there', { status: 404 }, `the answer was 404${elsewhere}`],
    ['in whose place a page is sent', { contentType: 'text/html', body: '<p>' }, `${NOTHING}${elsewhere}`],
    ['with other things in it', { json: { pixels: 3 } }, `${NOTHING}${elsewhere}`],
  ])) {
    test(`${how} it says so, and Restart tries again`, async ({ page }) => {
      await page.route(FILE, (route) => (answer === null ? route.abort() : route.fulfill(answer)));
      await page.goto(ALONE);
      await reaches(page, 'crashed');
      await expect(page.getByTestId('message')).toHaveText(
        new RegExp(
          `^What the figure learns from could not be loaded: http\\S+\\.json:? ${why}\\. Play or Restart tries again\\.$`,
        ),
      );
      await page.unroute(FILE);
      await page.getByTestId('restart').click();
      await reaches(page, 'running');
    });
  }
});

test.describe('where the page says that its file is', () => {
  /**
   * @param {import('@playwright/test').Page} page
   * @param {unknown} digits
   */
  async function given(page, digits) {
    await page.route(FILE, (route) => route.fulfill({ status: 500 })); // it is not asked for
    await host(page, { preset: 'figure-2', autoplay: 'false' });
    await page.evaluate((digits) => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      /** @type {typeof StaircaseLab} */ (lab.constructor).tables = /** @type {any} */ ({ digits });
      lab.setAttribute('preset', 'digits');
    }, digits);
  }
  const file = new URL('../../www/tables/digits.json', import.meta.url);

  test('it is taken from there', async ({ page }) => {
    await page.route('**/mine', (route) => route.fulfill({ path: fileURLToPath(file) }));
    await given(page, '/mine');
    await reaches(page, 'ready');
  });

  test('what is in it may be given too', async ({ page }) => {
    await given(page, JSON.parse(await readFile(file, 'utf8')));
    await reaches(page, 'ready');
  });

  test('what is no such thing is answered in words', async ({ page }) => {
    await given(page, { default: {} });
    await reaches(page, 'crashed');
    await expect(page.getByTestId('message')).toContainText(`StaircaseLab.tables.digits ${NOTHING}`);
    const wrong = () =>
      page.evaluate(() => Object.assign(customElements.get('staircase-lab') ?? {}, { tables: { digit: '' } }));
    await expect(wrong()).rejects.toThrow('StaircaseLab.tables: there is no table "digit"');
  });
});
