// The figure wherever it is shown: scaled, zoomed, mirrored, hidden, printed, in pages light, dark, of forced colours,
// from right to left, 240 pixels wide, and in boxes lower than itself.

import { expect, iteration, QUICK, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

/**
 * @typedef {object} Host
 * @property {string} [css]
 * @property {string} [html]  with a place for the figure, #box
 * @property {Record<string, string>} [attributes]  of the figure
 */

/**
 * A page dressed as the test wants it, with one small figure in #box.
 * @param {Page} page
 * @param {Host} [host]
 */
async function host(page, { css = '', html = '<div id="box"></div>', attributes = { state: QUICK } } = {}) {
  await page.goto('./pages/host.html');
  await page.evaluate(
    ({ css, html, attributes }) => {
      document.body.innerHTML = html;
      document.head.append(Object.assign(document.createElement('style'), { textContent: css }));
      const lab = document.createElement('staircase-lab');
      for (const [name, value] of Object.entries(attributes)) lab.setAttribute(name, value);
      document.getElementById('box')?.append(lab);
    },
    { css, html, attributes },
  );
}

/**
 * The mean lightness, 0 to 1, of what is drawn in the chart of the loss. Most of it is the grid, which is nearly as light
 * as the paper, or as dark.
 * @param {Page} page
 * @param {boolean} [printed]  as it was when the page was last printed
 */
const tone = (page, printed = false) =>
  page.evaluate((printed) => {
    const shown = document.querySelector('staircase-lab')?.shadowRoot?.querySelector('.loss canvas');
    const canvas = /** @type {HTMLCanvasElement} */ (printed ? document.getElementById('printed') : shown);
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy?.drawImage(canvas, 0, 0);
    const data = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let sum = 0;
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if ((data[i + 3] ?? 0) < 200) continue;
      sum += ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0)) / 765;
      count += 1;
    }
    return sum / count;
  }, printed);

/**
 * @param {Page} page
 * @param {string} scheme
 */
async function drawnFor(page, scheme) {
  if (scheme === 'dark') await expect.poll(() => tone(page)).toBeLessThan(0.45);
  else await expect.poll(() => tone(page)).toBeGreaterThan(0.55);
}

/**
 * @param {Page} page
 * @param {string} selector
 * @param {string} property
 */
const styleOf = (page, selector, property) =>
  page
    .locator(`staircase-lab ${selector}`)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

/**
 * What sticks out of the figure, but for what can be scrolled to in a box inside it.
 * @param {Page} page
 */
const outside = (page) =>
  page.evaluate(() => {
    const lab = /** @type {HTMLElement} */ (document.querySelector('staircase-lab'));
    const frame = lab.getBoundingClientRect();
    const all = /** @type {Element[]} */ ([...(lab.shadowRoot?.querySelectorAll('.lab *') ?? [])]);
    const scrolled = (/** @type {Element | null} */ element) => {
      for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).overflowX !== 'visible') return true;
      return false;
    };
    const found = all.filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < frame.left - 0.5 || right > frame.right + 0.5) && !scrolled(element.parentElement);
    });
    return found.map((element) => `${element.tagName}.${element.getAttribute('class')}: ${element.textContent}`);
  });

/**
 * What stands in the legend and reaches out of its own place, into its neighbour's.
 * @param {Page} page
 */
const overlapping = (page) =>
  page.evaluate(() =>
    [...(document.querySelector('staircase-lab')?.shadowRoot?.querySelectorAll('.legend li') ?? [])]
      .filter((place) => {
        const right = (/** @type {Element | null} */ of) => of?.getBoundingClientRect().right ?? 0;
        return place.checkVisibility() && right(place.lastElementChild) > right(place) + 0.5;
      })
      .map((place) => place.textContent),
  );

/** @param {Page} page */
const scrollsSideways = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

