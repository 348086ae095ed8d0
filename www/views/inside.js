// What is inside: for each lane the weights of its network as heat maps, painted by the core. Nothing is painted, and nothing
// asked of a worker, unless the panel is open and in the window.

/** @import { Actions, Choice, LabState, LaneState, Painted, Store } from '../types.d.ts' */
/** @import { Place } from '../drawing/heatmaps.js' */

import { createCells } from '../drawing/cells.js';
import { DIVERGING, watchPalette } from '../drawing/colour.js';
import { h, say, subscripts } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { createHeatMaps } from '../drawing/heatmaps.js';
import { watchRoom } from '../drawing/room.js';
import { significant } from '../language/format.js';
import { coordinates, moment, reading, touched } from '../language/inside.js';
import { symbols } from '../language/names.js';
import { learnsImages } from '../state/images.js';

/** Px: for the two lines above each part and the marks, and between parts. */
const ROOM = { title_height: 40, title_width: 124, gap: 14 };
/** The height to keep to if possible; where lanes stand below each other there is more of it. */
const HEIGHT = { wide: 500, narrow: 640 };
const NARROW = 420;

const HELP =
  'Each cell is one number of the network as it is now: in row i and column j of a layer, the weight from input j to neuron i. The narrow column beside each matrix holds the biases.';
const DISTILLED =
  ' With distillation K makes the features that the layers above see, by random mixtures R of them that stay as they are.';
const KEYS = 'Arrow keys go from cell to cell and read each one.';

/** @param {LaneState} lane */
const isDistilled = ({ spec }) =>
  /** @type {Choice | undefined} */ (spec.learner?.network)?.kind === 'distilled_densenet';

/**
 * @param {HTMLElement} root  a panel: nothing is drawn while it is hidden
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  const pair = h('div', { class: 'pair' });
  const help = h('p', {}, HELP);
  root.replaceChildren(help, pair);
  const colours = watchPalette(root);
  const cells = createCells(pair, (i) => cell(i, colours, actions, () => view.soon()));
  const view = drawn(store, ['lanes', 'cursor', 'status'], (state) => {
    if (root.hidden) return;
    const names = symbols(state.lanes);
    const drawings = cells.of(state);
    help.hidden = state.lanes.every(({ phase }) => phase !== null);
    say(help, HELP + (state.lanes.some(isDistilled) ? DISTILLED : ''));
    // One scale for all, so that they compare at a glance.
    const scale = Math.max(...drawings.map((each) => each.scale()));
    drawings.forEach((each, i) => each.draw(state, names[i] ?? '', scale));
  });
  root.addEventListener('toggled', view.now);
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
 * @param {() => void} soon  draws, once there is something new
 */
