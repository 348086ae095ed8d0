/** One member of a family with its fields, such as `{ kind: "staircase", degree: 10 }`. */
export interface Choice {
  kind: string;
  [field: string]: unknown;
}

/** An experiment's description. Every entry may be left out, but in the end there must be a `target`. */
export interface Spec {
  /** An integer in [0, 2^53). */
  seed?: number;
  inputs?: Choice;
  /**
   * What the network is given beside the coordinates: `{ kind: "products", degree: 2 }`, all products of at most so many of them,
   * or `{ kind: "formulas", formulas: ["x1x2", "x3 + x4x5"] }`. All else, `predict` too, stays a function of the coordinates.
   */
  features?: Choice;
  target?: Choice;
  /**
   * `{ kind: "table", x: Float32Array, y: Float32Array }` brings one's own rows to train on; `{ kind: "rows", held_out: 0.2 }` takes
   * those of a target `{ kind: "table", x, y }`, the part held out telling the test loss. The rows of `data` are as the network sees
   * them, as `predict`'s are: a coin of mean b that falls on x = ±1 is (x - b) / sqrt(1 - b²), which is ±1 where the coin is fair. Where
   * one is biased, rows of -1 and 1 alone are refused. Those of a target are -1 and 1 on all coins.
   */
  data?: Choice;
  learner?: Choice;
  probe?: {
    every?: number;
    samples?: number;
    sets?: "target" | "strongest" | "prefixes" | number[][];
    /**
     * What moves while the coefficients stand still, on independent coins; columns of the group "movement":
     *
     * - "input_weight[target]", "input_weight[other]": the mean square of the first layer's weights on the coordinates that the target's
     *   terms have, and on the others. Only for networks with weights on the coordinates themselves, and where the terms are known, have
     *   some coordinates and lack others: not for a teacher, nor for learners that train no network by gradients.
     * - "total_influence": Σ_i E Var(f | all coordinates but i) = Σ_S |S| f̂(S)², of all sets; on fair coins Σ_i E (f(x) - f(x with coin
     *   i flipped))² / 4.
     * - "degree_weight[k]": Σ f̂(S)² of the sets of k coordinates within those that the target's terms or the followed sets have;
     *   "degree_weight[beyond]": that of all sets with another coordinate. They add up to E f².
     *
     * Exact on at most 14 coins, else estimates with standard errors. The last two as in R. O'Donnell, Analysis of Boolean Functions
     * (2014), chapters 1 and 2, on biased coins chapter 8.
     */
    progress?: boolean;
    /**
     * "carried[l]{S}", group "carried": R² of the best linear read-out, with a constant, of the monomial of each followed set S from the
     * values of layer l's neurons; in the distilled DenseNet from what the layers above see of it. On independent coins, of networks that
     * gradients train. Abbe et al. 2021, Figure 1a.
     */
    carried?: boolean;
    /**
     * "weight_correlation[l]", group "correlation": the cosine between layer l's weights and those it had when layer l + 1 was switched on, 1
     * until then. For the regimes "successive" and "layerwise_then_together". Allen-Zhu and Li, section 3.1.
     */
    correlation?: boolean;
    /** Column "misclassified", of rows held out of a table of two values. */
    classes?: boolean;
  };
  changes?: Change[];
}

/**
 * After `at` iterations, before the next one, these entries take the place of the run's: those of `learner` one by one, the others as
 * a whole. The network goes on as it stands, and so does the data with the new target's values; where `inputs` or `data` become others it
 * begins anew. Refused is what the network can't go on with: another n, network, optimizer or regime. In the order of time, 16 at most.
 */
export interface Change {
  at: number;
  inputs?: Choice;
  target?: Choice;
  data?: Choice;
  learner?: { [field: string]: unknown };
}

/** What is thrown for a spec that can't be used. */
export interface SpecError extends Error {
  /** Dotted path of the faulty entry, such as "learner.network.width". */
  field: string;
}

export type RunStatus = "running" | "done" | "diverged";

