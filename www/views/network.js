// A network that is trained neuron by neuron: which neurons are blank, which active and from what, and what the one in training
// does. Its cells are painted by the core, as long as they are in the window.

/** @import { Actions, ActiveNeuron, LabState, LaneState, Painted, Store } from '../types.d.ts' */

import { createCells } from '../drawing/cells.js';
import { NEURONS, watchPalette, degreeColour } from '../drawing/colour.js';
import { h, say, term, write } from '../drawing/dom.js';
import { createErrors } from '../drawing/errors.js';
import { drawn } from '../drawing/frame.js';
import { createNetwork, GUTTER, TITLE } from '../drawing/network.js';
import { createNeuronTable } from '../drawing/neurontable.js';
import { watchRoom } from '../drawing/room.js';
import { factors, symbols } from '../language/names.js';
import { account, called, size, tally } from '../language/neurons.js';
import { rowAt, topDegree } from '../language/progress.js';
import { series } from '../language/series.js';

/** Px: what the bands take, at least and for each layer, and at most. */
const HEIGHT = { least: 180, layer: 52, most: 760 };
const GAP = 4;

const HELP =
  'Each dot is a neuron: faint before its training, grey once it is trained and blank, ringed while it is trained, coloured once it is active. The name over a band says which monomial an active neuron computes; lines lead to its parents, thicker for a larger weight, dashed for a negative one.';
const ERRORS_HELP =
  'How much of an active neuron is not its monomial: the largest value of the rest, beside its scaling (Definition B.5). Lines lead from its parents, whose errors it is given.';
/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  const colours = watchPalette(root);
  const stage = h('div', { class: 'pair' });
  root.append(stage);
  const cells = createCells(stage, (i) => cell(i, colours, actions, () => view.soon()));
  const view = drawn(store, ['lanes', 'shown', 'cursor', 'axis', 'status'], (state) => {
    const names = symbols(state.lanes);
    cells.of(state).forEach((each, i) => each.draw(state, names[i] ?? ''));
  });
  colours.subscribe(view.soon);
  return () => {
    colours.stop();
    view.stop();
    cells.destroy();
    root.replaceChildren();
  };
}

/**
 * @param {number} index
 * @param {ReturnType<typeof watchPalette>} colours
 * @param {Actions} actions
 * @param {() => void} soon  draws
 */
