// Every control does what it says, seen through the state and through what the visitor reads.

import {
  curves,
  ENDLESS,
  expect,
  iteration,
  open,
  reaches,
  runsAgain,
  shareOfPixels,
  state,
  test,
  violations,
} from './fixture.js';

test('play, pause and play again', async ({ page }) => {
  await open(page, '&speed=50');
  await reaches(page, 'running');
  await page.getByTestId('pause').click();
  await reaches(page, 'paused');
  await expect(page.getByTestId('message')).toHaveText('Paused.');
  await page.waitForTimeout(300);
  const before = await iteration(page);
  await page.waitForTimeout(500);
  expect(await iteration(page)).toBe(before);
  await page.getByTestId('play').click();
  await expect.poll(() => iteration(page)).toBeGreaterThan(before);
});

test('a single step is one iteration in both lanes, with a row of its own', async ({ page }) => {
  await open(page, '&speed=5');
  await page.getByTestId('pause').click();
  await page.waitForTimeout(300);
  const before = await iteration(page);
  for (let i = 1; i <= 3; i++) {
    await page.getByTestId('step').click();
    await expect
      .poll(async () => (await state(page))?.lanes.map((lane) => lane.iteration))
      .toEqual([before + i, before + i]);
  }
  const now = await state(page);
  for (const lane of now?.lanes ?? []) expect(lane.iterations?.slice(-3)).toEqual([before + 1, before + 2, before + 3]);
  await expect(page.getByTestId('iterations')).toHaveText(String(before + 3));
});

test('restart gives the same curves, bit for bit; a new seed gives others', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  const first = await curves(page);
  await runsAgain(page, () => page.getByTestId('restart').click());
  expect(await curves(page)).toEqual(first);
  await runsAgain(page, () => page.getByTestId('new-seed').click());
  expect(await curves(page)).not.toEqual(first);
  const seed = (await state(page))?.seed;
  expect(seed).not.toBe(1);
  await expect(page.getByTestId('seed')).toHaveText(String(seed));
});

test('how it was run, slowly, in single steps or at once, does not show in the scheduled rows', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  const scheduled = () =>
    page.evaluate(() => {
      const lab = /** @type {import('../../www/lab.js').StaircaseLab} */ (document.querySelector('staircase-lab'));
      return lab.controller?.store.get().lanes.map(({ data }) => {
        const rows = (data[0] ?? []).map((at, row) => ({ at, row })).filter(({ at }) => at % 100 === 0);
        return rows.map(({ row }) => data.map((column) => column[row]).join());
      });
    });
  const first = await scheduled();
  await page.getByTestId('speed').fill('0');
  await page.getByTestId('restart').click();
  await page.getByTestId('pause').click();
  for (let i = 0; i < 5; i++) await page.getByTestId('step').click();
  await page.getByTestId('speed').fill('50');
  await page.getByTestId('play').click();
  await page.waitForTimeout(1500);
  await page.getByTestId('speed').fill('100');
  await reaches(page, 'finished');
  expect((await state(page))?.lanes[0]?.rowCount).toBeGreaterThan(31);
  expect(await scheduled()).toEqual(first);
});

test('the speed slider goes from one iteration a second to full speed', async ({ page }) => {
  await open(page, ENDLESS);
  const slider = page.getByTestId('speed');
  await slider.fill('0');
  await expect(page.getByTestId('speed-value')).toHaveText('1 / s');
  await page.waitForTimeout(700);
  const before = await iteration(page);
  await page.waitForTimeout(3000);
  const slow = (await iteration(page)) - before;
  expect(slow).toBeGreaterThanOrEqual(2);
  expect(slow).toBeLessThanOrEqual(4);
  await slider.fill('100');
  await expect(page.getByTestId('speed-value')).toHaveText('full speed');
  await expect.poll(() => iteration(page)).toBeGreaterThan(before + 1000);
});