/**
 * What a column of a row is one of: "clock" counts iterations or samples, "feature" tells how far hidden features are from a teacher's, "movement" what moves while coefficients don't,
 * "carried" how well a layer tells a monomial, `carried[layer]{set}`, "correlation" how near a layer's weights are to what they were before the next one was there, "progress" how far a
 * learner is that counts more than these.
 */
export type Group = "clock" | "loss" | "coefficient" | "feature" | "movement" | "carried" | "correlation" | "progress";

/**
 * A row that is due: "prepare" while the inputs to measure on are drawn and the target is evaluated there, once
 * for all rows; then "measure". `done` in [0, 1].
 */
export interface Pending {
  kind: "prepare" | "measure";
  done: number;
}

/** What a learner that trains neuron by neuron counts: neurons trained, those of them that are active, layers finished. */
export type Mark = "neuron" | "active" | "layer";

export type Marks = Record<Mark, number>;

/** Where to stop: once so many are passed in all, not so many more; with `pass_over` neurons are passed several at a time. */
export interface Until {
  mark: Mark;
  count: number;
}

/** Multiply-adds that a run takes, about, as it stands. */
export interface Cost {
  /** Once, before row 0. */
  prepare: number;
  /**
   * A row now, and the next iteration. For most learners all are alike; those of `kernel_ridge` grow with the samples that it has
   * taken in, a row in proportion and an iteration with their square.
   */
  measure: number;
  iteration: number;
  /**
   * All iterations and rows from now to the end, at most, where the learner ends by itself: after `count` samples, or with its
   * `cosine`. null where it goes on for ever or nobody knows when it ends.
   */
  rest: number | null;
}

export interface Parameter {
  name: string;
  /** (out, in) for weights, (out,) for biases. */
  shape: number[];
  values: Float32Array;
}

/** From an iteration on, which layers of a network there are and are trained. */
export interface TrainingStage {
  /** When it begins. */
  iteration: number;
  /** The highest layer that there is, as the network's source counts them: a DenseNet's lowest is 2. */
  layers: number;
  /** The lowest and the highest that are trained. */
  trained: [number, number];
}

/** Where Algorithms 1 to 3 are. Layers and neurons are 1-based, iterations count from 0. */
export interface Phase {
  layer: number;
  neuron: number;
  /** t of Algorithm 3. */
  iteration: number;
  /** null before the first one. */
  gradient_norm: number | null;
  /** How many neurons are active, and how many are trained. */
  active: number;
  trained: number;
  /** How many of these were stopped by `max_iterations`. */
  capped: number;
  /** How many were trained by mini-batches, for the population gradient has too many moments there. */
  sampled: number;
}

/** Where an edge comes from, and its weights: an input, 0 being the constant, or a neuron. */
export interface ParentEdge {
  input?: number;
  layer?: number;
  index?: number;
  weight: number;
  /** Of the parent's square; 0 where neurons have none. */
  square: number;
}

/**
 * An active neuron, and the monomial r χ_S that it computes up to a relative error. With weights a and squares c over its
 * parents v, and the bias b, a "quadratic" one computes (a·v)² + b, an "elementwise" one (a·v + b)² + c·v², and one with "skip"
 * connections (a·v)² + c·v² + b.
 */
export interface ActiveNeuron {
  layer: number;
  index: number;
  parents: ParentEdge[];
  bias: number;
  /** null where the function depends on too many coordinates to be expanded. */
  set: number[] | null;
  scaling: number | null;
  relative_error: number | null;
  /**
   * When it became active, in iterations of the run; and how many updates its training took. That is one iteration of the run less
   * than it lasted, as the last one only finds that the gradient is small.
   */
  iteration: number;
  iterations: number;
}

/** The neuron in training, or the one that was trained last. */
export interface TrainedNeuron {
  layer: number;
  neuron: number;
  iteration: number;
  gradient_norm: number | null;
  /** Whether it is trained; its weights are rounded then. */
  ended: boolean;
  /** Whether `max_iterations` ended it. */
  capped: boolean;
  /**
   * `set`: the monomial that the parent computes; `weights`, `squares`: what they were at the iterations `at`, before rounding; there
   * are no `squares` where neurons have none.
   */
  parents: (ParentEdge & { set: number[] | null; weights: number[]; squares: number[] })[];
  bias: number;
  biases: number[];
  /** Up to 258 iterations, the last one among them once it is trained. */
  at: number[];
  /** The root of the sum of the squares of the weights from blank parents, which only decay. */
  blank: number;
  /** Products of two parents' monomials, and how much of each the error without the neuron has. */
  products: { of: [number, number]; set: number[]; error: number }[];
}

