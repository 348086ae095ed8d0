import assert from 'node:assert/strict';
import test from 'node:test';
import {
  answered,
  describeFaults,
  MOST_COORDINATES,
  MOST_NUMBERS,
  parseTable,
  parsing,
} from '../../www/language/table.js';
import { writeTable } from '../../www/language/tabletext.js';
import { assigned } from '../../www/language/roles.js';
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
/**
 * As many rows as a table needs from which some are held out.
 * @param {string} text  a header, if any, in its first line
 * @param {number} [named]  1: with a header
 */
function often(text, named = 0) {
  const lines = text.split('\n');
  const rows = lines.slice(named);
  return [
    ...lines.slice(0, named),
    ...Array(Math.ceil(8 / rows.length))
      .fill(rows)
      .flat(),
  ].join('\n');
}

const XOR = [
  [1, 1, 1, -1, -1, 1, -1, -1],
  [1, -1, -1, 1],
];

test('a table may stand below any number of empty lines', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i & 1 ? 1 : -1},${i & 2 ? 1 : -1},${i % 5}`).join('\n');
  for (const blank of ['\n', '  \n', '\t\r\n'])
    assert.equal(parseTable(blank.repeat(300) + rows).table?.count, 40, JSON.stringify(blank));
});

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

/** Two coins and their XOR. */
const PLAIN = ['0,0,0', '0,1,1', '1,0,1', '1,1,0'];
/**
 * Every comma replaced.
 * @param {string} by
 */
const cells = (by) => PLAIN.map((row) => row.replaceAll(',', by));

test('rows are cut by whatever separates them, in every spelling that programs give them', () => {
  for (const [name, text] of Object.entries({
    'a spreadsheet, one line break at the end': `${cells('\t').join('\n')}\n`,
    'from Windows': `${cells('\t').join('\r\n')}\r\n`,
    'from an old Macintosh': cells(';').join('\r'),
    'a separator at each end of line': cells(',')
      .map((row) => `${row},`)
      .join('\n'),
    'several of them, and an empty line of them': [...cells(';').map((row) => `${row};;;`), ';;;;;'].join('\n'),
    'a tab at each end of line': cells(',')
      .map((row) => `${row}\t`)
      .join('\n'),
    'indented, with blanks at the ends': cells(' ')
      .map((row) => `   ${row}   `)
      .join('\n'),
    Markdown: ['| a | b | y |', '|---|:-:|--:|', ...cells(' | ').map((row) => `| ${row} |`)].join('\n'),
    'a shell of SQL': [
      '+---+---+---+',
      '| a | b | y |',
      '+---+---+---+',
      ...cells(' | ').map((row) => `| ${row} |`),
      '+---+---+---+',
    ].join('\n'),
    PostgreSQL: [' a | b | y ', '---+---+---', ...cells(' | ').map((row) => ` ${row}`)].join('\n'),
    'from Excel, which names the separator': ['sep=;', ...cells(';')].join('\n'),
    quoted: PLAIN.map((row) => `"${row.replaceAll(',', '","')}"`).join('\n'),
    'names with separators, marks and line breaks in them': `"a;b","say ""b""","y\nor z"\n${PLAIN.join('\n')}`,
    pandas: ['0,1,2', ...PLAIN].join('\n'),
    'counted from 1': ['1,2,3', ...PLAIN].join('\n'),
    'true and false': PLAIN.map((row) => row.replace(/\d/g, (bit) => (bit === '1' ? 'TRUE' : 'False'))).join('\n'),
    'T and F': PLAIN.map((row) => row.replace(/\d/g, (bit) => 'FT'[Number(bit)] ?? '')).join('\n'),
    'yes and no': PLAIN.map((row) => row.replace(/\d/g, (bit) => (bit === '1' ? 'yes' : 'no'))).join('\n'),
    'signs alone': PLAIN.map((row) => row.replace(/\d/g, (bit) => '+−'[Number(bit)] ?? '')).join('\n'),
    'signs alone, below names': [
      'a,b,y',
      ...PLAIN.map((row) => row.replace(/\d/g, (bit) => '+-'[Number(bit)] ?? '')),
    ].join('\n'),
    packed: '00 0\n01 1\n10 1\n11 0',
    'packed, with a name for each coin': 'a b y\n00 0\n01 1\n10 1\n11 0',
    'packed, with one name': 'inputs\ty\n00\t0\n01\t1\n10\t1\n11\t0\n',
  })) {
    const { x, y, complete } = read(text);
    assert.deepEqual([x, y, complete], [...XOR, true], name);
  }
});

test('two columns and few rows are read with any separator, with a decimal comma in them too', () => {
  const rows = ['0,5 1', '1,25 3', '-2 1,5', '3e-1 2', '4 −1', '5 0', '6 1', '7 2'];
  const plain = read(rows.map((row) => row.replaceAll(',', '.')).join('\n'));
  for (const mark of ['\t', ';', '|', ' | ', ' ; ', '   ']) {
    for (const end of ['', '\n', `\n\n`]) {
      const text = rows.map((row) => row.replace(' ', mark)).join('\n') + end;
      assert.deepEqual([read(text).x, read(text).y], [plain.x, plain.y], JSON.stringify(text));
      assert.deepEqual(read(text.replaceAll(',', '.')).x, plain.x, JSON.stringify(text));
    }
  }
  assert.deepEqual(
    read(rows.map((row) => `"${row.replace(' ', '","')}"`).join('\n')).x,
    plain.x,
    'quoted, with commas',
  );
  const german = ['1.234,5;1', '0,5;2', '1.000;3', '2;4', '3;5', '4;6', '5;7', '6;8'];
  const english = german.map((row) => row.replace('.', '').replace(',', '.')).join('\n');
  assert.deepEqual(read(german.join('\n')).x, read(english).x, 'thousands parted by points');
  assert.deepEqual(read(english.replace('1234.5', '"1,234.5"')).x, read(english).x, 'or by commas');
  assert.deepEqual(read(english.replace('1234.5', "1'234.5")).x, read(english).x);
});

test('signs are kept, also with a true minus; a column of ones follows the others', () => {
  assert.deepEqual(read('1 1 1\n1 −1 −1\n-1 +1 -1\n-1 -1 1').y, [1, -1, -1, 1]);
  assert.deepEqual(read(often('1,0,1\n1,1,0')).x.slice(0, 4), [-1, 1, -1, -1]);
  assert.deepEqual(read(often('1,-1,1\n1,1,0')).x.slice(0, 4), [1, -1, 1, 1]);
});

test('a truth table keeps real values; it is complete only with every combination once, and of fourteen coins or fewer', () => {
  assert.deepEqual(read('0,3\n1,5').y, [3, 5]);
  assert.deepEqual(read('0,0\n1,1').y, [1, -1], 'the first column of one coin counts nothing');
  assert.equal(read(often('0,0,1\n0,1,1\n1,0,1\n1,0,1')).complete, false);
  assert.equal(read(truths(13)).complete, true);
  const large = read(
    truths(10)
      .split('\n')
      .map((line) => `0,0,0,0,0,${line}`)
      .join('\n'),
  );
  assert.deepEqual([large.n, large.coins, large.complete], [15, true, false]);
});

/**
 * All combinations of n coins with a value.
 * @param {number} n
 */
const truths = (n) =>
  Array.from({ length: 2 ** n }, (_, i) => [...i.toString(2).padStart(n, '0'), i % 3 ? 0 : 1].join(',')).join('\n');

test('the truth table of fourteen coins is taken, with its rows counted too, in steps that are short', () => {
  const counted = truths(14)
    .split('\n')
    .map((line, i) => `${i},${line}`)
    .join('\n');
  const start = performance.now();
  const [whole, out] = [read(truths(14)), parseTable(counted, { column: true }).table];
  // Each takes a tenth of a second where this is written; a quadratic step would take minutes.
  assert.ok(performance.now() - start < 5000);
  assert.deepEqual([whole.n, whole.count, whole.complete], [14, 16_384, true]);
  assert.deepEqual([out?.x, out?.complete], [whole.x, true]);
  let steps = 0;
  for (const parsed = parsing(counted, { column: true }); !parsed.next().done;) steps += 1;
  assert.ok(steps > 40, `${steps} steps`);
});

test('a nameless first column that counts the rows is asked about, and then left out or learned from', () => {
  const rows = Array.from({ length: 8 }, (_, i) => `${Math.sin(i).toFixed(3)},${i % 3},${Math.cos(i).toFixed(3)}`);
  const without = read(rows.join('\n'));
  for (const [name, head, start] of /** @type {[string, string, number][]} */ ([
    ['pandas', ',a,b,y', 0],
    ['R, which names one column less', 'a,b,y', 1],
    ['no names', '', 1],
    ['a sign for a name', '#,a,b,y', 1],
    ['a name for a name', 'index,a,b,y', 0],
    ['pandas, unnamed twice', 'Unnamed: 0,a,b,y', 0],
    ['pandas, numbers for names', ',0,1,2', 0],
  ])) {
    const text = [...(head === '' ? [] : [head]), ...rows.map((row, i) => `${start + i},${row}`)].join('\n');
    const { table, faults, question } = parseTable(text);
    assert.deepEqual([table, faults], [null, []], name);
    assert.match(question?.text ?? '', start === 0 ? /0, 1, 2, …/ : /1, 2, 3, …/, name);
    const [out, within] = [true, false].map((column) => parseTable(text, { column }).table);
    assert.deepEqual([out?.n, out?.x, out?.y], [2, without.x, without.y], name);
    assert.deepEqual([within?.n, within?.y], [3, without.y], name);
  }
  for (const [name, text] of Object.entries({
    'a name that says something': ['t,a,b,y', ...rows.map((row, i) => `${i},${row}`)].join('\n'),
    'the only coordinate': rows.map((_, i) => `${i + 1},${i * i}`).join('\n'),
    'in uneven steps, without names': rows.map((row, i) => `${i * i},${row}`).join('\n'),
    'fractions below no name': [',a,b,y', ...rows.map((row, i) => `${i / 2},${row}`)].join('\n'),
    'one twice': rows.map((row, i) => `${Math.min(i, 6)},${row}`).join('\n'),
  }))
    assert.equal(parseTable(text).question, null, name);
  assert.match(
    parseTable('0,1,2\n' + often('5,3,0.5\n2,4,1')).table?.notes.join(' ') ?? '',
    /0, 1, 2, is read as names/,
  );
});

test('a first line of numbers is a header only where it can be no row', () => {
  for (const [text, count] of /** @type {[string, number][]} */ ([
    ['0,1,2\n5,3,8\n2,4,1', 8],
    [',0,1\n7,0.5,3\n9,2,4', 8],
    ['1,2\n2,3\n3,4\n4,5\n5,6\n6,8\n7,9\n8,9', 8],
    ['no,y\n5,3\n2,4', 8],
    ['t,y\n0,0\n1,1', 2],
    ['0,1\n1,3\n2,5\n3,7\n4,9\n5,11\n6,13\n7,15', 8],
    ['0,1\n1,0', 2],
  ])) {
    const [head = '', ...rows] = text.split('\n');
    const all = rows.length > 2 || count === 2 ? text : [head, often(rows.join('\n'))].join('\n');
    assert.equal(read(all).count, count, text);
  }
  for (const [head, body] of /** @type {[string, string][]} */ ([
    ['0,1', '5.5,3\n2,4'],
    ['1,2', '5.5,3\n2,4'],
    ['1,2,3', '5.5,3,0.5\n2,4,-1.5'],
  ])) {
    const unclear = `${head}\n${often(body)}`;
    const names = head.replaceAll(',', ', ');
    assert.ok(parseTable(unclear).question?.text.startsWith(`The first line, ${names}, may be names`), head);
    const [named, row] = [true, false].map((line) => parseTable(unclear, { line }).table);
    assert.deepEqual([named?.count, row?.count], [8, 9], head);
    assert.ok(named?.notes.includes(`The first line, ${names}, is read as names.`), head);
    assert.ok(row?.notes.includes(`The first line, ${names}, is read as a row.`), head);
  }
});

test('a first column that may only number the rows is asked about, in any even steps, shuffled below no name', () => {
  const places = [0, 1, 2, 3, 4, 5, 6, 7];
  for (const [name, head, index] of /** @type {[string, string, (i: number) => number][]} */ ([
    ['downwards', '', (i) => 12 - i],
    ['by tens from 100', '', (i) => 100 + 10 * i],
    ['by twos below a name for a name', 'id,a,y', (i) => 2 * i],
    ['shuffled', ',a,y', (i) => (i * 3) % 8],
    ['with gaps', ',a,y', (i) => i * i],
    ['with gaps, as R names it', 'a,y', (i) => i * i],
    ['with gaps, unnamed twice', 'Unnamed: 0,a,y', (i) => i * i],
  ])) {
    const rows = places.map((i) => `${index(i)},${Math.sin(i).toFixed(3)},${Math.cos(i).toFixed(3)}`);
    const { question } = parseTable([...(head === '' ? [] : [head]), ...rows].join('\n'));
    assert.match(question?.text ?? '', new RegExp(`: ${index(0)}, ${index(1)}, ${index(2)}, …`), name);
  }
});

test('an answer holds for the table that it was given for, and the notes say what was done', () => {
  const counted = (/** @type {string} */ head) =>
    [head, ...Array.from({ length: 8 }, (_, i) => `${i},${i % 3}.5,${i * i}`)].join('\n');
  const { question } = parseTable(counted(',a,y'));
  assert.ok(question);
  for (const [given, n, done] of /** @type {[boolean, number, string][]} */ ([
    [true, 1, 'left out'],
    [false, 2, 'learned from'],
  ])) {
    const answers = answered({}, question, given);
    const { table } = parseTable(`${counted(',a,y')}\n8,3,7`, answers);
    assert.equal(table?.n, n, 'edited further down');
    assert.ok(table.notes.includes(`The first column, which counts the rows, is ${done}.`));
    const other = parseTable(counted(',b,y'), answers);
    assert.equal(other.question?.about, 'column', 'another table asks again');
    const first = answered(answers, { ...question, about: 'line' }, true);
    assert.deepEqual([first.line, first.column], [true, given]);
    assert.equal(other.question && answered(answers, { ...other.question, about: 'line' }, true).column, undefined);
  }
});

test('a first line of booleans is a row, however they are spelled', () => {
  for (const text of [
    'FALSE,FALSE,FALSE\nF,T,T\nT,F,T\nT,T,F',
    'TRUE,true,False\nT,f,T\nf,T,T\nf,f,f',
    'yes,no\n0,0\n1,1',
    'f,t,t\nFALSE,FALSE,FALSE\nTRUE,TRUE,FALSE\nTRUE,FALSE,TRUE',
    '+,-\n0,0\n1,1',
  ])
    assert.match(faults(text)[0] ?? '', /^line 1, column 1: .*, expected /, text);
  assert.match(faults('FALSE,F\nT,T')[0] ?? '', /“FALSE”, expected the same two words for false and true/);
});

test('what a spreadsheet or a decimal comma has made unclear is refused by its place', () => {
  const bits = ['0,0', '1,1', '10,1', '11,0', '100,1', '101,0', '110,0', '111,1'];
  const apart = /^line 1: .*, expected separators that can be told from decimal commas: separate by semicolons or tabs/;
  for (const [text, why] of /** @type {[string, RegExp][]} */ ([
    [bits.join('\n'), /^line 1, column 1: “0”, expected packed bits of one length, with their leading zeros, as 010/],
    [`in,out\n${bits.join('\n')}`, /^line 2, column 1: “0”, expected packed bits/],
    ['111,1\n10,0\n101,1\n110,0', /^line 2, column 1: “10”, expected packed bits/],
    [often('0,97,-2,01,-0,98\n1,25,3,50,-0,07'), apart],
    [often('0,97, -2,51, -0,98\n1,25, 3,50, -0,47'), apart],
    [often('1,25,-02\n1,25,042').replaceAll(',-', ',1,-').replaceAll(',042', ',1,042'), apart],
    [often('1.234\t0,5\n0,25\t1,5'), /^line 1, column 1: “1.234”, expected 1.234 or 1234, whichever is meant/],
    [often('1,234\t0.5\n0.25\t1.5'), /^line 1, column 1: “1,234”, expected 1.234 or 1234, whichever is meant/],
    ['PK\x03\x04\x14\x00', /a spreadsheet in its own format”, expected a table as text: save it as CSV/],
    ['\uFFFD\uFFFD\x11\uFFFD', /save it as CSV/],
  ]))
    assert.match(faults(text)[0] ?? '', why, text);
  for (const [name, text] of Object.entries({
    'blanks behind every comma': often('1, -2, 3\n4, 5, 6'),
    'no blanks': often('1,-2,3,4\n4,5,6,7'),
    'points elsewhere': often('1.5,-2, 03\n4,5, 6'),
    'packed bits with their zeros': '00,0\n01,1\n10,1\n11,0',
  }))
    assert.notEqual(parseTable(text).table, null, name);
});

test('real columns get mean 0 and deviation 1, the others stay', () => {
  const { x, y, coins, complete, notes } = read(
    often('height;member;price\n1,5;0;100\n2,5;1;300\n3,5;1;200', 1) + '\n',
  );
  const column = (/** @type {number} */ i) => x.filter((_, at) => at % 2 === i).slice(0, 3);
  assert.deepEqual(column(0), [-1.224745, 0, 1.224745]);
  assert.deepEqual(column(1), [1, -1, -1]);
  assert.deepEqual(y.slice(0, 3), [-1.224745, 1.224745, 0]);
  assert.deepEqual([coins, complete], [false, false]);
  assert.match(notes.join(' '), /In member 0 is read as \+1.*height, price: shifted and scaled.*held out/);
  const still = read(often('1e-3 2\n.5 2\n-2.E1 2'));
  assert.deepEqual(still.y.slice(0, 3), [2, 2, 2], 'a value that never changes is learned as it is');
  assert.match(still.notes.join(' '), /y is the same in every row/);
  assert.match(
    read(often('a,b,y\nno,1,0\nyes,0,1', 1)).notes.join(' '),
    /In a no is read as \+1, and yes as −1\. In b, y 0/,
  );
  const tiny = read(often('1e-200 1\n3e-200 2')).x.slice(0, 2);
  assert.deepEqual(tiny, [-1, 1], 'no square of a small number is 0');
  assert.deepEqual(read(often('1e8 1\n100000000.01 2')).x.slice(0, 2), [-1, 1]);
});

test('what is wrong is named by line, column, value and what was expected', () => {
  assert.deepEqual(faults('x1,x2,y\n0,1,0\n\n0,one,1\n1,,0'), [
    'line 4, column 2: “one”, expected a number',
    'line 5, column 2: an empty cell, expected a number',
  ]);
  assert.deepEqual(faults('0,1,0\n0,1'), ['line 2: “2 columns”, expected 3 columns as in the first line']);
  assert.deepEqual(faults('a\n0,1,0\n0,1,1'), ['line 1: “1 column”, expected 3 columns as in line 2']);
  assert.deepEqual(faults('0,O,0\n0,1,1'), [
    'line 1, column 2: “O”, expected a number, or no number at all in a line of names',
  ]);
  assert.deepEqual(faults('2,1\n"a,1\n0,1'), ['line 2, column 1: “"a”, expected a number']);
  assert.match(faults('1\n0')[0] ?? '', /^line 1, column 1: “1”, expected at least two columns/);
  assert.match(faults('x1,x2,y')[0] ?? '', /a header alone/);
  assert.match(faults(' \n')[0] ?? '', /nothing/);
  assert.equal(faults(Array(9).fill('a b 1').join('\n')).at(-1), 'and 13 more');
});

test('no cell is read as another number than it writes', () => {
  const cell = (/** @type {string} */ written) => faults(often(`2,3\n"${written}",1`))[0];
  for (const written of [
    'Infinity',
    '-inf',
    '0x10',
    'NaN',
    'NA',
    'n/a',
    '',
    '?',
    '5 %',
    '$5',
    '1/2',
    '١',
    '1e400',
    '#REF!',
    '-',
    '+',
    'T',
    'yes',
    '1,5;',
  ])
    assert.equal(
      cell(written),
      `line 2, column 1: ${written === '' ? 'an empty cell' : `“${written}”`}, expected a number`,
    );
  assert.equal(cell('1,000'), 'line 2, column 1: “1,000”, expected 1 or 1000, whichever is meant');
  assert.match(cell('1e200') ?? '', /^line 2, column 1: “1e200”, expected a number of a size up to 3e\+38$/);
  assert.deepEqual(faults(often('0,5;1.5\n2;3')).slice(0, 1), [
    'line 1, column 1: “0,5”, expected a decimal point, as elsewhere in the table',
  ]);
  assert.match(
    faults(often('1 000 3\n2 000 4'))[0] ?? '',
    /^line 1, column 2: “000”, expected no 0 before other digits/,
  );
  assert.match(
    faults(often('10 1\n11 0'))[0] ?? '',
    /^column 1: “10”, expected coins apart from each other, as 1 0, or numbers with a point, as 10.0/,
  );
  assert.equal(read(often('10.0 1\n11.0 0')).n, 1);
  assert.equal(read(often('10 1\n11 0\n12 1')).n, 1);
});

test('a column that would be lost in rounding is refused as a whole', () => {
  assert.deepEqual(faults(often('7,0.5,1\n7,0.25,2')), [
    'column 1: “7 in every row”, expected a coordinate that changes',
  ]);
  assert.match(faults(often('1e200,1\n2e200,2'))[0] ?? '', /^line 1, column 1: “1e200”, expected a number of a size/);
  assert.match(
    faults(often('1e15,1\n1000000000000000.1,2'))[0] ?? '',
    /^column 1: “1000000000000000, 1000000000000000.1, …”, expected numbers that differ within their first 12 digits/,
  );
  assert.match(faults('0,1e8\n1,100000001')[0] ?? '', /^column 2: .* differ within their first 4 digits/);
  assert.match(faults('0,1e-40\n1,2e-40')[0] ?? '', /^column 2: “2e-40 at most”/);
  assert.deepEqual(read('0,1e5\n1,1.5e5').y, [1e5, 1.5e5]);
});

test('a table too short to hold rows out says so at once', () => {
  const why = '“3 rows”, expected at least 4, of which some are held out to test on, or a complete truth table';
  assert.deepEqual(faults(Array(3).fill('0,1').join('\n')), [why]);
  assert.deepEqual(faults('1,1\n2,0.5\n3,1'), [why]);
  // No truth table, so that rows that repeat others are kept.
  assert.equal(read(['1,1', '2,0.5', '3,1', '3,1'].join('\n')).count, 4);
  assert.equal(read(often('0,1')).count, 8);
});

test('what is too large is refused with the limit', () => {
  const wide = Array(MOST_COORDINATES + 2)
    .fill('1')
    .join(',');
  assert.deepEqual(faults(`${wide}\n${wide}`), ['“101 coordinates”, expected at most 100']);
  const long = Array(MOST_NUMBERS / 2 + 1)
    .fill('1,-1')
    .join('\n');
  assert.deepEqual(faults(long), ['“150,001 rows of 2 numbers”, expected at most 300,000 numbers in all']);
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
  const all = changesFor(table, null, 5);
  assert.ok(
    Object.keys(all).every((path) => !path.includes(':')),
    'for all lanes',
  );
  assert.deepEqual(broughtBy({ ...all, seed: 3 }, null, 5), Object.keys(all));
  const rows = changesFor(read(often('0.5,1\n1.5,2\n2,3')), 1, 2);
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
  const real = read(often('0.5,1,-3\n1.5,2e-9,4\n2,3,5'));
  const once = read(writeTable(real.x, real.y));
  once.x.forEach((value, k) => assert.ok(Math.abs(value - (real.x[k] ?? NaN)) < 3e-6));
});

test('a bar within quotation marks separates nothing', () => {
  const { table } = parseTable(often('"a|b"|c|y\n0|0|1\n0|1|2\n1|0|3\n1|1|4', 1));
  assert.deepEqual(
    [table?.n, table?.notes.find((note) => note.startsWith('In '))],
    [2, 'In a|b, c 0 is read as +1, and 1 as −1.'],
  );
});

test('no message repeats a name of any length', () => {
  const long = 'name'.repeat(1000);
  for (const text of [
    `${long},${long},y\n1,2,3`,
    `${long}\n1`,
    `1,${long}\n0,1`,
    often(`id,${long},${long}\n1,0.5,7`, 1),
  ]) {
    const { table, faults, question } = parseTable(text);
    for (const said of [...(table?.notes ?? []), ...describeFaults(faults), question?.text ?? ''])
      assert.ok(said.length < 300, `${said.length} characters`);
  }
});

/**
 * What was understood of a text.
 * @param {string} text
 * @param {import('../../www/language/table.js').Answers} [answers]
 */
function seen(text, answers) {
  const parsed = parseTable(text, answers);
  return /** @type {NonNullable<typeof parsed.seen>} */ (parsed.seen);
}

test('any column may be the value, and any may be left out, also one that holds no numbers', () => {
  const text = 'f,name,a,b\n0,p,0,0\n1,q,1,0\n1,r,0,1\n0,s,1,1';
  assert.match(faults(text)[0] ?? '', /^line 2, column 2: “p”, expected a number/);
  const first = seen(text);
  assert.deepEqual(
    first.columns.map(({ name, role }) => [name, role]),
    [
      ['f', 'x'],
      ['name', 'x'],
      ['a', 'x'],
      ['b', 'y'],
    ],
  );
  assert.deepEqual(first.rows[1], { cells: ['1', 'q', '1', '0'], values: [[], [], [], []] });
  const named = assigned({}, first, 1, 'y');
  const both = assigned(named, seen(text, named), 2, 'out');
  const { table } = parseTable(text, both);
  assert.deepEqual([table?.n, table?.x, table?.y], [2, [1, 1, -1, 1, 1, -1, -1, -1], [1, -1, -1, 1]]);
  assert.ok(table?.complete && table.notes.includes('Left out: name.'));
  assert.deepEqual(seen(text, both).rows[1]?.values, [[-1], [], [-1], [1]]);
  // What is the value no more is a coordinate again; without one the last column is.
  assert.deepEqual(
    seen(text, assigned(both, seen(text, both), 4, 'y')).columns.map(({ role }) => role),
    ['x', 'out', 'x', 'y'],
  );
  assert.deepEqual(
    seen(text, assigned(both, seen(text, both), 1, 'out')).columns.map(({ role }) => role),
    ['out', 'out', 'x', 'y'],
  );
  const other = parseTable('g,name,a,b\n0,1,0,0', both).seen;
  assert.equal(other?.columns[0]?.role, 'x', 'another table asks again');
});

test('of all columns but one left out none can be learned, and the choice stays', () => {
  const text = 'a,b\n0,1\n1,0';
  const answers = assigned({}, seen(text), 1, 'out');
  assert.deepEqual(describeFaults(parseTable(text, answers).faults), [
    '“one column”, expected a coordinate beside the value',
  ]);
  assert.equal(seen(text, answers).columns[0]?.role, 'out');
});

test('a column that was left out is not in the way of what the others are', () => {
  const packs = ['000,p,0', '011,q,1', '101,r,1', '110,s,0', '001,t,1', '010,u,1', '100,v,1', '111,w,1'].join('\n');
  const answers = assigned({}, { table: seenKey(packs), columns: columnsOf(3), rows: [] }, 2, 'out');
  const { table } = parseTable(packs, answers);
  assert.deepEqual([table?.n, table?.complete], [3, true]);
  assert.deepEqual(seen(packs, answers).rows[1], { cells: ['011', 'q', '1'], values: [[1, -1, -1], [], [-1]] });
});

/** @param {string} text */
const seenKey = (text) => JSON.stringify([text.split('\n')[0]?.split(','), 3]);
/** @param {number} count @returns {import('../../www/language/roles.js').Seen['columns']} */
const columnsOf = (count) =>
  Array.from({ length: count }, (_, i) => ({ at: i + 1, name: '', role: i === count - 1 ? 'y' : 'x', roles: [] }));

test('a mark among the values of a truth table is a don’t-care, whose row is left out; a minus among signs is a sign', () => {
  const rows = Array.from({ length: 16 }, (_, k) => [k & 8, k & 4, k & 2, k & 1].map((bit) => (bit ? 1 : 0)));
  const values = rows.map((_, k) => (k === 3 || k === 7 ? null : k % 3 === 0));
  for (const mark of ['x', 'X', '-', 'd', '?', '*'])
    for (const [no, yes] of [
      ['0', '1'],
      ['F', 'T'],
    ]) {
      const text = rows
        .map((row, k) => `${row.join(' ')} ${values[k] === null ? mark : values[k] ? yes : no}`)
        .join('\n');
      const table = read(text);
      assert.equal(table.count, 14, text);
      assert.deepEqual(
        table.y,
        values.flatMap((value) => (value === null ? [] : [value ? -1 : 1])),
      );
      assert.ok(table.notes.includes(`2 rows are left out: the value there, “${mark}”, is a don’t-care.`));
    }
  assert.deepEqual(read('+ +\n- -').y, [1, -1]);
  const mixed = rows.map((row, k) => `${row.join(' ')} ${k === 3 ? 'x' : k === 7 ? '?' : 1}`).join('\n');
  assert.match(faults(mixed)[0] ?? '', /“x”, expected a number/, 'two marks are none');
});

const PLA = `# two outputs
.i 4
.o 2
.ilb a b c d
.ob s t
.p 3
11-- 1-
0-1- 01
1--1 1~
.e
whatever follows`;

test('a PLA table is written out, an output at a time, don’t-cares as missing rows', () => {
  const all = Array.from({ length: 16 }, (_, k) => k);
  const bit = (/** @type {number} */ k, /** @type {number} */ i) => (k >> (3 - i)) & 1;
  const t = read(PLA);
  const open = all.filter((k) => bit(k, 0) && bit(k, 1));
  const kept = all.filter((k) => !open.includes(k));
  assert.equal(t.count, kept.length);
  assert.deepEqual(
    t.y,
    kept.map((k) => (!bit(k, 0) && bit(k, 2) ? -1 : 1)),
  );
  assert.deepEqual(t.x.slice(0, 8), [1, 1, 1, 1, 1, 1, 1, -1]);
  assert.ok(t.notes.includes('4 rows are left out: don’t-cares.'));
  const { table: s } = parseTable(PLA, assigned({}, seen(PLA), 5, 'y'));
  assert.ok(s?.complete, 'nothing is open for the other output');
  assert.deepEqual(
    s.y,
    all.map((k) => ((bit(k, 0) && bit(k, 1)) || (bit(k, 0) && bit(k, 3)) ? -1 : 1)),
  );
  assert.deepEqual(
    seen(PLA).columns.map(({ name, role }) => `${name} ${role}`),
    ['a x', 'b x', 'c x', 'd x', 's out', 't y'],
  );
  const { table: less } = parseTable(PLA, assigned({}, seen(PLA), 4, 'out'));
  assert.deepEqual([less?.n, less?.count], [3, kept.length]);
});

test('what a PLA type leaves open is left out: the rest of fr and fdr, nothing of f', () => {
  const of = (/** @type {string} */ type) => `.i 4\n.o 1\n.type ${type}\n1-- - | 1\n0 0-- 0\n01-- -\n.end`;
  const told = ['f', 'fd', 'fr', 'fdr'].map((type) => {
    const { table } = parseTable(of(type));
    return [type, table?.count, table?.y.filter((value) => value < 0).length];
  });
  assert.deepEqual(told, [
    ['f', 16, 8],
    ['fd', 12, 8],
    ['fr', 12, 8],
    ['fdr', 12, 8],
  ]);
});

test('what is wrong with a PLA table is named by its line', () => {
  const cases = /** @type {[string, string | RegExp][]} */ ([
    ['.i 20\n.o 1', 'line 1: “.i 20”, expected .i with a number from 1 to 14'],
    ['.i 3\n000 1', '“.o”, expected .o with a number from 1 to 100'],
    ['.i 3\n.o 1\n.phase 1', 'line 3: “.phase”, expected one of .i, .o, .ilb, .ob, .p, .type and .e'],
    ['.i 3\n.o 1\n.type dr', 'line 3: “.type dr”, expected .type f, fd, fr or fdr'],
    ['.i 3\n.o 1\n.p 2\n000 1', 'line 3: “.p 2”, expected the number of the terms below, 1'],
    ['.i 3\n.o 1\n.ilb a b\n000 1', 'line 3: “.ilb with 2 names”, expected 3 names'],
    ['.i 3\n.o 1\n\n00 1', 'line 4: “001”, expected 3 marks for the inputs and 1 for the outputs'],
    ['.i 3\n.o 1\n0a0 1', 'line 3: “0a01”, expected 0, 1 or - for each input'],
    ['.i 3\n.o 1\n000 z', 'line 3: “000z”, expected 0, 1, - or ~ for each output'],
    [
      '.i 3\n.o 1\n.type fr\n1-- 1\n--0 0',
      'line 5: “--0 0”, expected the same as line 4, which has 1 for 100 and 1 more',
    ],
    ['.i 3\n.o 1\n110 1\n110 -', 'line 4: “110 -”, expected the same as line 3, which has 1 for 110'],
  ]);
  for (const [text, expected] of cases) assert.deepEqual(faults(text), [expected]);
});

test('three inputs with a don’t-care are a table with a row missing, in PLA and in rows', () => {
  for (const text of [
    '.i 3\n.o 1\n11- 1\n000 -',
    '0 0 0 -\n0 0 1 0\n0 1 0 0\n0 1 1 0\n1 0 0 0\n1 0 1 0\n1 1 0 1\n1 1 1 1',
  ]) {
    const { n, count, complete, coins, y } = read(text);
    assert.deepEqual([n, count, complete, coins, y.filter((value) => value < 0).length], [3, 7, false, true, 2]);
  }
});

test('of two inputs with don’t-cares it is said once what is missing, in PLA and in rows', () => {
  const need = 'expected at least 4, of which some are held out to test on, or a complete truth table';
  assert.deepEqual(faults('0 0 0\n0 1 1\n1 0 -\n1 1 1'), [
    `“3 rows”, ${need}, which it becomes with a value for its don’t-care`,
  ]);
  assert.deepEqual(faults('.i 2\n.o 1\n.type fr\n11 1\n00 0'), [
    `“2 rows”, ${need}, which it becomes with a value for each of its 2 don’t-cares`,
  ]);
  assert.deepEqual(faults('0 0 1\n0 1 -\n1 0 0\n1 0 0'), [
    `“3 rows”, ${need}: 1 row more has a don’t-care for a value`,
  ]);
  // Without the input that the don't-cares differ in it is complete.
  const small = '.i 3\n.o 1\n.type fr\n11- 1\n0-- 0\n101 0';
  const { table } = parseTable(small, assigned({}, seen(small), 3, 'out'));
  assert.deepEqual([table?.n, table?.count, table?.complete, table?.y], [2, 4, true, [1, 1, 1, -1]]);
  assert.ok(table?.notes.includes('3 rows left out that only repeat another.'));
});

test('a truth table that says a row twice is one; with two values for it the lines are named', () => {
  const { complete, count, y } = read('0 0 0\n0 1 1\n0 1 1\n1 0 1\n1 1 0');
  assert.deepEqual([complete, count, y], [true, 4, [1, -1, -1, 1]]);
  assert.deepEqual(
    seen('0 0 0\n0 0 0\n0 1 1\n1 0 1\n1 1 0').rows.map(({ values }) => values.flat()),
    [
      [1, 1, 1],
      [1, -1, -1],
      [-1, 1, -1],
    ],
  );
  assert.deepEqual(faults('a b y\n0 0 0\n0 1 1\n0 1 0\n1 0 1\n1 1 0\n1 1 1'), [
    '“lines 3 and 4”, expected one value for the same inputs, where these have 1, 0',
    '“lines 6 and 7”, expected one value for the same inputs, where these have 0, 1',
  ]);
});

test('rows that contradict each other are told, and kept', () => {
  const rows = Array.from({ length: 12 }, (_, k) => `${(7 * k) % 12},${k % 5},${k % 3}`);
  assert.ok(!read(rows.join('\n')).notes.some((note) => /several values/.test(note)));
  assert.ok(!read([...rows, rows[0]].join('\n')).notes.some((note) => /several values/.test(note)));
  const one = read([...rows, '0,0,7', '9,3,1', '9,3,0'].join('\n'));
  assert.equal(one.count, 15);
  assert.ok(
    one.notes.includes(
      '2 inputs have several values, in 5 rows: lines 1 and 13; lines 4, 14 and 15. ' +
        'All of these rows are kept: where they are trained on, what fits best is the mean of their values.',
    ),
    one.notes.join('\n'),
  );
  const many = read(Array.from({ length: 80 }, (_, k) => `${k % 10},${(k % 10) ** 2},${k}`).join('\n'));
  const [told] = many.notes.filter((note) => /several values/.test(note));
  assert.match(
    told ?? '',
    /^10 inputs have several values, in 80 rows: lines 1, 11, 21, 31, 41 and 3 more; .*; and for 6 more\./,
  );
  // Of an input that is left out they are the combinations.
  const pla = '.i 4\n.o 1\n11-1 1';
  const { table } = parseTable(pla, assigned({}, seen(pla), 4, 'out'));
  assert.ok(
    table?.notes.some((note) =>
      note.startsWith('2 inputs have several values, in 4 rows: combinations 1100 and 1101;'),
    ),
  );
});

test('a 0 of a PLA line that another one overrules is told, where it is no more than "nothing said"', () => {
  const notes = (/** @type {string} */ text) => read(text).notes.filter((note) => /says nothing/.test(note));
  assert.deepEqual(notes('.i 3\n.o 1\n11- 1\n1-0 0'), [
    'Line 4 has 0 where line 3 has 1, for 110: in type fd a 0 says nothing, and 1 holds.',
  ]);
  assert.deepEqual(notes('.i 3\n.o 1\n.type f\n--0 0\n1-- 1'), [
    'Line 4 has 0 where line 5 has 1, for 100 and 1 more: in type f a 0 says nothing, and 1 holds.',
  ]);
  // Of several outputs cubes are shared, and overlap as a matter of course.
  assert.deepEqual(notes('.i 3\n.o 2\n11- 11\n1-0 10'), []);
  assert.equal(notes('.i 3\n.o 2\n11- 11\n11- 10').length, 1);
  const six = Array.from({ length: 6 }, () => '000 0').join('\n');
  assert.match(notes(`.i 3\n.o 1\n000 1\n${six}`).at(-1) ?? '', /^Line 6/);
  assert.ok(read(`.i 3\n.o 1\n000 1\n${six}`).notes.includes('3 more pairs of lines contradict each other so.'));
});

test('random PLA tables are the functions that their cubes cover', () => {
  let seed = 12;
  const draw = (/** @type {number} */ n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let trial = 0; trial < 60; trial++) {
    const n = 3 + draw(6);
    const cubes = Array.from({ length: 1 + draw(8) }, () =>
      Array.from({ length: n }, () => '01-'.charAt(draw(3))).join(''),
    );
    const rows = Array.from({ length: 2 ** n }, (_, k) => k.toString(2).padStart(n, '0'));
    const covers = (/** @type {string} */ cube, /** @type {string} */ row) =>
      [...cube].every((mark, i) => mark === '-' || mark === row[i]);
    const on = rows.map((row) => cubes.some((cube) => covers(cube, row)));
    const { y, complete } = read(`.i ${n}\n.o 1\n${cubes.map((cube) => `${cube} 1`).join('\n')}\n.e\n`);
    assert.ok(complete);
    assert.deepEqual(
      y,
      on.map((value) => (value ? -1 : 1)),
    );
  }
});
