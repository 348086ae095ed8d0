// The shapes that cross borders: between the core and the engine, the engine and the store, the store and the views.
// Nothing here exists at run time.

import type {
  ActiveNeuron,
  Analysis,
  Catalogue,
  Change,
  Choice,
  Coefficient,
  Cost,
  Group,
  Mark,
  Marks,
  Parameter,
  Pending,
  Phase,
  Picture,
  PictureLayout,
  PictureStyle,
  ProofEvent,
  RunStatus,
  Spec,
  Sweep,
  SweepCell,
  SweepCondition,
  SweepExponent,
  SweepLearned,
  SweepMoment,
  SweepOutcome,
  SweepSummary,
  Theorem,
  TheoremInputs,
  TrainedNeuron,
  TrainingStage,
  Until,
} from './pkg/staircase.js';

// ---- what goes into the core and comes out of it (the same JSON in Rust, Node and the page) ----

export type {
  ActiveNeuron,
  AnalysedTerm,
  Analysis,
  Brought,
  Catalogue,
  Change,
  Choice,
  Coefficient,
  Field,
  FieldType,
  Group,
  Magnitude,
  Mark,
  Marks,
  Member,
  Parameter,
  ParentEdge,
  Pending,
  Phase,
  Picture,
  PictureLayout,
  PictureStyle,
  PictureTile,
  ProofEvent,
  RunStatus,
  Spec,
  Sweep,
  SweepCell,
  SweepCondition,
  SweepExponent,
  SweepLearned,
  SweepMoment,
  SweepOutcome,
  SweepSummary,
  Theorem,
  TheoremInputs,
  TrainedNeuron,
  TrainingStage,
  Until,
} from './pkg/staircase.js';

/** The orthonormal functions of a law of the inputs. */
export type Basis = Analysis['basis'];

/** One monomial of a target. */
export interface Term {
  /** Ascending; a coordinate as often as its degree says. */
  set: number[];
  coefficient: number;
}

/** What theory says of what a run learns from an iteration on. */
export interface AimedAnalysis {
  from: number;
  analysis: Analysis;
}

/** As much of one run of the core as a session uses. */
export interface CoreExperiment {
  advance(iteration: number, work: number, measure?: boolean, until?: Until): number;
  readonly pending: Pending | null;
  readonly cost: Cost;
  drain(): Float64Array;
  readonly errors: Float64Array;
  readonly columns: string[];
  readonly groups: Group[];
  readonly features: string[];
  readonly stages: TrainingStage[];
  readonly marks: Marks;
  readonly phase: Phase | null;
  readonly training: TrainedNeuron | null;
  neurons(): ActiveNeuron[];
  readonly iteration: number;
  readonly samples: number;
  readonly status: RunStatus;
  analyze(at?: number): Analysis;
  readonly aims: Float64Array;
  spectrum(count: number): Coefficient[];
  parameters(): Parameter[];
  parameter(name: string, index: number): number;
  events(): ProofEvent[];
  conditions(learned?: SweepLearned): SweepCondition[];
  paint(canvas: OffscreenCanvas, style: PictureStyle): PictureLayout;
  picture(style: PictureStyle): Picture;
  amend(spec: Spec): void;
  snapshot(): Uint8Array;
  free(): void;
}

/** The core as the session uses it; tests give it a fake one. */
export interface Core {
  Experiment: { begin(spec: Spec): CoreExperiment; restore(bytes: Uint8Array): CoreExperiment };
  analyze(target: Choice, inputs?: Choice, features?: Choice): Analysis;
  catalogue(): Catalogue;
  resolve(spec: Spec): Spec;
  theorem(inputs: TheoremInputs): Theorem;
  randomSeed(): number;
  sweep(given: Sweep): Sweep;
  summarize(sweep: Sweep, outcomes: SweepOutcome[]): SweepSummary;
  panicForTest(): void;
}

