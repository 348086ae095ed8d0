// The picture of a network that is trained neuron by neuron: the cells are painted by the core; over them stand the active
// neurons, by name and in the colour of their degree, with their edges, and a ring around the one in training.

/** @import { ActiveNeuron, PictureLayout } from '../types.d.ts' */
/** @import { Node } from './bands.js' */

import { integer, thousands } from '../language/format.js';
import { called, inputName, inputSpelled } from '../language/neurons.js';
import { cellOf, edges, inputs, nodes } from './bands.js';
import { degreeCss } from './colour.js';
import { h, say, subscripts, svg } from './dom.js';
import { drawNode } from './strands.js';
import { createSurface } from './surface.js';

/** Px: left of the bands for their titles, over each for the names, below all for the inputs, and a name's height. */
export const GUTTER = 74;
export const TITLE = 30;
const FLOOR = 62;
const NAME = 22;
/** The two lines of a band's title. */
const BAND = 28;
/** A letter of a name, and what is around it. */
const LETTER = 7.5;
const PADDING = 18;
/** Cells of this size and more are dots. */
const DOT = 4;
/** A count as long as the gutter has room for it. @param {number} count @param {number} of */
const short = (count, of) =>
  of < LONG ? integer(count) : thousands(count < 1000 ? count : Math.floor(count / 1000) * 1000);
/** Counts of so many are told in thousands. */
const LONG = 10_000;
/** Of more active neurons only the edges of the one that is pointed at are seen, */
const MANY = 60;
/** and of more only the newest are more than cells. */
const MOST = 150;

/** Higher layers are above. @type {Record<string, number>} */
const ARROWS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/**
 * What the bands are of: `wanted` are the inputs that the target consists of, `top` the highest degree of the figure.
 * @typedef {{ width: number, n: number, features: string[], top: number, wanted: Set<number> }} About
 */

/** @param {ActiveNeuron} neuron */
const spacing = (neuron) => called(neuron).length * LETTER + PADDING;
/** @param {{ layer: number, index: number }} neuron */
const keyOf = ({ layer, index }) => `${layer}.${index}`;

/**
 * @param {object} options
 * @param {string} options.testId
 * @param {(neuron: ActiveNeuron | null, byKey: boolean) => void} options.onPoint
 */
