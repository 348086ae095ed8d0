// The state is in the address: what one sees is what the other gets.

import { curves, expect, open, QUICK, reaches, state, test } from './fixture.js';

test('a shared link shows the same curves, bit for bit', async ({ page, context }) => {
  await open(page, '&seed=7');
  await reaches(page, 'finished');
  await page.getByTestId('scale-linear').first().click();
  await page.getByTestId('coefficients-log').first().click();
  await page.getByTestId('share').click();
  const link = await page.getByTestId('link').inputValue();
  const other = await context.newPage();
  await other.goto(link);
  await reaches(other, 'finished', { selector: '#figure-2' });
  expect(await curves(other)).toEqual(await curves(page));
  expect(await state(other)).toMatchObject({ scale: 'linear', coefficientScale: 'log' });
  await other.close();
});

test('the address follows what is changed, and a reload keeps it', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  await page.getByTestId('new-seed').click();
  await expect.poll(async () => (await state(page))?.seed).not.toBe(1);
  const seed = (await state(page))?.seed;
  await expect.poll(() => page.url()).toContain(`seed=${seed}`);
  await page.reload();
  await expect.poll(async () => (await state(page))?.seed).toBe(seed);
});

test('an address without a state stays as it is', async ({ page }) => {
  await page.goto('./');
  await reaches(page, 'running', { selector: '#figure-2' });
  expect(new URL(page.url()).hash).toBe('');
});

test('hostile links change nothing but what is right, and say so', async ({ page }) => {
  await page.goto(
    `./?embed#${QUICK}&learner.network.width=1e9&__proto__.polluted=1&constructor.prototype=2&data.count=%22x%22&speed=NaN&probe.sets=%5B%5B99%5D%5D&zzz=%00`,
  );
  await expect.poll(async () => (await state(page))?.lanes.length ?? 0).toBe(2);
  const now = await state(page);
  expect(now?.overrides['inputs.n']).toBe(10);
  expect(Object.keys(now?.overrides ?? {})).not.toContain('probe.sets');
  expect(now?.problems.speed).toBeTruthy();
  expect(await page.evaluate(() => /** @type {any} */ ({}).polluted)).toBeUndefined();
});

for (const fragment of [
  'v=2&preset=figure-2',
  'v=1&preset=nothing',
  `v=1&seed=${'9'.repeat(9000)}`,
  'v=1&%E0%A4%A',
  'references',
]) {
  test(`a link such as #${fragment.slice(0, 24)} still shows the figure`, async ({ page }) => {
    await page.goto(`./?embed#${fragment}`);
    await reaches(page, 'running');
    expect((await state(page))?.preset.id).toBe('figure-2');
  });
}

test('?embed shows the lab alone', async ({ page }) => {
  await page.goto('./?embed');
  await reaches(page, 'running');
  await expect(page.getByTestId('lab')).toHaveCount(1);
  await expect(page.getByTestId('lab')).toBeVisible();
  await expect(page.locator('main > *')).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(0);
});

test('a phrase of the text drives the figure', async ({ page }) => {
  await page.goto('./');
  await reaches(page, 'running', { selector: '#figure-2' });
  await page.getByRole('button', { name: 'four steps instead of ten' }).click();
  await expect.poll(async () => (await state(page, '#figure-2'))?.overrides['target.degree']).toBe(4);
  await page.getByRole('button', { name: 'on a linear axis' }).press('Enter');
  await expect.poll(async () => (await state(page, '#figure-2'))?.scale).toBe('linear');
});

test('the back button and a pasted address are followed', async ({ page }) => {
  await open(page, '&seed=7');
  await reaches(page, 'finished');
  await page.evaluate((fragment) => {
    location.hash = fragment;
  }, `${QUICK}&seed=8`);
  await expect.poll(async () => (await state(page))?.seed).toBe(8);
  await page.goBack();
  await expect.poll(async () => (await state(page))?.seed).toBe(7);
});

/** Words that no line has room for, in each place of a link. */
const LONG = 'name'.repeat(950);
const LONG_LINKS = {
  preset: `v=1&preset=${LONG}`,
  version: `v=${LONG}`,
  entry: `v=1&${LONG}=1`,
  'path of an entry': `v=1&learner.${LONG}=1`,
  'several entries': `v=1&${['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${LONG.slice(0, 900)}${name}=1`).join('&')}`,
  kind: `v=1&target.kind=${LONG}&inputs.kind=${LONG}`,
  number: `v=1&learner.network.width=${'9'.repeat(3900)}`,
  'great number': 'v=1&learner.step_size=1e300',
  set: `v=1&probe.sets=${LONG}`,
  list: `v=1&probe.sets=${JSON.stringify([Array.from({ length: 900 }, (_, i) => i)])}`,
  formula: `v=1&preset=laboratory&target.kind=formula&target.formula=${LONG}`,
  coefficient: `v=1&preset=laboratory&target.kind=expansion&target.terms=${'9'.repeat(3900)}`,
  scale: `v=1&scale=${LONG}&speed=${LONG}&budget=${LONG}`,
};

for (const [where, fragment] of Object.entries(LONG_LINKS)) {
  test(`a link with an endless ${where} makes the page no wider, and its message no longer`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`./?embed#${fragment}`);
    await reaches(page, 'running');
    await page.getByTestId('settings').first().click();
    await expect(page.getByTestId('preset').first()).toBeAttached(); // the panel is loaded once it is opened
    const { wide, problems } = await page.evaluate(() => {
      const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
      const problems = Object.values(lab.controller?.store.get().problems ?? {});
      return { wide: document.documentElement.scrollWidth, problems };
    });
    expect(wide).toBe(390);
    const said = [
      await page.getByTestId('message').textContent(),
      await page.getByTestId('refused').textContent(),
      ...problems,
    ];
    for (const text of said) expect(text?.length ?? 0, text ?? '').toBeLessThan(300);
  });
}