test.describe('the cursor stays under the pointer', () => {
  test.use({ viewport: { width: 1000, height: 1800 } });
  const places = [
    '',
    '#box { transform: scale(0.6); transform-origin: 0 0 }',
    '#box { scale: 1.3; transform-origin: 0 0 }',
    'staircase-lab { zoom: 1.4 }',
    '#box { zoom: 0.6 }',
    'body { zoom: 1.2 }',
    'html { zoom: 0.8 }',
    'body { zoom: 1.5 } #box { transform: scale(0.7); transform-origin: 0 0 }',
    '#box { transform: rotate(4deg) }',
    '#box { transform: scaleX(-1) }',
    '#box { transform: skewX(5deg) }',
    '#box { perspective: 900px } staircase-lab { transform: rotateY(20deg) }',
    '#box { direction: rtl }',
  ];
  for (const css of places) {
    test(css || 'as it is', async ({ page }) => {
      await host(page, { css: `body { overflow-x: hidden } ${css}` });
      await reaches(page, 'finished');
      for (const share of [0.25, 0.8]) {
        // A mark in the chart itself: whatever is done to the chart is done to it.
        const [x = 0, y = 0] = await page.evaluate((share) => {
          const over = document.querySelector('staircase-lab')?.shadowRoot?.querySelector('.coefficients .u-over');
          const mark = document.createElement('i');
          mark.style.cssText = `position: absolute; left: ${100 * share}%; top: 50%; width: 2px; height: 2px; margin: -1px`;
          over?.append(mark);
          const { left, top, width, height } = mark.getBoundingClientRect();
          mark.remove();
          return [left + width / 2, top + height / 2];
        }, share);
        await page.mouse.move(x, y);
        await expect.poll(async () => Math.abs(((await state(page))?.cursor ?? NaN) - 3000 * share)).toBeLessThan(30);
      }
    });
  }
});

test.describe('a theme switched while the figure', () => {
  /** @type {[string, string, string][]} what hides it, and what shows it again */
  const ways = [
    ['is not displayed', 'box.style.display = "none"', 'box.style.display = ""'],
    ['has no displayed page', 'document.body.style.display = "none"', 'document.body.style.display = ""'],
    ['is hidden itself', 'lab.hidden = true', 'lab.hidden = false'],
    ['is folded away', 'box.open = false', 'box.open = true'],
    ['is skipped', 'box.style.contentVisibility = "hidden"', 'box.style.contentVisibility = ""'],
    ['is invisible', 'box.style.visibility = "hidden"', 'box.style.visibility = ""'],
    ['is in view', '', ''],
  ];
  for (const [what, hide, show] of ways) {
    test(`${what} is followed when it shows`, async ({ page }) => {
      await host(page, { html: '<details open id="box"><summary>A figure</summary></details>' });
      await reaches(page, 'finished');
      const run = (/** @type {string} */ code) =>
        page.evaluate(
          (code) =>
            new Function('box', 'lab', code)(document.getElementById('box'), document.querySelector('staircase-lab')),
          code,
        );
      for (const scheme of ['dark', 'light']) {
        await run(hide);
        await page.waitForTimeout(100);
        await run(`document.documentElement.style.colorScheme = "${scheme}"`);
        await page.waitForTimeout(100);
        await run(show);
        await drawnFor(page, scheme);
      }
    });
  }

  test('is moved to a dark part of the page is followed there', async ({ page }) => {
    await host(page, { html: '<div id="box"></div><div id="dark" style="color-scheme: dark"></div>' });
    await reaches(page, 'finished');
    await drawnFor(page, 'light');
    await page.evaluate(() => {
      const lab = /** @type {Element} */ (document.querySelector('staircase-lab'));
      document.getElementById('dark')?.append(lab);
    });
    await drawnFor(page, 'dark');
  });
});

