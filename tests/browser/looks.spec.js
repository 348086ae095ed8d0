// What an author chooses of a figure: the attributes that say what is shown and how, the methods that say what is run, and the faces.

import { readFileSync } from 'node:fs';
import { expect, QUICK, reaches, state, test } from './fixture.js';
import { host } from './host.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

/** @param {Page} page @param {string} name @param {string | null} value */
const set = (page, name, value) =>
  page.evaluate(
    ([name, value]) =>
      document
        .querySelector('staircase-lab')
        ?.[value === null ? 'removeAttribute' : 'setAttribute'](String(name), String(value)),
    [name, value],
  );

/** @param {Page} page @param {string} kind */
const told = (page, kind) =>
  page.evaluate(
    (kind) =>
      /** @type {any} */ (window).events
        .filter((/** @type {[string]} */ [type]) => type === kind)
        .map((/** @type {[string, any]} */ [, detail]) => detail),
    kind,
  );

test('controls and views are those that are named, at once and when they change', async ({ page }) => {
  await host(page, { state: QUICK, controls: 'play settings', views: 'curves' });
  await reaches(page, 'finished');
  for (const id of ['play', 'settings', 'coef-chart-0']) await expect(page.getByTestId(id)).toBeVisible();
  const others = ['staircase-0', 'spectrum-0', 'caption', 'step', 'speed', 'share', 'scale-log', 'iterations'];
  for (const id of others) await expect(page.getByTestId(id).first()).toBeHidden();
  await page.getByTestId('settings').click();
  await expect(page.getByTestId('reset-all')).toBeVisible();
  await set(page, 'controls', 'none');
  for (const id of ['play', 'settings', 'reset-all']) await expect(page.getByTestId(id)).toBeHidden();
  await set(page, 'views', null);
  await set(page, 'controls', null);
  for (const id of [...others, 'play']) await expect(page.getByTestId(id).first()).toBeVisible();
});

test('a figure keeps the height that it is given, and scrolls within it by keys', async ({ page }) => {
  await host(page, { state: QUICK, height: '320px' });
  await reaches(page, 'finished');
  const lab = page.getByTestId('lab');
  expect(Math.round((await lab.boundingBox())?.height ?? 0)).toBe(320);
  await expect(page.getByTestId('play')).toBeInViewport();
  await lab.focus();
  await page.keyboard.press('End');
  await expect(page.getByTestId('caption')).toBeInViewport();
  await set(page, 'height', null);
  await expect.poll(async () => (await lab.boundingBox())?.height).toBeGreaterThan(700);
});

test('the theme is the one that is named, whatever the page’s', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await host(page, { state: QUICK, theme: 'dark' });
  await reaches(page, 'finished');
  const ground = () => page.getByTestId('lab').evaluate((lab) => getComputedStyle(lab).backgroundColor);
  expect(await ground()).toBe('rgb(19, 20, 22)');
  await set(page, 'theme', 'auto');
  await expect.poll(ground).toBe('rgb(255, 255, 255)');
});

test('colours and faces are a page’s to set, and parts to style', async ({ page }) => {
  const style = '--staircase-grid: rgb(1, 2, 3); --staircase-font: monospace; --staircase-wrong: rgb(4, 5, 6)';
  await host(page, { state: QUICK, style });
  await page.addStyleTag({ content: 'staircase-lab::part(caption) { letter-spacing: 3px }' });
  await reaches(page, 'finished');
  const [face, spaced, grid] = await page
    .getByTestId('lab')
    .evaluate((lab) => [
      getComputedStyle(lab).fontFamily,
      getComputedStyle(/** @type {Element} */ (lab.querySelector('figcaption'))).letterSpacing,
      getComputedStyle(lab).getPropertyValue('--line'),
    ]);
  expect([face, spaced, grid]).toEqual(['monospace', '3px', 'rgb(1, 2, 3)']);
});

test.describe('what is wrong', () => {
  test.use({ provoked: [/^<staircase-lab> /] });

  test('is told once, by attribute; the rest holds', async ({ page }) => {
    /** @type {string[]} */
    const said = [];
    page.on('console', (message) => message.type() === 'warning' && said.push(message.text()));
    await host(page, { state: QUICK, height: 'tall', controls: 'play sing', theme: 'sepia' });
    await reaches(page, 'finished');
    await set(page, 'height', '300px');
    await set(page, 'height', 'tall');
    const problems = Object.assign(
      {},
      ...(await told(page, 'refused')).map((/** @type {any} */ each) => each.problems),
    );
    expect(Object.keys(problems).sort()).toEqual(['controls', 'height', 'theme']);
    expect(problems.height).toBe('"tall" is not a length above 0, such as 480px or 60vh');
    expect(said).toHaveLength(3);
    await expect(page.getByTestId('play')).toBeVisible();
    await expect(page.getByTestId('step')).toBeHidden();
  });
});

