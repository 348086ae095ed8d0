// The events of the proof of Theorem B.1 in words, and what they tell of a run.

import { integer, significant } from './format.js';
import { columnName, setName } from './names.js';
import { LEARNED, share } from './progress.js';

/** @import { LaneState, ProofEvent } from '../types.d.ts' */

/** Sets that are named one by one. */
const LISTED = 3;

/**
 * @typedef {object} Told
 * @property {string} sub    of its E in the paper
 * @property {string} says   what holds when it does
 * @property {string} help   its definition
 * @property {(value: number, bound: number) => string} worst  the number that is bounded
 */

/** @param {number} v */
const digits = (v) => (Number.isInteger(v) ? integer(v) : significant(v));
/** @param {string} what */
const upTo = (what) => (/** @type {number} */ value, /** @type {number} */ bound) =>
  `${what} up to ${digits(value)}, ${digits(bound)} allowed`;

/** In the order in which they are listed. @type {Record<ProofEvent['name'], Told>} */
export const EVENTS = {
  nothree: {
    sub: 'nothree',
    says: 'no neuron has three active parents',
    help: 'Definition E.11 of Abbe et al. 2021, first part: once the layers before it are trained, no neuron has three or more parents that are active, the constant and the coordinates among them.',
    worst: upTo('active parents'),
  },
  oneneuron: {
    sub: 'nothree',
    says: 'nor two in the layer before',
    help: 'Definition E.11 of Abbe et al. 2021, second part: no neuron has two or more active parents in the layer before. Of two active parents, one is then an input.',
    worst: upTo('active parents there'),
  },
  conn: {
    sub: 'conn',
    says: 'any two possible parents share a child',
    help: 'Definition E.12 of Abbe et al. 2021: any two of the inputs and of the active neurons of the layer before have at least 64 M² log(16 s L / δ) children in common, which is hundreds. Here one is asked for, the least with which their product can be learned.',
    worst: (value) => `children shared down to ${digits(value)}`,
  },
  nobadactive: {
    sub: 'nobadactive',
    says: 'every active neuron is a monomial of the target',
    help: 'Definition E.5 of Abbe et al. 2021: every active neuron of layer i represents a monomial of the target of degree i + 1 or less. It represents one here as long as its relative error is below a half (Claim E.13).',
    worst: upTo('relative errors'),
  },
  rep: {
    sub: 'rep',
    says: 'each monomial has one neuron, in time',
    help: 'Definitions E.4 and E.6 of Abbe et al. 2021: no two neurons represent one monomial, and once layer i is trained all monomials of degree i + 1 or less are represented. How close a scaling has to be to its coefficient is left out: the bound grows above every coefficient here.',
    worst: (value) => (value === 0 ? 'none missing' : `${digits(value)} missing at most`),
  },
  bias: {
    sub: 'bias',
    says: 'the error has hardly any mean',
    help: 'Definition E.8 of Abbe et al. 2021: after each neuron the mean of f − g is at most 2 ε_stop in size.',
    worst: upTo('mean'),
  },
  neurbound: {
    sub: 'neurbound',
    says: 'no neuron is larger than 2M',
    help: 'Definition E.9 of Abbe et al. 2021: no neuron is larger than 2M at any input.',
    worst: upTo('values'),
  },
  parambound: {
    sub: 'parambound',
    says: 'no weight is large',
    help: 'Definition E.10 of Abbe et al. 2021: no weight is larger than 16 M² √(λ₂/λ₁).',
    worst: upTo('weights'),
  },
};

export const NAMES = /** @type {ProofEvent['name'][]} */ (Object.keys(EVENTS));

/** @param {NonNullable<ProofEvent['first']>} first */
function place({ layer, neuron }) {
  if (layer === 0) return 'before all training';
  return neuron === 0 ? `in layer ${layer}` : `at neuron ${integer(neuron)} of layer ${layer}`;
}

