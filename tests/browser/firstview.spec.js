// What a visitor sees first: above the dock stand the title of a lane, its steps, and its coefficients from the topmost
// tick to the numbers of the axis, the zero line among them, for on it lies the flat line of the parity. In place of coefficients
// there are a teacher's features; of learners that are compared, the title and their losses.

import { readFileSync } from 'node:fs';
import { shared } from '../../www/drawing/ranges.js';
import { expect, OFTEN, reaches, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */
/** @import { LabState } from '../../www/types.d.ts' */

const json = (/** @type {string} */ file) =>
  JSON.parse(readFileSync(new URL(`../../www/presets/${file}.json`, import.meta.url), 'utf8'));
const { presets } = json('index');
/** Lanes to look at: those that are compared stand in one chart. @param {string} preset */
const lanesOf = (preset) => (json(preset).compare ? 1 : json(preset).lanes.length);

/**
 * Where the parts of a lane end, in px of the window, and where the dock begins.
 * @param {Page} page
 * @param {string} selector  of the figure
 * @param {number} lane
 */
async function layout(page, selector, lane) {
  // At one stroke, for each question to the page takes its time, and there are thousands.
  const { boxes, now, plotsCoefficients } = await page.evaluate(([selector, lane]) => {
    const lab = /** @type {StaircaseLab} */ (document.querySelector(selector));
    const part = (/** @type {string} */ name, /** @type {ParentNode} */ within = lab.shadowRoot ?? lab) =>
      /** @type {HTMLElement} */ (within.querySelector(name));
    const testId = (/** @type {string} */ id) => part(`[data-testid="${id}"]`);
    const isSeen = (/** @type {HTMLElement | null} */ element) => Boolean(element?.checkVisibility());
    const compares = isSeen(testId('compare-chart'));
    const steps = compares ? part('.compare') : testId(`staircase-${lane}`);
    if (!isSeen(steps)) throw new Error(`of lane ${lane} in ${selector} nothing is seen`);
    const coefficients = testId(`coef-chart-${lane}`);
    const taught = testId(`feature-chart-${lane}`);
    const chart = compares ? testId('compare-chart') : isSeen(taught) ? taught : coefficients;
    const { lanes, scale, coefficientScale } = /** @type {LabState} */ (lab.controller?.store.get());
    const parts = {
      title: part('.title', steps),
      picture: compares ? chart : part('svg', steps),
      canvas: part('canvas', chart),
      plot: part('.u-over', chart),
      dock: part('.dock'),
    };
    const box = (/** @type {HTMLElement} */ element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    };
    return {
      boxes: {
        title: box(parts.title),
        picture: box(parts.picture),
        canvas: box(parts.canvas),
        plot: box(parts.plot),
        dock: box(parts.dock),
      },
      plotsCoefficients: chart === coefficients,
      // Nothing of the spec is needed here, and it may hold a thousand images.
      now: { lanes: lanes.map(({ spec: _, ...lane }) => lane), scale, coefficientScale },
    };
  }, /** @type {[string, number]} */ ([selector, lane]));
  const { plot } = boxes;
  const { low, high } = /** @type {{ low: number, high: number }} */ (
    shared(/** @type {LabState} */ (now)).coefficients[lane]
  );
  // Errors and losses have none on their axes.
  const zero = plotsCoefficients ? plot.y + (plot.height * high) / (high - low) : plot.y;
  return { ...boxes, zero };
}

/**
 * @param {Page} page
 * @param {string} selector
 * @param {number} lane
 * @param {string} when
 */
async function isWhole(page, selector, lane, when) {
  // A lane that was just chosen is drawn in the next frame, and charts take their new sizes within another.
  await expect(async () => {
    looksWhole(
      await layout(page, selector, lane),
      page.viewportSize() ?? { width: 0, height: 0 },
      `${selector}, lane ${lane}, ${when}`,
    );
  }).toPass({ ...OFTEN, timeout: 3000 });
}

/**
 * @param {Awaited<ReturnType<typeof layout>>} layout
 * @param {{ width: number, height: number }} window
 * @param {string} what
 */
function looksWhole({ title, picture, canvas, plot, dock, zero }, window, what) {
  const bottom = (/** @type {typeof dock} */ { y, height }) => y + height;
  expect(title.y, `${what}: the title`).toBeGreaterThanOrEqual(-1);
  expect(picture.y, `${what}: steps below their title`).toBeGreaterThanOrEqual(bottom(title) - 1);
  expect(bottom(picture), `${what}: steps above the dock`).toBeLessThanOrEqual(dock.y);
  expect(canvas.height, `${what}: room for coefficients`).toBeGreaterThanOrEqual(180);
  expect(canvas.y, `${what}: coefficients in the window`).toBeGreaterThanOrEqual(0);
  expect(bottom(canvas), `${what}: coefficients above the dock`).toBeLessThanOrEqual(dock.y);
  expect(zero, `${what}: zero`).toBeLessThanOrEqual(bottom(plot));
  expect(zero, `${what}: zero`).toBeGreaterThanOrEqual(plot.y);
  expect(canvas.x + canvas.width, `${what}: across`).toBeLessThanOrEqual(window.width);
  expect(bottom(dock), `${what}: the dock`).toBeLessThanOrEqual(window.height + 1);
}

/**
 * @param {Page} page
 * @param {string} selector
 */
const toTheTop = (page, selector) =>
  page.evaluate((selector) => document.querySelector(selector)?.scrollIntoView(), selector);

const WIDE = /** @type {const} */ ([
  [1440, 900],
  [1280, 720],
  [1366, 768],
  [1536, 864],
  [1024, 768],
  [820, 1180],
  [820, 1100],
]);
const NARROW = /** @type {const} */ ([
  [390, 844],
  [390, 664],
]);

for (const [width, height] of [...WIDE, ...NARROW]) {
  const narrow = width < 701;
  test(`at ${width}x${height} the coefficients of Figure 2 are seen with their steps, before a run, during and after it`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto('./#v=1&preset=figure-2&budget=2000&speed=2000');
    const figure = page.locator('#figure-2');
    const look = async (/** @type {string} */ when) => {
      // On a phone the lead comes first, and the figure once one has read on.
      if (narrow) await toTheTop(page, '#figure-2');
      else expect(await page.evaluate(() => scrollY)).toBe(0);
      for (const lane of [0, 1]) {
        if (narrow) await figure.getByTestId(`show-${lane}`).click();
        await isWhole(page, '#figure-2', lane, when);
      }
    };
    await reaches(page, 'ready', { selector: '#figure-2' });
    await look('before');
    await figure.getByTestId('play').click();
    await reaches(page, 'running', { selector: '#figure-2' });
    await look('during');
    await reaches(page, 'finished', { selector: '#figure-2' });
    await look('after');
  });
}

