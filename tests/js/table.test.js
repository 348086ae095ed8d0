import assert from 'node:assert/strict';
import test from 'node:test';
import { describeFaults, MOST_COORDINATES, MOST_NUMBERS, parseTable, writeTable } from '../../www/language/table.js';
import { broughtBy, changesFor } from '../../www/state/table.js';

/** @param {string} text */
function read(text) {
  const { table, faults } = parseTable(text);
  assert.deepEqual(faults, []);
  return /** @type {NonNullable<typeof table>} */ (table);
}
/** @param {string} text */
const faults = (text) => {
  const { table, faults } = parseTable(text);
  assert.equal(table, null);
  return describeFaults(faults);
};

const XOR = [
  [1, 1, 1, -1, -1, 1, -1, -1],
  [1, -1, -1, 1],
];

test('a truth table in zeros and ones, with a header or without, in any delimiter', () => {
  const plain = ['0,0,0', '0,1,1', '1,0,1', '1,1,0'];
  const texts = [
    plain.join('\n'),
    `a,b,"a, b differ"\n${plain.join('\r\n')}\r\n`,
    `\uFEFFx1;x2;y\n${plain.join('\n').replaceAll(',', ';')}`,
    plain.join('\n').replaceAll(',', '\t'),
    plain.join('\n').replaceAll(',', '   '),
    `# xor\n\n ${plain.join('\n ').replaceAll(',', ' ')}  \n`,
    plain.join('\n').replaceAll(',', ' | '),
  ];
  for (const text of texts) {
    const { x, y, n, count, coins, complete } = read(text);
    assert.deepEqual([x, y], XOR, text);
    assert.deepEqual({ n, count, coins, complete }, { n: 2, count: 4, coins: true, complete: true });
  }
  assert.match(
    read(texts[1] ?? '').notes.join(' '),
    /complete truth table.*In a, b, a, b differ 0 is read as \+1, and 1 as −1/,
  );
});

test('signs are kept, also with a true minus; a column of ones follows the others', () => {
  assert.deepEqual(read('1 1 1\n1 −1 −1\n-1 +1 -1\n-1 -1 1').y, [1, -1, -1, 1]);
  assert.deepEqual(read('1,0,1\n1,1,0').x, [-1, 1, -1, -1]);
  assert.deepEqual(read('1,-1,1\n1,1,0').x, [1, -1, 1, 1]);
});

test('a truth table keeps real values; it is complete only with every combination once, and of fourteen coins or fewer', () => {
  assert.deepEqual(read('0,3\n1,5').y, [3, 5]);
  assert.equal(read('0,0,1\n0,1,1\n1,0,1\n1,0,1').complete, false);
  assert.equal(read('0,0,1\n0,1,1\n1,0,0').complete, false);
  const all = (/** @type {number} */ n) =>
    Array.from({ length: 2 ** n }, (_, i) => [...i.toString(2).padStart(n, '0'), i % 3 ? 0 : 1].join(',')).join('\n');
  assert.equal(read(all(13)).complete, true);
  const large = read(
    all(10)
      .split('\n')
      .map((line) => `0,0,0,0,0,${line}`)
      .join('\n'),
  );
  assert.deepEqual([large.n, large.coins, large.complete], [15, true, false]);
});

test('real columns get mean 0 and deviation 1, the others stay', () => {
  const { x, y, coins, complete, notes } = read('height;member;price\n1,5;0;100\n2,5;1;300\n3,5;1;200\n');
  const column = (/** @type {number} */ i) => x.filter((_, at) => at % 2 === i);
  assert.deepEqual(column(0), [-1.224745, 0, 1.224745]);
  assert.deepEqual(column(1), [1, -1, -1]);
  assert.deepEqual(y, [-1.224745, 1.224745, 0]);
  assert.deepEqual([coins, complete], [false, false]);
  assert.match(notes.join(' '), /In member 0 is read as \+1.*height, price: shifted and scaled.*held out/);
  assert.deepEqual(read('1e-3 2\n.5 2\n-2.E1 2').y, [2, 2, 2], 'a value that never changes is learned as it is');
});

