import { StaircaseLab } from 'staircase-lab/lab';

/** Finished within seconds. */
export const STATE =
  'v=1&preset=figure-2&budget=3000&inputs.n=10&target.degree=3&learner.network.width=12&learner.network.layers=3&learner.step_size=0.02&probe.every=100';

/** The wasm is given where the bundler does not find it by itself; then it does not find the images of a figure either. */
export function show(wasm) {
  if (wasm !== undefined) StaircaseLab.wasm = wasm;
  const images = wasm === undefined ? '<staircase-lab preset="digits" autoplay="false"></staircase-lab>' : '';
  document.body.insertAdjacentHTML('beforeend', `<staircase-lab state="${STATE}"></staircase-lab>${images}`);
}
