// What is loaded once many runs are asked for: the view, and the sweeps of this page.

export { mount } from './views/sweeps.js';
export { sweepsOfPage } from './state/sweeps.js';
