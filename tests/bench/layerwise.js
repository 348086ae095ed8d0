// Whole runs of Algorithms 1 to 3: how many seconds each takes, and the memory that the core holds at the end.

/** @typedef {{ label: string, seconds: number, megabytes: number, loss: number }} WholeRun */

/** @param {number} layers @param {number} width @param {number} [p1] @param {number} [p2] */
const network = (layers, width, p1 = 0.06, p2 = 300 / width) => ({ kind: 'sparse_quadratic', layers, width, p1, p2 });
const tenSteps = { kind: 'staircase', degree: 10, normalize: false };
const threeSteps = { kind: 'staircase', degree: 3, normalize: false };
// Where neurons have more parents than these, noise keeps the gradient above ε_stop.
const noisy = {
  gradient: 'batch', batch: 8192, lambda1: 0.02, lambda2: 0.04, eps_stop: 0.03, alpha: 0.1, tau: 0.25, max_iterations: 2000,
  network: network(9, 2000, 0.06, 0.08),
}; // prettier-ignore

/** @type {[string, object, object][]} label, target, learner */
const CASES = [
  ['S₁₀, W = 2,000, population gradient', tenSteps, { network: network(9, 2000) }],
  ['S₁₀, W = 2,000, mini-batches of 8,192', tenSteps, noisy],
  ['S₃, W = 1,000,000, two layers, passed over', threeSteps, { pass_over: true, network: network(2, 1_000_000) }],
];

/**
 * @param {typeof import('../../www/pkg/staircase.js').Experiment} Experiment
 * @param {WebAssembly.Memory} memory
 * @returns {WholeRun[]}
 */
export const wholeRuns = (Experiment, memory) =>
  CASES.map(([label, target, learner]) => {
    const start = performance.now();
    const spec = { inputs: { kind: 'hypercube', n: 30 }, target, learner: { kind: 'layerwise', ...learner } };
    const run = new Experiment(/** @type {any} */ ({ ...spec, probe: { every: 1e9 } }));
    while (run.status === 'running') run.step(100_000);
    const seconds = (performance.now() - start) / 1000;
    const loss = run.drain().slice(-run.columns.length)[run.columns.indexOf('test_loss')] ?? NaN;
    run.free();
    return { label, seconds, megabytes: memory.buffer.byteLength / 1e6, loss };
  });
