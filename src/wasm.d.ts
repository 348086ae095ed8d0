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

/** A picture of what is inside a learner, and how it is wanted. Lengths are in pixels of the style sheet. */
export interface PictureStyle {
  of?: "weights";
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
  /** At least one, 0xRRGGBB: evenly from the least number to the largest, that in the middle for 0. */
  colours: number[];
}

/** A part of a picture, in cells from the picture's upper left corner. */
export interface PictureTile {
  /** As in `parameters()`; row and column are those of its values, biases being a column. */
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
}

export type FieldType =
  | "integer" | "number" | "boolean" | "text" | "choice" | "set" | "sets" | "chains" | "terms" | "numbers" | "column" | "object" | "vector" | "matrix" | "member";

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
  /** For type "text": characters. */
  max_length?: number;
  /** For types "numbers" and "column": how many, at least one. */
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
  target: Member[];
  data: Member[];
  learner: Member[];
  network: Member[];
  probe: Member[];
}
