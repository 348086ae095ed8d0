// The events of the proof of Theorem B.1 as a list: whether each holds, and which broke first.

/** @import { LaneState, ProofEvent } from '../types.d.ts' */

import { h, say, subscripts, term } from './dom.js';
import { EVENTS, NAMES, standing, verdict } from '../language/proof.js';

/** @param {ProofEvent['name']} name */
const sign = (name) => h('span', { class: 'sign' }, h('i', {}, 'E'), h('sub', {}, EVENTS[name].sub));

/**
 * @param {number} index  of the lane
 * @param {() => Promise<ProofEvent[]>} ask
 */
export function createProof(index, ask) {
  const said = h('p', { 'data-testid': `proof-${index}` });
  const items = NAMES.map((name) => {
    const stands = h('p', { class: 'stands' });
    const element = h(
      'li',
      { 'data-event': name },
      h('p', {}, sign(name), ' ', term(EVENTS[name].says, EVENTS[name].help)),
      stands,
    );
    return { name, element, stands };
  });
  const element = h(
    'div',
    { class: 'proof' },
    h('p', { class: 'title' }, 'The events of its proof, in this run'),
    said,
    h('ul', { 'data-testid': `events-${index}` }, ...items.map((item) => item.element)),
  );
  /** What the newest question was about, and whether its answer is still to come. @type {unknown[]} */
  let about = [];
  let asking = false;
  /** @type {LaneState | null} */
  let lane = null;

  /** @param {LaneState} lane */
  const subject = ({ data, marks, status }) => [data, marks.active, marks.layer, status];
  const isNew = () => lane !== null && subject(lane).some((value, i) => value !== about[i]);

  /** One question at a time. */
  async function look() {
    if (asking || !isNew()) return;
    asking = true;
    while (lane && isNew()) {
      const of = lane.data;
      about = subject(lane);
      const answer = await ask().catch(() => null);
      if (answer === null) {
        // Lost with its worker: it is asked again at the next news.
        about = [];
        break;
      }
      if (lane.data === of) fill(lane, answer);
    }
    asking = false;
  }

  /**
   * @param {LaneState} lane
   * @param {ProofEvent[]} events
   */
  function fill(lane, events) {
    for (const { name, element, stands } of items) {
      const event = events.find((each) => each.name === name);
      say(stands, standing(event, name));
      element.classList.toggle('broken', event?.holds === false);
    }
    const { before, event, after } = verdict(lane, events);
    said.replaceChildren(before, ...(event ? [sign(event.name)] : []), ...subscripts(after));
  }

  return {
    element,
    /** @param {LaneState} next */
    draw(next) {
      lane = next;
      void look();
    },
  };
}
