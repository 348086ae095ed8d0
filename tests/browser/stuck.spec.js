// Nothing gets stuck, nothing is lost: whatever the workers are at, or have come to, the newest wish is followed within
// a second, what goes wrong is said, and a run goes on from where it was.

import { curves, expect, iteration, open, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

/** A network and a measurement at the end of their ranges: minutes before row 0. */
const HEAVY = { 'learner.network.width': 256, 'learner.network.layers': 32, 'probe.samples': 100_000, 'inputs.n': 30 };
const HEAVY_LINK = `v=1&preset=figure-2&${Object.entries(HEAVY)
  .map(([path, value]) => `${path}=${value}`)
  .join('&')}`;

/**
 * Has the lab follow a wish, and waits until it says something else.
 * @param {Page} page
 * @param {(lab: StaircaseLab, given: any) => unknown} wish
 * @param {unknown} [given]
 */
const wish = (page, wish, given) =>
  page.evaluate(([source, given]) => {
    const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
    void new Function(`return (${source})`)()(lab, given);
  }, /** @type {const} */ ([wish.toString(), given]));

/** @param {Page} page */
const chooseHeavy = (page) =>
  wish(
    page,
    ({ controller }, fields) => {
      for (const [path, value] of Object.entries(fields)) void controller?.actions.setField(path, value);
    },
    HEAVY,
  );

/**
 * Ms until the state is as it was wished to be.
 * @param {Page} page
 * @param {(now: any) => boolean} holds
 */
async function until(page, holds) {
  const before = Date.now();
  await expect
    .poll(async () => holds(await state(page)), { intervals: [20], timeout: 10_000, message: String(holds) })
    .toBe(true);
  return Date.now() - before;
}

/** A second, and what a busy machine adds to it. */
const SOON = 3000;

const message = (/** @type {Page} */ page) => page.getByTestId('message');
const LONG_ROW =
  /^(Preparing|Measuring), \d+ %: about [\d,]+ (s|min) left\. Measuring takes about [\d,]+ (s|min) at each row here/;

/** The first worker never comes to itself again. @param {Page} page */
const hang = (page) =>
  page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      for (;;);
    });
  });

test('heavy settings say beforehand what they take, and no wish waits for them', async ({ page }) => {
  await open(page, '&budget=1000000000');
  await reaches(page, 'running');
  for (const [next, holds] of /** @type {[(lab: StaircaseLab) => unknown, (now: any) => boolean][]} */ ([
    [({ controller }) => controller?.actions.resetAll(), ({ overrides }) => Object.keys(overrides).length === 0],
    [({ controller }) => controller?.actions.choosePreset('figure-4'), ({ preset }) => preset.id === 'figure-4'],
    [
      ({ controller }) => controller?.actions.setField('probe.samples', 100),
      (now) => now.lanes[0].spec.probe.samples === 100,
    ],
  ])) {
    await chooseHeavy(page);
    await expect(message(page)).toHaveText(LONG_ROW);
    await page.getByTestId('restart').click();
    await expect(message(page)).toHaveText(LONG_ROW);
    await wish(page, next);
    expect(await until(page, (now) => now.status === 'running' && holds(now))).toBeLessThan(SOON);
  }
});

test('a link to heavy settings can be left before its first row', async ({ page }) => {
  await page.goto(`./?embed#${HEAVY_LINK}`);
  await expect(message(page)).toHaveText(LONG_ROW);
  await page.getByTestId('settings').click();
  await wish(page, ({ controller }) => controller?.actions.resetAll());
  expect(await until(page, ({ status, lanes }) => status === 'running' && lanes.length === 2)).toBeLessThan(SOON);
});

