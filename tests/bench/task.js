// What every row trains on: fresh uniform samples of S_10, unnormalised, in mini-batches; and the network's sizes.

import spec from './spec.json' with { type: 'json' };

export { spec };
export const { n } = spec.inputs;
export const { batch, step_size: stepSize } = spec.learner;
export const { layers, width } = spec.learner.network;

/**
 * x1 + x1x2 + … + x1⋯x_degree.
 * @param {Float32Array} x  one input
 */
function staircase(x) {
  let product = 1;
  let sum = 0;
  for (let i = 0; i < spec.target.degree; i += 1) {
    product *= x[i];
    sum += product;
  }
  return sum;
}

/**
 * A source of inputs of ±1 with their values; the arrays are reused at the next call.
 * @param {number} seed @param {number} count
 */
export function sampler(seed, count) {
  let state = seed;
  const x = new Float32Array(count * n);
  const y = new Float32Array(count);
  return () => {
    for (let row = 0; row < count; row += 1) {
      for (let i = row * n; i < (row + 1) * n; i += 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        x[i] = state & 0x10000 ? 1 : -1;
      }
      y[row] = staircase(x.subarray(row * n, (row + 1) * n));
    }
    return { x, y };
  };
}

/**
 * The mean of (f - g)² over a thousand inputs.
 * @param {(x: Float32Array) => Float32Array} predict
 */
export function testLoss(predict) {
  const { x, y } = sampler(2, 1000)();
  return predict(x).reduce((sum, f, i) => sum + (f - y[i]) ** 2, 0) / y.length;
}
