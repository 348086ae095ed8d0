// Many runs, as a visitor makes them: over seeds, over values, interrupted, and kept.

import { readFile } from 'node:fs/promises';
import { expect, iteration, open, reaches, runsAgain, state, test, violations } from './fixture.js';

/** @import { Page } from '@playwright/test' */

/**
 * The panel, filled in for runs that take a blink.
 * @param {Page} page
 * @param {{ seeds?: number, iterations?: number, entry?: string, values?: string }} [wanted]
 */
async function ask(page, { seeds = 4, iterations = 2000, entry, values } = {}) {
  if ((await page.getByTestId('sweeps').first().getAttribute('aria-expanded')) === 'false')
    await page.getByTestId('sweeps').first().click();
  if (entry) await page.getByTestId('sweep-entry-0').selectOption(entry);
  if (values) await page.getByTestId('sweep-values-0').fill(values);
  await page.getByTestId('sweep-seeds').fill(String(seeds));
  await page.getByTestId('sweep-iterations').fill(String(iterations));
}

/** @param {Page} page */
const first = (page) => page.locator('.sweeps > li').first();

/** @param {Page} page */
async function run(page) {
  await page.getByTestId('sweep-run').click();
  await expect(first(page)).toBeVisible();
}

/** @param {Page} page */
const done = (page) => expect(first(page)).toHaveAttribute('data-status', 'done', { timeout: 40_000 });

test('over seeds: how many learned and when, and each run is a click away, the very same', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  await ask(page);
  await expect(page.getByTestId('sweep-said')).toContainText('4 runs');
  await run(page);
  await done(page);
  await expect(page.getByTestId('sweep-result')).toContainText('4 of 4 learned: 100');
  const third = page.getByTestId('sweep-runs').getByRole('button').nth(2);
  const told = Number(/learned after ([\d,]+)/.exec((await third.getAttribute('title')) ?? '')?.[1]?.replace(',', ''));
  await runsAgain(page, () => third.click());
  const lane = (await state(page))?.lanes[0];
  expect(lane?.spec.seed).toBe(3);
  // The figure's own run reaches it in the very same row.
  const reached = await page.evaluate(() => {
    const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
    const lane = lab.controller?.store.get().lanes[0];
    const columns = (lane?.analysis.terms ?? []).map(({ set, coefficient }) => ({
      values: lane?.data[lane.columns.indexOf(`{${set.join(',')}}`)] ?? [],
      coefficient,
    }));
    const row = (lane?.data[0] ?? []).findIndex((_, i) =>
      columns.every(({ values, coefficient }) => (values[i] ?? 0) >= 0.9 * coefficient),
    );
    return lane?.data[0]?.[row];
  });
  expect(reached).toBe(told);
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('seed=3');
});

test('over the values of an entry: rates, times, their growth, and the runs of each value', async ({ page }) => {
  await open(page);
  await ask(page, { entry: 'target.degree', values: '1..3', seeds: 3 });
  await expect(page.getByTestId('sweep-said')).toContainText('9 runs');
  await expect(page.getByTestId('sweep-stop')).toBeChecked();
  await run(page);
  await done(page);
  await expect(page.getByTestId('sweep-growth')).toContainText(/The time grows as degree\d\.\d\d \[/);
  const rows = page.locator('.sweep-scroll tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toContainText('3 of 3 learned');
  await rows.nth(2).getByRole('button').click();
  await expect(page.locator('.sweep-cell .what')).toContainText([
    'Coefficients, degree 3: median of 3 runs',
    'Test loss, degree 3: median of 3 runs',
  ]);
  await expect(rows.nth(2).getByRole('button')).toBeFocused();
  for (const [id, name, holds] of /** @type {const} */ ([
    ['sweep-times-svg', '-times.svg', 'iterations to learn'],
    ['sweep-rates-svg', '-rates.svg', 'share of the runs that learned'],
    ['sweep-bands-svg', '-bands.svg', 'the median of 3 runs'],
    ['sweep-losses-svg', '-losses.svg', 'test loss'],
    ['sweep-band', '-band.csv', 'test_loss median,test_loss 10 %,test_loss 90 %'],
    ['sweep-curves', '-curves.csv', 'seed,iteration,test_loss,'],
    ['sweep-csv', '.csv', 'target.degree,seed,ended,'],
    ['sweep-csv', '.csv', '""vary"":[{""entry"":""target.degree"",""values"":[1,2,3]}]'],
    ['sweep-json', '.json', '"vary":[{"entry":"target.degree","values":[1,2,3]}]'],
  ])) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(id).click()]);
    expect(file.suggestedFilename()).toBe(`figure-2-sweep-target.degree${name}`);
    expect(await readFile(await file.path(), 'utf8')).toContain(holds);
  }
  await runsAgain(page, () => page.getByTestId('sweep-runs').getByRole('button').first().click());
  expect((await state(page))?.lanes[0]?.spec.target).toMatchObject({ kind: 'staircase', degree: 3 });
  expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
});

