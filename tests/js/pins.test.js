// Runs that are pinned: kept as they stood, told apart, drawn where they have the same curves, and there at the next visit.

import assert from 'node:assert/strict';
import test from 'node:test';
import { pinnedLines } from '../../www/drawing/pinned.js';
import { dashOf, pinnedOver, withPinned } from '../../www/language/pins.js';
import { createPins, isOf, MOST_PINS } from '../../www/state/pins.js';
import { createStore } from '../../www/state/store.js';

/** @import { LabState, LaneState, Pin, Preset, Store } from '../../www/types.d.ts' */

/**
 * A lane that follows these sets.
 * @param {string[]} sets
 * @param {Partial<LaneState>} [more]
 */
function lane(sets, more = {}) {
  const columns = ['iteration', 'samples', 'train_loss', 'test_loss', ...sets];
  const groups = columns.map((_, i) => ['clock', 'clock', 'loss', 'loss'][i] ?? 'coefficient');
  const data = columns.map((_, i) => (i === 0 ? [0, 10, 20] : [i, i / 2, i / 4]));
  const own = { columns, groups, data, errors: data.map(() => [0, 0, 0]), rowCount: 3, stride: 1, iteration: 20 };
  return /** @type {LaneState} */ ({ ...own, samples: 400, status: 'running', spec: { seed: 1 }, ...more });
}

const preset = (/** @type {string} */ id) => /** @type {Preset} */ ({ id, title: `Figure ${id}` });

/** @param {LaneState[]} [lanes] */
const state = (lanes = [lane(['{1}', '{1,2}'])]) =>
  createStore(
    /** @type {LabState} */ (
      /** @type {unknown} */ ({ lanes, preset: preset('a'), overrides: { seed: 1 }, pins: [], axis: 'iterations' })
    ),
  );

function createShelf(full = false) {
  /** @type {Map<string, Pin>} */
  const kept = new Map();
  return {
    kept,
    refused: () => (full ? 'its storage is full' : null),
    pinsOf: async (/** @type {string} */ id) => [...kept.values()].filter(({ preset }) => preset === id),
    keepPin: async (/** @type {Pin} */ pin) => (full ? false : (kept.set(pin.id, structuredClone(pin)), true)),
    dropPin: async (/** @type {string} */ id) => kept.delete(id),
  };
}

