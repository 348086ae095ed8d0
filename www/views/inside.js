// What is inside: for each lane the weights of its network as heat maps, painted by the core. Nothing is painted, and nothing
// asked of a worker, unless the panel is open and in the window.

/** @import { Actions, LabState, LaneState, Painted, Store } from '../types.d.ts' */
/** @import { Place } from '../drawing/heatmaps.js' */

import { createCells } from '../drawing/cells.js';
import { DIVERGING, watchPalette } from '../drawing/colour.js';
import { h, say, subscripts } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { createHeatMaps } from '../drawing/heatmaps.js';
import { watchRoom } from '../drawing/room.js';
import { fixed } from '../language/format.js';
import { coordinates, moment, reading, touched } from '../language/inside.js';
import { symbols } from '../language/names.js';

/** Px: for the two lines above each part and the marks, and between parts. */
const ROOM = { title_height: 40, title_width: 136, gap: 14 };
/** The height to keep to if possible; where lanes stand below each other there is more of it. */
const HEIGHT = { wide: 500, narrow: 640 };
const NARROW = 420;

const HELP =
  'Each cell is one number of the network as it is now: in row i and column j of a layer, the weight from input j to neuron i. The narrow column beside each matrix holds the biases.';
const KEYS = 'Arrow keys go from cell to cell and read each one.';

/**
 * @param {HTMLElement} root  a panel: nothing is drawn while it is hidden
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  const pair = h('div', { class: 'pair' });
  root.replaceChildren(h('p', {}, HELP), pair);
  const colours = watchPalette(root);
  const cells = createCells(pair, (i) => cell(i, colours, actions, () => view.soon()));
  const view = drawn(store, ['lanes', 'cursor', 'status'], (state) => {
    if (root.hidden) return;
    const names = symbols(state.lanes);
    const drawings = cells.of(state);
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
  const value = h('p', { class: 'value-here', 'data-testid': `inside-value-${index}` });
  const spoken = h('p', { class: 'unseen', role: 'status' });
  const legend = createScale(index);
  const maps = createHeatMaps({
    testId: `heatmaps-${index}`,
    keys: KEYS,
    onPoint(next, byKey) {
      place = next;
      aloud = byKey;
      void read();
    },
  });
  const element = h(
    'section',
    { class: 'cell', 'data-testid': `inside-${index}` },
    name,
    when,
    maps.element,
    value,
    spoken,
    legend.element,
  );
  let usable = false;
  let scale = 0;
  /** What is asked for at present. */
  let asked = 'null';
  /** The newest picture, and that which is drawn. @type {Painted | null} */
  let newest = null;
  /** @type {Painted | null} */
  let shown = null;
  /** @type {Place | null} */
  let place = null;
  let aloud = false; // the next value is read to those who do not see it
  let reads = false;

  function look() {
    const { scheme } = colours.palette();
    const width = room.width();
    const style =
      usable && width > 0
        ? {
            width,
            height: width < NARROW ? HEIGHT.narrow : HEIGHT.wide,
            ...ROOM,
            scale,
            colours: DIVERGING[scheme],
          }
        : null;
    if (JSON.stringify(style) === asked) return;
    asked = JSON.stringify(style);
    legend.colour(DIVERGING[scheme]);
    actions.look(index, 'weights', style && { style, surface: maps.surface, draw });
  }

  /** @param {Painted} picture */
  function draw(picture) {
    newest = picture;
    soon();
  }

  /** Asks for the number under the pointer, one question at a time. */
  async function read() {
    if (reads) return;
    reads = true;
    while (place) {
      const { tile, row, column } = place;
      const at = place;
      const of = newest;
      const number = await actions.parameter(index, tile.name, row * tile.columns + column).catch(() => null);
      if (at === place) {
        const words = number === null ? '' : reading(maps.tiles(), tile, row, column, number);
        say(value, words);
        if (aloud) say(spoken, words);
        aloud = false;
        if (of === newest) break;
      }
    }
    if (!place) say(value, '');
    reads = false;
  }

  const room = watchRoom(element, look);

  return {
    element,
    /** That of its own numbers. */
    scale: () => newest?.layout?.scale ?? 0,
    /**
     * @param {LabState} state
     * @param {string} sign
     * @param {number} common  scale of all lanes
     */
    draw({ lanes, cursor, status }, sign, common) {
      const lane = /** @type {LaneState} */ (lanes[index]);
      usable = lane.phase === null && status !== 'crashed' && status !== 'unsupported';
      scale = common;
      look();
      if (name.dataset.sign !== sign) {
        name.dataset.sign = sign;
        name.replaceChildren(...subscripts(sign));
        maps.element.ariaLabel = `Weights of the network that learns ${sign}, as heat maps`;
      }
      legend.element.hidden = maps.element.hidden = lane.phase !== null;
      if (lane.phase !== null) return say(when, 'This network is shown above, neuron by neuron.');
      if (newest === null) return say(when, 'The picture is on its way.');
      if (newest.refused !== undefined) return say(when, `There is no picture: ${newest.refused}.`);
      say(when, moment(newest.iteration, cursor));
      const marks = touched(lane.analysis);
      legend.say(scale, coordinates(marks));
      if (newest === shown) return;
      shown = newest;
      maps.draw(newest.layout, newest.pixels, marks);
      void read();
    },
    destroy() {
      room.stop();
      actions.look(index, 'weights', null);
    },
  };
}

/**
 * What the colours and the marks mean.
 * @param {number} index
 */
function createScale(index) {
  const ramp = h('i', { class: 'ramp' });
  const [least, most] = [h('span'), h('span')];
  const mark = h('span', {});
  const element = h(
    'div',
    { class: 'scale', 'data-testid': `inside-scale-${index}` },
    h('p', {}, least, ramp, most, h('span', {}, 'and beyond: one number in a hundred')),
    h('p', {}, h('i', { class: 'mark' }), mark),
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
      say(least, fixed(-scale));
      say(most, fixed(scale));
      say(mark, `columns of the coordinates that the target depends on: ${coordinates}`);
    },
  };
}
