// All rows in one page: `bench()` returns what race() returns.

import { convnet } from './convnet.js';
import { ours } from './ours.js';
import { race } from './race.js';
import { tensorflow } from './tensorflow.js';

/** An instance of the wasm package of its own for each build; its files are served beside this page. */
async function load(name) {
  const url = new URL(`./pkg/staircase.js?${name}`, location.href);
  const core = await import(/* @vite-ignore */ url.href);
  await core.default({ module_or_path: new URL(`./pkg/${name}.wasm`, location.href) });
  return core.Experiment;
}

globalThis.bench = async () => {
  const simd = await load('staircase_bg');
  const scalar = await load('staircase_scalar');
  return race([
    ours('ours, simd128', simd),
    ours('ours, scalar', scalar),
    ours('ours, simd128, the reference network (5 layers)', simd, 5),
    await tensorflow('TensorFlow.js, wasm backend', './tfjs/'),
    convnet('ConvNetJS, the same sizes without skips'),
  ]);
};
