// The picture of a network that is trained neuron by neuron: the cells are painted by the core; over them stand the active
// neurons, by name and in the colour of their degree, with their edges, and a ring around the one in training.

/** @import { ActiveNeuron, PictureLayout } from '../types.d.ts' */
/** @import { Node } from './bands.js' */

import { called, inputName } from '../language/neurons.js';
import { fixed, integer } from '../language/format.js';
import { cellOf, edges, inputs, nodes } from './bands.js';
import { degreeCss } from './colour.js';
import { h, say, subscripts, svg } from './dom.js';
import { createSurface } from './surface.js';

/** Px: left of the bands for their titles, over each for the names, below all for the inputs, and a name's height. */
export const GUTTER = 74;
export const TITLE = 30;
const FLOOR = 62;
const NAME = 22;
/** A letter of a name, and what is around it. */
const LETTER = 7.5;
const PADDING = 18;
/** Cells of this size and more are dots. */
const DOT = 4;
/** More active neurons than this have no edges drawn but those of the one that is pointed at. */
const MANY = 60;

/** @param {ActiveNeuron} neuron */
const spacing = (neuron) => called(neuron).length * LETTER + PADDING;
/** @param {ActiveNeuron} neuron */
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
  /** @type {PictureLayout | null} */
  let layout = null;
  /** @type {{ width: number, n: number, inputs: number, top: number, wanted: Set<number> }} */
  let of = { width: 0, n: 0, inputs: 1, top: 2, wanted: new Set() };
  /** @type {Node[]} */
  let all = [];
  /** What is drawn. */
  let drawn = '';
  /** @type {ActiveNeuron | null} */
  let here = null;
  /** One of the names is in the order of the Tab key. */
  let stop = '';

  /** @param {ActiveNeuron | null} neuron @param {boolean} byKey */
  function point(neuron, byKey) {
    here = neuron;
    mark();
    onPoint(neuron, byKey);
  }

  /** What belongs to the neuron that is pointed at stands out. */
  function mark() {
    const key = here ? keyOf(here) : '';
    element.classList.toggle('pointing', here !== null);
    for (const each of [...names.children, ...lines.querySelectorAll('[data-of]')]) {
      const own = /** @type {HTMLElement | SVGElement} */ (each);
      own.classList.toggle('here', own.dataset.of === key);
    }
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const list = /** @type {HTMLElement[]} */ ([...names.children]);
    const at = list.indexOf(/** @type {HTMLElement} */ (event.target));
    if (step === undefined || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // the figure's own keys
    list[Math.min(Math.max(at + step, 0), list.length - 1)]?.focus();
  }

  /** @param {Node} node */
  function name({ neuron, name }) {
    const key = keyOf(neuron);
    const words = called(neuron);
    const element = h(
      'button',
      {
        type: 'button',
        'data-of': key,
        'aria-label': `${words}, neuron ${neuron.index} of layer ${neuron.layer}`,
        onpointerenter: (/** @type {PointerEvent} */ e) => e.pointerType === 'mouse' && point(neuron, false),
        onpointerleave: (/** @type {PointerEvent} */ e) => e.pointerType === 'mouse' && point(null, false),
        onclick: () => point(neuron, false),
        onfocus: () => {
          setStop(key);
          point(neuron, element.matches(':focus-visible'));
        },
        onblur: () => point(null, false),
        style: `left:${name.x + GUTTER}px;top:${name.y}px;--own:${colour(neuron)}`,
      },
      ...subscripts(words),
    );
    return element;
  }

  /** @param {string} key */
  function setStop(key) {
    stop = key;
    for (const each of /** @type {Iterable<HTMLElement>} */ (names.children))
      each.tabIndex = each.dataset.of === key ? 0 : -1;
  }

  /** @param {ActiveNeuron} neuron */
  const colour = ({ set }) => degreeCss(Math.max(1, set?.length ?? of.top), of.top);

  /** @param {ActiveNeuron[]} neurons */
  function arrange(neurons) {
    const { cell, tiles, height } = /** @type {PictureLayout} */ (layout);
    const width = Math.max(/** @type {PictureLayout} */ (layout).width * cell, (of.width - GUTTER) / 2);
    const parents = neurons.flatMap((neuron) => neuron.parents.flatMap(({ input }) => input ?? []));
    const row = inputs(of.inputs, width, new Set([...of.wanted, ...parents]));
    const floor = height * cell + FLOOR - NAME;
    // Over the bands of a deep network there is no room for names.
    const title = Math.min(...tiles.map(({ y, rows }, i) => y - ((tiles[i + 1]?.y ?? -rows) + rows))) * cell;
    all =
      title < NAME ? [] : nodes(/** @type {PictureLayout} */ (layout), neurons, { width, spacing, above: title / 2 });
    const room = {
      layout: /** @type {PictureLayout} */ (layout),
      inputs: row,
      nodes: all,
      floor: floor - 4,
      half: NAME / 2,
    };
    const shift = { transform: `translate(${GUTTER} 0)` };
    lines.replaceChildren(
      svg(
        'g',
        shift,
        ...row
          .filter(({ named }) => !named)
          .map(({ x }) => svg('circle', { cx: x, cy: floor + 6, r: 1.5, class: 'unnamed' })),
      ),
      svg('g', shift, ...all.flatMap((node) => drawEdges(node, edges(node, room), neurons.length > MANY))),
    );
    element.style.height = `${height * cell + FLOOR}px`;
    field.style.cssText = `left:${GUTTER}px;width:${/** @type {PictureLayout} */ (layout).width * cell}px;height:${height * cell}px;--cell:${cell}px`;
    field.classList.toggle('dots', cell >= DOT);
    titles.replaceChildren(
      ...tiles.map(({ y, rows }, i) =>
        h('p', { class: 'band', style: `top:${(y + rows / 2) * cell}px` }, h('b', {}, `layer ${i + 1}`), h('span', {})),
      ),
      h('p', { class: 'band', style: `top:${floor + 6}px` }, h('b', {}, 'inputs')),
      ...row
        .filter(({ named }) => named)
        .map(({ input, x }) =>
          h(
            'span',
            {
              class: `input${of.wanted.has(input) || input === 0 ? ' wanted' : ''}`,
              style: `left:${GUTTER + x}px;top:${floor + 6}px`,
            },
            ...subscripts(inputName(input, of.n)),
          ),
        ),
    );
    const focused = /** @type {HTMLElement | null} */ (names.querySelector(':focus'))?.dataset.of;
    names.replaceChildren(...all.map(name));
    /** @type {HTMLElement | undefined} */ (
      [.../** @type {Iterable<HTMLElement>} */ (names.children)].find(
        ({ dataset }) => focused && dataset.of === focused,
      )
    )?.focus();
    setStop(all.some(({ neuron }) => keyOf(neuron) === stop) ? stop : keyOf(all[0]?.neuron ?? { layer: 0, index: 0 }));
    mark();
  }

  /**
   * @param {Node} node
   * @param {import('./bands.js').Edge[]} into
   * @param {boolean} quiet  only seen where it is pointed at
   */
  function drawEdges({ neuron, cell, name }, into, quiet) {
    const own = { 'data-of': keyOf(neuron), style: `--own:${colour(neuron)}` };
    const radius = Math.max(3.5, (layout?.cell ?? 0) / 2);
    const group = svg(
      'g',
      { ...own, class: quiet ? 'quiet' : '' },
      ...into.map(({ from, to, weight }) => {
        const bend = (from.y - to.y) / 2;
        const path = `M${from.x} ${from.y}C${from.x} ${from.y - bend} ${to.x} ${to.y + bend} ${to.x} ${to.y}`;
        const width = 1 + Math.min(2, 1.6 * Math.abs(weight));
        return svg('path', { d: path, class: weight < 0 ? 'edge minus' : 'edge', 'stroke-width': width.toFixed(2) });
      }),
      svg('line', { x1: cell.x, y1: cell.y, x2: name.x, y2: name.y, class: 'stem' }),
      svg('circle', { cx: cell.x, cy: cell.y, r: radius, class: 'node' }),
      ...into.map(({ from, weight }) => svg('text', { x: from.x, y: from.y - 7, class: 'weight' }, fixed(weight, 2))),
    );
    return [group];
  }

  return {
    element,
    surface: surface.give,
    /** The neurons that are named. */
    named: () => all.length,

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
     * @param {typeof of} about
     * @param {{ layer: number, neuron: number } | null} training  the one in training, or null where it is not known
     * @param {number} trained  neurons
     * @param {number} layerWidth
     */
    draw(neurons, about, training, trained, layerWidth) {
      of = about;
      if (layout === null) return;
      const { width, height, cell, tiles } = layout;
      const now = JSON.stringify([
        width,
        height,
        cell,
        tiles.length,
        of.width,
        of.n,
        of.inputs,
        of.top,
        neurons.map((each) => [keyOf(each), each.iteration]),
      ]);
      if (now !== drawn) {
        drawn = now;
        arrange(neurons);
      }
      ring.hidden = training === null;
      if (training) {
        const { x, y } = cellOf(layout, { layer: training.layer, index: training.neuron });
        ring.style.transform = `translate(${(x + GUTTER).toFixed(1)}px, ${y.toFixed(1)}px)`;
      }
      for (let i = 0; i < tiles.length; i++) {
        const count = Math.min(Math.max(trained - i * layerWidth, 0), layerWidth);
        const [title, words] = /** @type {Iterable<HTMLElement>} */ (titles.children[i]?.children ?? []);
        title?.classList.toggle('now', count > 0 && count < layerWidth);
        if (words)
          say(words, count === layerWidth ? `all ${integer(count)}` : `${integer(count)} of ${integer(layerWidth)}`);
      }
    },
  };
}
