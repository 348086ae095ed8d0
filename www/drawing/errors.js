// The relative error of each active neuron by its layer, on a scale of powers of ten that all networks of a figure share: how it
// is passed from parent to child (section 2.5 of the staircase paper).

/** @import { ActiveNeuron } from '../types.d.ts' */

import { significant } from '../language/format.js';
import { degreeCss } from './colour.js';
import { note, svg } from './dom.js';

/** Px. */
const LEFT = 46;
const RIGHT = 10;
const TOP = 10;
const HEIGHT = 138;
const FLOOR = HEIGHT - 34;

/** Smaller errors stand on the floor. */
const LEAST = 1e-4;
/** More neurons than this are no picture any more. */
const MOST = 300;

/** @param {number} index */
export function createErrors(index) {
  const element = svg('svg', { role: 'img', height: HEIGHT, class: 'errors', 'data-testid': `errors-${index}` });
  let drawnFor = '';

  return {
    element,
    /**
     * @param {ActiveNeuron[]} neurons
     * @param {{ layers: number, top: number, width: number }} about  top: the figure's highest degree; width in px
     */
    draw(neurons, { layers, top, width }) {
      const newest = neurons.at(-1);
      const now = [layers, top, width, neurons.length, newest?.iteration, newest?.relative_error].join();
      if (width === 0 || now === drawnFor) return;
      drawnFor = now;
      const known = neurons.slice(0, MOST).flatMap((neuron) => {
        const { set, relative_error: error } = neuron;
        return set === null || error === null ? [] : [{ ...neuron, set, error }];
      });
      const right = width - RIGHT;
      const band = (right - LEFT) / layers;
      const y = (/** @type {number} */ error) =>
        TOP + ((FLOOR - TOP) * Math.log(1 / Math.min(1, Math.max(LEAST, error)))) / Math.log(1 / LEAST);
      /** @type {Map<string, { x: number, y: number }>} */
      const places = new Map();
      for (let layer = 1; layer <= layers; layer++) {
        const here = known.filter((neuron) => neuron.layer === layer);
        here.forEach(({ index, error }, i) => {
          places.set(`${layer}.${index}`, {
            x: LEFT + band * (layer - 1 + (i + 1) / (here.length + 1)),
            y: y(error),
          });
        });
      }
      const at = (/** @type {{ layer?: number, index?: number }} */ { layer, index }) =>
        places.get(`${layer}.${index}`) ?? null;
      const every = Math.ceil(18 / band);
      const named = Array.from({ length: layers }, (_, i) => i + 1).filter(
        (layer) => layer % every === 0 || layer === 1,
      );
      element.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
      element.setAttribute('width', String(width));
      element.ariaLabel = `Relative error by layer. ${known.map(({ layer, error }) => `Layer ${layer}: ${significant(error)}`).join('; ')}`;
      element.replaceChildren(
        ...[1, 0.01, LEAST].flatMap((error, i) => [
          svg('line', { x1: LEFT, x2: right, y1: y(error), y2: y(error), class: i === 2 ? 'floor' : 'grid' }),
          note(LEFT - 6, y(error) + 3.5, ['1', '0.01', '≤ 10⁻⁴'][i] ?? '', 'end'),
        ]),
        ...named.map((layer) => note(LEFT + band * (layer - 0.5), FLOOR + 14, String(layer), 'middle')),
        note((LEFT + right) / 2, HEIGHT - 4, 'layer', 'middle'),
        ...known.flatMap((neuron) =>
          neuron.parents.flatMap((parent) => {
            const [from, to] = [at(parent), at(neuron)];
            return from && to ? [svg('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: 'passed' })] : [];
          }),
        ),
        ...known.flatMap((neuron) => {
          const place = at(neuron);
          if (!place) return [];
          const dot = svg('circle', { cx: place.x, cy: place.y, r: 4 });
          dot.style.fill = neuron.set.length > 0 ? degreeCss(neuron.set.length, top) : 'var(--ink)';
          return [dot];
        }),
      );
    },
  };
}
