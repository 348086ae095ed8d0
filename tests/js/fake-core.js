// A core in forty lines of arithmetic, deterministic, with a cost in made-up milliseconds: what the engine's tests
// train.

/** @import { Analysis, Catalogue, Core, Field, Member, PictureStyle, RunStatus, Spec, Term } from '../../www/types.d.ts' */

/** Ms of an iteration, of a measurement, of what comes before the first one; */
export const COSTS = { step: 0.065, measure: 10, make: 5 };
/** with so many samples in a batch and inputs to measure on. */
const BATCH = 20;
const SAMPLES = 30_000;
/** Multiply-adds that the fake claims to make in a ms, and the ms that it makes at a time of what can be sliced. */
const SPEED = 1e6;
const PIECE = 0.5;
/** Iterations that a layerwise learner with BATCH samples in a batch trains a neuron for; one in so many is active. */
export const NEURON = { iterations: 40, active: 5 };
/** Of the fake's only number. */
const LAYOUT = { width: 1, height: 1, cell: 1, each: 1, tiles: [{ name: 'w', x: 0, y: 0, rows: 1, columns: 1 }] };
/** Above this step size the fake explodes, at this iteration. */
export const EXPLODES = { above: 0.5, at: 1204 };

/**
 * @param {Partial<Field> & { name: string }} field
 * @returns {Field}
 */
const field = (field) => ({
  type: 'integer',
  label: field.name,
  unit: '',
  help: 'Help.',
  default: 1,
  optional: false,
  ...field,
});
/**
 * @param {string} kind
 * @param {Field[]} fields
 * @returns {Member}
 */
const member = (kind, fields) => ({ kind, label: kind, help: 'Help.', fields });

const degree = field({ name: 'degree', default: 10, min: 1, max: 64 });
/** @type {Catalogue} */
export const CATALOGUE = {
  experiment: [
    field({ name: 'seed', default: 1, min: 0, max: 2 ** 32 - 1 }),
    field({ name: 'target', type: 'member', family: 'target' }),
    field({ name: 'changes', type: 'changes', default: null, optional: true }),
  ],
  inputs: ['hypercube', 'gaussian'].map((kind) => member(kind, [field({ name: 'n', default: 30, min: 1, max: 64 })])),
  features: [member('none', [])],
  target: [
    member('staircase', [degree, field({ name: 'normalize', type: 'boolean', default: true })]),
    member('parity', [degree, field({ name: 'set', type: 'set', optional: true, default: null })]),
    member(
      'table',
      ['x', 'y'].map((name) => field({ name, type: 'column', default: null })),
    ),
  ],
  data: [
    member('fresh', []),
    member('fixed', [field({ name: 'count', default: 60000, min: 1, max: 1e6 })]),
    member('rows', [field({ name: 'held_out', type: 'number', default: 0.2, min: 0, max: 0.9 })]),
  ],
  learner: [
    member('sgd', [
      field({ name: 'step_size', label: 'step size', type: 'number', default: 0.01, min: 0, max: 1 }),
      field({ name: 'batch', default: BATCH, min: 1, max: 1e7 }),
      field({ name: 'network', type: 'member', family: 'network', default: null }),
    ]),
    member('layerwise', [
      field({ name: 'batch', default: BATCH, min: 1, max: 1e7 }),
      field({ name: 'network', type: 'member', family: 'layerwise_network', default: null }),
    ]),
  ],
  network: [member('relu_resnet', [field({ name: 'width', label: 'width W', default: 40, min: 1, max: 200 })])],
  kernel: [],
  layerwise_network: [
    member('sparse_quadratic', [
      field({ name: 'layers', default: 3, min: 1, max: 20 }),
      field({ name: 'width', default: 8, min: 1, max: 200 }),
    ]),
  ],
  probe: [
    member('fourier', [
      field({ name: 'every', default: 1000, min: 1, max: 1e6 }),
      field({ name: 'samples', default: SAMPLES, min: 2, max: 1e9 }),
    ]),
  ],
};

