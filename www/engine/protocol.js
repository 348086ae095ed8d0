// What the main thread and a worker say to each other: two closed unions.
//
// Training is steered by goals: "go on until this iteration", or until so many neurons are trained if that comes first. A worker runs towards its goal and tells how far it is;
// every goal is answered by at least one progress message that repeats it, even when there was nothing left to do. A
// goal at or below the present iteration therefore means "stop where you are", and the answer tells where that was.
//
// A worker that computes hears nothing. So that its silence can be told from its death, it answers a ping whenever it
// comes to itself, and says beforehand how long its next indivisible piece of work may take.

/** @import { ActiveNeuron, AimedAnalysis, Analysis, Catalogue, Choice, Coefficient, Group, Marks, Painted, Parameter, Pending, Phase, PictureStyle, ProofEvent, RunStatus, Spec, Sweep, SweepCondition, SweepLearned, SweepOutcome, SweepSummary, Theorem, TheoremInputs, TrainedNeuron, TrainingStage, Until } from '../types.d.ts' */

/**
 * The calls that a worker answers, by name: arguments and result.
 * @typedef {object} Calls
 * @property {{ args: [], value: Catalogue }} catalogue
 * @property {{ args: [spec: Spec], value: Spec }} resolve
 * @property {{ args: [target: Choice, inputs?: Choice, features?: Choice], value: Analysis }} analyze
 * @property {{ args: [inputs: TheoremInputs], value: Theorem }} theorem
 * @property {{ args: [], value: number }} randomSeed
 * @property {{ args: [given: Sweep], value: Sweep }} sweep
 * @property {{ args: [sweep: Sweep, outcomes: SweepOutcome[]], value: SweepSummary }} summarize
 * @property {{ args: [learned?: SweepLearned], value: SweepCondition[] }} conditions  of the run that is loaded
 * @property {{ args: [spec: Spec, run: number], value: Loaded }} load  begins a new run: the answer comes once row 0 is there, unless another run is begun before
 * @property {{ args: [spec: Spec], value: { bytes: Uint8Array, analyses: AimedAnalysis[] } }} amend  the run goes on by a spec that differs in changes to come; answers it as it stands, saved, and what it learns by that spec
 * @property {{ args: [], value: Uint8Array }} snapshot
 * @property {{ args: [bytes: Uint8Array, run: number], value: Loaded }} restore
 * @property {{ args: [bytes: Uint8Array], value: { columns: string[], iteration: number } }} examine  a saved run, without taking it up
 * @property {{ args: [], value: Parameter[] }} parameters
 * @property {{ args: [name: string, index: number], value: number }} parameter
 * @property {{ args: [], value: ProofEvent[] }} events
 * @property {{ args: [], value: never }} panicForTest
 */
/** @typedef {keyof Calls} Method */

/**
 * What there is to know of a run that is about to begin, or to go on; `first` holds row 0, `iteration` is how many ms one is expected to take.
 * @typedef {{ columns: string[], groups: Group[], features: string[], stages: TrainingStage[], analyses: AimedAnalysis[], first: ProgressMessage, iteration: number }} Loaded
 */

/**
 * @template {Method} [M=Method]
 * @typedef {{ type: 'call', id: number, method: M, args: Calls[M]['args'] }} CallMessage
 */
/**
 * `until`: or once so many of a mark are passed, whichever comes first.
 * @typedef {{ iteration: number, until: Until | null }} Goal
 */
/**
 * `measure` asks for a row at the goal itself, whatever the schedule.
 * @typedef {{ type: 'goal', run: number, measure: boolean } & Goal} GoalMessage
 */
/** @typedef {{ type: 'ping' }} PingMessage  is answered by a sign of life */
/**
 * What is inside is looked at, from now on and in this style, or with none no longer. `canvas`: to be painted on, or null
 * for copies; without, it is the one that was given before.
 * @typedef {{ type: 'look', style: PictureStyle | null, canvas?: OffscreenCanvas | null }} LookMessage
 */
/** @typedef {CallMessage | GoalMessage | PingMessage | LookMessage} ToWorker */
/** @typedef {{ type: 'engine', module: WebAssembly.Module }} EngineMessage  the first of all, from which a worker has the core; again, and it begins anew */

/** @typedef {{ type: 'here' }} HereMessage  its script runs; what started it wants to know, and nobody else */
/** @typedef {{ type: 'ready' }} ReadyMessage */
/** @typedef {{ message: string, field?: string }} CallError  `field`: the faulty entry of a spec */
/** @typedef {{ type: 'reply', id: number, value: unknown, error?: undefined }} ValueMessage */
/** @typedef {{ type: 'reply', id: number, error: CallError }} ErrorMessage */
/**
 * @typedef {object} ProgressMessage
 * @property {'progress'} type
 * @property {number} run
 * @property {Goal} goal         the goal that this answers
 * @property {number} iteration
 * @property {number} samples
 * @property {Marks} marks
 * @property {Phase | null} phase
 * @property {TrainedNeuron | null} training
 * @property {ActiveNeuron[] | null} neurons  null: as they were
 * @property {RunStatus} status
 * @property {Float64Array} rows      new ones, row-major
 * @property {Float64Array} errors    their standard errors
 * @property {Coefficient[] | null} spectrum  null: as it was, for there are no new rows
 * @property {number} busy            milliseconds of computing since the last progress
 */