export function createNetwork({ testId, onPoint }) {
  const field = h('div', { class: 'cells' });
  const surface = createSurface(field);
  const lines = svg('svg', { 'aria-hidden': 'true' });
  const ring = h('i', { class: 'ring', hidden: true });
  const names = h('div', { role: 'group', 'aria-label': 'Active neurons', onkeydown: onKey });
  const titles = h('div', { 'aria-hidden': 'true' });
  const element = h('div', { class: 'network', 'data-testid': testId }, titles, field, lines, ring, names);
  const buttons = () => /** @type {HTMLElement[]} */ ([...names.children]);
  /** @type {PictureLayout | null} */
  let layout = null;
  /** What is arranged. */
  let arranged = '';
  /** The neuron that is pointed at. */
  let here = '';
  /** The one that the Tab key comes to. */
  let stop = '';

  /**
   * @param {ActiveNeuron | null} neuron
   * @param {boolean} [byKey]
   */
  function point(neuron, byKey = false) {
    here = neuron ? keyOf(neuron) : '';
    mark();
    onPoint(neuron, byKey);
  }

  /** What belongs to the neuron that is pointed at stands out. */
  function mark() {
    element.classList.toggle('pointing', here !== '');
    for (const own of element.querySelectorAll('[data-of]'))
      own.classList.toggle('here', /** @type {HTMLElement} */ (own).dataset.of === here);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const all = buttons();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    const to = { Home: 0, End: all.length - 1 }[event.key] ?? at + (ARROWS[event.key] ?? NaN);
    if (Number.isNaN(to) || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // the figure's own keys
    all[to]?.focus();
  }

  /** @param {string} key */
  function setStop(key) {
    stop = key;
    for (const each of buttons()) each.tabIndex = each.dataset.of === key ? 0 : -1;
  }

  /**
   * @param {Node} node
   * @param {string} colour
   */
  function button({ neuron, name, named }, colour) {
    const key = keyOf(neuron);
    const words = called(neuron);
    const byMouse = (/** @type {ActiveNeuron | null} */ next) => (/** @type {PointerEvent} */ event) =>
      event.pointerType === 'mouse' && point(next);
    const element = h(
      'button',
      {
        type: 'button',
        class: named ? '' : 'unnamed',
        'data-of': key,
        'aria-label': `${words}, neuron ${neuron.index} of layer ${neuron.layer}`,
        onpointerenter: byMouse(neuron),
        onpointerleave: byMouse(null),
        onclick: () => point(neuron),
        onfocus() {
          setStop(key);
          point(neuron, element.matches(':focus-visible'));
        },
        onblur: () => point(null),
        style: `left:${name.x + GUTTER}px;top:${name.y}px;--own:${colour}`,
      },
      ...(named ? subscripts(words) : []),
    );
    return element;
  }

  /**
   * @param {PictureLayout} layout
   * @param {ActiveNeuron[]} neurons
   * @param {About} about
   */
  function arrange(layout, neurons, { width: room, n, features, top, wanted }) {
    const { cell, tiles } = layout;
    const [width, height] = [layout.width * cell, layout.height * cell];
    // Narrow bands do not press the names together.
    const across = Math.max(width, (room - GUTTER) / 2);
    const parents = neurons.flatMap((neuron) => neuron.parents.flatMap(({ input }) => input ?? []));
    const row = inputs(1 + n + features.length, across, new Set([...wanted, ...parents]));
    const floor = height + FLOOR - NAME / 2;
    const all = nodes(layout, neurons.slice(-MOST), { width: across, spacing, above: TITLE / 2, least: NAME });
    const places = { layout, inputs: row, nodes: all, floor: floor - NAME / 2, half: NAME / 2 };
    const colour = (/** @type {Node} */ { neuron: { set } }) => degreeCss(Math.max(1, set?.length ?? top), top);
    const shift = { transform: `translate(${GUTTER} 0)` };
    lines.replaceChildren(
      svg(
        'g',
        { ...shift, class: neurons.length > MANY ? 'many' : '' },
        ...row
          .filter(({ named }) => !named)
          .map(({ x }) => svg('circle', { cx: x, cy: floor, r: 1.5, class: 'input' })),
        ...all.map((node) =>
          drawNode(node, edges(node, places), { key: keyOf(node.neuron), colour: colour(node), radius: cell / 2 }),
        ),
      ),
    );
    const title = (/** @type {number} */ y, /** @type {string} */ words, hidden = false) =>
      h('p', { class: 'band', style: `top:${y}px`, hidden }, h('b', {}, words), h('span', {}));
    // Of bands lower than their titles some have none.
    const every = Math.ceil((BAND * tiles.length) / height);
    titles.replaceChildren(
      ...tiles.map(({ y, rows }, i) => title((y + rows / 2) * cell, `layer ${i + 1}`, i % every > 0)),
      title(floor, 'inputs'),
      ...row.flatMap(({ input, x, named }) => {
        const name = {
          class: 'input',
          style: `left:${GUTTER + x}px;top:${floor}px`,
          title: inputSpelled(input, n, features),
        };
        if (wanted.has(input) || input === 0) name.class += ' wanted';
        return named ? h('span', name, ...subscripts(inputName(input, n))) : [];
      }),
    );
    element.style.height = `${height + FLOOR}px`;
    field.style.cssText = `left:${GUTTER}px;width:${width}px;height:${height}px;--cell:${cell}px`;
    field.classList.toggle('dots', cell >= DOT);
    const focused = buttons().some((each) => each.matches(':focus')) ? stop : '';
    names.replaceChildren(...all.map((node) => button(node, colour(node))));
    const first = buttons()[0]?.dataset.of ?? '';
    setStop(all.some(({ neuron }) => keyOf(neuron) === stop) ? stop : first);
    buttons()
      .find((each) => each.dataset.of === focused)
      ?.focus();
    mark();
  }

  return {
    element,
    surface: surface.give,

    /**
     * @param {PictureLayout} next
     * @param {Uint8ClampedArray | null} pixels
     */
    paint(next, pixels) {
      surface.show(next, pixels);
      layout = next;
    },

    /**
     * @param {ActiveNeuron[]} neurons
     * @param {About} about
     * @param {{ layer: number, neuron: number } | null} training  the one in training, or null where it is not known
     * @param {{ trained: number, of: number }} count  neurons, and of how many in a layer
     */
    draw(neurons, about, training, { trained, of }) {
      if (layout === null) return;
      const { width, height, cell, tiles } = layout;
      const list = neurons.map((neuron) => [keyOf(neuron), neuron.iteration]);
      const now = JSON.stringify([width, height, cell, tiles.length, { ...about, wanted: [...about.wanted] }, list]);
      if (now !== arranged) arrange(layout, neurons, about);
      arranged = now;
      ring.hidden = training === null;
      if (training) {
        const { x, y } = cellOf(layout, { layer: training.layer, index: training.neuron });
        ring.style.transform = `translate(${(x + GUTTER).toFixed(1)}px, ${y.toFixed(1)}px)`;
      }
      tiles.forEach((_, i) => {
        const count = Math.min(Math.max(trained - i * of, 0), of);
        const [title, words] = titles.children[i]?.children ?? [];
        title?.classList.toggle('now', count > 0 && count < of);
        if (words) say(words, count === of ? `all ${integer(of)}` : `${short(count, of)} of ${short(of, of)}`);
      });
    },
  };
}