/**
 * @param {string} path
 * @param {string} why
 * @returns {never}
 */
function refuse(path, why) {
  throw Object.assign(new Error(`${path}: ${why}`), { field: path });
}

/**
 * @param {string} family
 * @param {any} given
 * @param {string} path
 * @returns {any}
 */
function complete(family, given, path) {
  const members = /** @type {Member[]} */ (CATALOGUE[/** @type {keyof Catalogue} */ (family)]);
  const chosen = members.find(({ kind }) => kind === (given?.kind ?? members[0]?.kind));
  if (!chosen) return refuse(`${path}.kind`, `there is no ${family} "${given.kind}"`);
  for (const name of Object.keys(given ?? {})) {
    if (name !== 'kind' && !chosen.fields.some((each) => each.name === name)) refuse(`${path}.${name}`, 'is not known');
  }
  /** @type {Record<string, unknown>} */
  const out = { kind: chosen.kind };
  for (const { name, type, family: other = '', default: standard, min, max, optional } of chosen.fields) {
    const value = given?.[name] ?? standard;
    if (value === null && optional) continue;
    if (type === 'member') out[name] = complete(other, value, `${path}.${name}`);
    else if (min !== undefined && max !== undefined && !(typeof value === 'number' && value >= min && value <= max)) {
      refuse(`${path}.${name}`, `${value} is outside [${min}, ${max}]`);
    } else out[name] = value;
  }
  return out;
}

/**
 * @param {any} spec
 * @returns {any}
 */
function resolve(spec) {
  if (!spec.target) refuse('target', 'is missing');
  const seed = spec.seed ?? 1;
  if (!Number.isInteger(seed) || seed < 0 || seed > 2 ** 32 - 1) refuse('seed', `${seed} is outside [0, 4294967295]`);
  const families = ['inputs', 'target', 'data', 'learner', 'probe'];
  /** @type {any} */
  const out = { seed, ...Object.fromEntries(families.map((name) => [name, complete(name, spec[name], name)])) };
  if (out.target.set && spec.target.degree === undefined) delete out.target.degree;
  if (out.target.degree > out.inputs.n) refuse('target.degree', `${out.target.degree} is outside [1, ${out.inputs.n}]`);
  if (out.target.kind === 'table' && out.target.x.length !== out.target.y.length * out.inputs.n)
    refuse(
      'target.x',
      `${out.target.x.length} numbers are not ${out.inputs.n} for each of ${out.target.y.length} rows`,
    );
  if (out.data.kind === 'rows' && out.target.kind !== 'table') refuse('data.kind', 'only a table has rows');
  if (out.target.set && out.target.degree && out.target.set.length !== out.target.degree)
    refuse('target.degree', 'contradicts the set');
  if (spec.changes?.length > 0) out.changes = spec.changes;
  for (const [k, { learner, data, target }] of (spec.changes ?? []).entries()) {
    complete('target', target ?? out.target, `changes[${k}].target`);
    complete('learner', { ...out.learner, ...learner }, `changes[${k}].learner`);
    complete('data', data ?? out.data, `changes[${k}].data`);
  }
  return out;
}

/**
 * @param {any} target
 * @returns {Term[]}
 */
function termsOf(target) {
  const upTo = (/** @type {number} */ k) => Array.from({ length: k }, (_, i) => i + 1);
  if (target.kind === 'table')
    return upTo(target.x.length / target.y.length).map((k) => ({ set: [k], coefficient: 1 }));
  if (target.kind === 'parity') return [{ set: target.set ?? upTo(target.degree ?? 10), coefficient: 1 }];
  const coefficient = target.normalize ? 1 / Math.sqrt(target.degree) : 1;
  return upTo(target.degree).map((k) => ({ set: upTo(k), coefficient }));
}

/**
 * The terms of the last target that a run has.
 * @param {any} spec
 */
const aimed = (spec) => targetsOf(spec).slice(-1).flatMap(termsOf);

