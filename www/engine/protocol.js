// What the main thread and a worker say to each other: two closed unions.
//
// Training is steered by goals: "go on until this iteration". A worker runs towards its goal and tells how far it is;
// every goal is answered by at least one progress message that repeats it, even when there was nothing left to do. A
// goal at or below the present iteration therefore means "stop where you are", and the answer tells where that was.

/** @import { Analysis, Catalogue, Coefficient, Parameter, RunStatus, Spec, Choice } from '../types.d.ts' */

/**
 * The calls that a worker answers, by name: arguments and result.
 * @typedef {object} Calls
 * @property {{ args: [], value: Catalogue }} catalogue
 * @property {{ args: [spec: Spec], value: Spec }} resolve
 * @property {{ args: [target: Choice, inputs?: Choice], value: Analysis }} analyze
 * @property {{ args: [], value: number }} randomSeed
 * @property {{ args: [spec: Spec, run: number], value: Loaded }} load  starts a new run at row 0, standing still
 * @property {{ args: [], value: Uint8Array }} snapshot
 * @property {{ args: [bytes: Uint8Array, run: number], value: { columns: string[], first: ProgressMessage } }} restore
 * @property {{ args: [], value: null }} measure  records a row now, which comes as progress
 * @property {{ args: [], value: Parameter[] }} parameters
 * @property {{ args: [], value: never }} panicForTest
 */
/** @typedef {keyof Calls} Method */

/**
 * What there is to know of a run that is about to begin; `first` holds row 0.
 * @typedef {{ columns: string[], analysis: Analysis, first: ProgressMessage }} Loaded
 */

/**
 * @template {Method} [M=Method]
 * @typedef {{ type: 'call', id: number, method: M, args: Calls[M]['args'] }} CallMessage
 */
/**
 * `measure` asks for a row at the goal itself, whatever the schedule.
 * @typedef {{ type: 'goal', run: number, iteration: number, measure: boolean }} GoalMessage
 */
/** @typedef {CallMessage | GoalMessage} ToWorker */

/** @typedef {{ type: 'ready' }} ReadyMessage */
/** @typedef {{ message: string, field?: string }} CallError  `field`: the faulty entry of a spec */
/** @typedef {{ type: 'reply', id: number, value: unknown, error?: undefined }} ValueMessage */
/** @typedef {{ type: 'reply', id: number, error: CallError }} ErrorMessage */
/**
 * @typedef {object} ProgressMessage
 * @property {'progress'} type
 * @property {number} run
 * @property {number} goal       the goal that this answers
 * @property {number} iteration
 * @property {number} samples
 * @property {RunStatus} status
 * @property {Float64Array} rows      new ones, row-major
 * @property {Float64Array} errors    their standard errors
 * @property {Coefficient[] | null} spectrum  null: as it was, for there are no new rows
 * @property {number} busy            milliseconds of computing since the last progress
 */
/** @typedef {{ type: 'crashed', message: string }} CrashedMessage */
/** @typedef {ReadyMessage | ValueMessage | ErrorMessage | ProgressMessage | CrashedMessage} FromWorker */

/** @type {(keyof Calls)[]} */
export const METHODS = [
  'catalogue',
  'resolve',
  'analyze',
  'randomSeed',
  'load',
  'snapshot',
  'restore',
  'measure',
  'parameters',
  'panicForTest',
];

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
 * @param {number} iteration
 * @param {boolean} measure
 * @returns {GoalMessage}
 */
export const goal = (run, iteration, measure) => ({ type: 'goal', run, iteration, measure });

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

/**
 * @param {unknown} data
 * @returns {data is ToWorker}
 */
export function isToWorker(data) {
  if (typeof data !== 'object' || data === null) return false;
  const message = /** @type {Record<string, unknown>} */ (data);
  if (message.type === 'goal') {
    return (
      typeof message.run === 'number' && typeof message.iteration === 'number' && typeof message.measure === 'boolean'
    );
  }
  return (
    message.type === 'call' &&
    typeof message.id === 'number' &&
    Array.isArray(message.args) &&
    METHODS.includes(/** @type {Method} */ (message.method))
  );
}

const FROM_WORKER = ['ready', 'reply', 'progress', 'crashed'];

/**
 * @param {unknown} data
 * @returns {data is FromWorker}
 */
export function isFromWorker(data) {
  return typeof data === 'object' && data !== null && FROM_WORKER.includes(/** @type {{ type: string }} */ (data).type);
}
