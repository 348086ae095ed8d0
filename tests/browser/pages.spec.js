// The pages beside the article: the gallery, and the one that writes what an author pastes.

import { readFileSync } from 'node:fs';
import { expect, reaches, state, test, violations } from './fixture.js';

/** @import { Page } from '@playwright/test' */

/** @type {{ presets: string[] }} */
const { presets } = JSON.parse(readFileSync(new URL('../../www/presets/index.json', import.meta.url), 'utf8'));

/** @param {Page} page */
const sticksOut = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test('the gallery has every preset, with a picture that comes when it is near and a sentence', async ({ page }) => {
  /** @type {Set<string>} */
  const asked = new Set();
  page.on('request', (request) => request.url().endsWith('.svg') && asked.add(request.url()));
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('./gallery.html');
  const cards = page.locator('.gallery > li');
  await expect(cards).toHaveCount(presets.length);
  expect(new Set(await cards.evaluateAll((all) => all.map(({ id }) => id)))).toEqual(new Set(presets));
  expect(asked.size).toBeLessThan(presets.length / 2);
  for (const card of [cards.first(), cards.last()]) {
    await card.scrollIntoViewIfNeeded();
    const picture = card.locator('img');
    await expect
      .poll(() => picture.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth))
      .toBe(360);
    await expect(picture).toHaveAttribute('alt', /^(Fourier coefficients|Test loss|Loss|Error of).* over [\d,]+ /);
    expect((await card.locator('p').first().textContent())?.length).toBeGreaterThan(20);
  }
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 240, height: 800 });
  expect(await sticksOut(page)).toBe(0);
});

test('a card leads to the figure, alone, and to its snippet', async ({ page }) => {
  await page.goto('./gallery.html');
  await page.locator('#figure-7').getByRole('link', { name: 'alone' }).click();
  await reaches(page, 'running');
  expect((await state(page))?.preset.id).toBe('figure-7');
  await page.goBack();
  await page.locator('#figure-7').getByRole('link', { name: 'embed it' }).click();
  await expect(page.locator('#snippet')).toHaveValue(/<staircase-lab preset="figure-7"><\/staircase-lab>$/);
});

test('the snippet says what is chosen, and its page shows that', async ({ page, baseURL }) => {
  await page.goto('./embed.html');
  const snippet = page.locator('#snippet');
  await expect(snippet).toHaveValue(
    `<script type="module" src="${baseURL}staircase-lab.js"></script>\n<staircase-lab preset="figure-2"></staircase-lab>`,
  );
  const form = page.locator('#choices');
  await form.getByLabel('Figure').selectOption('figure-4');
  for (const name of ['steps', 'carried', 'network', 'training', 'spectrum', 'caption'])
    await form.getByRole('checkbox', { name }).uncheck();
  await form.getByLabel('Height').fill('4');
  const problems = form.getByRole('alert').filter({ hasText: /./ });
  await expect(problems).toHaveText('height: "4" is not a length above 0, such as 480px or 60vh');
  await form.getByLabel('Height').fill('480px');
  await form.getByRole('checkbox', { name: 'starts by itself' }).uncheck();
  await form.getByLabel('accent').fill('teal');
  await expect(problems).toHaveCount(0);
  const attributes =
    'preset="figure-4" views="curves" height="480px" autoplay="false" style="--staircase-accent: teal"';
  await expect(snippet).toHaveValue(new RegExp(`<staircase-lab ${attributes}></staircase-lab>$`));
  await page.locator('staircase-lab').scrollIntoViewIfNeeded();
  await reaches(page, 'ready');
  await expect(page.getByTestId('coef-chart-0')).toBeVisible();
  await expect(page.getByTestId('staircase-0')).toBeHidden();
  await page.getByRole('button', { name: 'package' }).click();
  await expect(snippet).toHaveValue(/import 'staircase-lab\/lab';[^]*setAttribute\("views", "curves"\)/);
  await page.getByRole('button', { name: 'notebook' }).click();
  await expect(snippet).toHaveValue(/^from IPython\.display import HTML[^]*views="curves"/);
  expect(await violations(page, (axe) => axe.exclude('staircase-lab'))).toEqual([]);
  // The frame shows the same.
  await page.getByRole('button', { name: 'frame' }).click();
  const [, src = ''] = /src="([^"]*)"/.exec(await snippet.inputValue()) ?? [];
  await page.goto(src.replaceAll('&amp;', '&'));
  await reaches(page, 'ready');
  expect((await state(page))?.preset.id).toBe('figure-4');
  await expect(page.getByTestId('staircase-0')).toBeHidden();
  expect((await page.getByTestId('lab').boundingBox())?.height).toBe(480);
  // No higher than that with its margins, and in the colours that were chosen.
  expect(await page.evaluate(() => document.documentElement.offsetHeight)).toBeLessThan(520);
  const accent = page.locator('staircase-lab').evaluate((lab) => getComputedStyle(lab).getPropertyValue('--accent'));
  expect(await accent).toBe('teal');
});