/** @param {any} spec */
const targetsOf = ({ target, changes = [] }) => [
  target,
  ...changes.flatMap((/** @type {any} */ change) => change.target ?? []),
];

/** Those of the longest of a run's targets. @param {any} spec */
const followedBy = (spec) =>
  targetsOf(spec)
    .map(termsOf)
    .reduce((most, terms) => (terms.length > most.length ? terms : most));

/** @param {Term[]} terms */
const columnsOf = (terms) => terms.map(({ set }) => `{${set.join(',')}}`);

/**
 * @param {Term[]} terms
 * @returns {Analysis}
 */
function verdicts(terms) {
  const order = terms.map(({ set }) => set);
  const climbs = terms.length > 1;
  return {
    basis: 'walsh',
    expanded: true,
    estimated: false,
    mean_square: terms.reduce((sum, { coefficient }) => sum + coefficient ** 2, 0),
    mean_square_error: 0,
    symmetric: [],
    terms: terms.map((term) => ({ ...term, supports: [] })),
    degree: 10,
    sparsity: terms.length,
    least_m: 1,
    staircase: climbs,
    composable_distance: 1,
    merged_staircase: climbs,
    leap: 1,
    order,
    features: 0,
    features_counted: 0,
    leap_over_features: null,
    order_over_features: [],
  };
}

/**
 * Numbers of no meaning; an ε that is not positive is refused.
 * @param {import('../../www/types.d.ts').TheoremInputs} inputs
 * @returns {import('../../www/types.d.ts').Theorem}
 */
function theorem(inputs) {
  if (!(inputs.epsilon > 0)) refuse('theorem.epsilon', `${inputs.epsilon} is outside (0, Infinity)`);
  const names = ['L', 'W', 'p1', 'p2', 'tau', 'eta', 'kappa', 'lambda1', 'lambda2', 'eps_stop', 'alpha', 'B', 'time'];
  const numbers = Object.fromEntries(names.map((name) => [name, { log10: inputs.n, times: {} }]));
  return /** @type {any} */ ({ ...inputs, ...numbers });
}

/**
 * @param {(ms: number) => void} [spend]
 * @param {number} [slowness]
 * @returns {Core}
 */
