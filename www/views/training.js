// What the neuron in training does: its weights over its own iterations, and what it comes to and why.

/** @import { Actions, LabState, LaneState, Store, TrainedNeuron } from '../types.d.ts' */

import { createCells } from '../drawing/cells.js';
import { h, term, write } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { watchRoom } from '../drawing/room.js';
import { createTraining } from '../drawing/training.js';
import { becameActive, heading, shortNames, verdict } from '../language/neurons.js';
import { topDegree } from '../language/progress.js';

/** Where neurons follow each other faster than one can read, each is shown for so many ms, and one that became active longer. */
const READ = 900;
const READ_ACTIVE = 2500;

const HELP =
  'The weights a of the neuron in training, one for each parent that is not blank (and those of the squares, where neurons have such), and its bias b, against its own iterations. They start at random; once the gradient is small, all that are in the band between −τ and τ are rounded to zero. Where neurons follow each other too fast to be read, some are shown.';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  const stage = h('div', { class: 'pair' });
  root.append(stage);
  const cells = createCells(stage, (i) => cell(i, () => view.soon()));
  const view = drawn(store, ['lanes', 'shown', 'cursor', 'status'], (state) => {
    cells.of(state).forEach((each) => each.draw(state));
  });
  return () => {
    view.stop();
    cells.destroy();
    root.replaceChildren();
  };
}

/**
 * @param {number} index
 * @param {() => void} soon  draws
 */
function cell(index, soon) {
  const which = h('span', { 'data-testid': `training-${index}` });
  const becomes = h('p', { class: 'verdict', 'data-testid': `verdict-${index}` });
  const chart = createTraining(`training-chart-${index}`);
  const element = h(
    'section',
    { class: 'cell training-cell', hidden: true, 'aria-label': 'The neuron in training' },
    h('p', { class: 'what' }, term('In training', HELP), ': ', which),
    becomes,
    chart.element,
  );
  const room = watchRoom(element, soon);
  /** @type {TrainedNeuron | null} */
  let shown = null;
  /** Until when it is shown, whatever follows. */
  let until = 0;
  let drawnFor = '';
  /** The run that is shown, by its rows. @type {LaneState['data'] | null} */
  let run = null;

  /**
   * The neuron to show: the newest, unless another one is being read.
   * @param {LaneState} lane
   * @param {boolean} running
   */
  function choose({ training }, running) {
    if (training === null) return null;
    const now = performance.now();
    const same = shown?.layer === training.layer && shown.neuron === training.neuron;
    const active = training.ended && becameActive(training);
    if (running && shown !== null && !same && !active && now < until) return shown;
    if (!same || active) until = now + (active ? READ_ACTIVE : READ);
    shown = training;
    return training;
  }

  return {
    element,
    /** @param {LabState} state */
    draw(state) {
      const lane = /** @type {LaneState} */ (state.lanes[index]);
      if (lane.data !== run || lane.training === null) [run, shown, until, drawnFor] = [lane.data, null, 0, ''];
      const training = choose(lane, state.status === 'running');
      element.hidden = lane.phase === null;
      const past = state.cursor !== null;
      element.classList.toggle('past', past);
      chart.element.hidden = training === null;
      if (training === null || past) {
        write(which, past ? 'at the cursor it is not known' : 'none yet');
        if (training === null) write(becomes, '');
        return;
      }
      const words = verdict(training, lane);
      write(which, heading(training, lane));
      write(becomes, words);
      const [top, width] = [topDegree(state.lanes), room.width()];
      const { layer, neuron, iteration, ended } = training;
      const now = [layer, neuron, iteration, ended, top, width, lane.spec.seed].join();
      // At rest it is drawn wherever it is, for print.
      const idle = state.status === 'running' && !room.isInWindow();
      if (now === drawnFor || width === 0 || idle) return;
      drawnFor = now;
      const tau = Number(lane.spec.learner?.tau);
      chart.draw(training, { names: shortNames(training, lane), top, tau, width, words });
    },
    destroy: room.stop,
  };
}
