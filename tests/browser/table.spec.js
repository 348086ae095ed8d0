// A table of one's own: pasted, mended, learned, and given along.

import { expect, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */

/**
 * One network, quick, with the settings open.
 * @param {Page} page
 */
async function open(page) {
  await page.goto('./?embed#v=1&preset=figure-7&budget=1000&probe.every=100');
  await reaches(page, 'finished');
  await page.getByTestId('settings').click();
}

const MAJORITY = ['0,0,0,0', '0,0,1,0', '0,1,0,0', '0,1,1,1', '1,0,0,0', '1,0,1,1', '1,1,0,1', '1,1,1,1'];

test('a truth table with a fault is answered by line and column, keeps what was typed, and is learned once mended', async ({
  page,
}) => {
  await open(page);
  await page.getByTestId('field-0:target.kind').getByRole('combobox').selectOption('table');
  const text = page.getByTestId('table-text-0');
  await expect(text).toBeFocused();
  const wrong = ['a,b,c,majority', ...MAJORITY].join('\n').replace('0,1,1,1', '0,1,one,1');
  await text.fill(wrong);
  const said = page.getByTestId('table-said-0');
  await expect(said).toHaveText('line 5, column 3: “one”, expected a number');
  await page.getByTestId('table-learn-0').click();
  await expect(text).toHaveValue(wrong);
  await expect(text).toHaveAttribute('aria-invalid', 'true');
  expect((await state(page))?.overrides).not.toHaveProperty('0:target.kind');
  await text.fill(wrong.replace('one', '1'));
  await expect(said).toContainText('8 rows of 3 coordinates and a value: a complete truth table');
  await expect(said).toContainText('0 is read as +1, and 1 as −1');
  await page.getByTestId('table-learn-0').click();
  // Majority of three signs is (x1 + x2 + x3 - x1x2x3) / 2.
  await expect
    .poll(async () => (await state(page))?.lanes[0]?.analysis.terms.map(({ set, coefficient }) => [set, coefficient]))
    .toEqual([
      [[1], 0.5],
      [[2], 0.5],
      [[3], 0.5],
      [[1, 2, 3], -0.5],
    ]);
  const [lane] = (await state(page))?.lanes ?? [];
  expect([lane?.spec.inputs?.kind, lane?.spec.inputs?.n, lane?.spec.data?.kind]).toEqual(['hypercube', 3, 'fresh']);
  await reaches(page, 'finished');
  await expect(page.getByTestId('field-0:target.kind').getByRole('combobox')).toHaveValue('table');
});

test('a short table goes along with a link; another target takes everything of it away', async ({ page, context }) => {
  await open(page);
  await page.getByTestId('table-open-0').click();
  await page.getByTestId('table-text-0').fill(MAJORITY.join('\n'));
  await page.getByTestId('table-learn-0').click();
  await expect.poll(async () => (await state(page))?.overrides['0:target.kind']).toBe('table');
  await page.getByTestId('share').click();
  const link = await page.getByTestId('link').inputValue();
  const other = await context.newPage();
  await other.goto(link);
  await reaches(other, 'finished', { selector: '#figure-2' });
  expect((await state(other))?.lanes[0]?.analysis.terms).toHaveLength(4);
  await other.locator('#figure-2').getByTestId('settings').click();
  await other.locator('#figure-2').getByTestId('table-open-0').click();
  await expect(other.locator('#figure-2').getByTestId('table-text-0')).toHaveValue(/^x1,x2,x3,y\n1,1,1,1\n/);
  await other.close();
  await page.getByTestId('settings').click();
  await page.getByTestId('field-0:target.kind').getByRole('combobox').selectOption('staircase');
  await expect.poll(async () => (await state(page))?.lanes[0]?.spec.target?.kind).toBe('staircase');
  expect((await state(page))?.problems).toEqual({});
  expect(Object.keys((await state(page))?.overrides ?? {}).sort()).toEqual(['0:target.kind', 'probe.every']);
});

test('rows of real numbers come as a file, train on four fifths of them, and leave the link to a download', async ({
  page,
}) => {
  await open(page);
  await page.getByTestId('table-open-0').click();
  const rows = Array.from({ length: 600 }, (_, i) => {
    const [a, b] = [Math.sin(i), Math.cos(1.7 * i)];
    return `${a.toFixed(4)};${b.toFixed(4)};${(3 * a * b + a).toFixed(4)}`;
  });
  await page
    .getByTestId('table-file-0')
    .setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(['a;b;c', ...rows].join('\n')) });
  await expect(page.getByTestId('table-said-0')).toContainText('600 rows of 2 coordinates and a value.');
  await expect(page.getByTestId('table-said-0')).toContainText('a, b, c: shifted and scaled');
  await page.getByTestId('table-learn-0').click();
  await expect.poll(async () => (await state(page))?.lanes[0]?.spec.data?.kind).toBe('rows');
  await reaches(page, 'finished');
  const now = await state(page);
  expect(now?.problems).toEqual({});
  expect([now?.lanes[0]?.spec.inputs?.kind, now?.lanes[0]?.spec.inputs?.n]).toEqual(['gaussian', 2]);
  await page.getByTestId('share').click();
  expect(await page.getByTestId('link').inputValue()).not.toContain('table');
  await expect(page.getByText('too long for a link')).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByTestId('table-0').click();
  expect((await waiting).suggestedFilename()).toBe('figure-7-table-1.csv');
});

