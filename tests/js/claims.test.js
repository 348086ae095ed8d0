// The index of claims: what it says follows from the presets' records, and leads to figures that are there.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import init, { theorem } from 'staircase-lab';
import { VERDICTS, counted, judge } from '../../www/language/claims.js';

/** @import { Claim, Measured, Records } from '../../www/language/claims.js' */

await init();

const read = (/** @type {string} */ file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const readAll = (/** @type {string} */ folder) =>
  Object.fromEntries(
    readdirSync(new URL(`../../${folder}`, import.meta.url)).map((file) => [
      file.replace('.json', ''),
      JSON.parse(read(`${folder}/${file}`)),
    ]),
  );

/** @type {{ own: string[], claims: Claim[] }} */
const { own, claims } = JSON.parse(read('www/claims.json'));
/** @type {Records} */
const records = { presets: readAll('www/presets'), sweeps: readAll('www/sweeps') };
const article = read('index.html');
const judged = Object.fromEntries(claims.map((claim) => [claim.id, judge(claim, records)]));

test('every claim has its verdict, and says what it rests on', () => {
  assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length, 'an id twice');
  for (const claim of claims) {
    const { verdict, seen } = judge(claim, records);
    assert.ok(VERDICTS.includes(verdict), claim.id);
    assert.doesNotMatch(seen, /NaN|Infinity|undefined|\[\d+\]/, `${claim.id}: ${seen}`);
    assert.equal(verdict === 'not run', claim.unrun !== undefined, claim.id);
    assert.equal(claim.measured === undefined, claim.unrun !== undefined, `${claim.id}: measured or not run`);
    // What is measured is told, or one could not see why it is so.
    const said = claim.seen ?? '';
    for (const [k, { at_least, at_most }] of (claim.measured ?? []).entries())
      assert.ok(said.includes(`[${k}]`) || at_least !== undefined || at_most !== undefined, `${claim.id}: [${k}]`);
    assert.match(seen, /\.$/, claim.id);
  }
});

test('a claim stands alone, whichever others are left out', () => {
  for (const { id, claim } of claims)
    assert.doesNotMatch(
      claim,
      /^(So|It|They|Such|The (network|correction) (learns|is))\b|\bthe same |likewise|learns them|no such/i,
      id,
    );
});

test('what differs is what the captions say differs', () => {
  const differing = claims.filter(({ id }) => judged[id]?.verdict === 'differs').map(({ id }) => id);
  assert.deepEqual(differing, ['biased-parity-alone', 'local-deep', 'exponents', 'equal']);
  for (const [preset, said] of [
    ['figure-6', 'In this the paper and this page differ'],
    ['correction-deep', 'This correction is not local'],
    ['growth-n', 'below the conjectured'],
    ['symmetric', 'Both wait equally long'],
  ])
    assert.ok(records.presets[preset ?? '']?.caption.here.includes(said ?? ''), preset);
});

test('a verdict follows its record', () => {
  const claim = /** @type {Claim} */ (claims.find(({ id }) => id === 'composable'));
  const changed = structuredClone(records);
  const lane = changed.presets.composable?.record?.lanes[1];
  assert.ok(lane && judge(claim, records).verdict === 'agrees');
  lane.times = 4;
  const { verdict, seen } = judge(claim, changed);
  assert.equal(verdict, 'differs');
  assert.match(seen, /with 4 of 5 seeds/);
});

