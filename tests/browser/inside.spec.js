// Look inside: the weights as heat maps, painted by the core while somebody looks.

import { ENDLESS, expect, open, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

/**
 * The pixels of a lane's picture, as seen: on the canvas that a worker paints, or copied.
 * @param {Page} page
 * @param {number} [lane]
 */
const pixels = async (page, lane = 0) => {
  const bytes = await page.getByTestId(`heatmaps-${lane}`).evaluate((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element.querySelector('canvas'));
    const copy = document.createElement('canvas');
    Object.assign(copy, { width: canvas.width, height: canvas.height });
    const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join('')); // as numbers they would take seconds
  });
  return [...Buffer.from(bytes, 'base64')];
};

/**
 * All numbers of the first run's network.
 * @param {Page} page
 */
const parameters = (page) =>
  page.evaluate(async () => {
    const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
    const all = (await lab.controller?.call('parameters')) ?? [];
    return all.map(({ name, shape, values }) => ({ name, shape, values: [...values] }));
  });

/** Counts what workers say and are told of pictures: `window.pictures` and `window.canvases`. @param {Page} page */
const count = (page) =>
  page.addInitScript(() => {
    Object.assign(window, { pictures: 0, canvases: 0 });
    const counts = /** @type {{ pictures: number, canvases: number }} */ (/** @type {unknown} */ (window));
    window.Worker = class extends Worker {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        this.addEventListener('message', ({ data }) => void (data.type === 'picture' && counts.pictures++));
      }
      /** @override @param {any} message @param {any} options */
      postMessage(message, options) {
        if (message.canvas) counts.canvases++;
        super.postMessage(message, options);
      }
    };
  });

/** @param {Page} page @param {'pictures' | 'canvases'} what */
const counted = (page, what) => page.evaluate((what) => /** @type {any} */ (window)[what], what);

/** @param {Page} page */
async function lookInside(page) {
  await page.getByTestId('inside').click();
  await page.getByTestId('inside-0').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('inside-when-0')).not.toHaveText('The picture is on its way.');
  await page.getByTestId('inside-scale-0').scrollIntoViewIfNeeded();
}

test('the picture follows the run, and rests with it', async ({ page }) => {
  await open(page, ENDLESS);
  await lookInside(page);
  await expect.poll(async () => new Set(await pixels(page)).size).toBeGreaterThan(10);
  const before = await pixels(page);
  await expect.poll(async () => JSON.stringify(await pixels(page)) !== JSON.stringify(before)).toBe(true);
  await page.getByTestId('pause').click();
  await reaches(page, 'paused');
  const at = () => state(page).then((now) => now?.lanes[0]?.iteration.toLocaleString('en'));
  await expect(async () =>
    expect(await page.getByTestId('inside-when-0').textContent()).toBe(`After ${await at()} iterations.`),
  ).toPass();
  await expect(page.getByTestId('heatmaps-1').getByText('weights of layer 1')).toBeVisible();
  await expect(page.getByTestId('inside-scale-0')).toContainText('x₁ to x₃');
});

test('each cell has the colour and tells the value of its number', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  await lookInside(page);
  const [weights] = await parameters(page);
  expect(weights?.shape).toEqual([12, 10]);
  const maps = page.getByTestId('heatmaps-0');
  const value = page.getByTestId('inside-value-0');
  const tell = (/** @type {number} */ row, /** @type {number} */ column) => {
    const number = (weights?.values[10 * (row - 1) + column - 1] ?? NaN).toPrecision(3).replace('-', '−');
    return `Layer 1, row ${row}, column ${column}: the weight from x${String.fromCharCode(0x2080 + column)} to neuron ${row} is ${number}.`;
  };
  // By pointer.
  const part = await maps.locator('.part').first().boundingBox();
  if (!part) throw new Error('there is no first part');
  for (const [row, column] of /** @type {const} */ ([
    [1, 1],
    [12, 3],
    [7, 9],
  ])) {
    await page.mouse.move(part.x + (part.width * (column - 0.5)) / 10, part.y + (part.height * (row - 0.5)) / 12);
    await expect(value).toHaveText(tell(row, column));
  }
  await page.mouse.move(0, 0);
  await expect(value).toHaveText('');
  // By keyboard, which is the figure's no longer: an arrow makes no step.
  await maps.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  await expect(value).toHaveText(tell(2, 2));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(value).toHaveText(tell(1, 1));
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await expect(value).toHaveText(/^Layer 1, row 1: the bias of neuron 1 is −?\d[^ ]+\.$/);
  expect((await state(page))?.lanes[0]?.iteration).toBe(3000);
  // Blue below zero, orange above: in a column that matters no number is near it.
  const shown = await pixels(page);
  const width = await maps.evaluate((element) => element.querySelector('canvas')?.width ?? 0);
  const top = Math.round((part.y - ((await maps.boundingBox())?.y ?? 0)) / (part.width / 10));
  for (let row = 0; row < 12; row++) {
    const number = weights?.values[10 * row] ?? NaN;
    const [red = 0, , blue = 0] = shown.slice(4 * (top + row) * width);
    if (Math.abs(number) > 0.05) expect(red > blue, `row ${row + 1}: ${number}`).toBe(number > 0);
  }
});

test('without canvases for workers the picture is the same, copied', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  await lookInside(page);
  const painted = await pixels(page);
  expect(new Set(painted).size).toBeGreaterThan(10);
  for (const missing of ['OffscreenCanvas', 'HTMLCanvasElement.prototype.transferControlToOffscreen']) {
    await page.addInitScript(`delete ${missing}`);
    await page.reload();
    await reaches(page, 'finished');
    await lookInside(page);
    await expect.poll(() => pixels(page)).toEqual(painted);
  }
});