/**
 * What comes of load(): how the figure stands, or the fault.
 * @param {Page} page
 * @param {unknown} given
 * @param {{ iterations?: number }} [options]
 */
const load = (page, given, options) =>
  page.evaluate(
    async ([given, options]) => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      try {
        await lab.load(/** @type {any} */ (given), /** @type {any} */ (options));
      } catch (error) {
        const { field, message } = /** @type {any} */ (error);
        return { field, message };
      }
      const { preset, lanes, budget } = /** @type {any} */ (lab.controller?.store.get());
      return { id: preset.id, title: preset.title, budget, columns: lanes[0].columns, link: lab.link() };
    },
    [given, options],
  );

test('load() shows a spec, and its link opens the same run', async ({ page }) => {
  await host(page, { state: QUICK, autoplay: 'false' });
  const spec = {
    seed: 5,
    inputs: { kind: 'gaussian', n: 8 },
    target: { kind: 'parity', degree: 2 },
    probe: { every: 50 },
  };
  const shown = /** @type {any} */ (await load(page, spec, { iterations: 200 }));
  expect(shown.budget).toBe(200);
  const specs = () =>
    page.evaluate(() => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      return JSON.stringify(lab.controller?.store.get().lanes.map(({ spec }) => spec));
    });
  await expect(page.getByTestId('lab')).toHaveAttribute('aria-label', 'The laboratory: live figure');
  const [loaded] = JSON.parse(await specs());
  expect([loaded.seed, loaded.inputs, loaded.target.degree, loaded.probe.every]).toEqual([5, spec.inputs, 2, 50]);
  // What nobody names is the core's own default, not the laboratory's.
  expect(loaded.learner.step_size).toBe(0.01);
  const before = await specs();
  await page.goto(shown.link);
  await reaches(page, 'finished');
  expect(await specs()).toBe(before);
  expect((await state(page))?.lanes[0]?.iteration).toBe(200);
});

test('load() shows a preset under its own title, of which there is no link; a known one has its link', async ({
  page,
}) => {
  await host(page, { state: QUICK, autoplay: 'false' });
  const lanes = [2, 3].map((degree) => ({ label: `χ${degree}`, spec: { target: { kind: 'parity', degree } } }));
  const preset = { title: 'Two of mine', budget: 100, spec: { inputs: { n: 6 }, probe: { every: 50 } }, lanes };
  const own = /** @type {any} */ (await load(page, preset));
  expect([own.title, own.budget, own.link]).toEqual(['Two of mine', 100, null]);
  await expect(page.getByTestId('share')).toBeHidden();
  const file = new URL('../../www/presets/figure-7.json', import.meta.url);
  const known = /** @type {any} */ (await load(page, JSON.parse(readFileSync(file, 'utf8'))));
  expect(known.link).toMatch(/#v=1&preset=figure-7$/);
  await expect(page.getByTestId('share')).toBeVisible();
});

test('what load() can’t use it rejects by its field, and the figure stays as it was', async ({ page }) => {
  await host(page, { state: QUICK, autoplay: 'false' });
  await reaches(page, 'ready');
  for (const [given, options, field, why] of /** @type {[unknown, any, string, RegExp][]} */ ([
    [{ target: { kind: 'parity', degree: 99 } }, {}, 'target.degree', /99 is outside \[1, 30\]/],
    [{ target: { kind: 'parity' }, lerner: {} }, {}, 'lerner', /unknown entry/],
    [{ target: { kind: 'parity' } }, { iterations: 0 }, 'iterations', /0 is not a whole number in \[1, /],
    [{ lanes: [{ spec: {} }], budget: 'long' }, {}, 'budget', /long is not a whole number in \[1, /],
    [{ lanes: 7 }, {}, 'preset', /has no list of lanes/],
    [7, {}, 'load', /neither a spec nor a preset/],
  ])) {
    const fault = /** @type {any} */ (await load(page, given, options));
    expect(fault.field).toBe(field);
    expect(fault.message).toMatch(why);
  }
  expect((await state(page))?.preset.id).toBe('figure-2');
  expect((await state(page))?.status).toBe('ready');
});