const WINDOWS = /** @type {const} */ ([
  [1280, 720],
  [820, 1100],
  [390, 844],
  [390, 664],
]);

for (const preset of presets) {
  test(`so are those of ${preset}, alone in a page, on a desk, a tablet and two phones, and every lane moves`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`./?embed#v=1&preset=${preset}`);
    await reaches(page, 'ready');
    const count = lanesOf(preset);
    // One page in four windows, for to open another takes the most time of all this.
    for (const [width, height] of WINDOWS) {
      await page.setViewportSize({ width, height });
      await page.evaluate(() => scrollTo(0, 0));
      for (let lane = 0; lane < count; lane++) {
        if (width < 701 && count > 1) await page.getByTestId(`show-${lane}`).click();
        // The third and the fourth stand below the others where there is room for two.
        else if (lane > 1) await page.getByTestId(`staircase-${lane}`).evaluate((steps) => steps.scrollIntoView());
        // A lattice of 31 sets alone fills the smallest of phones.
        if (height === 664 && preset === 'biased-parity' && lane === 0) continue;
        await isWhole(page, 'staircase-lab', lane, `${preset}, ${width}x${height}`);
      }
    }
    await page.getByTestId('play').click();
    const moved = () =>
      page.evaluate(() => {
        const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
        return lab.controller?.store.get().lanes.filter(({ iteration }) => iteration > 0).length;
      });
    await expect.poll(moved, { timeout: 30_000 }).toBe(json(preset).lanes.length);
  });
}

test('and every figure of the article, where its link leads', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await reaches(page, 'ready', { selector: '#figure-2' });
  const ids = await page
    .locator('staircase-lab')
    .evaluateAll((labs) => labs.map((lab) => [lab.id, lab.getAttribute('preset') ?? '']));
  for (const [id = '', preset = ''] of ids.filter(([id]) => id !== 'figure-2')) {
    const selector = `#${id}`;
    await toTheTop(page, selector);
    await reaches(page, 'ready', { selector });
    await toTheTop(page, selector);
    for (let lane = 0; lane < Math.min(lanesOf(preset), 3); lane++) {
      if (lane === 2 && json(preset).lanes.length === 4) break;
      await isWhole(page, selector, lane, 'in the article');
    }
  }
});

test.describe('how to read the picture', () => {
  test.use({ hasTouch: true });

  test('is told where someone asks for it, by keyboard or touch, and Escape closes it', async ({ page }) => {
    await page.goto('./?embed#v=1&preset=composable&speed=1');
    await reaches(page, 'running');
    const [ask, notes] = [page.getByTestId('ask-0'), page.getByTestId('notes')];
    await expect(ask).toHaveAttribute('aria-expanded', 'false');
    await expect(ask).toHaveAttribute('aria-controls', (await notes.getAttribute('id')) ?? '');
    await expect(notes).toBeHidden();
    const box = await ask.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await ask.tap();
    await expect(ask).toHaveAttribute('aria-expanded', 'true');
    await expect(notes).toContainText('2→3 is the second by prediction');
    await expect(notes).toContainText('Edges lead down');
    await ask.tap();
    await expect(notes).toBeHidden();
    await ask.focus();
    await page.keyboard.press('Enter');
    await expect(notes).toBeVisible();
    await page.getByTestId('restart').focus();
    await page.keyboard.press('Escape');
    await expect(notes).toBeHidden();
    await expect(ask).toHaveAttribute('aria-expanded', 'false');
  });
});