/**
 * An event of the proof of Theorem B.1 (appendix E.1), as it stands in a run. Those about edges (nothree, oneneuron, conn) are left out
 * where there are too many to look at, and conn before a layer is trained; nobadactive, rep, bias and neurbound once an active neuron
 * depends on more than 14 coordinates, which is not expanded.
 */
export interface ProofEvent {
  /**
   * nothree: no neuron has three active parents, inputs among them; oneneuron: nor two in the layer before; conn: any two
   * possible parents share a child, looked at layer by layer once these are trained; nobadactive: every active neuron represents a monomial of the target, of degree at most i + 1
   * in layer i; rep: each is represented once, and all of these once a layer is trained; bias: |ζ^(∅)| ≤ 2 ε_stop;
   * neurbound: no neuron is larger than 2M; parambound: no weight is larger than 16 M² √(λ2/λ1).
   */
  name: "nothree" | "oneneuron" | "conn" | "nobadactive" | "rep" | "bias" | "neurbound" | "parambound";
  holds: boolean;
  /** Where it broke first, 1-based; of a whole layer, neuron 0; before all training, layer 0. */
  first: { layer: number; neuron: number } | null;
  /**
   * How often it broke: neurons of three active parents or two, active ones that represent no monomial of the target, monomials without
   * a neuron, pairs without a child; sizes and the bias are looked at once for each active neuron.
   */
  count: number;
  /** The number that is to be bounded, the worst so far, and the bound; of conn it is bounded from below. */
  value: number;
  bound: number;
}

/** A picture of what is inside a learner, and how it is wanted. Lengths are in pixels of the style sheet. */
export interface PictureStyle {
  of?: "weights" | "neurons";
  /** How wide it may be at most; and how high, as long as no part becomes smaller than its title. */
  width?: number;
  height?: number;
  /** The room above each part for its title, and what each takes of the width at least for it. */
  title_height?: number;
  title_width?: number;
  /** Between parts. */
  gap?: number;
  /** The colours span no less than this size. */
  scale?: number;
  /** Neurons are shown as they were when so many had been trained. */
  trained?: number;
  /**
   * At least one, 0xRRGGBB. Of weights: evenly from the least number to the largest, that in the middle for 0. Of neurons: not
   * trained yet, blank, in training, then active by degree.
   */
  colours: number[];
}

/** A part of a picture, in cells from the picture's upper left corner. */
export interface PictureTile {
  /** As in `parameters()`; row and column are those of its values, biases being a column. Of neurons "layer[1]", …. */
  name: string;
  x: number;
  y: number;
  rows: number;
  columns: number;
}

export interface PictureLayout {
  /** In cells. */
  width: number;
  height: number;
  /** The side of a cell in pixels of the style sheet. */
  cell: number;
  /** What 99 of 100 of its numbers are below in size, unless all are 0: the colours span this, or what was asked for if that is more. */
  scale: number;
  /** How many neighbours a cell stands for. */
  each: number;
  tiles: PictureTile[];
}

export interface Picture extends PictureLayout {
  /** (height, width), red, green, blue and opacity; transparent between the parts. */
  pixels: Uint8ClampedArray;
}

/**
 * A coefficient as last measured. `set` is 1-based and ascending; on other bases than that of coins coordinate i is
 * repeated α_i times.
 */
export interface Coefficient {
  set: number[];
  coefficient: number;
  /** 0: exact. */
  standard_error: number;
  /** Whether a column follows it. */
  tracked: boolean;
}

export interface AnalysedTerm {
  set: number[];
  coefficient: number;
  /** The sets of the target that are this one without one of its coordinates, whatever that one's degree. */
  supports: number[][];
}