test('what is typed is answered at once, and what the core refuses is told beside it', async ({ page }) => {
  await open(page);
  for (const [values, said] of /** @type {const} */ ([
    ['2, three', 'degree k: “three” is not a number'],
    ['1.5', 'degree k: “1.5” is not a whole number'],
    ['', 'degree k: no value is given: such as 2, 3, 5 or 2..6'],
    ['1..500', 'degree k: “1..500” are 500 values, which is outside [1, 100]'],
    ['0, 2', 'degree k: “0” is outside [1, 256]'],
    ['2, 3, 2', 'degree k: 2 is there twice'],
    ['250..260', 'degree k: 257 is outside [1, 256]'],
  ])) {
    await ask(page, { entry: 'target.degree' });
    await page.getByTestId('sweep-values-0').fill(values);
    await expect(page.getByTestId('sweep-said')).toHaveText(said);
  }
  // What does not go together, too.
  await ask(page, { values: '2, 99' });
  await expect(page.getByTestId('sweep-said')).toHaveText('degree k: 99 is outside [1, 10]');
  await ask(page, { entry: 'inputs.n', values: '2, 12' });
  await expect(page.getByTestId('sweep-said')).toHaveText('degree k: where n is 2: 3 is outside [1, 2]');
  await ask(page, { values: '12', iterations: 2e9 });
  await expect(page.getByTestId('sweep-said')).toHaveText('iterations: 2000000000 is outside [1, 1000000000]');
  await expect(page.getByTestId('sweep-run')).toBeDisabled();
  await expect(page.locator('.sweeps > li')).toHaveCount(0);
});

test('an entry that varies already is refused in words, and nothing is begun before the page knows its run', async ({
  page,
}) => {
  /** @type {() => void} */
  let go = () => {};
  const held = new Promise((/** @type {(value?: undefined) => void} */ resolve) => (go = () => resolve()));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('./?embed#v=1&preset=figure-2&n=12&budget=1000');
  await page.getByTestId('sweeps').first().click();
  await expect(page.getByTestId('sweep-run')).toBeDisabled();
  go();
  await expect(page.getByTestId('sweep-run')).toBeEnabled();
  await ask(page, { entry: 'target.degree' });
  await page.getByTestId('sweep-entry-1').selectOption('target.degree');
  await expect(page.getByTestId('sweep-said')).toHaveText(
    'degree k: varies already; choose another entry, or nothing else.',
  );
  await expect(page.getByTestId('sweep-run')).toBeDisabled();
  await page.getByTestId('sweep-entry-1').selectOption('');
  await expect(page.getByTestId('sweep-run')).toBeEnabled();
});

test('a sweep that another window makes is listed as such, and can be gone on with once it is paused there', async ({
  page,
  context,
}) => {
  await open(page, '&speed=1');
  await ask(page, { seeds: 3, iterations: 1_000_000 });
  await run(page);
  const other = await context.newPage();
  await open(other, '&speed=1');
  await other.getByTestId('sweeps').first().click();
  await expect(first(other)).toContainText('0 of 3 runs, made by another window');
  await expect(first(other).getByRole('button', { name: /go on|delete/i })).toHaveCount(0);
  await first(page).getByRole('button', { name: 'pause' }).click();
  await expect(first(page)).toHaveAttribute('data-status', 'paused');
  await expect(first(other)).toContainText('0 of 3 runs, paused', { timeout: 10_000 });
  await first(other).getByRole('button', { name: 'go on' }).click();
  await expect(first(other)).toHaveAttribute('data-status', 'running');
});

