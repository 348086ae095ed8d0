// What all browser tests share: whatever a test looks at, the console stays free of errors and nothing is asked of
// another origin.

import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect } from '@playwright/test';
import { QUICK } from './quick.js';

/** @import { Locator, Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

export { expect };
export { ENDLESS, QUICK } from './quick.js';

/**
 * @typedef {object} Allowed
 * @property {RegExp[]} provoked  console errors that a test provokes on purpose
 * @property {string[]} origins   further ones that a test serves itself
 */
/** @import { PlaywrightTestArgs, PlaywrightTestOptions, PlaywrightWorkerArgs, PlaywrightWorkerOptions, TestType } from '@playwright/test' */
/** @typedef {PlaywrightTestArgs & PlaywrightTestOptions & Allowed} Given */

/** @type {TestType<Given, PlaywrightWorkerArgs & PlaywrightWorkerOptions>} */
export const test = base.extend(
  /** @type {any} */ ({
    provoked: [[], { option: true }],
    origins: [[], { option: true }],
    page: async (
      /** @type {Given} */ { page, baseURL, provoked, origins },
      /** @type {(page: Page) => Promise<void>} */ use,
    ) => {
      /** @type {string[]} */
      const faults = [];
      page.on('console', (message) => {
        const text = message.text();
        if (!['error', 'warning'].includes(message.type()) || provoked.some((each) => each.test(text))) return;
        faults.push(`console ${message.type()}: ${text} (${message.location().url})`);
      });
      page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
      const home = [new URL(baseURL ?? '').origin, ...origins];
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && !home.includes(url.origin))
          faults.push(`request to ${url.origin}`);
      });
      await use(page);
      expect(faults).toEqual([]);
    },
  }),
);

/**
 * The state of a lab in the page, as far as it can be handed over.
 * @param {Page} page
 * @param {string} [selector]
 */
export function state(page, selector = 'staircase-lab') {
  return page.evaluate((selector) => {
    const lab = /** @type {StaircaseLab | null} */ (document.querySelector(selector));
    const now = lab?.controller?.store.get();
    if (!now) return null;
    const { catalogue: _, lanes, speed, ...rest } = now;
    return {
      ...rest,
      speed: speed === Infinity ? 'full' : speed,
      lanes: lanes.map(({ data, errors, ...lane }) => ({
        ...lane,
        last: data.map((column) => column.at(-1)),
        iterations: data[0],
      })),
    };
  }, selector);
}

/** Ms between looks: Playwright's own come to be a second apart. */
export const OFTEN = { intervals: [50, 50, 100] };

/**
 * @param {Page} page
 * @param {string} status
 * @param {{ timeout?: number, selector?: string }} [options]
 */
export async function reaches(page, status, { timeout = 60_000, selector = 'staircase-lab' } = {}) {
  // The status alone: a whole state with 1,797 images in it takes a second to be handed over.
  const now = () =>
    page.evaluate((selector) => {
      const lab = /** @type {StaircaseLab | null} */ (document.querySelector(selector));
      return lab?.controller?.store.get().status;
    }, selector);
  await expect.poll(now, { ...OFTEN, timeout, message: `status ${status}` }).toBe(status);
}

/**
 * Does something that begins another run, and waits for its end.
 * @param {Page} page
 * @param {() => Promise<void>} action
 */
export async function runsAgain(page, action) {
  const ended = page.evaluate(
    () =>
      new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
        const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
        let begun = false;
        lab.controller?.store.subscribe(({ status, lanes }) => {
          if (status === 'running' && lanes[0]?.iteration === 0) begun = true;
          else if (begun && status === 'finished') resolve();
        });
      }),
  );
  await action();
  await ended;
}

/**
 * @param {Page} page
 * @param {string} [selector]
 */
export function iteration(page, selector = 'staircase-lab') {
  return page.evaluate((selector) => {
    const lab = /** @type {StaircaseLab | null} */ (document.querySelector(selector));
    return lab?.controller?.store.get().lanes[0]?.iteration ?? -1;
  }, selector);
}

/**
 * A page with one small experiment, at rest or running.
 * @param {Page} page
 * @param {string} [more]  further entries of the link
 */
export async function open(page, more = '') {
  await page.goto(`./?embed#${QUICK}${more}`);
  await expect.poll(async () => (await state(page))?.lanes.length ?? 0, OFTEN).toBeGreaterThan(0);
}

/**
 * How long the frames of a while take, in ms, ascending, and how many seconds that was.
 * @param {Page} page
 * @param {number} ms
 */
export async function frameTimes(page, ms) {
  const { frames, seconds } = await page.evaluate(
    (ms) =>
      new Promise((/** @type {(value: { frames: number[], seconds: number }) => void} */ resolve) => {
        /** @type {number[]} */
        const frames = [];
        const begun = performance.now();
        let last = begun;
        requestAnimationFrame(function frame(now) {
          frames.push(now - last);
          last = now;
          if (now - begun < ms) requestAnimationFrame(frame);
          else resolve({ frames: frames.slice(1).sort((a, b) => a - b), seconds: (now - begun) / 1000 });
        });
      }),
    ms,
  );
  return { quantile: (/** @type {number} */ q) => frames[Math.floor(q * frames.length)] ?? Infinity, seconds };
}

/**
 * The curves of the first lab, bit for bit, as text.
 * @param {Page} page
 */
export function curves(page) {
  return page.evaluate(() => {
    const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
    const lanes = lab.controller?.store.get().lanes ?? [];
    return lanes.map(({ data }) => {
      const bytes = new Uint8Array(Float64Array.from(data.flat()).buffer);
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    });
  });
}

/**
 * What axe finds wrong.
 * @param {Page} page
 * @param {(axe: AxeBuilder) => AxeBuilder} [narrowed]  where it looks, and for what
 */
export async function violations(page, narrowed = (axe) => axe) {
  const { violations } = await narrowed(new AxeBuilder({ page })).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
}

/** What another theme changes. @param {AxeBuilder} axe */
export const contrast = (axe) => axe.withRules(['color-contrast']);

/**
 * The share of the pixels of an element's picture that are as asked.
 * @param {Locator} element
 * @param {(pixel: [number, number, number]) => boolean} isAsked  of red, green and blue
 */
export async function shareOfPixels(element, isAsked) {
  const shot = await element.screenshot();
  // Of each colour how many: a number a pixel would take seconds to come over.
  const colours = await element.page().evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (let i = 0; i < data.length; i += 4) {
      const colour = ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts];
  }, shot.toString('base64'));
  const sum = (/** @type {typeof colours} */ some) => some.reduce((all, [, count]) => all + count, 0);
  return sum(colours.filter(([rgb]) => isAsked([rgb >> 16, (rgb >> 8) & 255, rgb & 255]))) / sum(colours);
}