test('the loss axis is logarithmic or linear', async ({ page }) => {
  await open(page);
  await page.getByTestId('scale-linear').first().click();
  expect((await state(page))?.scale).toBe('linear');
  await expect(page.getByTestId('scale-linear').first()).toHaveAttribute('aria-pressed', 'true');
  await page.getByTestId('scale-log').first().click();
  expect((await state(page))?.scale).toBe('log');
});

test('so is the coefficients’, by itself: by keyboard too, with the same values, in the link and in the snippet', async ({
  page,
}) => {
  await open(page, '&inputs.n=30'); // more than can be measured exactly
  await reaches(page, 'finished');
  const chart = page.getByTestId('coef-chart-0');
  const [log, linear] = [page.getByTestId('coefficients-log').first(), page.getByTestId('coefficients-linear').first()];
  await expect(linear).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('legend-0')).toContainText('Now, iteration 3,000');
  const legend = await page.getByTestId('legend-0').textContent();
  await log.focus();
  await page.keyboard.press('Enter');
  await expect(log).toHaveAttribute('aria-pressed', 'true');
  expect(await state(page)).toMatchObject({ coefficientScale: 'log', scale: 'log', status: 'finished' });
  await expect(chart).toHaveAttribute('aria-label', /sizes on a logarithmic axis/);
  await expect(page.getByTestId('legend-0')).toHaveText(legend ?? '');
  // What is noise is shaded, in a grey that is nowhere else.
  const shaded = () => shareOfPixels(chart, ([r, g, b]) => r === g && g === b && r > 225 && r < 240);
  await expect.poll(shaded, { timeout: 20_000 }).toBeGreaterThan(0.1);
  await expect.poll(() => new URL(page.url()).hash).toContain('coefficients=log');
  expect(await violations(page, (axe) => axe.include('staircase-lab'))).toEqual([]);
  await page.getByTestId('embed').click();
  await expect(page.getByTestId('snippet')).toHaveValue(/coefficients=log/);
  await page.getByTestId('embed').click();

  await linear.focus();
  await page.keyboard.press('Space');
  await expect.poll(shaded, { timeout: 20_000 }).toBeLessThan(0.01);
});

test('on a phone each network has the switches of its axes', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  await page.getByTestId('show-1').click();
  await page.getByTestId('lane-1').getByTestId('coefficients-log').click();
  expect((await state(page))?.coefficientScale).toBe('log');
  await page.getByTestId('lane-1').getByTestId('scale-linear').click();
  expect((await state(page))?.scale).toBe('linear');
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.getByTestId('lane-0').getByTestId('coefficients-log')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('lane-1').getByTestId('coefficients-log')).toBeHidden();
});

test('the cursor is one for all charts, and the legends follow it', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  const chart = page.getByTestId('coef-chart-0').locator('.u-over');
  await chart.hover({ position: { x: 100, y: 50 } });
  await expect.poll(async () => (await state(page))?.cursor).not.toBeNull();
  const texts = [await page.getByTestId('legend-0').textContent(), await page.getByTestId('legend-1').textContent()];
  await chart.hover({ position: { x: 200, y: 50 } });
  await expect(page.getByTestId('legend-0')).not.toHaveText(texts[0] ?? '');
  await expect(page.getByTestId('legend-1')).not.toHaveText(texts[1] ?? '');
  await page.getByTestId('message').hover();
  await expect.poll(async () => (await state(page))?.cursor).toBeNull();
});

test('a setting restarts the run and says so; its reset takes it back', async ({ page }) => {
  await open(page, ENDLESS);
  await page.getByTestId('settings').click();
  const field = page.getByTestId('field-learner.network.width');
  await field.getByRole('textbox').fill('16');
  await field.getByRole('textbox').press('Enter');
  await expect.poll(async () => (await state(page))?.overrides['learner.network.width']).toBe(16);
  await expect(page.getByTestId('message')).toContainText('start again from the beginning');
  await reaches(page, 'running');
  await page.getByTestId('reset-learner.network.width').click();
  await expect.poll(async () => (await state(page))?.overrides['learner.network.width']).toBeUndefined();
  await expect(field.getByRole('textbox')).toHaveValue('40');
  await page.getByTestId('reset-all').click();
  await expect.poll(async () => (await state(page))?.overrides).toEqual({});
});