test('what is typed wrongly, or a link has wrong, is told beside its field and is not in the snippet', async ({
  page,
}) => {
  await page.goto('./embed.html#v=1&preset=figure-2&seed=7&nothing=1');
  const snippet = page.locator('#snippet');
  const form = page.locator('#choices');
  await expect(snippet).toHaveValue(/state="v=1&amp;preset=figure-2&amp;seed=7"/);
  const choice = form.getByLabel('Figure');
  await expect(choice).toHaveAccessibleDescription('Left out of the link: nothing: there is no such entry here');
  await page.goto('./embed.html#v=1&preset=figure-2&seed=7&learner.batch=-1');
  await expect(choice).toHaveAccessibleDescription('Left out of the link: learner.batch: -1 is outside [1, 1024]');
  await expect(snippet).toHaveValue(/state="v=1&amp;preset=figure-2&amp;seed=7"/);
  for (const [name, value, expected] of [
    ['Height', '480', 'height: "480" is not a length above 0, such as 480px or 60vh'],
    ['Height', 'calc(480px', 'height: "calc(480px" is not a length above 0, such as 480px or 60vh'],
    ['ground', 'tael', 'ground: "tael" is not a colour, such as #0a6c74 or teal'],
    ['ink', 'rgb(1, 2, 3', 'ink: "rgb(1, 2, 3" is not a colour, such as #0a6c74 or teal'],
    ['accent', 'red/*', 'accent: "red/*" is not a colour, such as #0a6c74 or teal'],
  ]) {
    const field = form.getByLabel(name ?? '', { exact: true });
    await field.fill(value ?? '');
    await expect(field).toHaveAccessibleDescription(expected ?? '');
    await expect(field).toHaveValue(value ?? '');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(snippet).toHaveValue(/<staircase-lab state="[^"]*"><\/staircase-lab>$/);
  }
  await form.getByLabel('ink').fill('rgb(1, 2, 3)');
  await expect(snippet).toHaveValue(/style="--staircase-ink: rgb\(1, 2, 3\)"/);
  expect(await violations(page, (axe) => axe.exclude('staircase-lab'))).toEqual([]);
  await page.goto('./embed.html#v=1&preset=figure-99');
  await expect(choice).toHaveAccessibleDescription(
    'Left out of the link: preset: there is no preset "figure-99"; choose one of this list',
  );
  await expect(snippet).toHaveValue(/<staircase-lab preset="figure-2" style/);
});

test('where no view is drawn it is said', async ({ page }) => {
  await page.goto('./embed.html');
  const views = page.locator('#views').getByRole('checkbox');
  const nothing = page.locator('#nothing');
  await page.locator('staircase-lab').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('coef-chart-0')).toBeVisible();
  await expect(nothing).toBeEmpty();
  for (const view of await views.all()) await view.uncheck();
  await expect(nothing).toHaveText('No view is chosen: nothing is drawn, and the controls stand alone.');
  const [place, figure] = [page.locator('#place'), page.locator('staircase-lab')];
  expect((await place.boundingBox())?.height).toBe((await figure.boundingBox())?.height);
  await page.locator('#views').getByLabel('training').check();
  await expect(nothing).toHaveText('This figure has none of the views that are chosen: nothing is drawn.');
  await page.locator('#views').getByLabel('curves').check();
  await expect(nothing).toBeEmpty();
});

test('settings of a shared link come along, and nothing sticks out of a narrow window', async ({ page }) => {
  await page.setViewportSize({ width: 240, height: 800 });
  await page.goto('./embed.html#v=1&preset=figure-2&seed=7');
  await expect(page.locator('#snippet')).toHaveValue(/state="v=1&amp;preset=figure-2&amp;seed=7"/);
  const choice = page.locator('#choices').getByLabel('Figure');
  await expect(choice).toHaveValue('figure-2');
  expect(await sticksOut(page)).toBe(0);
  await choice.selectOption('figure-7');
  await expect(page.locator('#snippet')).toHaveValue(/<staircase-lab preset="figure-7">/);
});
