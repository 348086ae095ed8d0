// One figure runs at a time, and a press on another does what was written on what was pressed: nothing that starts by
// itself gets in between.

import { expect, iteration, open, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

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

  test('nothing but play starts the one that nobody has asked to run, or stops the other', async ({ page }) => {
    const second = await two(page);
    const seed = (await state(page, '#second'))?.seed;
    /** @type {[string, () => Promise<void>][]} */
    const presses = [
      ['new seed', () => second.getByTestId('new-seed').click()],
      ['N', () => second.getByTestId('lab').press('n')],
      ['restart', () => second.getByTestId('restart').tap()],
      ['R', () => second.getByTestId('lab').press('r')],
      ['the slider', () => second.getByTestId('speed').click()],
      ['the scale', () => second.getByTestId('scale-linear').first().click()],
      ['the settings', () => second.getByTestId('settings').click()],
      ['a chart', () => second.getByTestId('coef-chart-0').click()],
      ['the Tab key', () => second.getByTestId('step').press('Tab')],
    ];
    for (const [what, press] of presses) {
      await press();
      await page.waitForTimeout(SETTLED);
      expect((await state(page, '#second'))?.status, what).toBe('ready');
      expect((await state(page, '#first'))?.status, what).toBe('running');
    }
    const now = await state(page, '#second');
    expect(now?.seed).not.toBe(seed);
    expect(now?.scale).toBe('linear');
    expect(now?.speed).not.toBe(500);
  });

  for (const id of ['restart', 'new-seed']) {
    test(`${id} of one that was running before another was asked for begins it again`, async ({ page }) => {
      const second = await two(page);
      await page.locator('#second').getByTestId('play').click();
      await leftRunning(page, '#second', '#first');
      await page.locator('#first').getByTestId(id).click();
      await leftRunning(page, '#first', '#second');
      await second.getByTestId('step').click();
      await expect.poll(async () => (await state(page, '#second'))?.message).toBe('Paused.');
      expect((await state(page, '#first'))?.status).toBe('running');
    });
  }

  test('what was stepped or paused by hand never starts by itself', async ({ page }) => {
    const second = await two(page);
    await second.getByTestId('step').click();
    await expect.poll(() => iteration(page, '#second')).toBe(1);
    await page.locator('#first').evaluate((element) => element.remove());
    await page.waitForTimeout(SETTLED);
    expect((await state(page, '#second'))?.status).toBe('paused');
    await second.getByTestId('restart').click();
    await reaches(page, 'ready', { selector: '#second' });
    await page.waitForTimeout(SETTLED);
    expect((await state(page, '#second'))?.status).toBe('ready');
  });
});

test('a press does what stood on the button when it began, whatever has happened since', async ({ page }) => {
  await open(page, '&budget=20000&speed=4000');
  await reaches(page, 'running');
  await page.getByTestId('pause').hover();
  await page.mouse.down();
  await reaches(page, 'finished');
  await expect(page.getByTestId('play')).toHaveText('run on');
  await page.mouse.up();
  await page.waitForTimeout(SETTLED);
  expect((await state(page))?.status).toBe('finished');
  expect((await state(page))?.budget).toBe(20_000);
});

test.describe('of the article', () => {
  test.use({ viewport: { width: 1280, height: 1200 } });

  test('a press on play of a figure that comes into view leaves it running', async ({ page }) => {
    await page.goto('./');
    await page.evaluate(() => document.querySelector('#hermite')?.scrollIntoView());
    await reaches(page, 'running', { selector: '#hermite' });
    // The first keeps the attention while the second comes into view below it.
    await page.evaluate(() => {
      const { bottom = 0 } = document.querySelector('#hermite')?.getBoundingClientRect() ?? {};
      window.scrollBy(0, bottom - 700);
    });
    await reaches(page, 'ready', { selector: '#trigonometric' });
    expect((await state(page, '#hermite'))?.status).not.toBe('paused');
    // At full speed it could be done before it is looked at.
    await page.evaluate(() => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('#trigonometric'));
      lab.controller?.actions.setSpeed(500);
    });
    await page.locator('#trigonometric').getByTestId('play').click();
    await page.waitForTimeout(SETTLED);
    expect((await state(page, '#trigonometric'))?.status).toBe('running');
    expect((await state(page, '#hermite'))?.status).not.toBe('running');
  });

  test('a phrase does what it says to a figure that is not there yet, and the last one pressed holds', async ({
    page,
  }) => {
    await page.goto('./');
    await reaches(page, 'running', { selector: '#figure-2' });
    expect(await page.locator('#lab').evaluate((lab) => /** @type {StaircaseLab} */ (lab).controller)).toBeNull();
    // By script: the mouse would have to scroll there first.
    const press = (/** @type {string} */ text) =>
      page.locator('a.drive', { hasText: text }).evaluate((phrase) => /** @type {HTMLElement} */ (phrase).click());
    await press('to have its first coin beneath it');
    await press('Gaussian numbers');
    await reaches(page, 'running', { selector: '#lab' });
    await expect.poll(async () => Object.keys((await state(page, '#lab'))?.overrides ?? {})).toEqual(['inputs.kind']);
    expect((await state(page, '#figure-2'))?.status).toBe('paused');
  });

  test('a phrase about the axis changes the axis, and starts nothing', async ({ page }) => {
    await page.goto('./');
    await reaches(page, 'running', { selector: '#figure-2' });
    await page.locator('#figure-2').getByTestId('pause').click();
    await reaches(page, 'paused', { selector: '#figure-2' });
    await page.locator('a.drive', { hasText: 'on a linear axis' }).press('Space');
    await expect.poll(async () => (await state(page, '#figure-2'))?.scale).toBe('linear');
    await page.waitForTimeout(SETTLED);
    expect((await state(page, '#figure-2'))?.status).toBe('paused');
  });
});