test('nothing is painted while the panel is closed or out of the window', async ({ page }) => {
  await count(page);
  await open(page, ENDLESS);
  await reaches(page, 'running');
  await page.waitForTimeout(500);
  expect(await counted(page, 'pictures')).toBe(0);
  await lookInside(page);
  const rests = async () => {
    await page.waitForTimeout(300);
    const before = await counted(page, 'pictures');
    await page.waitForTimeout(500);
    expect(await counted(page, 'pictures')).toBe(before);
    return before;
  };
  await page.evaluate(() => {
    document.body.style.setProperty('padding-top', '100px');
    const lab = /** @type {HTMLElement} */ (document.querySelector('staircase-lab'));
    const panel = /** @type {HTMLElement} */ (lab.shadowRoot?.querySelector('.panel.inside'));
    panel.style.setProperty('margin-top', '3000px'); // below the window
  });
  await rests();
  expect((await state(page))?.status).toBe('running');
  await page.evaluate(() => {
    const lab = /** @type {HTMLElement} */ (document.querySelector('staircase-lab'));
    /** @type {HTMLElement} */ (lab.shadowRoot?.querySelector('.panel.inside')).style.removeProperty('margin-top');
  });
  const before = await counted(page, 'pictures');
  await expect.poll(() => counted(page, 'pictures')).toBeGreaterThan(before + 3);
  await page.getByTestId('inside').click();
  await rests();
  await page.getByTestId('inside').click();
  await expect.poll(() => counted(page, 'pictures')).toBeGreaterThan(before + 6);
  expect(await counted(page, 'canvases'), 'one a lane, whatever was opened and closed').toBe(2);
});

test('a cursor that goes back in time leaves the picture where it is, in words', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  await lookInside(page);
  const when = page.getByTestId('inside-when-0');
  await expect(when).toHaveText('After 3,000 iterations.');
  const cursor = (/** @type {number | null} */ at) =>
    page.evaluate((at) => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      lab.controller?.actions.setCursor(at);
    }, at);
  await cursor(1200);
  await expect(when).toHaveText(/^After 3,000 iterations: the newest weights, not those of iteration 1,200/);
  await cursor(null);
  await expect(when).toHaveText('After 3,000 iterations.');
});

test('the colours are those of the theme, and follow it', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page);
  await reaches(page, 'finished');
  await lookInside(page);
  const brightness = async () => {
    const opaque = (await pixels(page)).flatMap((v, i, all) => (i % 4 < 3 && all[i - (i % 4) + 3] === 255 ? [v] : []));
    return opaque.reduce((sum, v) => sum + v, 0) / opaque.length;
  };
  await expect.poll(brightness).toBeGreaterThan(140);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(brightness).toBeLessThan(110);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(brightness).toBeGreaterThan(140);
});

test('other runs have other pictures: a preset of one lane, a network of other sizes', async ({ page }) => {
  await open(page);
  await lookInside(page);
  const maps = page.getByTestId('heatmaps-0');
  await expect(maps.getByText('12 × 10')).toBeVisible();
  const act = (/** @type {string} */ path, /** @type {number} */ value) =>
    page.evaluate(
      ([path, value]) => {
        const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
        return lab.controller?.actions.setField(/** @type {string} */ (path), value);
      },
      [path, value],
    );
  await act('learner.network.width', 5);
  await expect(maps.getByText('5 × 10')).toBeVisible();
  await act('inputs.n', 7);
  await expect(maps.getByText('5 × 7')).toBeVisible();
  await expect(page.getByTestId('heatmaps-1').getByText('5 × 7')).toBeVisible();
});

test.describe('a crash', () => {
  test.use({ provoked: [/panic/] });

  test('after a crash the next worker paints on a canvas of its own', async ({ page }) => {
    await count(page);
    await open(page, ENDLESS);
    await reaches(page, 'running');
    await lookInside(page);
    await page.evaluate(() => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      lab.controller?.call('panicForTest').catch(() => {});
    });
    await reaches(page, 'crashed');
    await page.getByTestId('play').click();
    await reaches(page, 'running');
    await expect.poll(() => counted(page, 'canvases')).toBe(3);
    await expect.poll(async () => new Set(await pixels(page)).size).toBeGreaterThan(10);
    const before = await pixels(page);
    await expect.poll(async () => JSON.stringify(await pixels(page)) !== JSON.stringify(before)).toBe(true);
  });
});

test('after sleep far out of view the picture is there again, of a run that stands', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  await lookInside(page);
  const before = await pixels(page);
  await page.evaluate(() => document.body.style.setProperty('padding-bottom', '9000px'));
  await page.evaluate(() => window.scrollTo(0, 9000));
  await expect.poll(() => page.workers().length).toBe(0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByTestId('heatmaps-0').scrollIntoViewIfNeeded();
  await expect.poll(() => page.workers().length).toBe(2);
  await expect.poll(() => pixels(page)).toEqual(before);
});

for (const width of [320, 390, 820, 1440]) {
  test(`at a width of ${width} pixels nothing sticks out, and the cells are square`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('./?embed#v=1&preset=figure-2&budget=100');
    await reaches(page, 'finished');
    await lookInside(page);
    const [scroll, client] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(scroll).toBeLessThanOrEqual(client ?? 0);
    const part = await page.getByTestId('heatmaps-0').locator('.part').nth(1).boundingBox();
    expect(part?.width).toBeCloseTo(part?.height ?? 0, 0);
    expect(part?.width).toBeGreaterThan(110);
  });
}
