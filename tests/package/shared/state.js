/** Finished within seconds. */
export const STATE =
  'v=1&preset=figure-2&budget=3000&inputs.n=10&target.degree=3&learner.network.width=12&learner.network.layers=3&learner.step_size=0.02&probe.every=100';