export function createFakeCore(spend = () => {}, slowness = 1) {
  class Experiment {
    iteration = 0;
    samples = 0;
    /** @type {RunStatus} */
    status = 'running';
    errors = new Float64Array();
    freed = false;
    /** @type {number[]} */ #rows = [];
    #last = 0;
    /** Ms that are left of the row that is due, if one is, in two parts. @type {{ prepare: number, measure: number } | null} */
    #due = null;

    /** @param {Spec} spec */
    constructor(spec) {
      const resolved = resolve(spec);
      this.spec = resolved;
      this.terms = aimed(resolved);
      this.iterationsOfOne = (NEURON.iterations * resolved.learner.batch) / BATCH;
      this.layerwise = resolved.learner.kind === 'layerwise';
      const progress = this.layerwise ? ['neurons', 'active'] : [];
      const sets = columnsOf(followedBy(resolved));
      this.columns = ['iteration', 'samples', 'train_loss', 'test_loss', ...sets, ...progress];
      this.features = [];
      /** @type {import('../../www/types.d.ts').TrainingStage[]} */
      this.stages = [];
      this.groups = [
        'clock',
        'clock',
        'loss',
        'loss',
        ...sets.map(() => 'coefficient'),
        ...progress.map(() => 'progress'),
      ];
      const row = (COSTS.measure * resolved.probe.samples) / SAMPLES;
      this.ms = { prepare: COSTS.make, measure: row, iteration: (COSTS.step * resolved.learner.batch) / BATCH };
    }

    /** @param {Spec} spec */
    static begin(spec) {
      const begun = new Experiment(spec);
      begun.#due = { prepare: begun.ms.prepare, measure: begun.ms.measure };
      return begun;
    }

    get cost() {
      return {
        prepare: SPEED * this.ms.prepare,
        measure: SPEED * this.ms.measure,
        iteration: SPEED * this.ms.iteration,
        rest: null,
      };
    }

    /** @returns {import('../../www/types.d.ts').Pending | null} */
    get pending() {
      if (!this.#due) return null;
      const kind = this.#due.prepare > 0 ? 'prepare' : 'measure';
      return { kind, done: 1 - this.#due[kind] / this.ms[kind] };
    }

    /**
     * @param {number} iteration
     * @param {number} work
     * @param {boolean} [measure]
     * @param {import('../../www/types.d.ts').Until} [until]
     */
    advance(iteration, work, measure = false, until) {
      let done = 0;
      const passed = () => until !== undefined && this.marks[until.mark] >= until.count;
      const spent = (/** @type {number} */ ms) => {
        done += SPEED * ms;
        spend(ms * slowness);
      };
      for (;;) {
        const due = this.#due;
        if (due) {
          for (const part of /** @type {const} */ (['prepare', 'measure'])) {
            for (; due[part] > 0; due[part] -= PIECE) {
              if (done >= work) return done;
              spent(Math.min(PIECE, due[part]));
            }
          }
          this.#record();
        } else if (this.iteration < iteration && !passed() && this.status === 'running') {
          if (done >= work) return done;
          spent(this.ms.iteration);
          this.#iterate();
        } else if (measure && (this.iteration === iteration || passed()) && this.#last !== this.iteration)
          this.#demand();
        else return done;
      }
    }

    /** @returns {import('../../www/types.d.ts').Marks} */
    get marks() {
      const { layers, width } = this.spec.learner.network;
      const neuron = this.layerwise ? Math.min(Math.floor(this.iteration / this.iterationsOfOne), layers * width) : 0;
      return {
        neuron,
        active: Math.floor(neuron / NEURON.active),
        layer: this.layerwise ? Math.floor(neuron / width) : 0,
      };
    }

    get phase() {
      if (!this.layerwise) return null;
      const { neuron, active } = this.marks;
      const iteration = this.iteration % this.iterationsOfOne;
      const where = { layer: 1, neuron: neuron + 1, iteration, gradient_norm: 1 };
      return { ...where, active, trained: neuron, capped: 0, sampled: 0 };
    }

    get training() {
      return null;
    }

    neurons() {
      return Array.from({ length: this.marks.active }, (_, k) => ({
        layer: 1,
        index: NEURON.active * (k + 1),
        parents: [],
        bias: 0,
        set: [k + 1],
        scaling: 1,
        relative_error: 0,
        iteration: NEURON.active * NEURON.iterations * (k + 1),
        iterations: NEURON.iterations,
      }));
    }

    /** E_conn breaks with the first active neuron. @returns {import('../../www/types.d.ts').ProofEvent[]} */
    events() {
      const broken = this.marks.active > 0;
      const first = broken ? { layer: 1, neuron: 0 } : null;
      return [{ name: 'conn', holds: !broken, first, count: Number(broken), value: broken ? 0 : 1, bound: 1 }];
    }

    #iterate() {
      const { active } = this.marks;
      this.iteration++;
      this.samples += 20;
      if (this.spec.learner.step_size > EXPLODES.above && this.iteration === EXPLODES.at) this.status = 'diverged';
      const { layers, width } = this.spec.learner.network;
      if (this.layerwise && this.marks.neuron === layers * width) this.status = 'done';
      const due = this.status !== 'running' || this.iteration % this.spec.probe.every === 0;
      if (due || this.marks.active > active) this.#demand();
    }

    #demand() {
      this.#last = this.iteration;
      this.#due = { prepare: 0, measure: this.ms.measure };
    }

    /** The staircase's k-th coefficient takes 300 k (1 + seed/1000) iterations; the parity's stays where it is. */
    #record() {
      this.#due = null;
      const pace = 300 * (1 + this.spec.seed / 1000);
      const followed = followedBy(this.spec);
      const values = followed.map(({ set, coefficient }) =>
        followed.length === 1 ? 0.003 : coefficient / (1 + Math.exp((pace * set.length - this.iteration) / 50)),
      );
      this.#rows.push(this.iteration, this.samples, this.iteration === 0 ? NaN : 0.5, 1, ...values);
      if (this.layerwise) this.#rows.push(this.marks.neuron, this.marks.active);
    }

    drain() {
      const rows = Float64Array.from(this.#rows);
      this.#rows = [];
      this.errors = rows.map((_, i) => (i % this.columns.length < 3 ? NaN : 0));
      return rows;
    }

    get aims() {
      const all = (this.spec.changes ?? []).flatMap((/** @type {any} */ { at, target }) => (target ? [at] : []));
      return Float64Array.from(all.filter((/** @type {number} */ at) => at >= this.iteration));
    }

    /** @param {number} at */
    analyze(at) {
      const { target, changes = [] } = this.spec;
      const last = changes.findLast((/** @type {any} */ change) => change.target && change.at <= at);
      return verdicts(termsOf(last?.target ?? target));
    }

    spectrum() {
      return this.terms.map(({ set, coefficient }) => ({ set, coefficient, standard_error: 0, tracked: true }));
    }

    parameter() {
      return this.iteration;
    }

    /** @param {PictureStyle} style */
    picture(style) {
      if (style.colours.length === 0) refuse('style.colours', 'is missing');
      return { ...LAYOUT, scale: this.iteration, pixels: Uint8ClampedArray.of(this.iteration % 256, 0, 0, 255) };
    }

    /**
     * @param {any} canvas  collects what is painted on it
     * @param {PictureStyle} style
     */
    paint(canvas, style) {
      if (!canvas.painted) throw new Error('canvas: can\u2019t be painted on');
      const { pixels, ...layout } = this.picture(style);
      canvas.painted.push(pixels[0]);
      return layout;
    }

    parameters() {
      return [{ name: 'w', shape: [1], values: Float32Array.of(this.iteration) }];
    }
    /** @param {import('../../www/types.d.ts').SweepLearned} [learned]  of a column, how much it reaches */
    conditions(learned) {
      const { column, reaches } = { column: 'iteration', reaches: 500, ...learned };
      return [{ column: this.columns.indexOf(column), sign: 1, bound: reaches }];
    }
    /** @param {Spec} given */
    amend(given) {
      const spec = resolve(given);
      if (spec.changes?.some((/** @type {any} */ { at }) => at < this.iteration))
        refuse('spec', `is another one up to iteration ${this.iteration}: begin anew`);
      if (!columnsOf(followedBy(spec)).every((column) => this.columns.includes(column)))
        refuse('spec', 'has other coefficients to follow: begin anew');
      this.spec = spec;
      this.terms = aimed(spec);
    }
    snapshot() {
      const { spec, iteration, samples, status } = this;
      const saved = { spec, iteration, samples, status, last: this.#last, due: this.#due };
      return new TextEncoder().encode(JSON.stringify(saved));
    }
    free() {
      this.freed = true;
    }

    /** @param {Uint8Array} bytes */
    static restore(bytes) {
      const { spec, iteration, samples, status, last, due } = JSON.parse(new TextDecoder().decode(bytes));
      const restored = Object.assign(new Experiment(spec), { iteration, samples, status });
      restored.#last = last;
      restored.#due = due;
      return restored;
    }
  }

  let drawn = 100;
  return {
    Experiment: /** @type {any} */ (Experiment),
    resolve,
    analyze: (target) => verdicts(termsOf(target)),
    catalogue: () => CATALOGUE,
    theorem,
    randomSeed: () => ++drawn,
    sweep(given) {
      resolve(given.spec);
      return { iterations: 1000, seeds: 20, vary: [], learned: { share: 0.9 }, stop: false, ...given };
    },
    summarize: (_sweep, outcomes) => ({ runs: outcomes.length, of: NaN, cells: [], exponents: [] }),
    panicForTest() {
      throw new WebAssembly.RuntimeError('unreachable');
    },
  };
}
