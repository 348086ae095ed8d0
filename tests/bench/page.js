// All rows in one page: `bench()` returns what race() returns, `layerwise()` what wholeRuns() does.

import { convnet } from './convnet.js';
import { wholeRuns } from './layerwise.js';
import { ours } from './ours.js';
import { race } from './race.js';
import { tensorflow } from './tensorflow.js';

/** An instance of the wasm package of its own for each build; its files are served beside this page. */
async function load(name) {
  const url = new URL(`./pkg/staircase.js?${name}`, location.href);
  const core = await import(/* @vite-ignore */ url.href);
  const { memory } = await core.default({ module_or_path: new URL(`./pkg/${name}.wasm`, location.href) });
  return { Experiment: core.Experiment, memory };
}

globalThis.bench = async () => {
  const { Experiment: simd } = await load('staircase_bg');
  const { Experiment: scalar } = await load('staircase_scalar');
  return race([
    ours('ours, simd128', simd),
    ours('ours, scalar', scalar),
    ours('ours, simd128, the reference network (5 layers)', simd, 5),
    await tensorflow('TensorFlow.js, wasm backend', './tfjs/'),
    convnet('ConvNetJS, the same sizes without skips'),
  ]);
};

globalThis.layerwise = async () => {
  const { Experiment, memory } = await load('staircase_bg');
  return wholeRuns(Experiment, memory);
};
