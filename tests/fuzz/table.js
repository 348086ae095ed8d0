// What must hold of any text that is pasted as a table.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assigned } from '../../www/language/roles.js';
import { answered, describeFaults, parseTable } from '../../www/language/table.js';
import { writeTable } from '../../www/language/tabletext.js';
import { mutated } from './texts.js';

export const corpus = [
  'x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n',
  '00 1\n01 -1\n10 -1\n11 1',
  'a\tb\tc\nfalse\ttrue\t1,5\ntrue\ttrue\t-2,5\nfalse\tfalse\t0,25\ntrue\tfalse\t3\n'.replaceAll('\n', '\r\n'),
  `id;"height; cm";y\n${Array.from({ length: 9 }, (_, i) => `${i};${170 + ((i * 7) % 11)},5;${i % 3}`).join('\n')}`,
  `${Array.from({ length: 10 }, (_, i) => `${Math.sin(i).toFixed(4)} ${Math.cos(3 * i).toFixed(3)} ${i * i}e-1`).join('\n')}\n`,
  '| p | q | p and q |\n|---|:-:|--:|\n| yes | yes | 1 |\n| yes | no | 0 |\n| no | yes | 0 |\n| no | no | 0 |',
  '# a remark\nsep=,\n"1,000","2",3\n"4","5 ""x""",6\n',
  '0,1,2\n0,1,0\n1,0,1\n0,0,0\n1,1,1\n0,1,1\n1,0,0\n0,0,1\n1,1,0',
  '.i 4\n.o 2\n.ilb a b c d\n.type fdr\n.p 4\n1-0- 1-\n01-- | 0~\n-11- 11\n0000 01 # all\n.e\n',
  '| f | n | x1 | x2 |\n|--|--|--|--|\n| T | p | F | F |\n| F | q | F | T |\n| X | r | T | F |\n| T | s | T | T |',
];
const tokens = [
  ...',;\t|\n \r"#+-.eE0123456789_',
  '""',
  '\r\n',
  ',,',
  '−',
  '\u00a0',
  '\ufeff',
  '1e308',
  '1e-400',
  'true',
  'no',
  'nan',
  '"\n',
  '--',
  "1'000",
  '.i 3\n',
  '.o 1\n',
  '.type fr\n',
  '-1- 1\n',
];

export const texts = mutated(corpus, tokens);

/** @param {string} text */
export function check(text) {
  let parsed = parseTable(text);
  const { seen } = parsed;
  for (const { at } of seen?.columns.slice(0, 5) ?? [])
    for (const role of /** @type {const} */ (['y', 'out'])) {
      const after = parseTable(text, assigned({}, /** @type {NonNullable<typeof seen>} */ (seen), at, role)).seen
        ?.columns;
      if (!after) continue; // what can't be read at all shows no columns
      assert.equal(after.filter((column) => column.role === 'y').length, 1);
      if (
        seen?.columns[at - 1]?.roles.includes(role) &&
        after.some((column) => column.at !== at && column.role !== 'out')
      )
        assert.equal(after[at - 1]?.role, role);
    }
  for (const given of [true, false]) {
    let answers = {};
    for (parsed = parseTable(text); parsed.question; parsed = parseTable(text, answers)) {
      assert.ok(parsed.question.text.length < 400);
      answers = answered(answers, parsed.question, given);
    }
    const { table, faults } = parsed;
    assert.ok(describeFaults(faults).every((said) => said.length < 300));
    assert.equal(table === null, faults.length > 0);
    if (!table) continue;
    const { n, count, x, y, notes } = table;
    assert.deepEqual([x.length, y.length], [n * count, count]);
    assert.ok([...x, ...y].every(Number.isFinite));
    assert.ok(notes.every((note) => note.length < 500));
    const again = parseTable(writeTable(x, y)).table;
    assert.deepEqual([again?.n, again?.count, again?.coins, again?.complete], [n, count, table.coins, table.complete]);
    const near = (/** @type {number[]} */ a, /** @type {number[] | undefined} */ b) =>
      a.every((value, i) => Math.abs(value - (b?.[i] ?? NaN)) <= 1e-4 * Math.max(1, Math.abs(value)));
    assert.ok(near(x, again?.x) && near(y, again?.y), 'what is written is read as it was');
  }
}

export const property = fc.asyncProperty(texts, async (text) => check(text));