/**
 * How an event stands.
 * @param {ProofEvent | undefined} event  none is looked at before a layer is trained, or where layers are too large
 * @param {ProofEvent['name']} name
 */
export function standing(event, name) {
  if (!event)
    return name === 'conn'
      ? 'not looked at: no layer is trained yet, or they are too large'
      : 'not looked at: the layers are too large';
  const { holds, first, count, value, bound } = event;
  const worst = EVENTS[name].worst(value, bound);
  if (holds || !first) return `holds so far: ${worst}`;
  return `broken ${count === 1 ? 'once' : `${integer(count)} times`}, first ${place(first)}: ${worst}`;
}

/**
 * The event that broke before all others. What is said of a layer's edges is settled before it is trained, what of its
 * monomials after.
 * @param {ProofEvent[]} events
 */
export function firstBroken(events) {
  const when = (/** @type {ProofEvent} */ { name, first }) => {
    const neuron = first?.neuron === 0 && name === 'rep' ? Infinity : (first?.neuron ?? 0);
    return [first?.layer ?? 0, neuron];
  };
  const [earliest] = events
    .filter(({ holds }) => !holds)
    .sort((a, b) => {
      const [[layer = 0, neuron = 0], [other = 0, its = 0]] = [when(a), when(b)];
      return layer - other || (neuron === its ? 0 : neuron - its);
    });
  return earliest ?? null;
}

/** What is said of edges, not of what neurons learn. @type {Set<ProofEvent['name']>} */
const OF_EDGES = new Set(['nothree', 'oneneuron', 'conn']);

/**
 * The sets that a run has not learned, of those that are followed.
 * @param {LaneState} lane
 */
export const missing = (lane) =>
  lane.analysis.terms
    .filter((term) => lane.columns.includes(columnName(term.set)) && !(share(lane, term, lane.rowCount - 1) >= LEARNED))
    .map(({ set }) => set);

/**
 * What the events tell of a run.
 * @param {LaneState} lane
 * @param {ProofEvent[]} events
 * @returns {{ before: string, event: ProofEvent | null, after: string }}  the event is named in between
 */
export function verdict(lane, events) {
  const event = firstBroken(events);
  const broken = events.filter(({ holds }) => !holds).length;
  // Of a random network's many edges some always are too many, and most do no harm: what neurons made of them says where it began.
  const learned =
    event && OF_EDGES.has(event.name) ? firstBroken(events.filter(({ name }) => !OF_EDGES.has(name))) : null;
  const then = learned?.first
    ? ` Of what neurons learn, the first that broke, ${place(learned.first)}, is that ${EVENTS[learned.name].says}.`
    : '';
  const which = event?.first ? `, ${place(event.first)}: it says that ${EVENTS[event.name].says}.${then}` : '';
  const ended = lane.status !== 'running';
  if (!ended && !event) return { before: 'So far all of them hold.', event, after: '' };
  if (!ended) {
    const rest = broken > 1 ? `${broken} of them are broken so far, first ` : 'One of them is broken so far, ';
    return { before: rest, event, after: which };
  }
  const lacking = missing(lane);
  const named = lacking.slice(0, LISTED).map(setName).join(', ');
  const sets =
    lacking.length > LISTED
      ? `${named} and ${lacking.length - LISTED} more are`
      : `${named} ${lacking.length === 1 ? 'is' : 'are'}`;
  if (lane.status !== 'diverged' && lacking.length === 0) {
    if (!event) return { before: 'All of them held, and the target is learned, as in the proof.', event, after: '' };
    return {
      before: `The target is learned although ${broken === 1 ? 'an event' : `${broken} events`} of the proof broke: together they are enough, but no run needs all of them. The first that broke is `,
      event,
      after: which,
    };
  }
  const failed = lane.status === 'diverged' ? 'The run diverged' : `${sets} missing at the end`;
  if (!event) return { before: `${failed} though every event that was looked at held.`, event, after: '' };
  return { before: `${failed}. The first event that broke is `, event, after: which };
}
