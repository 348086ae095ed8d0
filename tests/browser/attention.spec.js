// One figure runs at a time, and a press on another does what was written on what was pressed: nothing that starts by
// itself gets in between.

import { expect, iteration, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */

/** Long enough for a second thought: whatever is going to pause or to start by itself has done so. */
const SETTLED = 600;

/**
 * Two figures in view: the first runs, the second rests.
 * @param {Page} page
 */
async function two(page) {
  await page.goto('./pages/two.html');
  await reaches(page, 'running', { selector: '#first' });
  await reaches(page, 'ready', { selector: '#second' });
  await page.waitForTimeout(SETTLED);
  expect((await state(page, '#second'))?.status).toBe('ready');
  return page.locator('#second');
}

/**
 * It runs, and still does when everything has settled; the other one rests, to go on when it is asked to.
 * @param {Page} page
 * @param {string} selector
 * @param {string} other
 */
async function leftRunning(page, selector, other) {
  await page.waitForTimeout(SETTLED);
  expect((await state(page, selector))?.status).toBe('running');
  const before = await iteration(page, selector);
  await expect.poll(() => iteration(page, selector)).toBeGreaterThan(before);
  const rests = await state(page, other);
  expect(rests?.status).toBe('paused');
  expect(rests?.message).toContain('Press play');
}

/**
 * What a mouse, a finger and a keyboard do to a button of the second figure.
 * @type {Record<string, (page: Page, id: string) => Promise<void>>}
 */
const presses = {
  mouse: (page, id) => page.locator('#second').getByTestId(id).click(),
  'a slow mouse': (page, id) => page.locator('#second').getByTestId(id).click({ delay: 300 }),
  touch: (page, id) => page.locator('#second').getByTestId(id).tap(),
  Enter: (page, id) => page.locator('#second').getByTestId(id).press('Enter'),
  Space: (page, id) => page.locator('#second').getByTestId(id).press('Space'),
  'Space, held': async (page, id) => {
    await page.locator('#second').getByTestId(id).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.down('Space');
    await page.keyboard.up('Space');
  },
  'Enter, held': async (page, id) => {
    await page.locator('#second').getByTestId(id).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
  },
};

test.describe('of two figures in view', () => {
  test.use({ viewport: { width: 1280, height: 1200 }, hasTouch: true });

  for (const [how, press] of Object.entries(presses)) {
    test(`one press on play of the resting one, by ${how}, starts it and leaves it running`, async ({ page }) => {
      await two(page);
      await press(page, 'play');
      await leftRunning(page, '#second', '#first');
    });
  }

  test('the space bar on the resting one starts it, however long it is held', async ({ page }) => {
    const second = await two(page);
    await second.getByTestId('lab').focus();
    for (let i = 0; i < 6; i++) await page.keyboard.down('Space');
    await page.keyboard.up('Space');
    await leftRunning(page, '#second', '#first');
  });

  test('play takes them in turn, and each goes on from where it was', async ({ page }) => {
    const second = await two(page);
    await second.getByTestId('play').click();
    await leftRunning(page, '#second', '#first');
    const before = await iteration(page, '#first');
    await page.locator('#first').getByTestId('play').click();
    await leftRunning(page, '#first', '#second');
    expect(await iteration(page, '#first')).toBeGreaterThan(before);
    await second.getByTestId('play').tap();
    await leftRunning(page, '#second', '#first');
  });

  /** @type {[string, (page: Page) => Promise<void>][]} */
  const steps = [
    ['its button', (page) => presses.mouse?.(page, 'step') ?? Promise.reject()],
    ['a tap', (page) => presses.touch?.(page, 'step') ?? Promise.reject()],
    ['the right arrow', (page) => page.locator('#second').getByTestId('lab').press('ArrowRight')],
  ];
  for (const [how, press] of steps) {
    test(`step by ${how} is one step`, async ({ page }) => {
      await two(page);
      await press(page);
      await expect.poll(() => iteration(page, '#second')).toBe(1);
      await page.waitForTimeout(SETTLED);
      expect(await iteration(page, '#second')).toBe(1);
      expect((await state(page, '#second'))?.status).toBe('paused');
    });
  }

  /** @type {[string, (page: Page) => Promise<unknown>][]} */
  const others = [
    ['new seed', (page) => page.locator('#second').getByTestId('new-seed').click()],
    ['N', (page) => page.locator('#second').getByTestId('lab').press('n')],
    ['restart', (page) => page.locator('#second').getByTestId('restart').click()],
    ['R', (page) => page.locator('#second').getByTestId('lab').press('r')],
    ['the slider', (page) => page.locator('#second').getByTestId('speed').click()],
    ['the scale', (page) => page.locator('#second').getByTestId('scale-linear').click()],
    ['the settings', (page) => page.locator('#second').getByTestId('settings').click()],
    ['a chart', (page) => page.locator('#second').getByTestId('coef-chart-0').click()],
    ['the Tab key', (page) => page.locator('#second').getByTestId('step').press('Tab')],
  ];
  for (const [what, press] of others) {
    test(`${what} of one that nobody has asked to run starts nothing and stops nothing`, async ({ page }) => {
      await two(page);
      await press(page);
      await page.waitForTimeout(SETTLED);
      expect((await state(page, '#second'))?.status).toBe('ready');
      expect((await state(page, '#first'))?.status).toBe('running');
    });
  }
});
