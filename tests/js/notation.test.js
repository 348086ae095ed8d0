import assert from 'node:assert/strict';
import test from 'node:test';
import { notation, Unread, whyUnread } from '../../www/language/notation.js';

/** The types whose texts are read; "text" and "terms" are left to the core. */
const TYPES = ['integer', 'number', 'numbers', 'set', 'sets', 'chains', 'texts', 'vector', 'matrix'];

/** What is read of a text in a field of this type; null: it is refused. @type {Record<string, [string, unknown][]>} */
const READ = {
  set: [
    ['1, 2', [1, 2]],
    ['2 1', [2, 1]],
    ['1,12,', [1, 12]],
    ['{1^2,2}', [1, 1, 2]],
    ['1², 2', [1, 1, 2]],
    ['{1, 1, 2}', [1, 1, 2]],
    ['χ_{1,2}', [1, 2]],
    ['chi{1}', [1]],
    ['x1x2', [1, 2]],
    ['x1, X2', [1, 2]],
    ['x_1 x_{12}x₁₃', [1, 12, 13]],
    ['{x1,x2}', [1, 2]],
    ['{}', []],
    ['[1, 2]', [1, 2]],
    ...refused([
      '1.2',
      '1-3',
      '1…3',
      '{1,2',
      '1,2}',
      '{{1}}',
      '{1} {2}',
      '1;2',
      'x1 2',
      '1,000',
      '1,001',
      '01',
      '1,,2',
      '-1',
      '+1',
    ]),
    ...refused([
      'x1.5',
      'x1^1.5',
      'x1^2',
      'x1²',
      'x1x1',
      '1^0',
      '1^999999999',
      '1^1.5',
      'x',
      'x 1',
      '1e2',
      'all',
      '0x10',
      '{1}2',
    ]),
  ],
  sets: [
    ['{1} {1,2}', [[1], [1, 2]]],
    ['{1},{1^2,2}', [[1], [1, 1, 2]]],
    ['{1};{2}; ', [[1], [2]]],
    ['{1}{2}', [[1], [2]]],
    ['{} {1}', [[], [1]]],

    ['χ{1}, \\chi_{1,2}', [[1], [1, 2]]],
    ['1; 1,2', [[1], [1, 2]]],
    ['1 2; 3', [[1, 2], [3]]],
    ['7', [[7]]],
    ['x1x2', [[1, 2]]],
    ['x1, x1x2', [[1], [1, 2]]],
    ['x1 x2; x3', [[1, 2], [3]]],
    ['x_{1}, x_{12}', [[1], [12]]],
    ['[[1], [1, 2]]', [[1], [1, 2]]],
    [' strongest ', 'strongest'],
    ...refused([
      '',
      '1 2',
      '1, 2',
      'x1 x2',
      '{1,2',
      '{1',
      '{1}}',
      '1}',
      '{1} 2',
      '2 {1}',
      'a{1}',
      '{1}.{2}',
      '{1},,{2}',
      '{1.2}',
      '{1-3}',
      '1.2',
      '1-3',
      '[[1]',
    ]),
  ],
  chains: [
    [
      '1 2 3; 4 1',
      [
        [1, 2, 3],
        [4, 1],
      ],
    ],
    [
      '1, 2, 3 ;4,1;',
      [
        [1, 2, 3],
        [4, 1],
      ],
    ],
    [
      '1 2 3\n4 1',
      [
        [1, 2, 3],
        [4, 1],
      ],
    ],
    [
      'x1x2x3; x4 x1',
      [
        [1, 2, 3],
        [4, 1],
      ],
    ],
    [
      ' [[1, 2, 3], [4, 1]]',
      [
        [1, 2, 3],
        [4, 1],
      ],
    ],
    ['12', [[12]]],
    ...refused(['', 'all', '1 two; 3', '1.2', '1-3', '1→2', '{1,2,3}', '{1,2', '1 x2', '1,000', '[[1,2', '1 2; 3.5']),
  ],
  texts: [
    ['x1x2', ['x1x2']],
    ['x1x2\n\n  x3 + x4 \n', ['x1x2', 'x3 + x4']],
    ['x1x2⏎x3', ['x1x2', 'x3']],
    ['["x1x2", "x3"]', ['x1x2', 'x3']],
    ...refused(['', ' \n ', '["x1x2"']),
  ],
  vector: [
    ['0.5, -1, 0', [0.5, -1, 0]],
    ['0.5 −1  0', [0.5, -1, 0]],
    ['0.5\n-1\n0', [0.5, -1, 0]],
    ['0.5, -1,\n0', [0.5, -1, 0]],
    ['0,5; -1; 0', [0.5, -1, 0]],
    ['0,5\t-1\t0', [0.5, -1, 0]],
    ['[0.5, -1, 0]', [0.5, -1, 0]],
    [' \n', null],
    ...refused(['0,5 -1', '0.5 one', '0,5\n1,5', '1 000']),
  ],
  matrix: [
    [
      '1 0.5\n0.5 1',
      [
        [1, 0.5],
        [0.5, 1],
      ],
    ],
    [
      '1, 0.5\n\n 0.5, 1\n',
      [
        [1, 0.5],
        [0.5, 1],
      ],
    ],
    [
      '1 0.5; 0.5 1',
      [
        [1, 0.5],
        [0.5, 1],
      ],
    ],
    [
      '1 0.5;\n0.5 1;',
      [
        [1, 0.5],
        [0.5, 1],
      ],
    ],
    [
      '1\t0,5\n0,5\t1',
      [
        [1, 0.5],
        [0.5, 1],
      ],
    ],
    [
      '1; 0,5\n0,5; 1',
      [
        [1, 0.5],
        [0.5, 1],
      ],
    ],
    [
      '[[1, 0.5], [0.5, 1]]',
      [
        [1, 0.5],
        [0.5, 1],
      ],
    ],
    ['', null],
    ...refused(['1 0,5\n0,5 1', '1\t\t1', '1 one']),
  ],
  integer: [['60,000', 60_000], ...refused(['60.000', '', '2.5'])],
  number: [['0,005', 0.005], ...refused(['1,000', ''])],
  numbers: [['1, 2, 4', [1, 2, 4]], ['0,5; 1,5', [0.5, 1.5]], ...refused(['', ' ', '0,5', '1, 2; 3'])],
};