test.describe('light or dark', () => {
  /** @type {[string, string, 'light' | 'dark', ('light' | 'dark')?][]} */
  const pages = [
    ['a page that says nothing', '', 'light'],
    ['a page that says nothing, on a dark system', '', 'light', 'dark'],
    ['a declared dark one', 'html { color-scheme: dark }', 'dark'],
    ['one that declares both, on a dark system', 'html { color-scheme: light dark }', 'dark', 'dark'],
    ['one that declares both, on a light system', 'html { color-scheme: light dark }', 'light'],
    ['dark paper and light ink, undeclared', 'body { background: #111; color: #ddd }', 'dark'],
    ['dark paper alone, undeclared', '#box { background: rgb(20 20 40) }', 'dark'],
    [
      'light ink alone, over a picture',
      'body { color: oklch(0.9 0 0); background: linear-gradient(#000, #222) }',
      'dark',
    ],
    ['a light card in a dark page', 'body { background: #111; color: #ddd } #box { background: #fff }', 'light'],
    [
      'a media query, undeclared, on a dark system',
      '@media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }',
      'dark',
      'dark',
    ],
    [
      'a media query, undeclared, on a light system',
      '@media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }',
      'light',
    ],
  ];
  for (const [what, css, expected, system = 'light'] of pages) {
    test(`${what}: the figure is ${expected}, charts and all`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: system });
      await host(page, { css });
      await reaches(page, 'finished');
      const paper = expected === 'dark' ? 'rgb(19, 20, 22)' : 'rgb(255, 255, 255)';
      await expect.poll(() => styleOf(page, '.lab', 'background-color')).toBe(paper);
      await drawnFor(page, expected);
    });
  }

  test('a page that turns dark by a class of its own takes the figure along, and back', async ({ page }) => {
    await host(page, { css: 'body { background: #fff; color: #111 } .dark body { background: #111; color: #eee }' });
    await reaches(page, 'finished');
    for (const dark of [true, false]) {
      await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), dark);
      await drawnFor(page, dark ? 'dark' : 'light');
    }
  });
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`in forced colours, ${colorScheme}, what means something by its colour keeps it, and all else can be seen`, async ({
    page,
  }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await host(page);
    await reaches(page, 'finished');
    const canvas = await styleOf(page, '.lab', 'background-color');
    expect(canvas).toBe(colorScheme === 'dark' ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)');
    for (const what of ['.legend li .set', '.legend ul:last-child i', '.spectrum i', '.progress i', '.lamp']) {
      const colour = await styleOf(page, what, what.endsWith('.set') ? 'color' : 'background-color');
      expect(colour, what).not.toBe(canvas);
    }
    expect(
      new Set(
        await page
          .locator('staircase-lab .legend')
          .first()
          .locator('ul:last-child i')
          .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor)),
      ).size,
    ).toBe(3);
    // The slider is drawn by the browser: it must differ from the paper around it.
    const shot = await page.locator('staircase-lab').getByTestId('speed').screenshot();
    const colours = await page.evaluate(async (base64) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context?.drawImage(image, 0, 0);
      const row = context?.getImageData(0, Math.floor(image.height / 2), image.width, 1).data ?? [];
      return new Set([...row].map((value, i) => (i % 4 === 0 ? value : -1))).size;
    }, shot.toString('base64'));
    expect(colours).toBeGreaterThan(2);
    await drawnFor(page, colorScheme);
    await page.locator('staircase-lab').getByTestId('play').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    const outline = await styleOf(page, '[data-testid="play"]', 'outline-color');
    expect(outline).not.toBe(canvas);
    expect(await styleOf(page, '[data-testid="play"]', 'outline-style')).toBe('solid');
  });
}