test('what can’t be run is not begun: counts, and more runs than a sweep takes', async ({ page }) => {
  await open(page);
  const [run, said] = [page.getByTestId('sweep-run'), page.getByTestId('sweep-said')];
  await ask(page, { entry: 'target.degree', values: '2..6', seeds: -6 });
  await expect(said).toHaveText('seeds: “-6” is not a whole number from 1 on.');
  await expect(run).toBeDisabled();
  await page.getByTestId('sweep-seeds').fill('2001');
  await expect(said).toHaveText('10,005 runs are outside [1, 10,000].');
  await expect(run).toBeDisabled();
  await page.getByTestId('sweep-seeds').fill('2');
  await page.getByTestId('sweep-share').fill('2');
  await expect(said).toHaveText(/^learned from a share of: 2 is outside/);
  await expect(run).toBeDisabled();
});

test('a sweep over the leap is laid out by its link, cited with its settings, and its run shown in its own lane', async ({
  page,
}) => {
  const vary = [{ entry: 'target.leap', values: [1, 3] }];
  const sweep = encodeURIComponent(JSON.stringify({ vary, seeds: 2, iterations: 4000, every: 250, stop: true }));
  await page.goto(`./?embed#v=1&preset=growth-leap&inputs.n=20&speed=100&sweep=${sweep}`);
  await expect(page.getByTestId('sweep-values-0')).toHaveValue('1, 3');
  await expect(page.getByTestId('sweep-seeds')).toHaveValue('2');
  await expect(page.getByTestId('sweep-every')).toHaveValue('250');
  await run(page);
  await expect(page.locator('.sweeps > li')).toHaveCount(2); // the one that was made beforehand is below it
  await done(page);
  await expect(page.getByTestId('sweep-growth')).toContainText('The time grows as leap');
  await expect(page.getByTestId('sweep-fixed')).toContainText('n 20;');
  await page.getByTestId('sweep-link').click();
  expect(await page.getByTestId('sweep-address').inputValue()).toContain(
    'preset=growth-leap&inputs.n=20&sweep=%7B%22lane%22:1',
  );
  expect(await page.getByTestId('sweep-address').inputValue()).toContain('%22every%22:250');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('sweep-bib').click()]);
  const text = await readFile(await file.path(), 'utf8');
  expect(text).toContain('abbe2023leap');
  expect(text).toMatch(
    /note {9}= \{4 runs of up to 4,000 iterations, looked at every 250; hypercube, n 20; leap staircase/,
  );
  await page.locator('.sweep-scroll').getByRole('button').nth(1).click();
  await runsAgain(page, () => page.getByTestId('sweep-runs').getByRole('button').nth(1).click());
  const lanes = (await state(page))?.lanes ?? [];
  expect(lanes.map(({ spec }) => /** @type {any} */ (spec.target).leap)).toEqual([1, 2, 3, 4]);
  expect(lanes.map(({ spec }) => spec.seed)).toEqual([2, 2, 2, 2]);
  await expect(page.getByTestId('sweep-shown')).toHaveText(
    /^Network 3 of the figure makes this run: seed 2, leap 3, to iteration [\d,]+\.$/,
  );
  // What waits to be gone on with is what one finds, above what is done and what was made beforehand.
  await ask(page, { iterations: 100_000 });
  await run(page);
  await expect(page.locator('.sweeps > li')).toHaveCount(3);
  await first(page).getByRole('button', { name: 'pause' }).click();
  await expect(first(page)).toHaveAttribute('data-status', 'paused');
  await page.reload();
  await page.getByTestId('sweeps').first().click();
  await expect(page.locator('.sweeps > li')).toHaveCount(3);
  const paused = page.locator('.sweeps > li[data-status="paused"] .sweep-name');
  await expect(paused).toHaveAttribute('aria-pressed', 'true');
});

