// Names at the tips of lines: which share a place, and in which order they stand there.

import assert from 'node:assert/strict';
import test from 'node:test';
import { groups, ordered, spread } from '../../www/drawing/endlabels.js';

/** @type {(text: string, x: number, y: number) => { text: string, colour: string, x: number, y: number }} */
const label = (text, x, y) => ({ text, colour: '', x, y });
/** @param {{ text: string }[]} labels */
const texts = (labels) => labels.map(({ text }) => text);

test('a line that ends early has its name where it ends, beside those that end with it', () => {
  const all = [
    label('ResNet', 900, 300),
    label('two layers', 895, 200),
    label('NTK', 500, 90),
    label('RBF', 520, 80),
    label('polynomial', 500, 100),
  ];
  assert.deepEqual(groups(all).map(texts), [
    ['NTK', 'RBF', 'polynomial'],
    ['ResNet', 'two layers'],
  ]);
  assert.deepEqual(groups([]), []);
});

test('names stand in the order of the tips, however near; while lines move, those that all but touch keep theirs', () => {
  const all = [label('layer 2', 0, 101), label('layer 3', 0, 99), label('layer 4', 0, 40)];
  assert.deepEqual(texts(ordered(all, false)), ['layer 4', 'layer 3', 'layer 2']);
  assert.deepEqual(texts(ordered(all, true)), ['layer 4', 'layer 2', 'layer 3']);
  const apart = [label('layer 2', 0, 108), label('layer 3', 0, 99)];
  assert.deepEqual(texts(ordered(apart, true)), ['layer 3', 'layer 2']);
});

test('they are spread by a spacing, as near to their tips as that allows', () => {
  assert.deepEqual(spread([10, 50], 13, 0, 100), [10, 50]);
  assert.deepEqual(spread([50, 50], 13, 0, 100), [43.5, 56.5]);
  assert.deepEqual(spread([99, 100], 13, 0, 100), [87, 100]);
});
