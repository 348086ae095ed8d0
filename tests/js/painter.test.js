import assert from 'node:assert/strict';
import test from 'node:test';
import { createPainter } from '../../www/engine/painter.js';
import { look } from '../../www/engine/protocol.js';

/** @import { CoreExperiment } from '../../www/types.d.ts' */

const STYLE = { colours: [0, 0xffffff] };
/** Takes what is painted on it. */
const canvas = () => /** @type {OffscreenCanvas & { painted: number[] }} */ (/** @type {unknown} */ ({ painted: [] }));

/** A painter on a clock of its own; a picture takes `ms`. */
function start({ ms = 1 } = {}) {
  let now = 0;
  /** @type {any[]} */
  const posted = [];
  /** @type {any[]} */
  const transferred = [];
  const faults = { canvas: /** @type {Error | null} */ (null), picture: /** @type {Error | null} */ (null) };
  const painter = createPainter({
    clock: () => now,
    post: (message, transfer = []) => {
      posted.push(message);
      transferred.push(...transfer);
    },
  });
  const experiment = {
    iteration: 0,
    picture() {
      if (faults.picture) throw faults.picture;
      now += ms;
      return { width: 1, height: 1, cell: 1, scale: 1, tiles: [], pixels: Uint8ClampedArray.of(this.iteration) };
    },
    paint(/** @type {any} */ on) {
      if (faults.canvas) throw faults.canvas;
      const { pixels, ...layout } = this.picture();
      on.painted.push(pixels[0]);
      return layout;
    },
  };
  return {
    painter,
    posted,
    transferred,
    faults,
    experiment,
    of: /** @type {CoreExperiment} */ (/** @type {unknown} */ (experiment)),
    wait: (/** @type {number} */ ms) => void (now += ms),
  };
}

test('nothing is painted until somebody looks, nor after they looked away', () => {
  const { painter, posted, of, experiment } = start();
  painter.paint(of, 1, false);
  painter.look(look(STYLE, null));
  painter.paint(of, 1, false);
  assert.equal(posted.length, 1);
  painter.look(look(null));
  experiment.iteration = 5;
  painter.paint(of, 1, false);
  assert.equal(posted.length, 1);
});

test('on a canvas no pixels cross; without one they are sent, and not kept', () => {
  const { painter, posted, transferred, of, experiment } = start();
  const given = canvas();
  painter.look(look(STYLE, given));
  experiment.iteration = 7;
  painter.paint(of, 3, false);
  const { layout, ...rest } = posted[0];
  assert.deepEqual(rest, { type: 'picture', run: 3, iteration: 7, pixels: null });
  assert.deepEqual([layout.width, layout.pixels], [1, undefined]);
  assert.deepEqual([given.painted, transferred], [[7], []]);
  painter.look(look(STYLE, null));
  painter.paint(of, 3, false);
  assert.deepEqual(posted[1].pixels, Uint8ClampedArray.of(7));
  assert.deepEqual(transferred, [posted[1].pixels.buffer]);
});

test('the same weights are painted once, and again in another style, on the canvas that is there', () => {
  const { painter, posted, of, experiment } = start();
  const given = canvas();
  painter.look(look(STYLE, given));
  for (const iteration of [0, 0, 1, 1]) {
    experiment.iteration = iteration;
    painter.paint(of, 1, false);
  }
  painter.look(look({ colours: [1] }));
  painter.paint(of, 1, false);
  assert.deepEqual(given.painted, [0, 1, 1]);
  // Another run at the same iteration has other weights.
  painter.paint({ ...of, iteration: 1 }, 2, false);
  assert.equal(posted.length, 4);
});

test('pictures of a run on its way take a twentieth of the time; the last one always comes', () => {
  const { painter, posted, of, experiment, wait } = start({ ms: 20 });
  painter.look(look(STYLE, canvas()));
  for (let i = 0; i < 400; i++) {
    wait(10);
    experiment.iteration++;
    painter.paint(of, 1, true);
  }
  assert.ok(posted.length >= 9 && posted.length <= 11, `${posted.length} in four seconds`);
  experiment.iteration++;
  painter.paint(of, 1, false);
  assert.equal(posted.at(-1).iteration, 401);
});

test('where a canvas can’t be painted on copies are sent; where there is no picture, why; a trap goes through', () => {
  const { painter, posted, of, faults, experiment } = start();
  painter.look(look(STYLE, canvas()));
  faults.canvas = new Error('canvas: can’t be painted on');
  painter.paint(of, 1, false);
  assert.equal(posted[0].pixels.length, 1);
  faults.picture = new Error('learner: has no network with parameters');
  experiment.iteration++;
  painter.paint(of, 1, false);
  assert.equal(posted[1].refused, 'learner: has no network with parameters');
  faults.picture = new WebAssembly.RuntimeError('unreachable');
  experiment.iteration++;
  assert.throws(() => painter.paint(of, 1, false), WebAssembly.RuntimeError);
});