test('what each column is for is seen and chosen before anything is learned, by keyboard too', async ({ page }) => {
  await open(page);
  await page.getByTestId('table-open-0').click();
  const lines = MAJORITY.map((row, k) => `| ${row.split(',').reverse().join(' | ')} | row ${k} |`);
  await page.getByTestId('table-text-0').fill(['| f | a | b | c | name |', '|--|--|--|--|--|', ...lines].join('\n'));
  const said = page.getByTestId('table-said-0');
  await expect(said).toContainText('line 3, column 5: “row 0”, expected a number');
  await page.getByTestId('table-role-0-5').selectOption('out');
  await expect(page.getByTestId('table-role-0-4'), 'the last one of the others').toHaveValue('y');
  await page.getByTestId('table-role-0-1').focus();
  await page.keyboard.press('v');
  await expect(said).toContainText('8 rows of 3 coordinates and a value: a complete truth table');
  await expect(page.getByTestId('table-role-0-1')).toBeFocused();
  await expect(page.getByTestId('table-preview-0').locator('tbody tr').nth(3)).toHaveText('1 −11 −11 −10 +1row 3');
  expect((await state(page))?.overrides).not.toHaveProperty('0:target.kind');
  await page.getByTestId('table-learn-0').click();
  await expect
    .poll(async () => (await state(page))?.lanes[0]?.analysis.terms.map(({ coefficient }) => coefficient))
    .toEqual([0.5, 0.5, 0.5, -0.5]);
});

test('a column that counts the rows is asked about, by keyboard too, and asked again of another table', async ({
  page,
}) => {
  await open(page);
  await page.getByTestId('table-open-0').click();
  const text = page.getByTestId('table-text-0');
  const counted = ['', ...MAJORITY].map((row, i) => (i === 0 ? ',a,b,c,y' : `${i},${row}`)).join('\n');
  await text.fill(counted);
  const said = page.getByTestId('table-said-0');
  const [yes, no] = [page.getByTestId('table-yes-0'), page.getByTestId('table-no-0')];
  await expect(said).toHaveText('The first column may only count the rows: 1, 2, 3, … Is it one of the coordinates?');
  await expect(text).toHaveAttribute('aria-invalid', 'false');
  await expect(yes).toHaveAccessibleDescription(/only count the rows/);
  // Learning it asks first.
  await page.getByTestId('table-learn-0').click();
  await expect(yes).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(said).toContainText('8 rows of 3 coordinates and a value: a complete truth table');
  await expect(said).toContainText('The first column, which counts the rows, is left out.');
  await expect(yes).toBeHidden();
  await expect(page.getByTestId('table-learn-0')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await state(page))?.lanes[0]?.spec.inputs?.n).toBe(3);
  // What is typed keeps the answer, another table does not.
  await text.press('End');
  await text.pressSequentially('\n');
  await expect(said).toContainText('8 rows of 3 coordinates');
  await text.fill(counted.replace('a,b,c', 'p,q,r'));
  await expect(said).toContainText('Is it one of the coordinates?');
  await text.fill('');
  await expect(yes).toBeHidden();
  await page.getByTestId('table-learn-0').click();
  await expect(said).toContainText('Nothing to learn yet');
  await page
    .getByTestId('table-file-0')
    .setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(counted) });
  await expect(said).toContainText('Is it one of the coordinates?');
  await no.click();
  await expect(said).toContainText('8 rows of 4 coordinates and a value.');
});