test.describe('in a page that is written from right to left the figure reads from left to right', () => {
  const pages = {
    'on html': '<script>document.documentElement.dir = "rtl"</script><div id="box"></div>',
    'on a parent': '<div dir="rtl" id="box"></div>',
    'by style': '<div style="direction: rtl; unicode-bidi: bidi-override" id="box"></div>',
  };
  for (const [where, html] of Object.entries(pages)) {
    test(where, async ({ page }) => {
      await host(page, { html, css: 'body { margin: 0 }' });
      if (where === 'on html') await page.evaluate(() => (document.documentElement.dir = 'rtl'));
      await reaches(page, 'finished');
      const lefts = [];
      for (const id of ['play', 'step', 'restart', 'new-seed', 'speed', 'speed-value'])
        lefts.push((await page.locator('staircase-lab').getByTestId(id).boundingBox())?.x ?? NaN);
      expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
      for (const what of ['.title', '.message', '.legend li', '.caption p', '.counters', '.stage text'])
        expect(await styleOf(page, what, 'direction'), what).toBe('ltr');
      expect(await styleOf(page, '.caption p', 'unicode-bidi')).not.toBe('bidi-override');
      const [minus = 0, digits = 0] = await page.evaluate(() => {
        const shadow = document.querySelector('staircase-lab')?.shadowRoot;
        const value = [...(shadow?.querySelectorAll('.spectrum li *') ?? [])].find((each) =>
          /^−/.test(each.textContent ?? ''),
        );
        const text = value?.firstChild ?? document.body;
        return [0, 1].map((at) => {
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, at + 1);
          return range.getBoundingClientRect().left;
        });
      });
      expect(minus).toBeLessThan(digits);
      expect(await outside(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
    });
  }

  test('and so do the formulas of the article', async ({ page }) => {
    await page.goto('./');
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    const directions = await page.evaluate(() =>
      [...document.querySelectorAll('math, pre, code')].map((each) => getComputedStyle(each).direction),
    );
    expect(new Set(directions)).toEqual(new Set(['ltr']));
  });
});

test.describe('240 pixels wide', () => {
  test.use({ viewport: { width: 240, height: 700 } });
  for (const preset of ['figure-2', 'figure-7', 'truncated', 'biased-parity', 'laboratory', 'hermite']) {
    test(`nothing of ${preset} sticks out, whatever is opened`, async ({ page }) => {
      await host(page, { css: 'body { margin: 0 }', attributes: { state: `v=1&preset=${preset}&speed=500` } });
      await reaches(page, 'running');
      await page.waitForTimeout(500);
      const lab = page.locator('staircase-lab');
      for (const id of ['', 'settings', 'theory', 'inside', 'sweeps', 'share', 'data', 'embed']) {
        if (id && (await lab.getByTestId(id).getAttribute('aria-expanded')) !== 'true')
          await lab.getByTestId(id).click();
        await expect(lab.getByText('loading …')).toHaveCount(0);
        expect(await outside(page), id).toEqual([]);
        expect(await scrollsSideways(page), id).toBe(false);
      }
      for (const width of [240, 390, 820]) {
        await page.setViewportSize({ width, height: 700 });
        expect(await overlapping(page), `${width} pixels`).toEqual([]);
      }
    });
  }

  test('nor of the article', async ({ page }) => {
    await page.goto('./');
    await expect.poll(async () => (await state(page, '#figure-2'))?.lanes.length).toBe(2);
    expect(await scrollsSideways(page)).toBe(false);
  });
});

test.describe('what explains a term stays in the figure', () => {
  for (const width of [240, 390, 1280]) {
    test(`at ${width} pixels`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await host(page, { css: 'body { margin: 0 }' });
      await reaches(page, 'finished');
      await page.locator('staircase-lab').getByTestId('theory').click();
      await expect(page.getByTestId('verdicts-0')).toBeVisible(); // the panel is loaded once it is opened
      const terms = page.locator('staircase-lab .term:visible');
      for (let i = 0; i < (await terms.count()); i++) {
        await terms.nth(i).hover();
        const [left = 0, right = 0, high = 0] = await terms.nth(i).evaluate((term) => {
          const bubble = getComputedStyle(term, '::after');
          const { left, top, bottom } = term.getBoundingClientRect();
          const at = left + Number.parseFloat(bubble.left);
          const height = Number.parseFloat(bubble.height);
          return [at, at + Number.parseFloat(bubble.width), term.matches('.below') ? bottom : top - height];
        });
        const what = (await terms.nth(i).textContent()) ?? '';
        expect(left, what).toBeGreaterThanOrEqual(-0.5);
        expect(right, what).toBeLessThanOrEqual(width + 0.5);
        expect(high, what).toBeGreaterThanOrEqual(0);
        expect(await scrollsSideways(page), what).toBe(false);
      }
    });
  }
});