/** A set of the target, and the coordinates and features, sets all of them, that it is made of beside those that are known. */
export interface Brought {
  set: number[];
  brings: number[][];
  /** From 1: nothing is predicted among those of a round. */
  round: number;
}

/** What theory says about a target: nothing, where its terms are not known. */
export type Analysis = TargetFacts & (Verdicts | NoVerdicts);

/** A teacher network is not written out. */
export type NoVerdicts = { expanded: false } & Record<Exclude<keyof Verdicts, "expanded">, null>;

/** Of a target whose terms are known. */
export interface Verdicts {
  expanded: true;
  /** The largest |S|. */
  degree: number;
  /** How many terms there are. */
  sparsity: number;
  /** The staircase property; on other bases than that of coins the hierarchical property. */
  staircase: boolean;
  /** The least M with every coefficient between 1/M and M in size. */
  least_m: number;
  /**
   * The least c for which every set of two or more has a smaller one, not the constant, within |S Δ S'| ≤ c; null where
   * one has none.
   */
  composable_distance: number | null;
  merged_staircase: boolean;
  leap: number;
  /**
   * The leap where each set is made as a product of coordinates and features, of which the new ones count; null where there are
   * no features.
   */
  leap_over_features: number | null;
}

/** What is known of a target; the lists are empty where its terms are not known. */
export interface TargetFacts {
  terms: AnalysedTerm[];
  /** What the sets mean functions of. */
  basis: "walsh" | "hermite" | "mixture" | "legendre" | "trigonometric";
  /** Whether the coefficients were estimated from the rows of a table. */
  estimated: boolean;
  /**
   * E g², the test loss of f = 0, and its standard error. 0: exact, by the terms, or on at most 14 coins. Else a mean over the rows
   * of a table, or over draws of the law: those on which a run of the same seed is measured unless it is asked for others.
   */
  mean_square: number;
  mean_square_error: number;
  /**
   * Classes of exchangeable coordinates: any two of a class can be exchanged without changing the target but by
   * rounding, and some set has two of them; empty where the leap is above 1.
   */
  symmetric: number[][];
  /** The sets in the order in which they are predicted to be learned. */
  order: number[][];
  /** How many features the network is given beside the coordinates. */
  features: number;
  /** How many of them are counted below: those that are one basis function, but for a factor. Others may help, too. */
  features_counted: number;
  /** The sets in an order that has the leap over features; empty where there are no features. */
  order_over_features: Brought[];
}

/** What Theorem B.1 of the staircase paper is asked for. */
export interface TheoremInputs {
  /** Inputs, without the constant. */
  n: number;
  /** Monomials of the target: an analysis's `sparsity`. */
  s: number;
  /** Every coefficient is between 1/M and M in size: its `least_m`. */
  M: number;
  /** The population loss to reach, above 0. */
  epsilon: number;
  /** The probability of failure that is allowed, between 0 and 1. */
  delta: number;
}

/** 10^log10 times powers of constants that the paper leaves without a value: `{ log10: -79020.5, times: { c_alpha: 1, c_lambda: 10 } }`. */
export interface Magnitude {
  log10: number;
  times: Partial<Record<"c_lambda" | "c_stop" | "c_alpha" | "c_B" | "C", number>>;
}

/** Theorem B.1's hyperparameters, by the paper's names, and what they cost. */
export interface Theorem extends TheoremInputs {
  L: Magnitude;
  W: Magnitude;
  p1: Magnitude;
  p2: Magnitude;
  tau: Magnitude;
  eta: Magnitude;
  kappa: Magnitude;
  lambda1: Magnitude;
  lambda2: Magnitude;
  eps_stop: Magnitude;
  alpha: Magnitude;
  B: Magnitude;
  /** The bound on time and samples, O(kappa^2394). */
  time: Magnitude;
  /** Children that any two active parents share at least (63). */
  n_shared: Magnitude;
  /** The relative error of an active neuron is at most this (Claim E.13). */
  eps_rel: Magnitude;
  /** Its scaling is within eps_learned + t eps_fourmove of the coefficient once t neurons are trained (Definition E.4). */
  eps_fourmove: Magnitude;
  eps_learned: Magnitude;
}