test('what is wrong is named by line, column, value and what was expected', () => {
  assert.deepEqual(faults('x1,x2,y\n0,1,0\n\n0,one,1\n1,,0'), [
    'line 4, column 2: “one”, expected a number',
    'line 5, column 2: an empty cell, expected a number',
  ]);
  assert.deepEqual(faults('0,1,0\n0,1'), ['line 2: “2 columns”, expected 3 columns as in the first line']);
  assert.deepEqual(faults('0,O,0\n0,1,1'), [
    'line 1, column 2: “O”, expected a number, or no number at all in a line of names',
  ]);
  assert.deepEqual(faults('0,Infinity\n1,0x10\n1,NaN'), [
    'line 1, column 2: “Infinity”, expected a number, or no number at all in a line of names',
    'line 2, column 2: “0x10”, expected a number',
    'line 3, column 2: “NaN”, expected a number',
  ]);
  assert.deepEqual(faults('7,0.5,1\n7,0.25,2'), ['column 1: “7 in every row”, expected a coordinate that changes']);
  assert.deepEqual(faults('0,1\n"a,1\n0,1'), ['line 2: “"”, expected a second quotation mark to close the first']);
  assert.match(faults('1\n0')[0] ?? '', /^line 1, column 1: “1”, expected at least two columns/);
  assert.match(faults('x1,x2,y')[0] ?? '', /a header alone/);
  assert.match(faults(' \n')[0] ?? '', /nothing/);
  assert.equal(faults(Array(9).fill('a b 1').join('\n')).at(-1), 'and 13 more');
});

test('what is too large is refused with the limit', () => {
  const wide = Array(MOST_COORDINATES + 2)
    .fill('1')
    .join(',');
  assert.deepEqual(faults(`${wide}\n${wide}`), ['“101 coordinates”, expected at most 100']);
  const long = Array(MOST_NUMBERS / 2 + 1)
    .fill('1,-1')
    .join('\n');
  assert.deepEqual(faults(long), ['“100,001 rows of 2 numbers”, expected at most 200,000 numbers in all']);
  assert.match(faults('1'.repeat(31 * MOST_NUMBERS))[0] ?? '', /characters/);
});

test('a table brings its law and its data with it, to one lane of several or to the only one', () => {
  const table = read('0,0,0\n0,1,1\n1,0,1\n1,1,0');
  const changes = changesFor(table, 0, 1);
  assert.deepEqual(changes, {
    'inputs.kind': 'hypercube',
    'inputs.n': 2,
    'inputs.bias': 0,
    'inputs.spread': 0,
    '0:target.kind': 'table',
    '0:target.x': XOR[0],
    '0:target.y': XOR[1],
    'data.kind': 'fresh',
    'probe.sets': 'strongest',
  });
  assert.deepEqual(broughtBy({ ...changes, seed: 3 }, 0, 1), Object.keys(changes));
  assert.deepEqual(broughtBy({ ...changes, '0:target.kind': 'formula' }, 0, 1), []);
  const rows = changesFor(read('0.5,1\n1.5,2\n2,3'), 1, 2);
  assert.deepEqual(
    [rows['1:inputs.kind'], rows['1:inputs.n'], rows['1:data.kind'], rows['1:data.held_out'], rows['1:inputs.bias']],
    ['gaussian', 1, 'rows', 0.2, undefined],
  );
  assert.deepEqual(broughtBy({ ...changes, ...rows }, 1, 2), [
    '1:inputs.kind',
    '1:inputs.n',
    '1:target.kind',
    '1:target.x',
    '1:target.y',
    '1:data.kind',
    '1:data.held_out',
    '1:probe.sets',
  ]);
});

test('a table is written as text that is read again', () => {
  const table = read('0,0,0\n0,1,1\n1,0,1\n1,1,0');
  const again = read(writeTable(table.x, table.y));
  assert.deepEqual([again.x, again.y], XOR);
});