/**
 * A sign of life.
 * @typedef {object} AliveMessage
 * @property {'alive'} type
 * @property {number} quiet    for so many ms there may be no other
 * @property {number} [taken]  the call that was taken up and may take so long; without, it is an iteration
 */
/**
 * The run as it stands, to go on from.
 * @typedef {{ type: 'saved', run: number, bytes: Uint8Array }} SavedMessage
 */
/**
 * A row that takes long: how much of it is done, how many ms are left, about, and how many each row takes.
 * @typedef {{ type: 'pending', run: number, left: number, row: number } & Pending} PendingMessage
 */
/** @typedef {{ type: 'picture' } & Painted} PictureMessage */
/** @typedef {{ type: 'crashed', message: string }} CrashedMessage */
/** @typedef {HereMessage | ReadyMessage | ValueMessage | ErrorMessage | ProgressMessage | AliveMessage | SavedMessage | PendingMessage | PictureMessage | CrashedMessage} FromWorker */

/** @type {(keyof Calls)[]} */
export const METHODS = [
  'catalogue',
  'resolve',
  'analyze',
  'theorem',
  'randomSeed',
  'sweep',
  'summarize',
  'conditions',
  'load',
  'amend',
  'snapshot',
  'examine',
  'restore',
  'parameters',
  'parameter',
  'events',
  'panicForTest',
];

/** Those that begin a run: what the worker was at until then is no longer wanted. @type {Method[]} */
export const BEGINS = ['load', 'restore'];

/** @type {PingMessage} */
export const PING = { type: 'ping' };

/**
 * @template {Method} M
 * @param {number} id
 * @param {M} method
 * @param {Calls[M]['args']} args
 * @returns {CallMessage<M>}
 */
export const call = (id, method, args) => ({ type: 'call', id, method, args });

/**
 * @param {number} run
 * @param {Goal} goal
 * @param {boolean} measure
 * @returns {GoalMessage}
 */
export const goal = (run, { iteration, until }, measure) => ({ type: 'goal', run, iteration, until, measure });

/**
 * @param {Goal} a
 * @param {Goal} b
 */
export const sameGoal = (a, b) =>
  a.iteration === b.iteration && a.until?.mark === b.until?.mark && a.until?.count === b.until?.count;

/**
 * Whether a run that is so far is at a goal, or beyond.
 * @param {Pick<ProgressMessage, 'iteration' | 'marks'>} run
 * @param {Goal} goal
 */
export const isAt = ({ iteration, marks }, goal) =>
  iteration >= goal.iteration || (goal.until !== null && marks[goal.until.mark] >= goal.until.count);

/**
 * @param {PictureStyle | null} style
 * @param {OffscreenCanvas | null} [canvas]
 * @returns {LookMessage}
 */
export const look = (style, canvas) => ({ type: 'look', style, ...(canvas === undefined ? {} : { canvas }) });

/**
 * What a thrown thing says, with the entry of the spec that it blames.
 * @param {unknown} thrown
 * @returns {CallError}
 */
export function describe(thrown) {
  if (typeof thrown !== 'object' || thrown === null) return { message: String(thrown) };
  const { message, field } = /** @type {{ message?: unknown, field?: unknown }} */ (thrown);
  const words = typeof message === 'string' && message !== '' ? message : String(thrown);
  return typeof field === 'string' ? { message: words, field } : { message: words };
}

/** @param {unknown} until */
function isUntil(until) {
  if (typeof until !== 'object' || until === null) return until === null;
  const { mark, count } = /** @type {Record<string, unknown>} */ (until);
  return typeof mark === 'string' && typeof count === 'number';
}

/**
 * @param {unknown} data
 * @returns {data is ToWorker}
 */
export function isToWorker(data) {
  if (typeof data !== 'object' || data === null) return false;
  const message = /** @type {Record<string, unknown>} */ (data);
  if (message.type === 'ping') return true;
  if (message.type === 'look') return typeof message.style === 'object';
  if (message.type === 'goal') {
    return (
      typeof message.run === 'number' &&
      typeof message.iteration === 'number' &&
      typeof message.measure === 'boolean' &&
      isUntil(message.until)
    );
  }
  return (
    message.type === 'call' &&
    typeof message.id === 'number' &&
    Array.isArray(message.args) &&
    METHODS.includes(/** @type {Method} */ (message.method))
  );
}

const FROM_WORKER = ['ready', 'reply', 'progress', 'alive', 'saved', 'pending', 'picture', 'crashed'];

/**
 * @param {unknown} data
 * @returns {data is FromWorker}
 */
export function isFromWorker(data) {
  return typeof data === 'object' && data !== null && FROM_WORKER.includes(/** @type {{ type: string }} */ (data).type);
}