test('a wrong value is answered beside its control, in the core’s own words, and nothing else breaks', async ({
  page,
}) => {
  await open(page, ENDLESS);
  await page.getByTestId('settings').click();
  const box = page.getByTestId('field-learner.network.width').getByRole('textbox');
  const before = await iteration(page);
  await box.fill('9999');
  await box.press('Enter');
  const problem = page.getByTestId('problem-learner.network.width');
  await expect(problem).toBeVisible();
  await expect(problem).toContainText('9999 is outside [1, 256]');
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  expect((await state(page))?.overrides['learner.network.width']).toBe(12);
  await reaches(page, 'running');
  await expect.poll(() => iteration(page)).toBeGreaterThan(before);
  await box.fill('wide');
  await box.press('Enter');
  await expect(problem).toContainText('wide');
  await box.fill('14');
  await box.press('Enter');
  await expect(problem).toBeHidden();
  await expect.poll(async () => (await state(page))?.overrides['learner.network.width']).toBe(14);
});

test('what is no number, or could be two, is answered in words that say what to type', async ({ page }) => {
  await open(page, ENDLESS);
  await page.getByTestId('settings').click();
  /**
   * @param {string} path
   * @param {string} text
   */
  const type = async (path, text) => {
    const box = page.getByTestId(`field-${path}`).locator('input');
    await box.fill(text);
    await box.press('Enter');
  };
  const problem = (/** @type {string} */ path) => page.getByTestId(`problem-${path}`);
  await type('learner.step_size', '0,005');
  // From the start, or recorded as a change of the run that is under way.
  await expect.poll(async () => JSON.stringify((await state(page))?.overrides)).toContain('step_size":0.005');
  await type('learner.network.width', '60.000');
  await expect(problem('learner.network.width')).toHaveText(
    '“60.000” could be 60 or 60000: type the one that is meant',
  );
  await type('probe.every', '0x10');
  await expect(problem('probe.every')).toHaveText('“0x10” is not a number: type it in digits, as in 1500');
  await type('probe.sets', '1 2');
  await expect(problem('probe.sets')).toContainText('{1,2} for one set, {1} {2} for two');
  // What was refused stands there, and goes on being refused, as long as nothing else is typed.
  await type('probe.samples', '1 000');
  await expect.poll(async () => (await state(page))?.overrides['probe.samples']).toBe(1000);
  await expect(problem('probe.every')).toContainText('is not a number');
  await expect(page.getByTestId('field-probe.sets').locator('input')).toHaveValue('1 2');
});

test('the decay of the step size has a control for each of its entries, and none where both are empty', async ({
  page,
}) => {
  await open(page, ENDLESS);
  await page.getByTestId('settings').click();
  const field = page.getByTestId('field-learner.decay');
  const [every, by] = [
    field.getByRole('textbox', { name: 'every' }),
    field.getByRole('textbox', { name: 'divide by' }),
  ];
  const problem = page.getByTestId('problem-learner.decay');
  // From the start, or since a change.
  const decay = async () => {
    const { learner, changes = [] } = (await state(page))?.lanes[0]?.spec ?? {};
    return [learner, ...changes.map((change) => change.learner)].findLast((each) => each && 'decay' in each)?.decay;
  };
  await expect(every).toHaveAccessibleDescription(/How many iterations .* 1 to 1,000,000,000/);
  await every.fill('5,000');
  await every.press('Enter');
  await expect(problem).toHaveText('divide by: nothing is typed here: type numbers, as in 1, 2, 4');
  await by.fill('1, 2,5');
  await by.press('Enter');
  await expect(problem).toContainText('divide by: “2,5” could be one number or several');
  await expect(every).toHaveValue('5000');
  await by.fill('1; 2,5');
  await by.press('Enter');
  await expect.poll(decay).toEqual({ every: 5000, divide_by: [1, 2.5] });
  await expect(problem).toBeHidden();
  await expect(by).toHaveValue('1, 2.5');
  await every.fill('');
  await by.fill('');
  await by.press('Enter');
  await expect.poll(decay).toBeNull();
});

