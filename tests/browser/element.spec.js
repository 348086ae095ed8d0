// What a page asks of a figure, by attributes and methods, whenever it asks: of one that is loading, far, or not in the page yet.

import { expect, iteration, QUICK, reaches, state, test } from './fixture.js';
import { host } from './host.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

/** Whatever is going to start by itself, or to load, has done so. */
const SETTLED = 1500;
const LONG = `${QUICK}&budget=1000000`;

/** @param {Page} page @param {'play' | 'pause' | 'restart'} name */
const call = (page, name) =>
  page.evaluate((name) => /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'))[name](), name);

/** @param {Page} page @param {Record<string, string | null>} attributes */
const set = (page, attributes) =>
  page.evaluate((attributes) => {
    const lab = /** @type {Element} */ (document.querySelector('staircase-lab'));
    for (const [name, value] of Object.entries(attributes))
      if (value === null) lab.removeAttribute(name);
      else lab.setAttribute(name, value);
  }, attributes);

/** @param {Page} page */
const preset = async (page) => (await state(page))?.preset.id;

/**
 * A figure that is made, called and put into the page in one go.
 * @param {Page} page
 * @param {string} calls  of its methods, "append" among them
 */
async function inOneGo(page, calls) {
  await page.goto('./pages/host.html');
  await page.evaluate(
    ([state, calls = '']) => {
      const lab = /** @type {any} */ (document.createElement('staircase-lab'));
      lab.setAttribute('state', state);
      for (const name of calls.split(' '))
        if (name === 'append') document.body.append(lab);
        else if (name === 'another') lab.setAttribute('preset', 'figure-7');
        else lab[name]();
    },
    [LONG, calls],
  );
}

for (const calls of [
  'append pause',
  'pause append',
  'append pause pause pause',
  'append play pause',
  'append another pause',
])
  test(`${calls}: it does not run before it is asked to`, async ({ page }) => {
    await inOneGo(page, calls);
    await reaches(page, 'ready');
    await page.waitForTimeout(SETTLED);
    expect((await state(page))?.status).toBe('ready');
    expect(await iteration(page)).toBe(0);
    await call(page, 'play');
    await reaches(page, 'running');
  });

for (const calls of ['append play', 'play append', 'append pause play', 'append play play', 'append restart'])
  test(`${calls}: it runs`, async ({ page }) => {
    await inOneGo(page, calls);
    await expect.poll(() => iteration(page)).toBeGreaterThan(0);
  });

test('one that was paused while it loads stays so when it is another experiment', async ({ page }) => {
  await host(page, { state: LONG });
  await call(page, 'pause');
  await set(page, { state: LONG.replace('figure-2', 'figure-4') });
  await expect.poll(() => preset(page)).toBe('figure-4');
  await reaches(page, 'ready');
  await page.waitForTimeout(SETTLED);
  expect(await iteration(page)).toBe(0);
});

test('what is never put into a page starts no workers', async ({ page }) => {
  let started = 0;
  page.on('worker', () => (started += 1));
  await page.goto('./pages/host.html');
  await page.evaluate(() => {
    const lab = /** @type {StaircaseLab} */ (document.createElement('staircase-lab'));
    lab.play();
    lab.restart();
  });
  await page.waitForTimeout(SETTLED);
  expect(started).toBe(0);
});

/** @type {[where: string, put: (page: Page) => Promise<void>][]} */
const unseen = [
  ['far below', (page) => page.evaluate(() => document.body.style.setProperty('padding-top', '9000px'))],
  ['not displayed', (page) => page.evaluate(() => document.getElementById('box')?.setAttribute('hidden', ''))],
  [
    'seen once, and left',
    async (page) => {
      await reaches(page, 'ready');
      await page.evaluate(() => document.body.style.setProperty('padding-bottom', '9000px'));
      await page.evaluate(() => window.scrollTo(0, 9000));
      await expect.poll(() => page.workers().length).toBe(0);
    },
  ],
];
for (const [where, put] of unseen)
  test(`play() runs a figure that is ${where}, which then lets its workers go`, async ({ page }) => {
    await host(page, { state: QUICK, autoplay: 'false' });
    await put(page);
    await page.waitForTimeout(200);
    await call(page, 'play');
    await reaches(page, 'finished');
    expect(await iteration(page)).toBe(3000);
    await expect.poll(() => page.workers().length).toBe(0);
  });

test('while a far figure runs the one in view rests, and then goes on', async ({ page }) => {
  await host(page, { state: LONG, id: 'near' });
  await reaches(page, 'running');
  await page.evaluate((state) => {
    document.body.style.setProperty('padding-bottom', '9000px');
    const lab = /** @type {StaircaseLab} */ (document.createElement('staircase-lab'));
    lab.id = 'far';
    lab.setAttribute('state', state);
    lab.style.cssText = 'position: absolute; top: 8000px';
    document.body.append(lab);
    lab.play();
  }, `${QUICK}&budget=20000&speed=10000`);
  await reaches(page, 'running', { selector: '#far' });
  expect((await state(page, '#near'))?.status).toBe('paused');
  await reaches(page, 'finished', { selector: '#far' });
  await reaches(page, 'running', { selector: '#near' });
});

/** @type {[before: Record<string, string>, changes: Record<string, string | null>[], preset: string][]} */
const named = [
  [{ preset: 'figure-7', state: 'preset=figure-4' }, [], 'figure-4'],
  [{ state: 'v=1&preset=figure-4&seed=7' }, [{ preset: 'figure-7' }], 'figure-7'],
  [{ state: 'v=1&preset=figure-4&seed=7' }, [{ preset: 'figure-7' }, { state: 'preset=figure-5' }], 'figure-5'],
  [{ state: 'v=1&preset=figure-4' }, [{ preset: 'figure-7', state: 'v=1&preset=figure-5' }], 'figure-5'],
  [{ state: 'v=1&preset=figure-4' }, [{ preset: 'figure-7' }, { preset: null }], 'figure-4'],
  [{ preset: 'figure-4' }, [{ state: 'seed=7' }], 'figure-4'],
];
for (const far of [false, true])
  for (const [before, changes, expected] of named)
    test(`${far ? 'far: ' : ''}${JSON.stringify([before, ...changes])} is ${expected}`, async ({ page }) => {
      await host(page, { ...before, autoplay: 'false', style: far ? 'position: absolute; top: 9000px' : '' });
      if (!far) await reaches(page, 'ready');
      for (const attributes of changes) await set(page, attributes);
      if (far) await set(page, { style: '' });
      await expect.poll(() => preset(page)).toBe(expected);
      await reaches(page, 'ready');
      expect(await preset(page)).toBe(expected);
    });

for (const [autoplay, waits] of /** @type {const} */ ([
  ['false', true],
  ['FALSE', true],
  ['0', true],
  ['no', true],
  ['never', true],
  ['', false],
  ['True', false],
]))
  test(`autoplay="${autoplay}" ${waits ? 'waits' : 'runs'}`, async ({ page }) => {
    await host(page, { state: LONG, autoplay });
    await reaches(page, waits ? 'ready' : 'running');
    await page.waitForTimeout(300);
    expect((await state(page))?.status).toBe(waits ? 'ready' : 'running');
  });

test('of two figures with hash the first has the address, and after it the other', async ({ page }) => {
  await page.goto(`./pages/host.html#v=1&preset=figure-7`);
  const append = (/** @type {string} */ id) =>
    page.evaluate((id) => {
      const lab = document.createElement('staircase-lab');
      for (const [name, value] of Object.entries({ id, hash: '', preset: 'figure-4', autoplay: 'false' }))
        lab.setAttribute(name, value);
      document.body.append(lab);
    }, id);
  await append('first');
  await append('second');
  await page.evaluate(() => document.getElementById('second')?.scrollIntoView());
  await reaches(page, 'ready', { selector: '#first' });
  await reaches(page, 'ready', { selector: '#second' });
  expect((await state(page, '#first'))?.preset.id).toBe('figure-7');
  expect((await state(page, '#second'))?.preset.id).toBe('figure-4');
  await page.locator('#second').getByTestId('scale-linear').first().click();
  await page.waitForTimeout(500);
  expect(page.url()).not.toContain('linear');
  await page.evaluate(() => document.getElementById('first')?.remove());
  await append('third');
  await reaches(page, 'ready', { selector: '#third' });
  expect((await state(page, '#third'))?.preset.id).toBe('figure-7');
});

test('of ten figures put into a page at once only those near the window load', async ({ page }) => {
  await page.goto('./pages/host.html');
  await page.evaluate(() => {
    Object.assign(window, { ready: 0 });
    for (let i = 0; i < 10; i++) {
      const lab = document.createElement('staircase-lab');
      lab.setAttribute('preset', 'figure-2');
      lab.addEventListener('ready', () => /** @type {any} */ (window).ready++);
      document.body.append(lab, document.createElement('p'));
    }
  });
  await page.waitForTimeout(SETTLED);
  const ready = await page.evaluate(() => /** @type {any} */ (window).ready);
  expect(ready).toBeGreaterThan(0);
  expect(ready).toBeLessThanOrEqual(3);
  expect(page.workers().length).toBeLessThanOrEqual(6);
});

for (const inert of /** @type {const} */ (['a template', 'a document without a window', 'a frame that is gone']))
  test(`${inert} takes a figure and gives it back with its styles`, async ({ page }) => {
    await host(page, { state: QUICK });
    await reaches(page, 'finished');
    await page.evaluate((inert) => {
      const lab = /** @type {Element} */ (document.querySelector('staircase-lab'));
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const nowhere = {
        'a template': () => document.createElement('template').content,
        'a document without a window': () => document.implementation.createHTMLDocument().body,
        'a frame that is gone': () => /** @type {Document} */ (frame.contentDocument).body,
      }[inert]();
      frame.remove();
      nowhere.append(lab);
      document.body.append(lab);
    }, inert);
    await reaches(page, 'finished');
    const position = await page.locator('.dock').evaluate((dock) => getComputedStyle(dock).position);
    expect(position).toBe('sticky');
  });
