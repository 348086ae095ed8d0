// The pages beside the article: the tour, the index of claims, the terms.

import { contrast, expect, state, test, violations } from './fixture.js';

/** @import { Page } from '@playwright/test' */

const FIGURE = '#figure';

/**
 * The tour with a figure that can be asked for something.
 * @param {Page} page
 * @param {string} [hash]
 */
async function openTour(page, hash = '') {
  await page.goto(`./tour.html${hash}`);
  await expect.poll(async () => (await state(page, FIGURE))?.lanes.length ?? 0).toBeGreaterThan(0);
}

const preset = async (/** @type {Page} */ page) => (await state(page, FIGURE))?.preset.id;

/** Of claims that are all made alike, some. @param {import('@axe-core/playwright').AxeBuilder} axe */
const some = (axe) => axe.exclude('#list > [data-verdict="agrees"]:nth-child(n + 6)');

/** What sticks out of a window. @param {Page} page */
const sticksOut = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test.describe('the tour', () => {
  test('goes from stop to stop by buttons, keys, links and back, and the figure with it', async ({ page }) => {
    await openTour(page);
    await expect(page.getByRole('status').first()).toHaveText('1 of 7');
    await expect(page.locator('#previous')).toBeHidden();
    await page.locator('#next').click();
    await expect(page).toHaveURL(/#stop-2$/);
    await expect(page.getByRole('heading', { name: '2. The climb' })).toBeFocused();
    await expect(page.getByRole('heading', { level: 2 })).toHaveCount(1);
    await expect.poll(() => preset(page)).toBe('figure-4');
    await page.keyboard.press('ArrowRight');
    await expect(page).toHaveURL(/#stop-3$/);
    await expect.poll(() => preset(page)).toBe('patience');
    await page.getByRole('link', { name: 'Corrected from above' }).click();
    await expect.poll(() => preset(page)).toBe('correction');
    await page.keyboard.press('ArrowLeft');
    await expect(page).toHaveURL(/#stop-5$/);
    await page.goBack();
    await page.goBack();
    await expect.poll(() => preset(page)).toBe('patience');
    await expect(page.locator('.stops [aria-current]')).toHaveText('The last step alone');
  });

  test('has every phrase do what it says', async ({ page }) => {
    await openTour(page, '#stop-2');
    await expect.poll(() => preset(page)).toBe('figure-4');
    await page.getByRole('button', { name: 'by size, on a logarithmic axis' }).click();
    await expect.poll(async () => (await state(page, FIGURE))?.coefficientScale).toBe('log');
    await page.getByRole('button', { name: 'after 8,000 iterations' }).press('Enter');
    await expect.poll(async () => (await state(page, FIGURE))?.cursor).toBe(8000);
    // Arrow keys on a phrase turn the page; those in the figure are the figure's.
    await page.locator(`${FIGURE} .lab`).press('ArrowRight');
    await expect(page).toHaveURL(/#stop-2$/);

    await page.getByRole('link', { name: 'What makes a staircase' }).click();
    await expect.poll(() => preset(page)).toBe('leaps');
    await page.getByRole('button', { name: 'with ten' }).press(' ');
    await expect.poll(async () => (await state(page, FIGURE))?.overrides['inputs.n']).toBe(10);
    await page.getByRole('button', { name: 'back to thirty' }).click();
    await expect.poll(async () => (await state(page, FIGURE))?.overrides).toEqual({});

    await page.locator('#next').click();
    await expect.poll(() => preset(page)).toBe('staircase-3');
    await page.getByRole('button', { name: 'back to its beginning' }).click();
    await expect.poll(async () => (await state(page, FIGURE))?.lanes[0]?.iteration).toBe(0);
    for (const active of [1, 2]) {
      await page.getByRole('button', { name: 'go to the next active neuron' }).click();
      await expect.poll(async () => (await state(page, FIGURE))?.lanes[0]?.marks.active).toBe(active);
    }
  });

  test('names presets and actions that there are, in every phrase of every stop', async ({ page }) => {
    await openTour(page);
    const faults = await page.evaluate(() => {
      const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('#figure'));
      const known = ['spotlight', ...Object.keys(lab.controller?.actions ?? {})];
      const phrases = [...document.querySelectorAll('a.drive')];
      return phrases.flatMap((phrase) =>
        JSON.parse(phrase.getAttribute('data-do') ?? '[]')
          .filter((/** @type {string[]} */ [name = '']) => !known.includes(name))
          .map((/** @type {string[]} */ [name]) => `${phrase.textContent}: ${name}`),
      );
    });
    expect(faults).toEqual([]);
  });

  test('is free of faults that axe knows, light and dark, and fits a narrow window', async ({ page }) => {
    await openTour(page, '#stop-6');
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page, contrast)).toEqual([]);
    await page.setViewportSize({ width: 240, height: 700 });
    await page.evaluate(() => document.querySelectorAll('.stop').forEach((stop) => stop.removeAttribute('hidden')));
    await expect.poll(() => sticksOut(page)).toBeLessThanOrEqual(0); // once the figure has taken its new width
  });
});

test.describe('the claims', () => {
  test('are counted, narrowed down, put in order, and lead to their figures', async ({ page }) => {
    await page.goto('./claims.html');
    const [, all, differ] =
      /^(\d+) claims: \d+ agree, (\d+) differ/.exec((await page.locator('.lead').innerText()).trim()) ?? [];
    const items = page.locator('#list > li:visible');
    await expect(items).toHaveCount(Number(all));
    await page.getByLabel('Verdict', { exact: true }).selectOption('differs');
    await expect(items).toHaveCount(Number(differ));
    await expect(page.locator('#shown')).toHaveText(`${differ} of ${all} shown`);
    await page.getByLabel('Paper').selectOption('hierarchical');
    await expect(items).toHaveCount(1);
    await page.getByLabel('Paper').selectOption('');
    await page.getByLabel('Verdict', { exact: true }).selectOption('');
    await page.getByLabel('Order').selectOption('verdict');
    await expect(items.first()).toHaveAttribute('data-verdict', 'differs');
    await expect(items.last()).toHaveAttribute('data-verdict', 'agrees');
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.getByRole('link', { name: 'Figure 6: biased coins' }).first().click();
    await expect(page).toHaveURL(/\/#figure-6$/);
    await expect(page.locator('html'), 'the theme that was chosen').toHaveAttribute('data-theme', 'dark');
  });

  test('and the terms are free of faults that axe knows, light and dark, and fit a narrow window', async ({ page }) => {
    for (const file of ['claims.html', 'terms.html']) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`./${file}`);
      expect(await violations(page, some), file).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, (axe) => contrast(some(axe))), file).toEqual([]);
      await page.setViewportSize({ width: 240, height: 700 });
      expect(await sticksOut(page), file).toBeLessThanOrEqual(0);
    }
  });
});

