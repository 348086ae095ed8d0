// What a figure is doing, what may follow, and what can be asked of it then. The rest of state/ gets it from one line of this table to
// the next: news.js by what the runs tell, running.js by what the visitor wants, editing.js by another experiment.

/** @import { LabState, LabStatus } from '../types.d.ts' */

/**
 * @typedef {object} Standing
 * @property {LabStatus[]} next   what may follow; one may also follow itself, with another message
 * @property {'on' | 'again' | 'later' | null} plays  what `play` does: the runs go on from where they are, begin again, or go once
 *   they are there
 * @property {boolean} steps      whether they can be moved on by single iterations
 * @property {boolean} restarts   whether they can begin again from row 0
 */

/** @type {Record<LabStatus, Standing>} */
export const STATUSES = {
  // Workers, the core or another experiment are on their way; what is wanted meanwhile is kept. A newer wish does not wait.
  loading: { next: ['ready', 'running', 'paused', 'crashed'], plays: 'later', steps: false, restarts: true },
  // At row 0, and nobody has asked for more.
  ready: { next: ['loading', 'running', 'paused', 'crashed'], plays: 'on', steps: true, restarts: true },
  running: {
    next: ['loading', 'paused', 'finished', 'diverged', 'crashed'],
    plays: 'on',
    steps: true,
    restarts: true,
  },
  // By the visitor, or out of sight: then it goes on by itself.
  paused: {
    next: ['loading', 'ready', 'running', 'finished', 'diverged', 'crashed'],
    plays: 'on',
    steps: true,
    restarts: true,
  },
  // At the budget, or each run at its own end.
  finished: {
    next: ['loading', 'ready', 'running', 'paused', 'crashed'],
    plays: 'again',
    steps: false,
    restarts: true,
  },
  // A loss is no longer a number.
  diverged: {
    next: ['loading', 'ready', 'running', 'paused', 'crashed'],
    plays: 'again',
    steps: false,
    restarts: true,
  },
  // A worker is gone, or never came. What was shown of its run is kept: the run goes on in another.
  crashed: { next: ['loading', 'running', 'paused'], plays: 'on', steps: false, restarts: true },
  // No WebAssembly, or no workers.
  unsupported: { next: [], plays: null, steps: false, restarts: false },
};

/**
 * Whether there is anything past the budget to run on to.
 * @param {Pick<LabState, 'status' | 'lanes'>} state
 */
export const mayRunOn = ({ status, lanes }) => status === 'finished' && lanes.some((lane) => lane.status === 'running');

/**
 * @param {LabStatus} status
 * @param {LabStatus} next
 */
export const mayFollow = (status, next) => STATUSES[status].next.includes(next);
