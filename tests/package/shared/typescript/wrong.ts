// None of it compiles.
import init, { analyze, Experiment, lanes, resolve, run } from 'staircase-lab';
import { StaircaseLab } from 'staircase-lab/lab';

const target = { kind: 'staircase', degree: 3 } as const;
declare const lab: StaircaseLab;

// @ts-expect-error a target has to be there
new Experiment({ seed: 1 });
// @ts-expect-error of a kind
resolve({ target: { degree: 3 } });
// @ts-expect-error that there is
new Experiment({ target: { kind: 'stair-case' } });
// @ts-expect-error with entries of its own
new Experiment({ target: { kind: 'staircase', sparsity: 3 } });
// @ts-expect-error of the right type
new Experiment({ target: { kind: 'staircase', degree: '3' } });
// @ts-expect-error nor are there others in a spec
Experiment.begin({ target, sede: 1 });
// @ts-expect-error a seed is a number
Experiment.begin({ target, seed: 1n });
// @ts-expect-error nor in a learner
resolve({ target, learner: { kind: 'sgd', stepsize: 0.1 } });
// @ts-expect-error nor in one that is not named
resolve({ target, learner: { stepsize: 0.1 } });
// @ts-expect-error and has no entries of two kinds
resolve({ target, learner: { batch: 5, lambda1: 0.1 } });
// @ts-expect-error nor has a network
resolve({ target, learner: { network: { layers: 3, p1: 0.1 } } });
// @ts-expect-error nor what was put together before
resolve({ target, learner: { ...{ batch: 5, eta: 0.1 } } });
// @ts-expect-error a learner's network is one of its own
resolve({ target, learner: { kind: 'layerwise', network: { kind: 'relu_resnet' } } });
// @ts-expect-error given rows have values
resolve({ target, data: { kind: 'table', x: new Float32Array(8) } });
// @ts-expect-error numbers are floats
resolve({ target, data: { kind: 'table', x: new Int32Array(8), y: [1] } });
// @ts-expect-error a choice is one of a few
resolve({ target, learner: { kind: 'sgd', optimizer: 'adamw' } });
// @ts-expect-error analyze() takes what a spec does
analyze({ kind: 'stairs' });
// @ts-expect-error inputs too
analyze(target, { kind: 'hypercubes' });
// @ts-expect-error iterations have to be given
await run({ target }, {});
// @ts-expect-error all the more
await run({ target });
// @ts-expect-error a preset has lanes
lanes({ spec: { target } });
// @ts-expect-error an element has no such event
lab.addEventListener('finished', (event: CustomEvent<{ steps: number }>) => event.detail.steps);
// @ts-expect-error its state is only read
lab.status = 'running';
// @ts-expect-error a figure takes what is a spec, or has lanes
await lab.load({ title: 'Mine' });
// @ts-expect-error it runs for a number of iterations
await lab.load({ target }, { iterations: '100' });
// @ts-expect-error there is no such table
StaircaseLab.tables = { digit: 'digits.json' };
// @ts-expect-error nor are these images
StaircaseLab.tables = { digits: { pixels: [1] } };
// @ts-expect-error a number is no wasm
StaircaseLab.wasm = 7;
// @ts-expect-error nor is it elsewhere
await init(7);
// @ts-expect-error nor is what wasm-bindgen's own init() takes
await init({ module_or_path: 'staircase.wasm' });
// @ts-expect-error nor is nothing
await init(null);