/** @param {Store<LabState>} store */
function start(store, shelf = createShelf()) {
  let ids = shelf.kept.size;
  const pins = createPins({ store, shelf, newId: () => `p${ids++}`, now: () => ids });
  return { pins, shelf, shown: () => store.get().pins };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('a run is pinned as it stands, whatever becomes of it', async () => {
  const store = state();
  const { pins, shown } = start(store);
  assert.equal(pins.pin().letter, 'A');
  const [now] = store.get().lanes;
  now?.data[3]?.push(7);
  assert.deepEqual(shown()[0]?.lanes[0]?.data[3], [3, 1.5, 0.75]);
  assert.equal(pins.pin().letter, 'B');
  assert.deepEqual(shown()[1]?.lanes[0]?.data[3], [3, 1.5, 0.75, 7]);
  assert.ok(isOf(/** @type {Pin} */ (shown()[0]), store.get().lanes));
  assert.ok(!isOf(/** @type {Pin} */ (shown()[0]), [lane([], { spec: { seed: 2 } })]));
});

test('there is room for so many, and none for a run without a curve', () => {
  const { pins, shown } = start(state());
  for (let i = 0; i < MOST_PINS; i++) assert.equal(pins.pin().refused, undefined);
  assert.equal(pins.pin().refused, '6 runs are pinned, and there is room for 6: remove one first.');
  assert.equal(shown().length, MOST_PINS);
  assert.equal(start(state([lane(['{1}'], { rowCount: 1 })])).pins.pin().refused, 'There is no curve to pin yet.');
});

test('a name, what is hidden and what is gone are kept; a letter that is free is given again', async () => {
  const store = state();
  const { pins, shelf, shown } = start(store);
  for (let i = 0; i < 3; i++) pins.pin();
  await pins.rename('p0', '  slow  ');
  await pins.toggle('p2');
  await pins.remove('p1');
  const seen = shown().map(({ letter, name, hidden }) => [letter, name, hidden]);
  assert.deepEqual(seen, [
    ['A', 'slow', false],
    ['C', '', true],
  ]);
  assert.equal(pins.pin().letter, 'B');
  await settle();
  const later = start(state(), shelf);
  await later.pins.load();
  assert.deepEqual(
    later.shown().map(({ letter, name }) => letter + name),
    ['Aslow', 'C', 'B'],
  );
  assert.deepEqual(later.shown()[0], shown()[0]);
});

test('pins belong to their preset; those of this visit stay to be drawn over by another one', async () => {
  const store = state();
  const { pins, shelf, shown } = start(store);
  pins.pin();
  await settle();
  const later = state();
  const next = start(later, shelf);
  await next.pins.load();
  later.set({ preset: preset('b') });
  await settle();
  assert.deepEqual(next.shown(), []);
  assert.equal(next.pins.pin().letter, 'B');
  later.set({ preset: preset('a') });
  await settle();
  assert.deepEqual(
    next.shown().map(({ letter, title }) => letter + title),
    ['AFigure a', 'BFigure b'],
  );
  assert.equal(shown().length, 1);
});

test('where nothing can be kept a pin holds for the visit, and it is known why', async () => {
  const { pins, shown } = start(state(), createShelf(true));
  pins.pin();
  await settle();
  assert.equal(shown().length, 1);
  assert.equal(pins.refused(), 'its storage is full');
});

test('a pinned lane is drawn over one that follows some of its monomials, unless it is hidden; the axes hold it unless it exploded', () => {
  const named = (/** @type {string} */ label, /** @type {string[]} */ sets) => lane(sets, { label });
  const store = state([named('a', ['{1}', '{1,2}']), named('b', ['{3}'])]);
  const { pins } = start(store);
  pins.pin();
  store.set({ lanes: [named('c', ['{1,2}', '{1,2,3}']), named('b', ['{4}'])] });
  assert.deepEqual(
    [0, 1].map((i) => pinnedOver(store.get(), i).length),
    [1, 0],
  );
  assert.equal(withPinned(store.get()).lanes.length, 3);
  // Its lane is found by its name where it has moved.
  assert.equal(pinnedOver({ ...store.get(), lanes: [named('b', ['{3}'])] }, 0)[0]?.lane.label, 'b');
  void pins.toggle('p0');
  assert.deepEqual(pinnedOver(store.get(), 0), []);
  assert.equal(withPinned(store.get()).lanes.length, 2);
  void pins.toggle('p0');
  const exploded = store.get().pins.map((pin) => ({ ...pin, lanes: [lane(['{1}', '{1,2}'], { status: 'diverged' })] }));
  assert.equal(withPinned({ ...store.get(), pins: exploded }).lanes.length, 2);
});

test('its curves have the colours of those of now, monomial by monomial, and dashes of their own', () => {
  const store = state([lane(['{1}', '{1,2}'])]);
  start(store).pins.pin();
  store.set({ lanes: [lane(['{1,2}', '{1,2,3}', '{1}'])] });
  const look = (/** @type {string[]} */ ...colours) => ({
    lines: colours.map((colour) => ({ label: '', colour, width: 1 })),
  });
  const looks = {
    loss: look('edge', 'ink'),
    coefficients: look('two', 'three', 'one'),
    features: look(),
    movement: look(),
  };
  const { loss, coefficients } = pinnedLines(store.get(), 0, 'iterations', null, looks);
  assert.deepEqual(
    coefficients.map(({ colour, values, letter }) => [colour, values, letter]),
    [
      ['two', [5, 2.5, 1.25], ''],
      ['one', [4, 2, 1], ''],
    ],
  );
  assert.deepEqual(loss, [{ x: [0, 10, 20], values: [3, 1.5, 0.75], colour: 'ink', letter: 'A', dash: dashOf('A') }]);
  assert.equal(new Set(['A', 'B', 'C', 'D', 'E', 'F'].map((letter) => dashOf(letter).join())).size, MOST_PINS);
});