test('the truth table of fourteen coins is pasted and learned, and the page stays alive', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await page.getByTestId('table-open-0').click();
  await page.evaluate(async () => {
    const rows = Array.from({ length: 2 ** 14 }, (_, i) => {
      const coins = [...i.toString(2).padStart(14, '0')];
      return [...coins, coins.slice(0, 3).filter((coin) => coin === '1').length % 2].join('\t');
    });
    await navigator.clipboard.writeText(`${rows.join('\n')}\n`);
  });
  await page.getByTestId('table-text-0').focus();
  await page.keyboard.press('ControlOrMeta+V');
  await expect(page.getByTestId('table-said-0')).toContainText(
    '16,384 rows of 14 coordinates and a value: a complete truth table, expanded exactly.',
  );
  await page.getByTestId('table-learn-0').click();
  await expect.poll(async () => (await state(page))?.lanes[0]?.spec.target?.kind, { timeout: 30_000 }).toBe('table');
  expect((await state(page))?.lanes[0]?.analysis.terms.map(({ set, coefficient }) => [set, coefficient])).toEqual([
    [[1, 2, 3], 1],
  ]);
  await reaches(page, 'finished');
  await page.getByTestId('share').click();
  await expect(page.getByText('too long for a link')).toBeVisible();
});

test('forty thousand blanks are answered at once', async ({ page }) => {
  await open(page);
  await page.getByTestId('table-open-0').click();
  const start = Date.now();
  await page.getByTestId('table-text-0').fill(`0 1\n${' '.repeat(40_000)}x`);
  await expect(page.getByTestId('table-said-0')).toContainText('line 2: “1 column”');
  // A quadratic pattern takes a minute.
  expect(Date.now() - start).toBeLessThan(20_000);
});

test('a table too long to be typed is learned, but only its first lines go into the field', async ({ page }) => {
  await open(page);
  await page.getByTestId('table-open-0').click();
  const text = page.getByTestId('table-text-0');
  /** @param {number} coins */
  const paste = (coins) =>
    text.evaluate((area, coins) => {
      const clipboardData = new DataTransfer();
      const rows = Array.from({ length: 2 ** coins }, (_, i) =>
        [...i.toString(2).padStart(coins, '0'), i % 2].join(','),
      );
      clipboardData.setData('text/plain', rows.join('\n'));
      area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, coins);
  const said = page.getByTestId('table-said-0');
  await paste(14);
  await expect(said).toContainText('16,384 rows of 14 coordinates', { timeout: 20_000 });
  expect((await text.inputValue()).length).toBeLessThan(1000);
  await expect(text).not.toBeEditable();
  await expect(page.getByTestId('table-aside-0')).toContainText('491,519 characters');
  await paste(13);
  await expect(said).toContainText('8,192 rows of 13 coordinates', { timeout: 20_000 });
  await page.getByTestId('table-learn-0').click();
  await expect.poll(async () => (await state(page))?.lanes[0]?.spec.inputs?.n, { timeout: 20_000 }).toBe(13);
  await page.getByTestId('table-clear-0').click();
  await expect(text).toHaveValue('');
  await expect(page.getByTestId('table-aside-0')).toBeHidden();
  await text.fill(MAJORITY.join('\n'));
  await expect(said).toContainText('8 rows of 3 coordinates');
  await expect(text).toBeEditable();
});
