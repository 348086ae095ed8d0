import assert from 'node:assert/strict';
import test from 'node:test';
import { readings, readNumber, readNumbers, Unreadable } from '../../www/language/numbers.js';

/**
 * What is read, or the reason why nothing is.
 * @param {() => unknown} read
 */
function answer(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return error;
    throw error;
  }
}

const NARROW = ['\u00a0', '\u2009', '\u202f'];

/** Each text with what it is in a field of real numbers and in one of whole ones; null: refused. */
const ONE = /** @type {[string, number | null, number | null][]} */ ([
  ['0,005', 0.005, null],
  ['1,5', 1.5, null],
  ['1.5', 1.5, null],
  [',5', 0.5, null],
  ['1.000', 1, null],
  ['60.000', 60, null],
  ['60,000', null, 60_000],
  ['1,000', null, 1000],
  ['-1,000', null, -1000],
  ['0.000', 0, 0],
  ['0,000', 0, 0],
  ['1.0', 1, 1],
  ['60.00', 60, 60],
  ['1,234,567', 1_234_567, 1_234_567],
  ['1.234.567', 1_234_567, 1_234_567],
  ['1.234,5', 1234.5, null],
  ['1,234.5', 1234.5, null],
  ['1 000', 1000, 1000],
  ['12 345,5', 12345.5, null],
  ...NARROW.map((blank) => /** @type {[string, number, number]} */ ([`1${blank}000`, 1000, 1000])),
  ["1'000", 1000, 1000],
  ['1’000', 1000, 1000],
  ['1_000', 1000, 1000],
  ['1e3', 1000, 1000],
  ['1.5e3', 1500, 1500],
  ['1,5e3', 1500, 1500],
  ['1e−3', 0.001, null],
  ['+5', 5, 5],
  ['−5', -5, -5],
  ['- 5', -5, -5],
  ['5.', 5, 5],
  [' 5\n', 5, 5],
  ['007', 7, 7],
  ...[
    [
      '0x10',
      '0b1',
      'Infinity',
      '∞',
      'NaN',
      '',
      ' ',
      '.',
      ',',
      '-',
      '--5',
      '5-',
      '5 %',
      '10k',
      '5 steps',
      '1/2',
      '½',
      '5²',
    ],
    ['١٢', '１２', '1 00', '1 0000', '1,00,000', '1,000,00', '0 005', '1 000 00', '1..5', '1,,5', '1.5.2', '5 5'],
    ['1e400', '1e-400', '1e', 'e3', '1e1.5', 'wide', '1 000_000', '1,000.000.000', '5 -', '$5'],
  ]
    .flat()
    .map((text) => /** @type {[string, null, null]} */ ([text, null, null])),
]);

test('a number is read as the one that it writes, with a decimal comma too, or refused', () => {
  for (const [text, real, whole] of ONE) {
    for (const [wanted, isWhole] of /** @type {const} */ ([
      [real, false],
      [whole, true],
    ])) {
      const read = answer(() => readNumber(text, isWhole));
      if (wanted === null) assert.ok(read instanceof Unreadable, `${text} was read as ${read}`);
      else assert.equal(read, wanted, text);
    }
  }
});

test('a refusal says what to type instead', () => {
  for (const [text, whole, why] of /** @type {[string, boolean, RegExp][]} */ ([
    ['1,000', false, /^“1,000” could be 1000 or 1: type the one that is meant$/],
    ['60.000', true, /^“60.000” could be 60 or 60000/],
    ['0x10', false, /^“0x10” is not a number: type it in digits, as in 0.005$/],
    ['wide', true, /as in 1500$/],
    ['2.5', true, /^“2.5” is not a whole number$/],
    ['5 %', false, /: type 0.05$/],
    ['0.5%', false, /: type 0.005$/],
    ['7,5%', false, /: type 0.075$/],
    ['1,500%', false, /: type 15 or 0.015$/],
    ['50%', true, /: type a whole number, no percentage$/],
    ['1e', false, /: digits are missing behind the e, as in 1e-3$/],
    ['1e-', false, /: digits are missing behind the e/],
    ['1e400', false, / is too large: type a number below 1.8e308$/],
    ['1e-400', false, / is too close to 0: type 0,/],
    ['١٢', true, /type the digits 0 to 9$/],
    [' ', false, /^nothing is typed here: type a number$/],
    ['9'.repeat(99) + 'x', false, /^“9{40}…”/],
  ])) {
    const read = answer(() => readNumber(text, whole));
    assert.match(read instanceof Error ? read.message : String(read), why);
  }
});