test.describe('on paper', () => {
  for (const [width, height] of /** @type {[number, number][]} */ ([
    [1280, 900],
    [390, 844],
  ])) {
    test(`of a dark page ${width} pixels wide: light, whole, nothing over another`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: 'dark' });
      await host(page, { css: 'html { color-scheme: dark }' });
      await reaches(page, 'finished');
      await page.waitForTimeout(300);
      await drawnFor(page, 'dark');
      // What is on the canvases when the listeners of the page are through: that is printed.
      await page.evaluate(() => {
        addEventListener('beforeprint', () => {
          const shown = document.querySelector('staircase-lab')?.shadowRoot?.querySelector('.loss canvas');
          const { width, height } = /** @type {HTMLCanvasElement} */ (shown);
          const copy = Object.assign(document.createElement('canvas'), { id: 'printed', width, height, hidden: true });
          copy.getContext('2d')?.drawImage(/** @type {HTMLCanvasElement} */ (shown), 0, 0);
          document.body.append(copy);
        });
      });
      await page.pdf({ format: 'A4', printBackground: true });
      expect(await tone(page, true)).toBeGreaterThan(0.55);
      await drawnFor(page, 'dark');

      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.setViewportSize({ width: 700, height: 1000 });
      await page.waitForTimeout(300);
      expect(await styleOf(page, '.lab', 'background-color')).toBe('rgb(255, 255, 255)');
      expect(await styleOf(page, '.dock', 'position')).toBe('static');
      await drawnFor(page, 'light');
      expect(await outside(page)).toEqual([]);
      const boxes = await page.evaluate(() => {
        const shadow = document.querySelector('staircase-lab')?.shadowRoot;
        const all = [
          ...(shadow?.querySelectorAll('.stage svg, .uplot canvas, .legend, .spectrum ul, .dock, .caption') ?? []),
        ];
        return all.map((each) => [each.getAttribute('class') ?? each.tagName, each.getBoundingClientRect().toJSON()]);
      });
      expect(boxes.length).toBeGreaterThan(8);
      boxes.forEach(([one, a], i) => {
        for (const [other, b] of boxes.slice(i + 1)) {
          const over = a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
          expect(over, `${one} over ${other}`).toBe(false);
        }
      });
    });
  }

  test('a narrow sheet has every lane, one below the other, and nothing to press', async ({ page }) => {
    await host(page, { css: '' });
    await reaches(page, 'finished');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 480, height: 700 });
    await page.waitForTimeout(300);
    const lab = page.locator('staircase-lab');
    const tops = [];
    for (const lane of [0, 1]) {
      for (const part of ['staircase', 'coef-chart']) {
        const box = await lab.getByTestId(`${part}-${lane}`).boundingBox();
        expect(box?.height, `${part} ${lane}`).toBeGreaterThan(50);
        tops.push(box?.y ?? NaN);
      }
    }
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    for (const id of ['play', 'ask-0', 'message', 'show-0']) await expect(lab.getByTestId(id)).toBeHidden();
  });

  test('the article prints what has been seen and leaves out the rest', async ({ page }) => {
    await page.goto('./');
    await reaches(page, 'running', { selector: '#figure-2' });
    await page.emulateMedia({ media: 'print' });
    await page.waitForTimeout(300);
    const figures = await page.evaluate(() =>
      [...document.querySelectorAll('staircase-lab')].map((lab) => ({
        seen: /** @type {StaircaseLab} */ (lab).controller !== null,
        height: lab.getBoundingClientRect().height,
      })),
    );
    expect(figures[0]?.seen).toBe(true);
    expect(figures[0]?.height).toBeGreaterThan(500);
    expect(figures.some(({ seen }) => !seen)).toBe(true);
    for (const { seen, height } of figures) if (!seen) expect(height).toBe(0);
  });
});

test.describe('a figure starts when most of what can be seen of it is seen', () => {
  test.use({ viewport: { width: 1000, height: 800 } });
  /** @type {[string, Host][]} */
  const boxes = [
    ['in a box of 300 pixels', { css: '#box { height: 300px; overflow: auto }' }],
    ['in a box of 60 pixels', { css: '#box { height: 60px; overflow: auto }' }],
    ['in a box that cuts it', { css: '#box { height: 200px; overflow: clip }' }],
    [
      'in boxes within boxes',
      {
        css: 'main { height: 500px; overflow: hidden } #box { height: 150px; overflow-y: scroll }',
        html: '<main><div id="box"></div></main>',
      },
    ],
    [
      'in a narrow box',
      { css: '#box { width: 200px; height: 250px; overflow: auto } staircase-lab { width: 700px; max-width: none }' },
    ],
    ['scaled down', { css: '#box { transform: scale(0.3); transform-origin: 0 0 }' }],
  ];
  for (const [what, dressed] of boxes) {
    test(what, async ({ page }) => {
      await host(page, { ...dressed, attributes: { preset: 'figure-2' } });
      await reaches(page, 'running');
      await expect.poll(() => iteration(page)).toBeGreaterThan(0);
    });
  }

  test('but not below the edge of its box', async ({ page }) => {
    await host(page, {
      css: '#box { height: 300px; overflow: auto } #box::before { content: ""; display: block; height: 290px }',
      attributes: { preset: 'figure-2' },
    });
    await reaches(page, 'ready');
    await page.waitForTimeout(400);
    expect((await state(page))?.status).toBe('ready');
    await page.evaluate(() => document.getElementById('box')?.scrollTo(0, 290));
    await reaches(page, 'running');
  });

  for (const height of [200, 3000]) {
    test(`in a frame ${height} pixels high`, async ({ page, baseURL }) => {
      await page.goto('./pages/host.html');
      await page.evaluate(
        ({ src, height }) => {
          const frame = Object.assign(document.createElement('iframe'), { src, width: '390', height: String(height) });
          document.body.append(frame);
        },
        { src: `${baseURL}?embed`, height },
      );
      await page.waitForTimeout(500);
      const frame = page.frames()[1];
      await expect
        .poll(() =>
          frame?.evaluate(
            () => /** @type {StaircaseLab} */ (document.querySelector('staircase-lab')).controller?.store.get().status,
          ),
        )
        .toBe('running');
    });
  }
});