test('in every seed, and over another lane seed by seed', () => {
  const lanes = [
    {
      column: 'x',
      seeds: [1, 2],
      iterations: [100, null],
      times: 1,
      median: 100,
      range: [100, 100],
      ends: { x: [2, 8] },
    },
    { column: 'x', seeds: [1, 2], iterations: [50, 60], times: 2, median: 55, range: [50, 60], ends: { x: [1, 2] } },
  ];
  const one = /** @type {Records} */ (/** @type {unknown} */ ({ presets: { one: { record: { lanes } } }, sweeps: {} }));
  const verdict = (/** @type {Partial<Measured>} */ measured) =>
    judge(
      /** @type {Claim} */ ({
        id: 'c',
        seen: '[0].',
        measured: [{ preset: 'one', measure: 'x', lane: 0, ...measured }],
      }),
      one,
    );
  assert.deepEqual(verdict({ at_least: 2 }), { verdict: 'agrees', seen: '2 to 8.' });
  assert.equal(verdict({ at_least: 3 }).verdict, 'differs');
  assert.deepEqual(verdict({ over: { lane: 1 }, at_most: 4 }), { verdict: 'agrees', seen: '2 to 4.' });
  assert.equal(verdict({ over: { lane: 1 }, at_most: 3 }).verdict, 'differs');
  assert.deepEqual(verdict({ measure: 'iterations', at_least: 100 }), { verdict: 'agrees', seen: '100.' });
  assert.equal(verdict({ measure: 'iterations', at_most: 1e9 }).verdict, 'differs', 'what did not come took for ever');
  assert.deepEqual(verdict({ measure: 'came', at_most: 0.5 }), { verdict: 'agrees', seen: '1 of 2 seeds.' });
  for (const [measured, why] of /** @type {[Partial<Measured>, string][]} */ ([
    [{}, 'c: measured: has no bounds, so that no verdict follows'],
    [{ at_least: 0, preset: 'two' }, 'c: measured[0].preset: two has no record'],
    [{ at_least: 0, lane: 2 }, 'c: measured[0].lane: 2 is outside [0, 1]'],
    [{ at_least: 0, measure: 'y' }, 'c: measured[0].measure: y is none of came, iterations, x'],
    [{ at_least: 0, sweep: 'three' }, 'c: measured[0].sweep: three is not recorded'],
  ]))
    assert.throws(() => verdict(measured), { message: why });
});

test('every figure of the page is named by a claim, or is our own', () => {
  const named = new Set(
    claims.flatMap(({ figure = '', measured = [] }) => [
      figure,
      ...measured.flatMap(({ preset, sweep }) => preset ?? sweep ?? []),
    ]),
  );
  for (const id of records.presets.index ? /** @type {any} */ (records.presets.index).presets : [])
    assert.ok(named.has(id) !== own.includes(id), `${id}: named by a claim, or our own, and not both`);
});

test('every claim leads to a figure of the article that its numbers are of', () => {
  for (const { id, figure, measured = [], unrun } of claims) {
    assert.equal(figure === undefined, unrun !== undefined, `${id}: a figure, or why there is none`);
    if (figure === undefined) continue;
    assert.ok(article.includes(`<staircase-lab id="${figure}"`), `${id}: #${figure}`);
    assert.ok(
      measured.some(({ preset, sweep }) => (preset ?? sweep) === figure),
      `${id}: not measured in ${figure}`,
    );
  }
});

test('every claim says where its paper has it', () => {
  const places = /^(Section|Sections|Figure|Figures|Theorem|Theorems|Definition|Remark|Appendix) [\dA-Z]/;
  for (const { id, where, paper } of claims)
    assert.match(where, paper === 'later' ? /^[A-Z]\w+( et al\.)? 20\d\d/ : places, id);
});

test('the size of the theorem’s layers is what is said of it', () => {
  const { W } = theorem({ n: 30, s: 10, M: 1, epsilon: 0.1, delta: 0.1 });
  assert.match(judged.theorem?.seen ?? '', new RegExp(`10\\^\\{${Math.round(W.log10)}\\}`));
});

test('verdicts are counted', () => {
  const verdicts = Object.values(judged).map(({ verdict }) => verdict);
  const of = (/** @type {string} */ which) => verdicts.filter((verdict) => verdict === which).length;
  assert.equal(
    counted(verdicts),
    `${claims.length} claims: ${of('agrees')} agree, ${of('differs')} differ, ${of('not run')} are not run.`,
  );
  assert.equal(counted(['agrees', 'not run']), '2 claims: 1 agree, 0 differ, 1 is not run.');
});
