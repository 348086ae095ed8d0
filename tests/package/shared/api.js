import init, { Experiment } from 'staircase-lab';

/** The wasm is given where the bundler does not find it by itself. */
export async function iterations(wasm) {
  await init(wasm);
  const run = new Experiment({ target: { kind: 'staircase', degree: 3 }, inputs: { kind: 'hypercube', n: 8 } });
  run.step(100);
  return run.iteration;
}
