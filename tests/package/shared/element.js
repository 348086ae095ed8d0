import { StaircaseLab } from 'staircase-lab/lab';
import { STATE } from './state.js';

export { STATE };

/** Files are given where the bundler does not find them by itself. */
export function show({ wasm, tables } = {}) {
  if (wasm !== undefined) StaircaseLab.wasm = wasm;
  if (tables !== undefined) StaircaseLab.tables = tables;
  document.body.insertAdjacentHTML(
    'beforeend',
    `<staircase-lab state="${STATE}"></staircase-lab><staircase-lab preset="digits" autoplay="false"></staircase-lab>`,
  );
}
