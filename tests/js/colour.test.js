// The colours of learners beside each other: seen on their ground, and told apart by whoever looks.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { LEARNERS, learnerColour } from '../../www/drawing/colour.js';

/** @typedef {[number, number, number]} Triple */

/**
 * Linear light.
 * @param {string} hex
 */
const light = (hex) =>
  /** @type {Triple} */ (
    [1, 3, 5].map((i) => {
      const value = parseInt(hex.slice(i, i + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    })
  );

/** @type {(matrix: number[][], v: number[]) => number[]} */
const times = (matrix, v) => matrix.map((row) => row.reduce((sum, entry, i) => sum + entry * (v[i] ?? 0), 0));

/** @param {number[]} linear */
const luminance = (linear) => times([[0.2126, 0.7152, 0.0722]], linear)[0] ?? 0;

/** @type {(a: string, b: string) => number} */
function contrast(a, b) {
  const [low = 0, high = 0] = [a, b].map((hex) => luminance(light(hex)) + 0.05).sort((x, y) => x - y);
  return high / low;
}

/** @param {number[]} linear */
const oklab = (linear) =>
  times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    times(
      [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ],
      linear,
    ).map(Math.cbrt),
  );

/** What remains of linear light, after Machado, Oliveira and Fernandes (2009) at full severity. */
const EYES = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** @type {(eye: number[][], hex: string) => number[]} */
const seen = (eye, hex) => oklab(times(eye, light(hex)).map((value) => Math.min(Math.max(value, 0), 1)));

const css = readFileSync(new URL('../../www/palette.css', import.meta.url), 'utf8');
const [, onLight = '', onDark = ''] = /--paper: .*light-dark\((#\w{6}), (#\w{6})\)/.exec(css) ?? [];

for (const [scheme, paper] of /** @type {const} */ ([
  ['light', onLight],
  ['dark', onDark],
])) {
  test(`${scheme}: five learners stand out from the paper, and from each other for every eye`, () => {
    const all = LEARNERS[scheme];
    assert.equal(new Set(all).size, 5);
    for (const colour of all) assert.ok(contrast(colour, paper) >= 3, colour);
    for (const [name, eye] of Object.entries(EYES))
      for (const [i, a] of all.entries())
        for (const b of all.slice(0, i)) {
          const [from, to] = [seen(eye, a), seen(eye, b)];
          // Twice what lies between two degrees of the ramp.
          const apart = Math.hypot(...from.map((value, k) => value - (to[k] ?? 0)));
          assert.ok(apart > 0.15, `${name}: ${a} and ${b} are ${apart.toFixed(3)} apart`);
        }
  });
}

test('more learners than colours begin again', () => {
  assert.equal(learnerColour(5, 'light'), learnerColour(0, 'light'));
});
