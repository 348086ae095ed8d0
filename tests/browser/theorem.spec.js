// What Theorem B.1 asks for beside what a run has, and the events of its proof.

import { expect, reaches, state, test, violations } from './fixture.js';

const FAST = 'v=1&preset=staircase-3&speed=full&learner.network.width=200';

test('the theorem is beside the run, for the ε and δ that are typed; what the core refuses is said there', async ({
  page,
}) => {
  await page.goto(`./?embed#${FAST}`);
  await page.getByTestId('theory').click();
  const table = page.getByTestId('theorem-table-0');
  const width = table.getByRole('row').nth(2).getByRole('cell');
  await expect(width).toHaveText(['10174', '200']);
  await expect(page.getByTestId('theorem-account-0')).toContainText('nobody can run that');
  await expect(page.getByTestId('theorem-eta-0')).toContainText('here η is 0.385 τ');
  await expect(page.getByTestId('theorem-not-0')).toBeHidden();

  const delta = page.getByRole('textbox', { name: 'chance to fail δ' });
  await delta.fill('0.01');
  await delta.press('Enter');
  await expect(width.first()).toHaveText('10198');
  const problem = page.getByTestId('theorem-problem-0');
  for (const [typed, why] of [
    ['1', 'delta: 1 is outside (0, 1)'],
    ['many', /many/],
  ]) {
    await delta.fill(String(typed));
    await delta.press('Enter');
    await expect(problem).toContainText(/** @type {string} */ (why));
    await expect(delta).toHaveAttribute('aria-invalid', 'true');
    await expect(width.first()).toHaveText('10198');
  }
  await delta.fill('0.1');
  await delta.press('Enter');
  await expect(problem).toBeHidden();
  await expect(width.first()).toHaveText('10174');
});

test('each event of the proof tells how it stands, and of a run that failed the first that broke is named', async ({
  page,
}) => {
  await page.goto(`./?embed#${FAST}&learner.network.p1=0.3`);
  await page.getByTestId('theory').click();
  await reaches(page, 'finished');
  const events = page.getByTestId('events-0').getByRole('listitem');
  await expect(events).toHaveCount(8);
  await expect(events.first()).toHaveClass('broken');
  await expect(events.first()).toContainText(
    /broken [\d,]+ times, first at neuron \d+ of layer 1: active parents up to/,
  );
  const term = events.first().getByText('no neuron has three active parents');
  await term.focus();
  await expect(term).toHaveAttribute('aria-description', /Definition E\.11/);

  // No staircase, no theorem; and nothing is learned.
  await page.goto('about:blank');
  await page.goto(`./?embed#${FAST}&target.kind=parity&target.degree=4`);
  await page.getByTestId('theory').click();
  await reaches(page, 'finished');
  await expect(page.getByTestId('theorem-not-0')).toContainText(
    'does not apply: the target lacks the staircase property',
  );
  await expect(page.getByTestId('theorem-table-0')).toBeHidden();
  await expect(page.getByTestId('proof-0')).toContainText(
    '{1…4} is missing at the end. The first event that broke is E',
  );
});

test('runs that are not trained neuron by neuron have none of it', async ({ page }) => {
  await page.goto('./?embed#v=1&preset=figure-2&budget=200');
  await reaches(page, 'finished');
  await page.getByTestId('theory').click();
  await expect(page.getByTestId('verdicts-0')).toBeVisible();
  await expect(page.getByTestId('proven-0')).toBeHidden();
  expect((await state(page))?.lanes[0]?.phase).toBeNull();
});

for (const [width, colorScheme] of /** @type {const} */ ([
  [1440, 'light'],
  [360, 'dark'],
])) {
  test(`axe finds nothing wrong, and nothing sticks out, at ${width} pixels, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`./?embed#${FAST}`);
    await page.getByTestId('theory').click();
    await reaches(page, 'finished');
    await expect(page.getByTestId('proof-0')).toContainText(/target is learned|missing/);
    // A figure alone is no page, and has no heading of one.
    expect(await violations(page, (axe) => axe.disableRules('page-has-heading-one'))).toEqual([]);
    const [wide, client] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(wide).toBeLessThanOrEqual(client ?? 0);
  });
}