/** A table of one's own, read from text. */
export interface Table {
  /** Coordinates of an input. */
  n: number;
  /** Rows. */
  count: number;
  /** Row after row. */
  x: number[];
  y: number[];
  /** Every coordinate is +1 or -1. */
  coins: boolean;
  /** Every combination of coins once. */
  complete: boolean;
  /** What was made of the columns, in sentences. */
  notes: string[];
}

// ---- many runs ----

/** A sweep with every default filled in, as the core gives it back. */
export type CompleteSweep = Required<Sweep>;

/** One run's curves: `x` iterations, and for each of `names` a number a row. */
export interface Curves {
  names: string[];
  x: Float64Array;
  values: Float64Array[];
}

// ---- presets ----

export interface PresetLane {
  label: string;
  name: string;
  /** Replaces the preset's common spec family by family. */
  spec: Spec;
}

/** When one coefficient of a lane first stood at a value, or an error of features had fallen to one, seed by seed. */
export interface RecordedLane {
  column: string;
  reaches?: number;
  falls_to?: number;
  seeds: number[];
  /** One a seed: that of the first row there; null where none came within the budget. */
  iterations: (number | null)[];
  /** How many seeds got there, and of these the median, the first and the last. */
  times: number;
  median: number | null;
  range: [number, number] | null;
  /**
   * By column, one a seed: what stood in the last row, to two digits; as "active" how many neurons were so; and as "inversions" how
   * many coefficients were half way before the one below them. Null of a run that exploded.
   */
  ends?: Record<string, (number | null)[]>;
}

/** How often a preset's effect came, and when: the measurement that its settings rest on. */
export interface PresetRecord {
  /** It prints the rows that the record is read off. */
  command: string;
  /** In the order of the preset's. */
  lanes: RecordedLane[];
}

/** Images as a file holds them, one after the other, and what is on each. */
export interface Images {
  /** Ink, from 0 to 16. */
  pixels: number[];
  digits: number[];
}

/** One figure: a spec for each of its lanes, how long to run, and what to say. */
export interface Preset {
  id: string;
  title: string;
  source: string;
  /** Iterations. */
  budget: number;
  caption: { paper: string; here: string; try: string };
  /** How it is first seen, where that is not at full speed and along iterations. */
  pace?: Partial<Pick<LabState, 'speed' | 'unit' | 'axis'>>;
  /** Whether it asks who gets there: then all lanes stand in one chart, by their losses. */
  compare?: boolean;
  /** What its lanes learn, where that is images: those of www/tables/<file>.json, with the value 1 for some digits and 0 for the others. */
  table?: { file: string; ones: number[]; title: string };
  /** The panels that are open from the start. */
  open?: ('settings' | 'theory' | 'inside')[];
  /** Where the settings are not the paper's but were found by experiment. */
  record?: PresetRecord;
  /** The many runs that the figure is about, of one of its lanes, counted from 1; what the command line made of them is in www/sweeps. */
  sweep?: Omit<Sweep, 'spec'> & { lane?: number; every?: number };
  spec: Spec;
  lanes: PresetLane[];
  /** Whether a page has handed it to the figure, so that no link knows it. */
  given?: true;
}

// ---- the page's state ----

export type LabStatus =
  'loading' | 'ready' | 'running' | 'paused' | 'finished' | 'diverged' | 'crashed' | 'unsupported';

export type Scale = 'log' | 'linear';

/** What a run can be stepped and paced by. */
export type Unit = 'iteration' | Mark;

/** What the curves count along their x axis. */
export type Axis = 'iterations' | 'samples' | 'neurons';

