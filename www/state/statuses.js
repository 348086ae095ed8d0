// What a figure is doing, what may follow, and what can be asked of it then. The rest of state/ gets it from one line of this table to
// the next: news.js by what the runs tell, running.js by what the visitor wants, editing.js by another experiment.

/** @import { LabStatus } from '../types.d.ts' */

/**
 * @typedef {object} Standing
 * @property {LabStatus[]} next   what may follow; one may also follow itself, with another message
 * @property {boolean} goes       whether `play` lets the runs go on from where they are; after an end it begins them again
 * @property {boolean} steps      whether they can be moved on by single iterations
 * @property {boolean} restarts   whether they can begin again from row 0
 */

/** @type {Record<LabStatus, Standing>} */
export const STATUSES = {
  // Workers, the core or another experiment are on their way; what is wanted meanwhile is kept.
  loading: { next: ['ready', 'running', 'paused', 'crashed'], goes: false, steps: false, restarts: false },
  // At row 0, and nobody has asked for more.
  ready: { next: ['running', 'paused', 'crashed'], goes: true, steps: true, restarts: true },
  running: { next: ['paused', 'finished', 'diverged', 'crashed'], goes: true, steps: true, restarts: true },
  // By the visitor, or out of sight: then it goes on by itself.
  paused: { next: ['ready', 'running', 'finished', 'diverged', 'crashed'], goes: true, steps: true, restarts: true },
  // At the budget, or each run at its own end.
  finished: { next: ['ready', 'running', 'paused', 'crashed'], goes: false, steps: false, restarts: true },
  // A loss is no longer a number.
  diverged: { next: ['ready', 'running', 'paused', 'crashed'], goes: false, steps: false, restarts: true },
  // A worker is gone; whatever is asked next starts all of them afresh.
  crashed: { next: ['loading'], goes: false, steps: false, restarts: true },
  // No WebAssembly, or no workers.
  unsupported: { next: [], goes: false, steps: false, restarts: false },
};

/**
 * @param {LabStatus} status
 * @param {LabStatus} next
 */
export const mayFollow = (status, next) => STATUSES[status].next.includes(next);
