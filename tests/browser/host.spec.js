// The figure and the page around it: what they hear of each other, in frames, and moved from one document to another.

import { expect, iteration, QUICK, reaches, state, test } from './fixture.js';
import { host } from './host.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

/** @param {Page} page @returns {Promise<[type: string, detail: any][]>} */
const events = (page) => page.evaluate(() => /** @type {any} */ (window).events);

test('events tell what happens, with the numbers', async ({ page }) => {
  await host(page, { state: QUICK });
  await reaches(page, 'finished');
  const heard = await events(page);
  expect(heard[0]?.[0]).toBe('ready');
  expect(heard.find(([type]) => type === 'ready')?.[1]).toEqual({ preset: 'figure-2', seed: 1 });
  const rows = heard.filter(([type]) => type === 'row').map(([, detail]) => detail);
  const last = rows.filter(({ lane }) => lane === 0).at(-1);
  const now = await state(page);
  expect(last.values.iteration).toBe(3000);
  expect(last.values['{1}']).toBe(now?.lanes[0]?.last[now.lanes[0].columns.indexOf('{1}')]);
  expect(rows.some(({ lane }) => lane === 1)).toBe(true);
  expect(heard.at(-1)).toEqual(['finished', { preset: 'figure-2', seed: 1, message: now?.message }]);
});

test('what cannot be followed is answered in words and by an event, and what can be is followed', async ({ page }) => {
  await host(page, { preset: 'figure-22' });
  await expect(page.getByText('Left out of the link: there is no preset "figure-22"')).toBeVisible();
  expect(await events(page)).toContainEqual(['refused', { problems: { preset: 'there is no preset "figure-22"' } }]);
  const set = (/** @type {string} */ name, /** @type {string} */ value) =>
    page.evaluate(([name, value]) => document.querySelector('staircase-lab')?.setAttribute(name, value), [name, value]);
  await set('preset', 'figure-7');
  await expect(page.getByTestId('caption')).toContainText('Figure 7');
  await set('state', 'garbage&scale=linear');
  await expect(page.getByText('garbage: there is no such entry here')).toBeVisible();
  expect((await state(page))?.scale).toBe('linear');
  expect((await state(page))?.preset.id).toBe('figure-7');
  await set('state', QUICK);
  await expect.poll(async () => (await state(page))?.budget).toBe(3000);
  await reaches(page, 'finished');
});

test.describe('an attribute wasm that leads nowhere is told by its address', () => {
  test.use({ provoked: [/Failed to load resource/] });

  for (const [wasm, why] of /** @type {const} */ ([
    ['nowhere.wasm', '/pages/nowhere.wasm: the answer was 404'],
    ['host.html', '/pages/host.html is no wasm, but text/html: is the file served there?'],
    ['http://[', 'Failed to parse URL from http://['],
  ]))
    test(wasm, async ({ page }) => {
      await host(page, { state: QUICK, wasm });
      await reaches(page, 'crashed');
      await expect(page.getByTestId('message')).toContainText(why);
    });
});

test('methods play, pause and begin again', async ({ page }) => {
  await host(page, { preset: 'figure-2', autoplay: 'false' });
  const call = (/** @type {'play' | 'pause' | 'restart'} */ name) =>
    page.evaluate((name) => /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'))[name](), name);
  await reaches(page, 'ready');
  await call('play');
  await reaches(page, 'running');
  await expect.poll(() => iteration(page)).toBeGreaterThan(0);
  await call('pause');
  await reaches(page, 'paused');
  await call('pause');
  expect((await state(page))?.status).toBe('paused');
  await call('restart');
  await expect.poll(() => iteration(page)).toBeLessThan(1000);
});

test('keys that the figure takes do not reach the page, nor what is typed into it; others do', async ({ page }) => {
  await host(page, { state: QUICK, autoplay: 'false' });
  await reaches(page, 'ready');
  await page.evaluate(() => {
    const heard = /** @type {string[]} */ ([]);
    Object.assign(window, { keys: heard });
    for (const type of ['keydown', 'keyup', 'keypress', 'input'])
      document.addEventListener(type, (event) => heard.push(`${type} ${/** @type {any} */ (event).key ?? ''}`));
  });
  await page.getByTestId('lab').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('x');
  await page.getByTestId('settings').click();
  const box = page.getByTestId('field-learner.step_size').getByRole('textbox');
  await box.fill('0.01');
  await box.press('2');
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => /** @type {any} */ (window).keys)).toEqual(['keydown x', 'keypress x', 'keyup x']);
});