export interface LaneState {
  label: string;
  name: string;
  /** Resolved: every entry filled in. */
  spec: Spec;
  status: RunStatus;
  iteration: number;
  samples: number;
  marks: Marks;
  /** Where a learner is that trains neuron by neuron, and what its newest neuron does; null of others. */
  phase: Phase | null;
  training: TrainedNeuron | null;
  /** The active ones, in the order in which they became so. */
  neurons: ActiveNeuron[];
  columns: string[];
  /** What each column is one of. */
  groups: Group[];
  /** What the network is given beside the coordinates. */
  features: string[];
  /** In which the layers of its network are trained. */
  stages: TrainingStage[];
  /** One array for each column, grown in place; the lane object is a new one at each progress. */
  data: number[][];
  /** Standard errors, of the same shape: 0 is exact, NaN has none. */
  errors: number[][];
  /** Rows that are here: where there were too many to keep, only every second, fourth, … and the newest. */
  rowCount: number;
  /** Of so many rows one is here; and how many there were, which what an older page kept doesn't tell. */
  stride: number;
  seen?: number;
  /** The strongest coefficients at the last row, tracked or not, by size. */
  spectrum: Coefficient[];
  /** Of what it learns at its present iteration. */
  analysis: Analysis;
  /** Of all that it learns one after the other; pins of an older page have one alone. */
  analyses?: AimedAnalysis[];
}

/** Runs of a figure as they stood when they were pinned: what follows is drawn over them. */
export interface Pin {
  id: string;
  /** It is told from the others by. */
  letter: string;
  /** Its figure, and what that is called. */
  preset: string;
  title: string;
  /** As the visitor calls it; empty: by what differs. */
  name: string;
  hidden: boolean;
  /** ms since 1970 */
  made: number;
  overrides: Record<string, unknown>;
  lanes: LaneState[];
}

export interface LabState {
  status: LabStatus;
  /** One plain sentence for the status. */
  message: string;
  catalogue: Catalogue | null;
  preset: Preset;
  /** What the visitor changed, by path; valid entries only. */
  overrides: Record<string, unknown>;
  /** The sweep that the link is about, for its form. */
  linkedSweep: object | null;
  /** What of the first experiment may be wrong, in words: the link, or what the page asks for. */
  source: string;
  /** Path to the core's own words for an entry that was refused. */
  problems: Record<string, string>;
  /** The raw entries that were refused or are being looked at. */
  drafts: Record<string, unknown>;
  budget: number;
  seed: number;
  /** Units a second; Infinity is full speed. */
  speed: number;
  /** What is stepped by, and what the speed counts; null: not chosen (language/units.js). */
  unit: Unit | null;
  /** Iterations a second of the slowest lane, measured over the last second or so. */
  rate: number;
  /** Of the loss axis. */
  scale: Scale;
  /** Of the coefficients' axis. */
  coefficientScale: Scale;
  /** Whether runs under way go on when they are given another target or law. */
  goesOn: boolean;
  /** The iteration of what was changed last on the way: until runs that begin again come to it, settings are those of there. */
  comesTo: number;
  /** Of the curves, as chosen; where a figure doesn't count it, iterations take its place (language/axis.js). */
  axis: Axis;
  /** What is under the pointer in any chart, on that axis. */
  cursor: number | null;
  /** The lane that is seen where there is no room for all of many. */
  shown: number;
  lanes: LaneState[];
  /** Runs that this figure's are drawn over. */
  pins: Pin[];
}

/** What a link holds: the preset and what differs from it. */
export interface Saved {
  preset: string | null;
  overrides: Record<string, unknown>;
  scale?: Scale;
  coefficientScale?: Scale;
  axis?: Axis;
  unit?: Unit;
  speed?: number;
  budget?: number;
  /** As a preset has it; whether it is right is seen where it is laid out. */
  sweep?: object;
  problems: Record<string, string>;
}

/** A lane's rows as they were saved, and what its worker goes on from. */
export interface SavedLane extends Pick<LaneState, 'data' | 'errors' | 'stride' | 'seen' | 'spectrum'> {
  snapshot: Uint8Array;
}

/** A figure as it was saved to be taken up again, with all that was shown of it. */
export interface SavedRun extends Pick<LabState, 'status' | 'overrides'> {
  preset: string;
  /** The resolved specs of its lanes, as JSON: a preset may change from one version of the page to the next. */
  specs: string;
  settings: Pick<LabState, 'budget' | 'scale' | 'coefficientScale' | 'axis' | 'unit' | 'speed'>;
  lanes: SavedLane[];
}

