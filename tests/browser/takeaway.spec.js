// What is taken away of a figure: files that open, pictures that are well formed, a run that goes on where it was saved.

import { readFile } from 'node:fs/promises';
import { expect, iteration, open, QUICK, reaches, state, test, violations } from './fixture.js';
import { host } from './host.js';

/** @import { Page } from '@playwright/test' */

/**
 * The file that a click hands out.
 * @param {Page} page
 * @param {string} id
 */
async function handed(page, id) {
  const waiting = page.waitForEvent('download');
  await page.getByTestId(id).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/**
 * @param {Page} page
 * @param {Buffer} bytes
 */
const drop = (page, bytes, name = 'a run') =>
  page.evaluate(
    ({ text, name }) => {
      const figure = document.querySelector('staircase-lab')?.shadowRoot?.querySelector('.lab');
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
      figure?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    { text: bytes.toString('base64'), name },
  );

/** Every number of every lane. @param {Page} page */
const numbers = (page) =>
  page.evaluate(() => {
    const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
    const lanes = lab.controller?.store.get().lanes ?? [];
    return JSON.stringify(lanes.map(({ data, errors, spectrum }) => [data, errors, spectrum]));
  });

test.beforeEach(async ({ page }) => {
  await open(page);
  await page.getByTestId('data').click();
  await expect(page.getByTestId('picture')).toBeVisible(); // the panel is loaded once it is opened
});

test('numbers as JSON, with the spec, for every lane', async ({ page }) => {
  await reaches(page, 'finished');
  for (const lane of [0, 1]) {
    const { name, bytes } = await handed(page, `json-${lane}`);
    expect(name).toMatch(new RegExp(`-${lane + 1}-seed-\\d+\\.json$`));
    const file = JSON.parse(bytes.toString());
    const now = (await state(page))?.lanes[lane];
    expect(file.spec).toEqual(now?.spec);
    expect(file.columns).toEqual(now?.columns);
    expect(file.rows.map((/** @type {number[]} */ row) => row[0])).toEqual(now?.iterations);
    expect(file.rows.at(-1)).toEqual(now?.last);
    expect(file.errors.length).toBe(file.rows.length);
  }
});

test('pictures: well formed, of each chart and of all, as SVG and in pixels', async ({ page }) => {
  await reaches(page, 'finished');
  await expect(page.getByTestId('picture').locator('option')).not.toHaveCount(0);
  const options = await page.getByTestId('picture').locator('option').allTextContents();
  expect(options.length).toBeGreaterThanOrEqual(5);
  for (const label of options) {
    await page.getByTestId('picture').selectOption({ label });
    const { name, bytes } = await handed(page, 'picture-svg');
    expect(name).toMatch(/\.svg$/);
    const seen = await page.evaluate((text) => {
      const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
      return { root: documentElement.localName, words: documentElement.textContent ?? '' };
    }, bytes.toString());
    expect(seen.root).toBe('svg');
    expect(seen.words).toContain('iterations');
  }
  await page.getByTestId('picture').selectOption({ label: 'the whole figure' });
  const { bytes } = await handed(page, 'picture-png');
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBeGreaterThan(1800);
  expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
});

test('programs that make the run elsewhere, and a citation', async ({ page }) => {
  const language = page.getByTestId('code-language');
  const code = page.getByTestId('code');
  for (const [label, words] of /** @type {const} */ ([
    ['the spec, as JSON', /"kind": "relu_resnet"/],
    ['a command line', /^staircase - --iterations \d+ <<'SPEC'\n/],
    ['a script for Node', /from 'staircase-lab'/],
    ['a program in PyTorch', /class Network\(nn\.Module\)/],
  ])) {
    await language.selectOption({ label });
    await expect(code).toHaveValue(words);
    expect((await handed(page, 'code-file')).bytes.toString()).toBe(await code.inputValue());
  }
  await expect(page.getByTestId('citation')).toHaveValue(
    /abbe2021staircase[\s\S]*url {10}= \{http:\/\/localhost[^}]*#v=1&preset=/,
  );
});

test('a saved run goes on bit for bit, dropped on another page', async ({ page }) => {
  await reaches(page, 'finished');
  const whole = await numbers(page);
  // The same once more, slowly, and saved on the way.
  await page.goto('about:blank');
  await open(page, '&speed=1000');
  await page.getByTestId('data').click();
  await expect.poll(() => iteration(page)).toBeGreaterThan(300);
  const { name, bytes } = await handed(page, 'save-run');
  expect(name).toMatch(/\.staircase$/);
  await reaches(page, 'running');
  await page.goto('about:blank');
  await page.goto('./#v=1&preset=leaps&speed=1');
  await expect.poll(async () => (await state(page))?.preset.id).toBe('leaps');
  await drop(page, bytes);
  await reaches(page, 'paused');
  expect(await iteration(page)).toBeGreaterThan(300);
  expect((await state(page))?.lanes.map(({ iterations }) => iterations?.[1])).toEqual([100, 100]);
  await expect(page.getByTestId('dropped')).toContainText('Taken up');
  await page.getByTestId('play').click();
  await reaches(page, 'finished');
  expect(await numbers(page)).toBe(whole);
});

test('what is no saved run, or is damaged, is answered in words, and nothing is lost', async ({ page }) => {
  await reaches(page, 'finished');
  const { bytes } = await handed(page, 'save-run');
  const before = await numbers(page);
  const flipped = Buffer.from(bytes);
  flipped[bytes.length - 9] = 255 - (flipped[bytes.length - 9] ?? 0);
  const foreign = Buffer.from(bytes.toString('latin1').replace('"preset":"', '"preset":"no-'), 'latin1');
  for (const [file, words] of /** @type {const} */ ([
    [Buffer.from('x,y\n1,2\n'), 'is no saved run'],
    [Buffer.alloc(0), 'is no saved run'],
    [bytes.subarray(0, bytes.length - 100), 'is damaged'],
    [flipped, 'is damaged'],
    [foreign, 'is damaged'],
  ])) {
    await page.getByTestId('run-file').setInputFiles({ name: 'a', mimeType: '', buffer: Buffer.from(file) });
    await expect(page.getByTestId('run-said')).toContainText(words);
    expect(await numbers(page)).toBe(before);
    expect((await state(page))?.status).toBe('finished');
  }
  const told = await page.evaluate(async () => {
    const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
    const actions = /** @type {import('../../www/types.d.ts').Actions} */ (lab.controller?.actions);
    const saved = await actions.keepRun();
    const lanes = saved.lanes.map((lane) => ({ ...lane, snapshot: lane.snapshot.slice(0, -1) }));
    return [
      await actions.takeUpRun({ ...saved, preset: 'nobody’s' }),
      await actions.takeUpRun({ ...saved, specs: '[]' }),
      await actions.takeUpRun({ ...saved, lanes: saved.lanes.slice(1) }),
      await actions.takeUpRun({ ...saved, lanes }),
    ];
  });
  expect(told).toEqual([
    expect.stringContaining('not known here'),
    expect.stringContaining('settings are others'),
    expect.stringContaining('settings are others'),
    expect.stringContaining('damaged'),
  ]);
  expect(await numbers(page)).toBe(before);
});

test.describe('under a strict policy', () => {
  test.use({ provoked: [/Content Security Policy|img-src/] });
  test('a PNG that may not be made is said to be so, and the SVG is handed out', async ({ page }) => {
    const policy =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self' blob:";
    await host(page, { state: QUICK }, { 'content-security-policy': policy });
    await reaches(page, 'finished');
    await page.getByTestId('data').click();
    await page.getByTestId('picture-png').click();
    await expect(page.getByTestId('picture-said')).toContainText('img-src');
    expect((await handed(page, 'picture-svg')).name).toMatch(/\.svg$/);
  });
});