function cell(index, colours, actions, soon) {
  const count = h('p', { class: 'tally', 'data-testid': `network-tally-${index}` });
  const about = h('p', { class: 'about', 'data-testid': `neuron-${index}` });
  const spoken = h('p', { class: 'unseen', role: 'status' });
  const network = createNetwork({
    testId: `network-${index}`,
    onPoint(next, byKey) {
      pointed = next;
      aloud = byKey;
      soon();
    },
  });
  const errors = createErrors(index);
  const depth = h(
    'div',
    { hidden: true },
    h('p', { class: 'what' }, term('Relative error, by layer', ERRORS_HELP)),
    errors.element,
  );
  const table = createNeuronTable(index);
  const element = h(
    'section',
    { class: 'cell network-cell', hidden: true },
    h('div', { class: 'over' }, h('p', { class: 'what' }, term('Neurons', HELP)), count),
    network.element,
    about,
    spoken,
    depth,
    table.element,
  );
  const room = watchRoom(element, soon);
  /** What is asked for at present. */
  let asked = 'null';
  /** @type {Painted | null} */
  let newest = null;
  /** @type {Painted | null} */
  let painted = null;
  /** @type {ActiveNeuron | null} */
  let pointed = null;
  let aloud = false; // it is read to those who do not see it

  /**
   * @param {LaneState} lane
   * @param {number} top
   * @param {number | undefined} trained  at the cursor
   * @param {boolean} usable
   */
  function look(lane, top, trained, usable) {
    const width = (room.isInWindow() ? room.width() : 0) - GUTTER;
    const { layers } = size(lane);
    const style =
      usable && width > 0
        ? {
            of: /** @type {const} */ ('neurons'),
            width: Math.max(width, 100),
            height: Math.min(Math.max(HEIGHT.least, layers * HEIGHT.layer), HEIGHT.most),
            title_height: Math.min(TITLE, HEIGHT.most / 3 / layers),
            gap: Math.min(GAP, HEIGHT.most / 8 / layers),
            colours: palette(top),
            ...(trained === undefined ? {} : { trained }),
          }
        : null;
    if (JSON.stringify(style) === asked) return;
    asked = JSON.stringify(style);
    actions.look(index, 'neurons', style && { style, surface: network.surface, draw });
  }

  /** @param {number} top */
  function palette(top) {
    const { scheme } = colours.palette();
    const degrees = Array.from({ length: Math.max(1, top) }, (_, i) =>
      parseInt(degreeColour(i + 1, top, scheme).slice(1), 16),
    );
    return [...NEURONS[scheme], ...degrees.slice(0, 60)];
  }

  /** @param {Painted} picture */
  function draw(picture) {
    newest = picture;
    soon();
  }

  return {
    element,
    /**
     * @param {LabState} state
     * @param {string} sign
     */
    draw(state, sign) {
      const lane = /** @type {LaneState} */ (state.lanes[index]);
      const { phase } = lane;
      element.hidden = phase === null;
      const top = topDegree(state.lanes);
      const at = state.cursor === null ? null : moment(lane, rowAt(lane, state));
      const usable = phase !== null && state.status !== 'crashed' && state.status !== 'unsupported';
      look(lane, top, at?.trained, usable);
      if (phase === null) return;
      element.ariaLabel = `The network that learns ${sign}, neuron by neuron`;
      const neurons = at ? lane.neurons.filter(({ iteration }) => iteration <= at.iteration) : lane.neurons;
      const trained = at?.trained ?? phase.trained;
      const { layers, width } = size(lane);
      say(
        count,
        `${at ? 'At the cursor: ' : ''}${tally({ trained, active: neurons.length }, size(lane), at ? null : phase, newest?.layout?.each)}`,
      );
      if (newest?.layout && newest !== painted) network.paint(newest.layout, newest.pixels);
      painted = newest;
      const training = at || lane.status !== 'running' ? null : lane.training;
      network.draw(
        neurons,
        { width: room.width(), n: Number(lane.spec.inputs?.n), features: lane.features, top, wanted: wanted(lane) },
        training,
        { trained, of: width },
      );
      const { layer, index: place } = pointed ?? { layer: 0, index: 0 };
      pointed = neurons.find((neuron) => neuron.layer === layer && neuron.index === place) ?? null;
      const told = pointed ?? neurons.at(-1);
      const words = told
        ? `${called(told)}: ${account(told, lane)}`
        : `No neuron is active${lane.status === 'running' ? ' yet' : ''}.`;
      write(about, newest?.refused ? `There is no picture: ${newest.refused}.` : words);
      if (aloud && pointed) say(spoken, words);
      aloud = false;
      // With two layers there is no depth to speak of.
      depth.hidden = layers < 3 || neurons.length === 0;
      if (!depth.hidden) errors.draw(neurons, { layers, top, width: room.width() });
      table.draw(neurons, lane);
    },
    destroy() {
      room.stop();
      actions.look(index, 'neurons', null);
    },
  };
}

/**
 * How far the training was at a row.
 * @param {LaneState} lane
 * @param {number} row
 */
function moment(lane, row) {
  const { at, progress } = series(lane);
  const trained = progress.find(({ name }) => name === 'neurons')?.values[row] ?? 0;
  return { iteration: at[row] ?? 0, trained };
}

/** The coordinates of which the target consists. @type {WeakMap<LaneState['analysis'], Set<number>>} */
const WANTED = new WeakMap();

/** @param {LaneState} lane */
function wanted({ analysis }) {
  const known = WANTED.get(analysis) ?? new Set(analysis.terms.flatMap(({ set }) => factors(set).map(({ i }) => i)));
  WANTED.set(analysis, known);
  return known;
}
