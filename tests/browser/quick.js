/** A small experiment that is over in a second: for tests of everything but the science. */
export const QUICK =
  'v=1&preset=figure-2&budget=3000&inputs.n=10&target.degree=3&learner.network.width=12&learner.network.layers=3&learner.step_size=0.02&probe.every=100';

/** What makes a run never end, at a pace that leaves the machine to the test beside it. */
export const ENDLESS = '&budget=1000000000&speed=1000';
