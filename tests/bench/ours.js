import { layers, spec, testLoss } from './task.js';

/** @import { Row } from './race.js' */

/**
 * Our own step, through the step API.
 * @param {string} label @param {typeof import('../../www/pkg/staircase.js').Experiment} Experiment @param {number} depth
 * @returns {Row}
 */
export function ours(label, Experiment, depth = layers) {
  const learner = { ...spec.learner, network: { ...spec.learner.network, layers: depth } };
  const experiment = new Experiment({ ...spec, learner });
  return {
    label,
    chunk: 200, // iterations a call, as the page's worker makes them
    step: (count) => experiment.step(count),
    loss: () => testLoss((x) => experiment.predict(x)),
  };
}