test('a value that another entry forbids is answered by that one’s label, and a part of an object by its own', async ({
  page,
}) => {
  await page.goto('./?embed#v=1&preset=laboratory&budget=1000000000&speed=1');
  await reaches(page, 'running');
  const n = page.getByTestId('field-inputs.n').getByRole('textbox');
  await n.fill('2');
  await n.press('Enter');
  await expect(page.getByTestId('problem-inputs.n')).toContainText(
    /^“formula”: at character \d+: coordinate \d+ is outside \[1, 2\]/,
  );
  const by = page.getByTestId('field-learner.decay').getByRole('textbox', { name: 'divide by' });
  const every = page.getByTestId('field-learner.decay').getByRole('textbox', { name: 'every' });
  await every.fill('10');
  await by.fill('0');
  await by.press('Enter');
  await expect(page.getByTestId('problem-learner.decay')).toHaveText(/^“divide by”: 0 is outside/);
});

test('every setting of the panel has a label and a sentence of help, and takes its own value back without complaint', async ({
  page,
}) => {
  await open(page, '&speed=1');
  await page.getByTestId('settings').click();
  const fields = page.locator('[data-testid^="field-"]');
  await expect(fields.first()).toBeVisible();
  const count = await fields.count();
  expect(count).toBeGreaterThan(12);
  for (let i = 0; i < count; i++) {
    const field = fields.nth(i);
    const control = field.locator('input, select').first();
    const name = await field.getAttribute('data-testid');
    await expect(control, name ?? '').toHaveAccessibleName(/\w/);
    await expect(control, name ?? '').toHaveAccessibleDescription(/\w{3}.*\./s);
    if ((await control.getAttribute('type')) !== 'text') continue;
    const value = await control.inputValue();
    await control.fill(`${value} `);
    await control.press('Enter');
  }
  await page.waitForTimeout(1000);
  expect((await state(page))?.problems).toEqual({});
});

test('another figure, and running on past the budget', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  await page.getByTestId('play').click();
  await expect.poll(async () => (await state(page))?.budget).toBe(6000);
  await reaches(page, 'finished');
  expect(await iteration(page)).toBe(6000);
  await expect(page.getByTestId('caption')).toContainText('The settings have been changed');
  await page.getByTestId('settings').click();
  await page.getByTestId('preset').selectOption('figure-4');
  await expect.poll(async () => (await state(page))?.preset.id).toBe('figure-4');
  expect((await state(page))?.overrides).toEqual({});
  await expect(page.getByTestId('caption')).toContainText('60,000');
  await expect(page.getByTestId('caption')).not.toContainText('The settings have been changed');
  await page.getByTestId('new-seed').click();
  await expect.poll(async () => Object.keys((await state(page))?.overrides ?? {})).toEqual(['seed']);
  await expect(page.getByTestId('caption')).not.toContainText('The settings have been changed');
});

test('the numbers can be taken away as CSV', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  await page.getByTestId('data').click();
  const waiting = page.waitForEvent('download');
  await page.getByTestId('csv-0').click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^figure-2.*\.csv$/);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const [head, first, ...rest] = Buffer.concat(chunks).toString().trim().split('\n');
  expect(head).toMatch(/^lane,seed,iteration,samples,train_loss,test_loss,\{1\},"\{1,2\}","\{1,2,3\}"/);
  expect(first).toMatch(/^[^,]*,\d+,0,0,NaN,/);
  expect(rest).toHaveLength(30);
});

test('a field that has the focus while the settings are laid out anew shows its value', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=figure-2&speed=1');
  await reaches(page, 'running');
  await page.getByTestId('settings').click();
  const n = page.getByTestId('field-inputs.n').locator('input');
  await n.fill('40');
  await n.press('Enter');
  await expect(n).toHaveValue('40');
  await page.getByTestId('field-inputs.kind').locator('select').selectOption('gaussian');
  await expect(page.getByTestId('field-inputs.bias')).toHaveCount(0);
  await expect(n).toBeFocused();
  await expect(n).toHaveValue('40');
});
