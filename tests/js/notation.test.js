import assert from 'node:assert/strict';
import test from 'node:test';
import { notation } from '../../www/language/notation.js';

test('chains are typed in their own order, with spaces or commas, or as JSON, and come back as they are written', () => {
  const { read, write } = notation('chains');
  const meant = [
    [1, 2, 3],
    [4, 1],
  ];
  for (const text of ['1 2 3; 4 1', '1, 2, 3 ;4,1;', '[[1,2,3],[4,1]]', ' [[1, 2, 3], [4, 1]]'])
    assert.deepEqual(read(text), meant, text);
  assert.equal(write(meant), '1 2 3; 4 1');
  assert.deepEqual(read(write(meant)), meant);
});

test('what is no list of chains is handed on for the core to refuse, and shown again as it was typed', () => {
  const { read, write } = notation('chains');
  assert.deepEqual(read('1 two; 3'), [[1, 'two'], [3]]);
  for (const text of ['all', '[[1,2', '']) {
    assert.equal(read(text), text);
    assert.equal(write(read(text)), text);
  }
  assert.equal(write([[1, 'two'], 3]), '1 two; 3');
});

test('a formula is not looked into', () => {
  const { read, write } = notation('text');
  for (const text of ['x1 + 0.5 x1 x2', ' 3 ', 'x1 +']) assert.equal(write(read(text)), text);
});

test('terms are read with signs, factors and subscripts', () => {
  const { read, write } = notation('terms');
  const meant = [
    { set: [1], coefficient: 1 },
    { set: [1, 12], coefficient: -0.5 },
  ];
  assert.deepEqual(read('x₁ − 0.5 x1·x12'), meant);
  assert.equal(write(meant), 'x1 - 0.5 x1x12');
});

test('a set may hold a coordinate in a degree above 1, with a hat or as often as it counts', () => {
  for (const type of ['set', 'sets', 'terms']) {
    const { read, write } = notation(type);
    const [text, meant] = /** @type {[string, unknown]} */ (
      {
        set: ['1^2, 2', [1, 1, 2]],
        sets: ['{1^2,2} {3}', [[1, 1, 2], [3]]],
        terms: [
          'x3 - 0.5 {1^2,2}',
          [
            { set: [3], coefficient: 1 },
            { set: [1, 1, 2], coefficient: -0.5 },
          ],
        ],
      }[type]
    );
    assert.deepEqual(read(text), meant, type);
    assert.equal(write(meant), text, type);
  }
  assert.deepEqual(notation('set').read('{1, 1, 2}'), [1, 1, 2]);
  assert.deepEqual(notation('set').read('1^999999999'), ['1^999999999'], 'left to the core to refuse');
  assert.equal(notation('terms').read('x1 + {1'), 'x1 + {1');
});

test('a list of numbers and rows of them are typed with blanks or commas, and what is left empty is absent', () => {
  const vector = notation('vector');
  for (const text of ['0.5, -1, 0', '0.5 \u22121  0', '0.5\n-1\n0'])
    assert.deepEqual(vector.read(text), [0.5, -1, 0], text);
  assert.equal(vector.write([0.5, -1, 0]), '0.5, -1, 0');
  assert.deepEqual(vector.read('0.5 one'), [0.5, 'one'], 'left to the core to refuse');
  const matrix = notation('matrix');
  for (const text of ['1 0.5\n0.5 1', '1, 0.5\n\n 0.5, 1\n', '1 0.5; 0.5 1'])
    assert.deepEqual(
      matrix.read(text),
      [
        [1, 0.5],
        [0.5, 1],
      ],
      text,
    );
  assert.equal(
    matrix.write([
      [1, 0.5],
      [0.5, 1],
    ]),
    '1 0.5\n0.5 1',
  );
  for (const { read, write, lines = 0 } of [vector, matrix]) {
    assert.equal(read(' \n'), null);
    assert.equal(write(null), '');
    assert.equal(write(undefined), '');
    assert.ok(lines > 1);
  }
});