test.describe('framed', () => {
  test.use({ provoked: [/can escape its sandboxing/] });

  for (const sandbox of ['allow-scripts', 'allow-scripts allow-same-origin'])
    test(`in a frame with sandbox="${sandbox}" it runs, and tells its height`, async ({ page, baseURL }) => {
      await page.goto('./pages/host.html');
      await page.evaluate(
        ([source, sandbox]) => {
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', sandbox);
          frame.style.cssText = 'width: 100%; height: 600px';
          addEventListener('message', ({ source, data }) => {
            if (source === frame.contentWindow && data?.type === 'staircase-lab') frame.dataset.height = data.height;
          });
          frame.src = source;
          document.body.append(frame);
        },
        /** @type {const} */ ([`${baseURL}?embed#${QUICK}`, sandbox]),
      );
      const inside = page.frameLocator('iframe');
      await expect(inside.getByTestId('message')).toContainText('steps passed 90 %', { timeout: 20_000 });
      await expect
        .poll(() => page.evaluate(() => Number(document.querySelector('iframe')?.dataset.height)))
        .toBeGreaterThan(700);
      expect(
        await inside.locator('html').evaluate((root) => root.scrollHeight - root.getBoundingClientRect().height),
      ).toBeLessThanOrEqual(1);
    });
});

test.describe('framed without an origin, from a server that lets none read', () => {
  test.use({ provoked: [/CORS policy|net::ERR_FAILED/] });

  test('it says what that takes', async ({ page, baseURL }) => {
    await page.route('**/staircase-lab.js', (route) => route.abort());
    await page.goto('./pages/host.html');
    await page.evaluate((source) => {
      document.body.innerHTML = `<iframe sandbox="allow-scripts" src="${source}"></iframe>`;
    }, `${baseURL}?embed`);
    const figure = page.frameLocator('iframe').locator('#figure-2');
    await expect(figure).toHaveText(/which has no origin.*a server that sends Access-Control-Allow-Origin\.$/);
  });
});

test('moved to another document it keeps its styles, and goes on', async ({ page }) => {
  await host(page, { preset: 'figure-2' });
  await reaches(page, 'running');
  const before = await iteration(page);
  const style = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.style.cssText = 'width: 900px; height: 900px';
    document.body.prepend(frame);
    const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
    frame.contentDocument?.body.append(lab);
    /** @type {any} */ (window).moved = lab;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return getComputedStyle(/** @type {Element} */ (lab.shadowRoot?.querySelector('.dock'))).position;
  });
  expect(style).toBe('sticky');
  const at = () =>
    page.evaluate(() => /** @type {any} */ (window).moved.controller?.store.get().lanes[0]?.iteration ?? -1);
  await expect.poll(at).toBeGreaterThan(before);
});

test('of seven figures in a column those far from the window have no workers', async ({ page }) => {
  await host(page, { preset: 'figure-2', autoplay: 'false' });
  await page.evaluate(() => {
    for (let i = 0; i < 6; i++) {
      const lab = document.createElement('staircase-lab');
      lab.setAttribute('preset', 'figure-7');
      document.body.append(lab);
      // Built at once, as by a page that plays them all.
      /** @type {StaircaseLab} */ (lab).build();
    }
  });
  await page.waitForTimeout(500);
  await expect.poll(() => page.workers().length, { timeout: 15_000 }).toBeLessThanOrEqual(4);
  expect(page.workers().length).toBeGreaterThan(0);
});

test('what is shared from a foreign page opens where the embedder says, else beside the script', async ({
  page,
  baseURL,
}) => {
  await host(page, { state: QUICK, page: '/figures/lab/index.html?embed' });
  await reaches(page, 'finished');
  await page.getByTestId('share').click();
  const link = page.getByTestId('link');
  await expect(link).toHaveValue(new RegExp(`^${baseURL}figures/lab/index.html\\?embed#v=1&preset=figure-2&`));
  await page.evaluate(() => document.querySelector('staircase-lab')?.removeAttribute('page'));
  await page.getByTestId('share').click();
  await page.getByTestId('share').click();
  await expect(link).toHaveValue(new RegExp(`^${baseURL}\\?embed#v=1&preset=figure-2&`));
  await page.goto(await link.inputValue());
  await reaches(page, 'finished');
  expect((await state(page))?.budget).toBe(3000);
});

test('where the embedder names no page that there can be, share says so', async ({ page }) => {
  await host(page, { state: QUICK, page: 'http://[' });
  await reaches(page, 'finished');
  await page.getByTestId('share').click();
  await expect(page.getByText('No page is known here that opens a figure by its link')).toBeVisible();
});

test('ground, ink and accent are the page’s to set, in the charts too', async ({ page }) => {
  await host(page, {
    state: QUICK,
    style: '--staircase-ground: #102030; --staircase-ink: #ffe0a0; --staircase-accent: #00ff80',
  });
  await reaches(page, 'finished');
  const colours = await page.evaluate(() => {
    const root = document.querySelector('staircase-lab')?.shadowRoot;
    const style = (/** @type {string} */ selector) =>
      getComputedStyle(/** @type {Element} */ (root?.querySelector(selector)));
    return {
      ground: style('.dock').backgroundColor,
      ink: style('.message').color,
      scheme: style('.lab').colorScheme,
      accent: style('.walker').fill,
    };
  });
  expect(colours).toEqual({
    ground: 'rgb(16, 32, 48)',
    ink: 'rgb(255, 224, 160)',
    scheme: 'dark',
    accent: 'rgb(0, 255, 128)',
  });
});