test.describe('what keeps a figure from running says so, and how to start it', () => {
  for (const width of [1280, 360]) {
    test(`told to wait, at ${width} pixels`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await host(page, { attributes: { preset: 'figure-2', autoplay: 'false' } });
      await reaches(page, 'ready');
      await expect(page.getByTestId('message')).toContainText('press play');
      expect((await page.getByTestId('message').boundingBox())?.height).toBeGreaterThan(15);
    });
    test(`no motion wanted, at ${width} pixels`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await host(page, { attributes: { preset: 'figure-2' } });
      await reaches(page, 'ready');
      await expect(page.getByTestId('message')).toContainText('press play');
      expect((await page.getByTestId('message').boundingBox())?.height).toBeGreaterThan(15);
    });
  }
});

test.describe('a page’s own rules', () => {
  const rules = {
    'on everything':
      '* { box-sizing: content-box; letter-spacing: 3px; line-height: 0; text-align: right; font: 30px cursive; white-space: pre; text-transform: uppercase; word-spacing: 12px; text-indent: 40px; color: red; font-style: italic; text-shadow: 0 0 2px red; visibility: visible; user-select: none; hyphens: auto; tab-size: 3; -webkit-text-fill-color: lime; font-variant: small-caps }',
    'on body':
      'body { writing-mode: vertical-rl; text-align: justify; word-break: break-all; overflow-wrap: anywhere; font-size: 6px; fill: lime; stroke: red; text-anchor: end; list-style: square inside }',
    'on its elements':
      'button, p, figure, input, span, svg, canvas, ul, li, label { background: lime !important; padding: 40px !important; width: 9px !important }',
  };
  const inherited = [
    'letter-spacing',
    'line-height',
    'text-align',
    'font-size',
    'font-style',
    'white-space',
    'text-transform',
    'word-spacing',
    'text-indent',
    'text-shadow',
    'writing-mode',
    'direction',
    'word-break',
    'font-variant-caps',
    'stroke',
    '-webkit-text-fill-color',
    'padding-top',
  ];
  for (const [where, css] of Object.entries(rules)) {
    test(`${where} do not change the figure’s text`, async ({ page }) => {
      const parts = ['.message', '.act.main', '.legend li', '.caption p', '.stage text', '.counters', '.what'];
      const looks = async () =>
        Promise.all(
          parts.flatMap((part) => inherited.map(async (name) => `${part} ${name}: ${await styleOf(page, part, name)}`)),
        );
      await host(page);
      await reaches(page, 'finished');
      const plain = await looks();
      await host(page, { css });
      await reaches(page, 'finished');
      expect(await looks()).toEqual(plain);
    });
  }

  /** @type {[string, string, number][]} */
  const places = [
    ['a flexible row', '#box { display: flex }', 700],
    ['a row of two', '#box { display: flex } #box::before { content: ""; flex: 1 1 300px }', 300],
    ['a float', 'staircase-lab { float: left }', 600],
    ['an inline block', 'staircase-lab { display: inline-block }', 600],
    ['a centred column', '#box { display: flex; flex-direction: column; align-items: center }', 600],
    ['a cell of a grid', '#box { display: grid; justify-items: start }', 600],
  ];
  for (const [what, css, least] of places) {
    test(`${what} gives the figure room, and no more than there is`, async ({ page }) => {
      await page.setViewportSize({ width: 800, height: 800 });
      await host(page, { css });
      await reaches(page, 'finished');
      const width = (await page.locator('staircase-lab').boundingBox())?.width ?? 0;
      expect(width).toBeGreaterThan(least);
      await page.setViewportSize({ width: 390, height: 800 });
      await page.waitForTimeout(200);
      expect(await scrollsSideways(page)).toBe(false);
    });
  }

  test('that hide the figure hide all of it', async ({ page }) => {
    await host(page, { css: '#box { visibility: hidden }' });
    await expect.poll(async () => (await state(page))?.status ?? '').not.toBe('');
    expect(await styleOf(page, '.message', 'visibility')).toBe('hidden');
  });
});
