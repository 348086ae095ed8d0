// What is loaded once a panel is opened, or the page has nothing else to do: none of it is needed for the first curve.

export { mount as mountControls } from './views/controls.js';
export { mount as mountInside } from './views/inside.js';
export { mount as mountOverlay } from './views/overlay.js';
export { mount as mountPins } from './views/pins.js';
export { mount as mountRuns } from './views/runs.js';
export { mount as mountSweeps } from './views/sweeps.js';
export { mount as mountTheory } from './views/theory.js';
export { mount as mountTakeaway, openRun } from './views/takeaway.js';
export { pinsOf } from './state/pins.js';
export { elementOf, frameOf } from './snippets.js';
export { load } from './state/given.js';
export { sweepsOfPage } from './state/sweeps.js';
export { version } from '../package.json';
export { default as panelsCss } from './panels.css?inline';

/** What the command line made of the sweeps of presets, each in a file of its own. @type {Record<string, () => Promise<any>>} */
const files = import.meta.glob('./sweeps/*.json', { import: 'default' });

/** @param {string} preset */
export const recorded = (preset) => files[`./sweeps/${preset}.json`]?.() ?? null;
