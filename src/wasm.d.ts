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
  /**
   * What the network is given beside the coordinates: `{ kind: "products", degree: 2 }`, all products of at most so many of them,
   * or `{ kind: "formulas", formulas: ["x1x2", "x3 + x4x5"] }`. All else, `predict` too, stays a function of the coordinates.
   */
  features?: Choice;
  target?: Choice;
  /**
   * `{ kind: "table", x: Float32Array, y: Float32Array }` brings one's own rows to train on; `{ kind: "rows", held_out: 0.2 }` takes
   * those of a target `{ kind: "table", x, y }`, the part held out telling the test loss.
   */
  data?: Choice;
  learner?: Choice;
  probe?: { every?: number; samples?: number; sets?: "target" | "strongest" | "prefixes" | number[][] };
}

/** What is thrown for a spec that can't be used. */
export interface SpecError extends Error {
  /** Dotted path of the faulty entry, such as "learner.network.width". */
  field: string;
}

export type RunStatus = "running" | "done" | "diverged";

/**
 * A row that is due: "prepare" while the inputs to measure on are drawn and the target is evaluated there, once
 * for all rows; then "measure". `done` in [0, 1].
 */
export interface Pending {
  kind: "prepare" | "measure";
  done: number;
}

/** Multiply-adds, about. */
export interface Cost {
  /** Once, before row 0. */
  prepare: number;
  /** Each row. */
  measure: number;
  iteration: number;
}

export interface Parameter {
  name: string;
  /** (out, in) for weights, (out,) for biases. */
  shape: number[];
  values: Float32Array;
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

/** What theory says about a target. */
export interface Analysis {
  terms: AnalysedTerm[];
  /** What the sets mean functions of. */
  basis: "walsh" | "hermite" | "legendre" | "trigonometric";
  /** Whether the coefficients were estimated from the rows of a table. */
  estimated: boolean;
  degree: number;
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
  /**
   * The leap where each set is made as a product of coordinates and features, of which the new ones count; null where there are
   * no features.
   */
  leap_over_features: number | null;
  /** The sets in an order that has this leap; empty where there are no features. */
  order_over_features: Brought[];
}

export type FieldType =
  | "integer" | "number" | "boolean" | "text" | "texts" | "choice" | "set" | "sets" | "chains" | "terms" | "numbers" | "column" | "object" | "vector" | "matrix" | "member";

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
  /** For type "text" characters; for "texts" those of every entry. */
  max_length?: number;
  /** For types "numbers", "texts" and "column": how many, at least one. */
  max_count?: number;
  /** For type "object": its entries. The whole is null unless it is given. */
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
  probe: Member[];
}