test('numbers in a line stand between commas or blanks, or between semicolons with a decimal comma in them', () => {
  for (const [text, wanted] of /** @type {[string, number[] | null][]} */ ([
    ['1, 2, 4', [1, 2, 4]],
    ['1,2,4', [1, 2, 4]],
    ['1 2  4', [1, 2, 4]],
    ['1 , 2 ,4,', [1, 2, 4]],
    ['0.5,-1,0', [0.5, -1, 0]],
    ['0.5 −1  0', [0.5, -1, 0]],
    ['1 -5', [1, -5]],
    ['0,5; 1,5', [0.5, 1.5]],
    ['0,5\t1,5\t', [0.5, 1.5]],
    ['1 000; 2 000;', [1000, 2000]],
    ['1 000, 2 000', [1000, 2000]],
    ['1 2 300', [1, 2, 300]],
    ['', []],
    ...[
      ['0,5', '0,5 1,5', '0,5, 1,5', '1,2', '1 200', '1,200', '1,000,000', '100,200,400', '1 000 2 000', '1,000; 2'],
      ['1,,2', '1, , 2', '1;;2', '\t1', '1 - 5', '0.5 one', '1 2, 3', '1, 2; 3', '1,00,5'],
    ]
      .flat()
      .map((text) => /** @type {[string, null]} */ ([text, null])),
  ])) {
    const read = answer(() => readNumbers(text));
    if (wanted === null) assert.ok(read instanceof Unreadable, `${text} was read as ${JSON.stringify(read)}`);
    else assert.deepEqual(read, wanted, text);
  }
});

/** A generator of the same numbers in [0, 1) every time. */
function seeded(seed = 1) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('of the signs of numbers no text is read as another number than one of the two that it can write', () => {
  const next = seeded();
  const signs = "0012359.,,.e-+ '_−x;";
  let read = 0;
  for (let round = 0; round < 50_000; round++) {
    const length = 1 + Math.floor(next() * 8);
    const text = Array.from({ length }, () => signs[Math.floor(next() * signs.length)]).join('');
    const value = answer(() => readNumber(text));
    if (typeof value !== 'number') continue;
    read += 1;
    // By other means: what is left without thousands' marks, the last of "." and "," before the decimals.
    const plain = text
      .trim()
      .replaceAll('−', '-')
      .replace(/^([+-]) /, '$1')
      .replace(/[ '_]/g, '');
    const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
    const mark = plain[last] ?? '.';
    const once = plain.split(mark).length === 2;
    const meant = once ? plain.replaceAll(mark === '.' ? ',' : '.', '').replace(',', '.') : plain.replaceAll(mark, '');
    assert.equal(value, Number(meant), text);
  }
  assert.ok(read > 2000, `${read} were read`);
});

test('every number is read again as it is written, and with marks that a spreadsheet adds', () => {
  const next = seeded(2);
  for (let round = 0; round < 5000; round++) {
    const value = (next() - 0.5) * 10 ** Math.floor(next() * 30 - 15);
    assert.equal(readNumber(String(value)), value);
    const whole = Math.floor(next() * 10 ** Math.floor(next() * 12));
    for (const mark of [',', ' ', '\u202f', "'", '_', ''])
      assert.equal(readNumber(whole.toLocaleString('en').replaceAll(',', mark), true), whole, mark);
    const german = value.toFixed(2).replace('.', ',');
    assert.equal(readings(german).comma, Number(value.toFixed(2)), german);
  }
});

/** Characters. */
const LONG = 60_000;

test('reading takes time in proportion to the text', () => {
  for (const text of [' ', ' ,', '1 ', '1,', '1.', '9', '1e', '-', 'x', ', ', '\t', '0 %'].map((sign) =>
    sign.repeat(LONG / sign.length),
  )) {
    const start = performance.now();
    answer(() => readNumber(text));
    answer(() => readNumber(`${text}x`));
    answer(() => readNumbers(text));
    answer(() => readNumbers(`x${text}x`));
    // A quadratic pattern takes many seconds.
    assert.ok(performance.now() - start < 2000, JSON.stringify(text.slice(0, 4)));
  }
});