/** When a run has learned: `share` of the target, or by a column of its rows. */
export type SweepLearned =
  /** Of each followed coefficient, all in one row; of a target without known coefficients, of E g², as 1 - test loss / E g². */
  | { share?: number }
  | { column: string; reaches: number }
  | { column: string; falls_to: number };

/** Many runs of one spec. What comes of it is a function of this alone. */
export interface Sweep {
  spec: Spec;
  /** How long a run may take. */
  iterations?: number;
  /** So many, counted up from the spec's own. */
  seeds?: number;
  /** At most two entries, dotted, such as "learner.network.width", and the values that they take; "target" takes whole targets. */
  vary?: { entry: string; values: unknown[] }[];
  learned?: SweepLearned;
  /** Whether a run stops once it has learned. */
  stop?: boolean;
}

/** Holds of a row whose entry `column`, times `sign`, is at least `bound`. */
export interface SweepCondition {
  column: number;
  sign: number;
  bound: number;
}

/** A time in both units. */
export interface SweepMoment {
  iterations: number;
  samples: number;
}

/** What one run of a sweep came to. */
export interface SweepOutcome {
  /** The combination of values, the last entry's next to each other. */
  cell: number;
  seed: number;
  /**
   * "learned" where that ends a run, or at the end of the "budget"; one that "failed" could not be made, and counts for
   * nothing. Data of versions before may say "running" for the first two.
   */
  ended: "learned" | "budget" | "running" | "done" | "diverged" | "failed";
  /** The first row in which it had learned. */
  learned: SweepMoment | null;
  /** Its last row. */
  end: SweepMoment;
  /** There; null where it is no number. */
  test_loss: number | null;
}

export interface SweepCell {
  values: unknown[];
  runs: number;
  learned: number;
  diverged: number;
  failed: number;
  /** Of those that learned among those that did not fail, and Wilson's 95 % interval. */
  rate: number | null;
  interval: [number, number] | null;
  /** Quartiles of the time to learn; null where they lie beyond the sweep's end. */
  iterations: [number | null, number | null, number | null];
  samples: [number | null, number | null, number | null];
}

/** Times grow as x^exponent: the slope through the medians in logarithms, and the bootstrap's 95 % over the seeds. */
export interface SweepExponent {
  exponent: number;
  interval: [number, number] | null;
  /** Cells with a median. */
  points: number;
}

export interface SweepSummary {
  /** So many are there, of so many. */
  runs: number;
  of: number;
  cells: SweepCell[];
  /** Where the first entry has positive numbers alone: for each value of the second, or once. */
  exponents: { value: unknown; iterations: SweepExponent | null; samples: SweepExponent | null }[];
}

export type FieldType =
  | "integer" | "number" | "boolean" | "text" | "texts" | "choice" | "set" | "sets" | "chains" | "terms" | "numbers" | "column" | "object" | "vector" | "matrix" | "changes" | "member";

/** One entry of a member. */
export interface Field {
  name: string;
  type: FieldType;
  label: string;
  unit: string;
  help: string;
  default: unknown;
  /** For types "integer" and "number"; for "numbers", "vector" and "matrix" of every entry. */
  min?: number;
  max?: number;
  choices?: string[];
  /** For type "text". */
  example?: string;
  /** For type "text" characters; for "texts" those of every entry. */
  max_length?: number;
  /** For types "numbers", "texts" and "column": how many, at least one; for "changes" at most. */
  max_count?: number;
  /** For type "object": its entries; for "changes" those of each. The whole is null unless it is given. */
  fields?: Field[];
  /** For type "member": the family it is chosen from. */
  family?: string;
  optional: boolean;
}

export interface Member {
  kind: string;
  label: string;
  help: string;
  fields: Field[];
}

export interface Catalogue {
  /** The entries of a spec. */
  experiment: Field[];
  inputs: Member[];
  features: Member[];
  target: Member[];
  data: Member[];
  learner: Member[];
  network: Member[];
  layerwise_network: Member[];
  kernel: Member[];
  probe: Member[];
}