/** What was painted of a run: where its parts are, and where it was not on a canvas the pixels; or why there is no picture. */
export type Painted = { run: number; iteration: number } & (
  | { layout: PictureLayout; pixels: Uint8ClampedArray | null; refused?: undefined }
  | { refused: string; layout?: undefined }
);

/** What there is to be painted; a run has one of them. */
export type Subject = NonNullable<PictureStyle['of']>;

/** Somebody who looks inside a run. */
export interface Look {
  style: PictureStyle;
  /** A canvas to be painted on, a new one at each call; null where there are none such and pictures are to be copied. */
  surface: () => OffscreenCanvas | null;
  draw: (picture: Painted) => void;
}

export interface Store<State> {
  get(): State;
  set(patch: Partial<State>): void;
  subscribe(listener: (state: State, previous: State) => void): () => void;
}

/** A setting that was changed while the runs went on: in one lane, or with null in all. */
export interface Recorded {
  lane: number | null;
  at: number;
  keys: string[];
  value: unknown;
}

export interface Actions {
  play(): void;
  /** Plays, unless something else has been asked of the figure before. */
  start(): void;
  pause(): void;
  toggle(): void;
  stepOnce(count?: number): void;
  restart(): void;
  newSeed(): Promise<void>;
  setSpeed(unitsPerSecond: number): void;
  setUnit(unit: Unit): void;
  setScale(scale: Scale): void;
  setCoefficientScale(scale: Scale): void;
  setGoesOn(goesOn: boolean): void;
  setAxis(axis: Axis): void;
  setCursor(place: number | null): void;
  showLane(lane: number): void;
  /** Looks at one of the things inside a lane's run, or with null away again. */
  look(lane: number, of: Subject, wanted: Look | null): void;
  /** One number of a lane's network: `values[index]` of its parameters of this name. */
  parameter(lane: number, name: string, index: number): Promise<number>;
  /** What Theorem B.1 asks for. */
  theorem(inputs: TheoremInputs): Promise<Theorem>;
  /** What a target would be: no run begins. */
  analyze(target: Choice, inputs?: Choice, features?: Choice): Promise<Analysis>;
  /** How the events of its proof stand in a lane's run. */
  events(lane: number): Promise<ProofEvent[]>;
  setField(path: string, value: unknown): Promise<void>;
  /** Has a lane, or with null all of them, learn a table, with all that belongs to it; or answers why it can't. */
  setTable(lane: number | null, table: Table): Promise<string | null>;
  /** A copy of a lane, whose settings then are its own; the figure has up to four. */
  addLane(lane: number): Promise<void>;
  removeLane(lane: number): Promise<void>;
  resetField(path: string): Promise<void>;
  /** What the recorded changes come to holds from iteration 0, and nothing is recorded any more. */
  changeFromTheStart(): Promise<void>;
  /** One of them has never been. */
  forgetChange(gone: Recorded): Promise<void>;
  resetAll(): Promise<void>;
  choosePreset(id: string): Promise<void>;
  /** A preset, one of the page's own or another one, with these changes, from row 0. */
  showRun(of: string | Preset, changes: Record<string, unknown>, budget?: number): Promise<void>;
  /** The runs as they stand, once they stand still, for a file. */
  keepRun(): Promise<SavedRun>;
  /** Goes on from what was kept, standing still; or answers why not. */
  takeUpRun(saved: SavedRun): Promise<string | null>;
  /** Past the budget: doubles it and goes on. */
  runOn(): void;
  /** The network is back: what could not be had before may be had now. */
  retry(): void;
  /** The tab is hidden, or seen again. */
  setHidden(hidden: boolean): void;
  /** The figure has scrolled out of view, or back into it. */
  setVisible(visible: boolean): void;
  /** The figure is far out of view: its runs are saved and their workers go, until something is asked of them. */
  sleep(): void;
  dispose(): void;
}
