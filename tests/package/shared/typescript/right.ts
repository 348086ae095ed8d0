// All of it compiles.
import init, {
  analyze,
  catalogue,
  Experiment,
  lanes,
  resolve,
  run,
  type Learner,
  type Spec,
  type SpecError,
  type Target,
} from 'staircase-lab';
import { StaircaseLab, type EndDetail } from 'staircase-lab/lab';
import wasm from 'staircase-lab/staircase.wasm';
import digits from 'staircase-lab/tables/digits.json' with { type: 'json' };
import figure from 'staircase-lab/presets/figure-2.json' with { type: 'json' };

await init(wasm);
await init(new WebAssembly.Module(new Uint8Array(8)));
await init(fetch(wasm));

const spec: Spec = {
  seed: 1,
  inputs: { n: 12 },
  target: { kind: 'expansion', terms: [{ set: [1, 2], coefficient: 0.5 }] },
  data: { kind: 'table', x: new Float32Array(12), y: [1] },
  learner: {
    kind: 'sgd',
    decay: { every: 100, divide_by: [1, 2] },
    network: { kind: 'relu_resnet', layers: 2, width: 8 },
  },
  probe: { sets: [[1], [1, 2]], progress: true },
};
const parts: [Target, Learner] = [
  { kind: 'parity', set: [1, 3] },
  { kind: 'low_degree', degree: 2 },
];
const experiment: Experiment = new Experiment(spec);
const rows: Float64Array = experiment.drain();
experiment.advance(1e9, 1e6, false, { mark: 'active', count: 1 });
experiment.free();

const { rows: all, status } = await run(spec, {
  iterations: 100,
  onRow: (row, errors, columns) => [row, errors, columns],
});
const same: Spec = resolve({ target: { kind: 'staircase' }, learner: { batch: 5 } });
const leap: number | null = analyze(
  { kind: 'parity', degree: 4 },
  { kind: 'gaussian', n: 9 },
  { kind: 'products' },
).leap;
const specs: Spec[] = lanes(figure);
const labels: string[] = catalogue().target.map(({ label }) => label);
const blamed = (error: unknown): string => (error as SpecError).field;

const lab: StaircaseLab | null = document.querySelector('staircase-lab');
lab?.addEventListener('finished', ({ detail }: CustomEvent<EndDetail>) => detail.message);
StaircaseLab.wasm = wasm;
StaircaseLab.tables = { digits };
StaircaseLab.tables = { digits: new URL('digits.json', 'https://example.org') };
document.createElement('staircase-lab').play();
const shown: Promise<void> | undefined = lab?.load(spec, { iterations: 100 });
await lab?.load(figure);
await lab?.load({ title: 'Mine', budget: 100, lanes: [{ spec: { target: { kind: 'parity' } } }] });

export { all, blamed, labels, leap, parts, rows, same, shown, specs, status };
