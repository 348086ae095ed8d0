/** One member of a family with its fields, such as `{ kind: "staircase", degree: 10 }`. */
export interface Choice {
  kind: string;
  [field: string]: unknown;
}

/** An experiment's description. Every entry but `target` may be left out. */
export interface Spec {
  /** An integer in [0, 2^53). */
  seed?: number;
  inputs?: Choice;
  target?: Choice;
  /** `{ kind: "table", x: Float32Array, y: Float32Array }` brings one's own rows. */
  data?: Choice;
  learner?: Choice;
  probe?: { every?: number; samples?: number; sets?: "target" | "prefixes" | number[][] };
}

/** What is thrown for a spec that can't be used. */
export interface SpecError extends Error {
  /** Dotted path of the faulty entry, such as "learner.network.width". */
  field: string;
}

export type RunStatus = "running" | "done" | "diverged";

export interface Parameter {
  name: string;
  /** (out, in) for weights, (out,) for biases. */
  shape: number[];
  values: Float32Array;
}

/** A coefficient as last measured. `set` is 1-based and ascending. */
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
  /** The sets of the target one coordinate smaller within this one. */
  supports: number[][];
}

/** What theory says about a target. */
export interface Analysis {
  terms: AnalysedTerm[];
  degree: number;
  sparsity: number;
  staircase: boolean;
  /** The least M with every coefficient between 1/M and M in size. */
  least_m: number;
  /** The least c for which every set of two or more has a smaller one within |S Δ S'| ≤ c; null where one has none. */
  composable_distance: number | null;
  merged_staircase: boolean;
  leap: number;
  /** The sets in the order in which they are predicted to be learned. */
  order: number[][];
}

export type FieldType =
  | "integer" | "number" | "boolean" | "text" | "choice" | "set" | "sets" | "chains" | "terms" | "decay" | "numbers" | "member";

/** One entry of a member. */
export interface Field {
  name: string;
  type: FieldType;
  label: string;
  unit: string;
  help: string;
  default: unknown;
  min?: number;
  max?: number;
  choices?: string[];
  /** For type "text": characters. */
  max_length?: number;
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
  target: Member[];
  data: Member[];
  learner: Member[];
  network: Member[];
  probe: Member[];
}
