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
  const said = page.getByTestId('refused');
  await expect(said).toHaveText('Left out of what the page asks for: there is no preset "figure-22".');
  const set = (/** @type {string} */ name, /** @type {string} */ value) =>
    page.evaluate(([name, value]) => document.querySelector('staircase-lab')?.setAttribute(name, value), [name, value]);
  await set('preset', 'figure-7');
  await expect(page.getByTestId('caption')).toContainText('Figure 7');
  await set('state', 'garbage&scale=linear');
  await expect(said).toHaveText('Left out of what the page asks for: garbage: there is no such entry here.');
  expect((await state(page))?.scale).toBe('linear');
  expect((await state(page))?.preset.id).toBe('figure-7');
  await set('state', QUICK);
  await expect.poll(async () => (await state(page))?.budget).toBe(3000);
  await reaches(page, 'finished');
});

test('each fault is told by one event, and none of a visitor’s by any', async ({ page }) => {
  const faults = `${QUICK}&nothing=1&learner.batch=-1&scale=round`;
  await host(page, { state: faults, autoplay: 'false' });
  await reaches(page, 'ready');
  await page.getByTestId('settings').click();
  const box = page.getByTestId('field-learner.step_size').getByRole('textbox');
  await box.fill('-1');
  await box.press('Enter');
  await expect.poll(async () => Object.keys((await state(page))?.problems ?? {})).toContain('learner.step_size');
  const refused = (await events(page)).filter(([type]) => type === 'refused').map(([, { problems }]) => problems);
  const told = refused.flatMap((problems) => Object.keys(problems));
  expect(told.sort()).toEqual(['learner.batch', 'nothing', 'scale']);
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

test('nor do the keys that press its buttons', async ({ page }) => {
  await host(page, { state: `${QUICK}&budget=1000000`, autoplay: 'false' });
  await reaches(page, 'ready');
  await page.evaluate(() => {
    const heard = /** @type {string[]} */ ([]);
    Object.assign(window, { keys: heard });
    for (const type of ['keydown', 'keyup', 'keypress'])
      document.addEventListener(type, (event) => heard.push(`${type} ${/** @type {any} */ (event).key}`));
  });
  const keys = () => page.evaluate(() => /** @type {any} */ (window).keys);
  for (const key of ['Space', 'Enter'])
    for (const id of ['play', 'pause', 'step', 'restart', 'new-seed', 'settings', 'share', 'embed', 'settings']) {
      const button = page.getByTestId(id);
      if (!(await button.isVisible())) continue; // play or pause, whichever it is
      await button.focus();
      await page.keyboard.press(key);
      expect(await keys(), `${key} on ${id}`).toEqual([]);
    }
  await page.getByTestId('lab').focus();
  for (const key of ['Space', 'ArrowRight', 'r', 'N']) await page.keyboard.press(key);
  expect(await keys()).toEqual([]);
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

for (const named of [
  'http://[',
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'data:text/html,x',
  'blob:x',
  'file:///x',
  'about:blank',
])
  test(`where the embedder names ${named}, share says that no page is known`, async ({ page }) => {
    await host(page, { state: QUICK, page: named });
    await reaches(page, 'finished');
    expect(await page.evaluate(() => /** @type {any} */ (document.querySelector('staircase-lab')).link())).toBeNull();
    await page.getByTestId('share').click();
    await expect(page.getByText('No page is known here that opens a figure by its link')).toBeVisible();
  });

test('a figure whose script is a part of another’s shows how the package embeds it', async ({ page }) => {
  await page.route('**/staircase-lab.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: "export * from './main2.js';" }),
  );
  await page.route('**/main2.js', async (route) => {
    const url = route.request().url().replace('main2', 'figures/lab/staircase-lab');
    const text = await (await fetch(url)).text();
    await route.fulfill({ contentType: 'text/javascript', body: text });
  });
  await host(page, { state: QUICK });
  await reaches(page, 'finished');
  await page.getByTestId('embed').click();
  const snippet = page.getByTestId('snippet');
  await expect(snippet).toHaveValue(/import 'staircase-lab\/lab';/);
  expect(await snippet.inputValue()).not.toContain('main2');
  await expect(page.getByText('a page that is built with the npm package staircase-lab')).toBeVisible();
  await expect(page.getByTestId('frame')).toBeHidden();
});

test('the snippets for an element and for a frame can be pasted twice', async ({ page }) => {
  await host(page, { state: QUICK });
  await reaches(page, 'finished');
  await page.getByTestId('embed').click();
  await expect(page.getByTestId('frame')).toHaveValue(/^<iframe/);
  const html = [await page.getByTestId('snippet').inputValue(), await page.getByTestId('frame').inputValue()];
  await page.route('**/pages/pasted.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html>${[...html, ...html].join('\n')}` }),
  );
  await page.goto('./pages/pasted.html');
  for (const which of [0, 1]) {
    const lab = page.locator('staircase-lab').nth(which);
    await lab.evaluate((lab) => lab.scrollIntoView());
    await expect(lab.getByTestId('lab')).toBeVisible();
  }
  const heights = () =>
    page.evaluate(() => [...document.querySelectorAll('iframe')].map((frame) => frame.style.height));
  await page.locator('iframe').nth(1).scrollIntoViewIfNeeded();
  await expect.poll(async () => (await heights()).filter((height) => height.endsWith('px')).length).toBe(2);
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

/** The contrast of two colours as WCAG has it. @param {string} a @param {string} b */
function contrast(a, b) {
  const [light = 0, dark = 0] = [a, b]
    .map((colour) => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

test.describe('set later', () => {
  test.use({ provoked: [/willReadFrequently/] }); // by this test, of the charts

  test('colours that the page sets later are followed in all of the figure, and each accent can be read on', async ({
    page,
  }) => {
    await host(page, { state: `${QUICK}&budget=1000000` });
    await reaches(page, 'running');
    const looks = () =>
      page.evaluate(() => {
        const root = /** @type {ShadowRoot} */ (document.querySelector('staircase-lab')?.shadowRoot);
        const style = (/** @type {string} */ selector) =>
          getComputedStyle(/** @type {Element} */ (root.querySelector(selector)));
        const label = style('.act.main.on');
        // As pixels: a colour may be written in any notation.
        const context = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
        const seen = (/** @type {string} */ colour) => {
          context.fillStyle = colour;
          context.fillRect(0, 0, 1, 1);
          return `rgb(${[...context.getImageData(0, 0, 1, 1).data].slice(0, 3).join(', ')})`;
        };
        const chart = /** @type {HTMLCanvasElement} */ (root.querySelector('canvas'));
        const pixels = chart.getContext('2d')?.getImageData(0, 0, chart.width, chart.height).data ?? [];
        const tones = new Set();
        for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] === 255) tones.add(pixels.slice(i, i + 3).join());
        return {
          scheme: style('.lab').colorScheme,
          ground: style('.dock').backgroundColor,
          line: seen(style('.probe.palette').borderRightColor),
          label: seen(label.color),
          accent: seen(label.backgroundColor),
          tones: [...tones],
        };
      });
    const themes = /** @type {const} */ ([
      ['#102030', '#ffeecc', '#00ff88', 'dark', 'rgb(16, 32, 48)'],
      ['#fff', '#a00', '#00a', 'light', 'rgb(255, 255, 255)'],
      ['light-dark(#fafafa, #000)', '#222', '#ff0', 'light', 'rgb(250, 250, 250)'],
      ['#000', '#eee', '#777', 'dark', 'rgb(0, 0, 0)'],
    ]);
    for (const how of ['inline', 'sheet'])
      for (const [ground, ink, accent, scheme, expected] of themes) {
        await page.evaluate(
          ([how, css]) => {
            const lab = /** @type {HTMLElement} */ (document.querySelector('staircase-lab'));
            const sheet = document.querySelector('style') ?? document.head.appendChild(document.createElement('style'));
            lab.style.cssText = how === 'inline' ? (css ?? '') : '';
            sheet.textContent = how === 'sheet' ? `body { ${css} }` : '';
          },
          [how, `--staircase-ground: ${ground}; --staircase-ink: ${ink}; --staircase-accent: ${accent}`],
        );
        await expect.poll(async () => (await looks()).scheme, { message: `${how} ${ground}` }).toBe(scheme);
        await expect.poll(async () => (await looks()).ground).toBe(expected);
        const { line, label, accent: worn } = await looks();
        expect(contrast(line, expected), 'grid lines are faint').toBeLessThan(2);
        expect(contrast(label, worn), `label on ${accent}`).toBeGreaterThan(4.5);
        await expect
          .poll(async () => (await looks()).tones, 'the charts have the grid’s colour')
          .toContain(line.replace(/[^\d,]/g, ''));
      }
  });
});

test.describe('from a file', () => {
  test.use({ provoked: [/CORS policy|net::ERR_FAILED|crossorigin|preload/i] });

  test('opened from a file the page has its style and says what it needs; with ?embed that is all', async ({
    page,
  }) => {
    const file = new URL('../../dist/index.html', import.meta.url).href;
    await page.goto(file);
    await expect(page.getByText('Opened from a file this page cannot train').first()).toBeVisible();
    expect(
      await page
        .locator('article')
        .first()
        .evaluate((article) => getComputedStyle(article).maxWidth),
    ).not.toBe('none');
    await page.goto(`${file}?embed`);
    await expect(page.locator('body')).toHaveText(/^\s*Opened from a file this page cannot train: [^.]*\.\s*$/);
  });
});
