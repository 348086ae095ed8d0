// The step API, of which no type needs a browser's.
import init, { Experiment, run, type Spec } from 'staircase-lab';

const spec: Spec = { target: { kind: 'staircase' } };
await init(new Uint8Array(8));
const experiment: Experiment = new Experiment(spec);
const { rows } = await run(spec, { iterations: 100 });
const picture: Uint8ClampedArray = experiment.picture({ colours: [0] }).pixels;

export { picture, rows };