test('a worker that hangs holds up no wish', async ({ page }) => {
  await open(page, '&budget=1000000000&speed=1000');
  for (const [next, holds] of /** @type {[(lab: StaircaseLab) => unknown, (now: any) => boolean][]} */ ([
    [({ controller }) => controller?.actions.restart(), ({ lanes }) => lanes[0].iteration < 2000],
    [({ controller }) => controller?.actions.newSeed(), ({ seed }) => seed !== 1],
    [
      ({ controller }) => controller?.actions.setField('learner.network.width', 11),
      ({ lanes }) => lanes[0].spec.learner.network.width === 11,
    ],
    [({ controller }) => controller?.actions.choosePreset('figure-4'), ({ preset }) => preset.id === 'figure-4'],
  ])) {
    await expect.poll(() => iteration(page), { timeout: 20_000 }).toBeGreaterThan(2000);
    await hang(page);
    await wish(page, next);
    expect(await until(page, (now) => now.status === 'running' && holds(now))).toBeLessThan(SOON);
  }
});

for (const [how, end] of /** @type {[string, (page: Page) => unknown][]} */ ([
  ['hangs', hang],
  ['dies', (page) => page.workers()[0]?.evaluate(() => self.close())],
]))
  test(`a worker that ${how} is told, and the run goes on from where it was: the same curves as ever`, async ({
    page,
  }) => {
    await open(page, '&budget=100000&probe.every=5000');
    await reaches(page, 'finished');
    const undisturbed = await curves(page);

    await page.getByTestId('restart').click();
    await expect.poll(() => iteration(page)).toBeGreaterThan(20_000);
    await end(page);
    await reaches(page, 'crashed');
    await expect(message(page)).toHaveText(
      /^The computation has stopped answering: .* It goes on by itself from where it was; Restart starts it afresh\.$/,
    );
    const before = await state(page);
    await expect.poll(async () => (await state(page))?.status).toMatch(/running|finished/);
    const after = await state(page);
    expect(after?.lanes[0]?.iteration).toBeGreaterThanOrEqual(before?.lanes[0]?.iteration ?? NaN);
    expect(after?.lanes[0]?.iterations?.slice(0, before?.lanes[0]?.rowCount)).toEqual(before?.lanes[0]?.iterations);
    await reaches(page, 'finished');
    // Where the runs stopped side by side there may be no row of the schedule; none was asked for.
    expect(await curves(page)).toEqual(undisturbed);
  });

test.describe('without the engine’s files', () => {
  test.use({ provoked: [/Failed to load resource|Failed to fetch|net::/] });

  test('a module that never comes is told, and Restart asks again', async ({ page }) => {
    await page.route('**/*.wasm', () => {});
    await page.goto('./?embed');
    await expect(message(page)).toHaveText('Loading.');
    await expect(message(page)).toHaveText(/^The figure’s program has not come for \d+ s\. Restart asks/, {
      timeout: 15_000,
    });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByTestId('restart').click();
    await expect.poll(async () => (await state(page))?.lanes.length ?? 0).toBe(2);
  });

  test('a page in the place of the module is told, too', async ({ page }) => {
    await page.route('**/*.wasm', (route) => route.fulfill({ contentType: 'text/html', body: '<p>Sign in' }));
    await page.goto('./?embed');
    await reaches(page, 'crashed');
    await expect(message(page)).toContainText('is no wasm, but text/html: is the file served there?');
  });

  test('a run that slept wakes offline: the page has all it takes', async ({ page, context }) => {
    await open(page, '&speed=1000');
    await page.evaluate(() => document.body.style.setProperty('padding-bottom', '9000px'));
    await expect.poll(() => iteration(page)).toBeGreaterThan(500);
    await page.evaluate(() => window.scrollTo(0, 9000));
    await expect.poll(() => page.workers().length).toBe(0);

    await context.setOffline(true);
    await page.evaluate(() => window.scrollTo(0, 0));
    await reaches(page, 'finished');
    const lane = (await state(page))?.lanes[1];
    expect(lane?.iterations?.filter((at) => at % 100 === 0)).toEqual(Array.from({ length: 31 }, (_, i) => 100 * i));
  });
});