/**
 * @param {string[]} texts
 * @returns {[string, unknown][]}
 */
function refused(texts) {
  return texts.map((text) => [text, Unread]);
}

test('each type of field reads what a text writes, or refuses it and keeps it as it stands', () => {
  assert.deepEqual(Object.keys(READ).sort(), [...TYPES].sort());
  for (const [type, cases] of Object.entries(READ)) {
    const { read, write } = notation(type);
    for (const [text, wanted] of cases) {
      const value = read(text);
      if (wanted !== Unread) {
        assert.deepEqual(value, wanted, `${type}: ${text}`);
        continue;
      }
      assert.ok(value instanceof Unread, `${type}: ${text} was read as ${JSON.stringify(value)}`);
      assert.match(value.why, /\w/, text);
      assert.equal(write(value), text);
    }
  }
});

test('formulas and terms are left to the core, which has one grammar for both', () => {
  for (const type of ['text', 'terms']) {
    const { read, write } = notation(type);
    for (const text of ['x1 + 0.5 x1 x2', ' 3 ', 'x1 +']) assert.equal(write(read(text)), text);
  }
});

test('what is read comes back as it is written', () => {
  for (const [type, cases] of Object.entries(READ)) {
    const { read, write, lines = 0 } = notation(type);
    for (const [text, wanted] of cases) {
      if (wanted !== Unread && wanted !== null) assert.deepEqual(read(write(wanted)), wanted, `${type}: ${text}`);
    }
    assert.equal(write(undefined), '');
    assert.equal(write(null), '');
    assert.equal(lines > 1, ['texts', 'vector', 'matrix'].includes(type));
  }
  assert.equal(notation('texts').write(['x1\n+ x2', 'x3']), 'x1 + x2\nx3');
  assert.equal(notation('set').write([1, 1, 2]), '1^2, 2');
  assert.equal(notation('sets').write([[1], [1, 1, 2]]), '{1} {1^2,2}');
  assert.equal(notation('chains').write([[1, 2], [4]]), '1 2; 4');
  assert.equal(
    notation('matrix').write([
      [1, 0.5],
      [0.5, 1],
    ]),
    '1 0.5\n0.5 1',
  );
});

test('terms are written in x on coins, and elsewhere in the functions of the basis', () => {
  const { write } = notation('terms');
  const terms = [
    { set: [], coefficient: -1 },
    { set: [1], coefficient: 1 },
    { set: [1, 12], coefficient: -0.5 },
  ];
  assert.equal(write(terms, 'walsh'), '-1 + x1 - 0.5 x1x12');
  assert.equal(write([...terms, { set: [1, 1, 2], coefficient: 2 }], 'hermite'), '-1 + {1} - 0.5 {1,12} + 2 {1^2,2}');
});

test('a value that a link gives and no field of its type holds is shown, whatever it is', () => {
  for (const type of [...TYPES, 'text', 'terms']) {
    const { write } = notation(type);
    for (const value of [7, 'wide', true, { a: 1 }, [1, 'two'], [{}], [[{ a: [] }]], [null], [{ set: 1 }]])
      assert.equal(typeof write(value), 'string', `${type}: ${JSON.stringify(value)}`);
  }
  assert.equal(notation('chains').write([[1, 'two'], 3]), '1 two; 3');
  assert.equal(notation('number').write({ a: 1 }), '{"a":1}');
});

test('of an object the first entry that can’t be read speaks for the whole', () => {
  assert.equal(whyUnread({ every: 5, divide_by: [1] }), null);
  assert.equal(whyUnread({ every: 5, divide_by: new Unread('x', 'it is x') }), 'divide by: it is x');
  assert.equal(whyUnread(new Unread('x', 'it is x')), 'it is x');
});

test('several chains are never read as one: commas beside blanks are refused, pasted lines are chains', () => {
  const { read } = notation('chains');
  assert.deepEqual(read('1 2 ⏎ 3 4'), [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(read('1, 2, 3'), [[1, 2, 3]]);
  assert.deepEqual(read('1,2; 3 4;'), [
    [1, 2],
    [3, 4],
  ]);
  for (const text of ['1 2, 3 4', '1 2 3, 5 6 7', '1,2 3,4', '1 2, 3']) {
    assert.match(/** @type {any} */ (read(text)).why, /could be one chain or several: write 1 2; 3 4/, text);
  }
  assert.match(/** @type {any} */ (read('1 2;;3')).why, /nothing stands between two semicolons/);
});

test('lists within lists within lists are refused, however many', () => {
  for (const type of ['numbers', 'set', 'sets', 'chains', 'texts', 'vector', 'matrix']) {
    for (const depth of [3, 100_000]) {
      const value = notation(type).read('['.repeat(depth) + ']'.repeat(depth));
      assert.ok(value instanceof Unread, type);
    }
  }
});
