// For whom the page must work: phones, dark rooms, keyboards, screen readers, those who want no motion.

import {
  contrast,
  ENDLESS,
  expect,
  iteration,
  open,
  reaches,
  shareOfPixels,
  state,
  test,
  violations,
} from './fixture.js';

/** @import { Page } from '@playwright/test' */

/**
 * The test id of what has the focus, across shadow roots.
 * @param {Page} page
 */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element instanceof HTMLElement ? (element.dataset.testid ?? element.id) : null;
  });

/**
 * @param {Page} page
 * @param {string} testId
 */
async function tabTo(page, testId) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) === testId) return;
  }
  throw new Error(`no way to ${testId} by the Tab key`);
}

for (const width of [360, 768, 1280]) {
  test(`at a width of ${width} pixels nothing sticks out`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    await page.goto('./');
    await reaches(page, 'running', { selector: '#figure-2' });
    await page.locator('#figure-2').getByTestId('settings').click();
    await page.waitForTimeout(300);
    const [scroll, client] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(scroll).toBeLessThanOrEqual(client ?? 0);
    await page.locator('#figure-2').getByTestId('settings').click();
  });
}

test.describe('a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('the transport is in reach while the figure is in view, with targets large enough for a thumb', async ({
    page,
  }) => {
    await page.goto('./');
    await reaches(page, 'running', { selector: '#figure-2' });
    const figure = page.locator('#figure-2');
    await figure.getByTestId('staircase-0').scrollIntoViewIfNeeded();
    for (const id of ['step', 'restart', 'new-seed']) {
      const box = await figure.getByTestId(id).boundingBox();
      expect(box?.height, id).toBeGreaterThanOrEqual(44);
      expect(box?.width, id).toBeGreaterThanOrEqual(44);
    }
    await figure.getByTestId('pause').tap();
    await reaches(page, 'paused', { selector: '#figure-2' });
    await expect(figure.getByTestId('message')).toHaveText('Paused.');
  });
});

test('on a page of one figure keys are its own before it has the focus; in another’s page, or with a modifier, they are not', async ({
  page,
}) => {
  await open(page, ENDLESS);
  await reaches(page, 'running');
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  await page.keyboard.press('Space');
  await reaches(page, 'paused');
  await page.keyboard.press('Shift+N');
  await page.keyboard.press('Alt+n');
  expect((await state(page))?.seed).toBe(1);
  await page.keyboard.press('n');
  await expect.poll(async () => (await state(page))?.seed).not.toBe(1);
  await page.goto('./pages/figure.html?lab=/staircase-lab.js');
  await reaches(page, 'running');
  await page.keyboard.press('n');
  await page.keyboard.press('Space');
  expect(await state(page)).toMatchObject({ seed: 1, status: 'running' });
});

test('everything can be done from the keyboard', async ({ page }) => {
  await open(page, ENDLESS);
  await reaches(page, 'running');
  await tabTo(page, 'pause');
  await page.keyboard.press('Enter');
  await reaches(page, 'paused');
  await page.waitForTimeout(300);
  const before = await iteration(page);
  await tabTo(page, 'step');
  await page.keyboard.press('Space');
  await expect.poll(() => iteration(page)).toBe(before + 1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => iteration(page)).toBe(before + 2);
  await tabTo(page, 'restart');
  await page.keyboard.press('Enter');
  await expect.poll(() => iteration(page)).toBe(0);
  await page.keyboard.press('n');
  await expect.poll(async () => (await state(page))?.seed).not.toBe(1);
  await tabTo(page, 'speed');
  await page.keyboard.press('Home');
  expect((await state(page))?.speed).toBe(1);
  await page.keyboard.press('End');
  expect((await state(page))?.speed).toBe('full');
  await tabTo(page, 'settings');
  await page.keyboard.press('Enter');
  const box = page.getByTestId('field-learner.network.width').getByRole('textbox');
  for (let i = 0; i < 60 && !(await box.evaluate((element) => element.matches(':focus'))); i++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('20');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await state(page))?.overrides['learner.network.width']).toBe(20);
  await expect(box).toBeFocused();
});

test('where the focus is can be seen', async ({ page }) => {
  await open(page, '&speed=1');
  await tabTo(page, 'restart');
  const outline = await page.getByTestId('restart').evaluate((element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  });
  expect(outline).toBe(true);
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing wrong in the ${colorScheme} theme, settings open and a wrong entry in them`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('./');
    await reaches(page, 'running', { selector: '#figure-2' });
    const figure = page.locator('#figure-2');
    await figure.getByTestId('pause').click();
    await figure.getByTestId('settings').click();
    const box = figure.getByTestId('field-learner.network.width').getByRole('textbox');
    await box.fill('9999');
    await box.press('Enter');
    await expect(figure.getByTestId('problem-learner.network.width')).toBeVisible();
    // The whole article, and of what is so in any theme once.
    expect(await violations(page, colorScheme === 'light' ? undefined : contrast)).toEqual([]);
  });

  test(`axe finds nothing wrong in the ${colorScheme} theme with the weights to be seen, and one of them read`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('./');
    await reaches(page, 'running', { selector: '#figure-2' });
    const figure = page.locator('#figure-2');
    await figure.getByTestId('pause').click();
    await figure.getByTestId('inside').click();
    await figure.getByTestId('inside-0').scrollIntoViewIfNeeded();
    await expect(figure.getByTestId('inside-when-0')).toHaveText(/^After/);
    await figure.getByTestId('heatmaps-0').focus();
    await page.keyboard.press('ArrowDown');
    await expect(figure.getByTestId('inside-value-0')).toHaveText(/^Layer 1, row 1, column 1/);
    await expect(figure.getByRole('status').filter({ hasText: 'Layer 1, row 1, column 1' })).toBeAttached();
    expect(await violations(page, (axe) => axe.include('#figure-2'))).toEqual([]);
  });
}

test('the dark theme is dark, charts included', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('./');
  await reaches(page, 'running', { selector: '#figure-2' });
  const luminance = await page.evaluate(() => {
    const [r = 255, g = 255, b = 255] =
      getComputedStyle(document.body)
        .backgroundColor.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    return r + g + b;
  });
  expect(luminance).toBeLessThan(150);
  const chart = page.locator('#figure-2').getByTestId('coef-chart-0');
  const share = await shareOfPixels(chart, ([r, g, b]) => r + g + b < 200);
  expect(share).toBeGreaterThan(0.7);
});

test('who wants no motion gets none until they ask for it', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await reaches(page, 'ready', { selector: '#figure-2' });
  await page.waitForTimeout(700);
  expect((await state(page, '#figure-2'))?.lanes.map((lane) => lane.iteration)).toEqual([0, 0]);
  await page.locator('#figure-2').getByTestId('play').click();
  await reaches(page, 'running', { selector: '#figure-2' });
});

test('in another language of the browser the numbers read the same', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ locale: 'de-DE', baseURL: baseURL ?? '' });
  const page = await context.newPage();
  await open(page);
  await reaches(page, 'finished');
  await expect(page.getByTestId('iterations')).toHaveText('3,000');
  await context.close();
});