test('a reload in the midst of a sweep loses no run and makes none twice', async ({ page }) => {
  await open(page, '&speed=1');
  await ask(page, { seeds: 6, iterations: 30_000 });
  await run(page);
  await expect(first(page)).toContainText(/[12] of 6 runs/, { timeout: 30_000 });
  await page.reload();
  await page.getByTestId('sweeps').first().click();
  await expect(first(page)).toHaveAttribute('data-status', 'paused');
  await expect(first(page)).toContainText(/[1-5] of 6 runs, paused/);
  await first(page).getByRole('button', { name: 'go on' }).click();
  await expect(first(page)).toHaveAttribute('data-status', 'running');
  await first(page).getByRole('button', { name: 'pause' }).click();
  await expect(first(page)).toHaveAttribute('data-status', 'paused');
  await first(page).getByRole('button', { name: 'go on' }).click();
  await done(page);
  await expect(page.getByTestId('sweep-result')).toContainText('6 of 6 learned');
  await expect(page.getByTestId('sweep-runs').getByRole('button')).toHaveText(['1', '2', '3', '4', '5', '6']);
  // Another figure has it apart, by the name of its own.
  await page.goto('./?embed#v=1&preset=leaps&speed=1');
  await page.reload();
  await page.getByTestId('sweeps').first().click();
  const others = page.getByTestId('sweeps-others');
  await others.getByText('Sweeps of other figures: 1').click();
  await expect(page.getByTestId('sweep-result')).toHaveCount(0);
  await others
    .getByRole('button', { name: /Figure 2/ })
    .first()
    .click();
  await expect(others.getByTestId('sweep-result')).toContainText('6 of 6 learned');
  // Only what is asked for twice is gone, and the focus stays in the panel.
  const remove = others.getByRole('button', { name: /Delete/ });
  await remove.click();
  await expect(remove).toHaveText('delete 6 runs?');
  await remove.blur();
  await expect(remove).toHaveText('delete');
  await remove.click();
  await remove.click();
  await expect(page.locator('.sweeps > li')).toHaveCount(0);
  await page.reload();
  await page.getByTestId('sweeps').first().click();
  await expect(page.getByTestId('sweep-said')).toContainText('runs');
  await expect(page.locator('.sweeps > li')).toHaveCount(0);
});

test('where the browser keeps nothing the runs are made all the same, and it is said', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('denied by the visitor', 'SecurityError');
    };
  });
  await open(page);
  await ask(page, { seeds: 2 });
  await run(page);
  await done(page);
  await expect(page.getByText('This browser keeps nothing for this page (denied by the visitor)')).toBeVisible();
  await expect(page.getByTestId('sweep-result')).toContainText('2 of 2 learned');
});

test('a worker that is killed costs its run a second try, and no seed', async ({ page }) => {
  await open(page, '&speed=1');
  const before = page.workers().length;
  await ask(page, { seeds: 3, iterations: 20_000 });
  await run(page);
  await expect(first(page)).toContainText(/of 3 runs/);
  await expect.poll(() => page.workers().length).toBeGreaterThan(before);
  await page
    .workers()
    .at(-1)
    ?.evaluate(() => {
      setTimeout(() => {
        throw new Error('killed');
      });
    });
  await done(page);
  await expect(page.getByTestId('sweep-result')).toContainText('3 of 3 learned');
  await expect(page.getByTestId('sweep-runs').getByRole('button')).toHaveText(['1', '2', '3']);
});

test('where the storage is full the runs are made all the same, and it is said', async ({ page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
  await open(page);
  await ask(page, { seeds: 2 });
  await run(page);
  await done(page);
  await expect(page.getByText('This browser keeps nothing for this page (its storage is full)')).toBeVisible();
  await expect(page.getByTestId('sweep-result')).toContainText('2 of 2 learned');
});

test('a figure on the page goes on beside its sweep', async ({ page }) => {
  await open(page, '&budget=1000000&speed=200');
  await ask(page, { seeds: 3, iterations: 20_000 });
  await run(page);
  const before = await iteration(page);
  await expect.poll(() => iteration(page)).toBeGreaterThan(before + 100);
});