function cell(index, colours, actions, soon) {
  const name = h('p', { class: 'of' });
  const when = h('p', { 'data-testid': `inside-when-${index}` });
  const told = createTold(index, actions, () => analysis?.features ?? 0);
  const legend = createLegend(index);
  const maps = createHeatMaps({ testId: `heatmaps-${index}`, keys: KEYS, onPoint: told.point });
  const element = h(
    'section',
    { class: 'cell', 'data-testid': `inside-${index}` },
    name,
    when,
    maps.element,
    told.element,
    legend.element,
  );
  let usable = false;
  let scale = 0;
  /** What was asked for last. */
  let asked = 'null';
  /** The newest picture, and that which is drawn. @type {Painted | null} */
  let newest = null;
  /** @type {Painted | null} */
  let shown = null;
  /** @type {LaneState['analysis'] | null} */
  let analysis = null;
  /** @type {[number, number][]} */
  let marks = [];

  /** Asks for another picture if another one is wanted than before. */
  function look() {
    const ramp = DIVERGING[colours.palette().scheme];
    const width = room.isInWindow() ? room.width() : 0;
    const height = width < NARROW ? HEIGHT.narrow : HEIGHT.wide;
    const style = usable && width > 0 ? { ...ROOM, width, height, scale, colours: ramp } : null;
    if (JSON.stringify(style) === asked) return;
    asked = JSON.stringify(style);
    legend.colour(ramp);
    actions.look(index, 'weights', style && { style, surface: maps.surface, draw: take });
  }

  /** @param {Painted} picture */
  function take(picture) {
    newest = picture;
    soon();
  }

  const room = watchRoom(element, look);

  /**
   * @param {LabState} state
   * @param {string} sign
   * @param {number} common  scale of all lanes
   */
  function draw(state, sign, common) {
    const { lanes, cursor, status } = state;
    const lane = /** @type {LaneState} */ (lanes[index]);
    usable = lane.phase === null && status !== 'crashed' && status !== 'unsupported';
    scale = common;
    look();
    if (name.dataset.sign !== sign) {
      name.dataset.sign = sign;
      name.replaceChildren(...subscripts(sign));
      maps.element.ariaLabel = `Weights of the network that learns ${sign}, as heat maps`;
    }
    if (lane.analysis !== analysis) {
      analysis = lane.analysis;
      marks = learnsImages(state) ? [] : touched(analysis);
    }
    maps.element.hidden = legend.element.hidden = lane.phase !== null || !newest?.layout;
    if (lane.phase !== null) return say(when, 'This network is shown above, neuron by neuron.');
    if (newest === null) return say(when, 'The picture is on its way.');
    if (newest.refused !== undefined) return say(when, `There is no picture (${newest.refused}).`);
    say(when, moment(newest.iteration, cursor));
    legend.say(scale, coordinates(marks));
    if (newest === shown) return;
    shown = newest;
    maps.draw(newest.layout, newest.pixels, marks);
    told.again();
  }

  return {
    element,
    /** That of its own numbers. */
    scale: () => newest?.layout?.scale ?? 0,
    draw,
    destroy() {
      room.stop();
      actions.look(index, 'weights', null);
    },
  };
}

/**
 * The number that is pointed at. Its run is asked for it, one question at a time.
 * @param {number} index
 * @param {Actions} actions
 * @param {() => number} features  that the network has for inputs
 */
function createTold(index, actions, features) {
  const value = h('p', { class: 'value-here', 'data-testid': `inside-value-${index}` });
  const spoken = h('p', { class: 'unseen', role: 'status' });
  /** @type {Place | null} */
  let place = null;
  let asking = false;
  let stale = false; // what is said of the place
  let aloud = false; // it is to be said to those who do not see it

  async function ask() {
    stale = true;
    if (asking) return;
    asking = true;
    while (place && stale) {
      stale = false;
      const at = place;
      const { tiles, tile, row, column } = at;
      const number = await actions.parameter(index, tile.name, row * tile.columns + column).catch(() => null);
      if (at !== place) continue;
      const words = number === null ? '' : reading(tiles, tile, row, column, number, features());
      say(value, words);
      if (aloud) say(spoken, words);
      aloud = false;
    }
    asking = false;
    if (!place) say(value, '');
  }

  return {
    element: h('div', {}, value, spoken),
    /**
     * @param {Place | null} next
     * @param {boolean} byKey
     */
    point(next, byKey) {
      place = next;
      aloud = byKey;
      void ask();
    },
    /** There are newer numbers. */
    again: () => void ask(),
  };
}

/**
 * What the colours and the marks mean.
 * @param {number} index
 */
function createLegend(index) {
  const ramp = h('i', { class: 'ramp' });
  const [least, most] = [h('span'), h('span')];
  const columns = h('span');
  const marked = h('p', {}, h('i', { class: 'mark' }), columns);
  const element = h(
    'div',
    { class: 'scale', 'data-testid': `inside-scale-${index}` },
    h('p', {}, least, ramp, most, h('span', {}, 'beyond: at most one number in a hundred')),
    marked,
  );
  return {
    element,
    /** @param {number[]} colours */
    colour(colours) {
      const css = colours.map((colour) => `#${colour.toString(16).padStart(6, '0')}`);
      ramp.style.background = `linear-gradient(to right, ${css.join(', ')})`;
    },
    /**
     * @param {number} scale
     * @param {string} coordinates
     */
    say(scale, coordinates) {
      say(least, significant(-scale));
      say(most, significant(scale));
      marked.hidden = coordinates === '';
      say(columns, `columns of the coordinates that the target depends on: ${coordinates}`);
    },
  };
}
