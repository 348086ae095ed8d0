// The active neurons as a table, for those who read rather than look: made while it is open.

/** @import { ActiveNeuron, LaneState } from '../types.d.ts' */

import { h, say, subscripts } from './dom.js';
import { COLUMNS, entries } from '../language/neurons.js';
import { integer } from '../language/format.js';

/** More rows than this are not written. */
const MOST = 200;

/** @param {number} index */
export function createNeuronTable(index) {
  const summary = h('summary', {});
  const body = h('tbody');
  const left = h('p', { hidden: true });
  const head = h('tr', {}, ...COLUMNS.map((title) => h('th', { scope: 'col' }, title)));
  const frame = h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Active neurons' },
    h('table', {}, h('thead', {}, head), body),
  );
  const element = h(
    'details',
    { class: 'neurons', 'data-testid': `neurons-${index}`, ontoggle: () => write() },
    summary,
    frame,
    left,
  );
  /** @type {[ActiveNeuron[], LaneState] | null} */
  let newest = null;
  let written = '';

  function write() {
    if (!newest || !element.open) return;
    const [neurons, lane] = newest;
    const now = neurons.map(({ layer, index, iteration }) => `${layer}.${index}.${iteration}`).join(' ');
    if (now === written) return;
    written = now;
    body.replaceChildren(
      ...neurons
        .slice(0, MOST)
        .map((neuron) => h('tr', {}, ...entries(neuron, lane).map((text) => h('td', {}, ...subscripts(text))))),
    );
    left.hidden = neurons.length <= MOST;
    say(left, `and ${integer(neurons.length - MOST)} more`);
  }

  return {
    element,
    /**
     * @param {ActiveNeuron[]} neurons
     * @param {LaneState} lane
     */
    draw(neurons, lane) {
      newest = [neurons, lane];
      element.hidden = neurons.length === 0;
      say(summary, `${integer(neurons.length)} active ${neurons.length === 1 ? 'neuron' : 'neurons'} as a table`);
      write();
    },
  };
}