test.describe('a term', () => {
  test('is explained on hover, on focus and no longer', async ({ page }) => {
    await page.goto('./');
    const [meaning, term] = [page.locator('.meaning'), page.locator('a.term').first()];
    await term.hover();
    await expect(meaning).toHaveText(/^A product of different coordinates/);
    await expect(term).toHaveAttribute('role', 'button');
    await expect(term).toHaveAccessibleDescription(/^A product of different coordinates/);
    await meaning.hover(); // it can be read with the pointer on it
    await expect(meaning).toBeVisible();
    await page.mouse.move(0, 0);
    await expect(meaning).toBeHidden();
    await term.focus();
    await expect(meaning).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(meaning).toBeHidden();
    await page.keyboard.press('Tab');
    await expect(meaning).toBeHidden();
  });

  test('stays a link to the list where its explanation does not come', async ({ page }) => {
    await page.route('**/glossary-*.js', (route) => route.abort());
    await page.goto('./');
    await page.locator('a.term').first().click();
    await expect(page).toHaveURL(/terms\.html#monomial$/);
  });
  test.use({ provoked: [/ERR_FAILED/] });
});

test.describe('a term on a phone', () => {
  test.use({ hasTouch: true, viewport: { width: 240, height: 700 } });
  test('is explained by a tap, wherever it stands within the window', async ({ page }) => {
    await page.goto('./');
    const [meaning, terms] = [page.locator('.meaning'), page.locator('a.term')];
    for (const k of [0, 1, 2, 3, 4]) {
      await terms.nth(k).tap();
      await expect(meaning).toBeVisible();
      const box = await meaning.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 240, JSON.stringify(box)).toBe(true);
      expect(await sticksOut(page)).toBeLessThanOrEqual(0);
    }
    await expect(page).not.toHaveURL(/terms/);
    await page.touchscreen.tap(120, 5);
    await expect(meaning).toBeHidden();
  });
});
