import { StaircaseLab } from 'staircase-lab/lab';

/** Finished within seconds. */
export const STATE =
  'v=1&preset=figure-2&budget=3000&inputs.n=10&target.degree=3&learner.network.width=12&learner.network.layers=3&learner.step_size=0.02&probe.every=100';

/** Files are given where the bundler does not find them by itself. */
export function show({ wasm, tables } = {}) {
  if (wasm !== undefined) StaircaseLab.wasm = wasm;
  if (tables !== undefined) StaircaseLab.tables = tables;
  document.body.insertAdjacentHTML(
    'beforeend',
    `<staircase-lab state="${STATE}"></staircase-lab><staircase-lab preset="digits" autoplay="false"></staircase-lab>`,
  );
}
