// The picture of what is climbed, above the curves: a flight of steps where the target's sets contain one another, else
// their lattice.

/** @import { Actions, LaneState, LabState, Store, Term } from '../types.d.ts' */

import { rises } from '../language/verdicts.js';
import { h, say, subscripts, svg } from '../drawing/dom.js';
import { drawFlight } from '../drawing/flight.js';
import { integer } from '../language/format.js';
import { drawn } from '../drawing/frame.js';
import { drawLattice } from '../drawing/lattice.js';
import { strongest } from '../drawing/layers.js';
import { columnName, formula, monomial, reading, symbols, unit } from '../language/names.js';
import { LEARNED, rowAt, share, steps, topDegree } from '../language/progress.js';
import { isFlight, staircase } from '../language/steps.js';

/** @import { Picture } from '../drawing/flight.js' */

const NOTES =
  'The iterations are those of first reaching 90 % of the target; before the arrow stands the predicted place of a set in the order of learning, behind it the observed one.';
const EDGES =
  'In a lattice each degree has a row of its own, and edges lead down to the sets that a set rests on; dashed ones to the nearest smaller set, where there is none.';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  const pair = h('div', { class: 'pair' });
  const key = h('p', { class: 'key' });
  root.replaceChildren(pair, key);
  /** @type {ReturnType<typeof cell>[]} */
  let cells = [];
  const view = drawn(store, ['lanes', 'cursor', 'status'], (state) => {
    const { lanes } = state;
    if (cells.length !== lanes.length) {
      cells = lanes.map((_, i) => cell(i));
      pair.replaceChildren(...cells.map((c) => c.element));
    }
    const top = topDegree(lanes);
    const names = symbols(lanes);
    lanes.forEach((lane, i) => cells[i]?.draw(lane, names[i] ?? '', state, top));
    const bases = [...new Set(lanes.map(({ analysis }) => reading(analysis.basis)))];
    say(
      key,
      lanes.length === 0
        ? ''
        : [NOTES, cells.every((c) => c.isFlight()) ? '' : EDGES, ...bases].filter(Boolean).join(' '),
    );
  });
  const resized = new ResizeObserver(() => view.soon());
  resized.observe(root);
  return () => {
    resized.disconnect();
    view.stop();
    root.replaceChildren();
  };
}

/** @param {number} index */
function cell(index) {
  const title = h('p', { class: 'title' });
  const count = h('p', { class: 'count', 'aria-hidden': 'true' });
  const picture = svg('svg', { 'aria-hidden': 'true' });
  const words = h('p', { class: 'unseen', 'data-testid': `staircase-text-${index}` });
  const cut = h('p', { class: 'cut', hidden: true });
  const stage = h('div', { class: 'stage' }, count, picture);
  const element = h('div', { class: 'cell', 'data-testid': `staircase-${index}` }, title, stage, cut, words);
  /** @type {unknown[]} */
  let shape = [];
  /** @type {unknown[]} */
  let shown = [];
  let flight = true;
  /** @type {Picture | null} */
  let drawing = null;
  /** The terms in the picture. @type {Set<Term>} */
  let picked = new Set();

  /**
   * @param {LaneState} lane
   * @param {string} sign
   * @param {number} width
   * @param {number} top
   */
  function build(lane, sign, width, top) {
    heading(title, sign, lane);
    flight = isFlight(lane);
    stage.classList.toggle('flight', flight);
    picture.dataset.kind = flight ? 'flight' : 'lattice';
    const all = steps(lane);
    picked = new Set(flight ? all : strongest(all));
    drawing = flight
      ? drawFlight(picture, staircase(lane), width, top, lane.analysis.basis)
      : drawLattice(picture, all, width, top);
    cut.hidden = drawing.hidden === 0;
    say(cut, `The ${all.length - drawing.hidden} strongest of ${integer(all.length)} sets are shown.`);
  }

  /**
   * @param {LaneState} lane
   * @param {string} sign
   * @param {LabState} state
   * @param {number} top
   */
  function draw(lane, sign, state, top) {
    const width = Math.round(stage.clientWidth);
    if (width === 0) return;
    // By identity: a table in a spec is too long to be compared at each frame.
    const next = [sign, width, top, lane.spec, lane.analysis];
    if (next.some((value, i) => value !== shape[i])) {
      shape = next;
      shown = [];
      build(lane, sign, width, top);
    }
    const row = rowAt(lane, state.cursor);
    const news = [lane.data, lane.rowCount, row, lane.status];
    if (news.every((value, i) => value === shown[i])) return;
    shown = news;
    const gone = lane.status === 'diverged';
    const all = rises(lane)
      .filter(({ term: { set } }) => set.length > 0)
      .map((rise) => ({ ...rise, share: gone || !rise.followed ? NaN : share(lane, rise.term, row) }));
    drawing?.show(new Map(all.flatMap((rise) => (picked.has(rise.term) ? [[columnName(rise.term.set), rise]] : []))));
    const followed = all.filter((each) => each.followed);
    const learned = followed.filter((each) => each.share >= LEARNED).length;
    element.classList.toggle('whole', all.length > 0 && learned === all.length);
    const missing = drawing?.missing === true && learned < followed.length;
    const what = `${followed.length < all.length ? 'followed ' : ''}${unit(lane.spec.target, followed.length)}`;
    const now = `${learned}/${followed.length}${what}${missing}`;
    if (count.dataset.now !== now) {
      count.dataset.now = now;
      count.replaceChildren(
        h('b', {}, `${learned}`),
        ` of ${followed.length} `,
        h('span', { class: 'unit' }, `${what} learned`),
        missing
          ? h('span', { class: 'lack' }, followed.length === 1 ? 'no steps beneath it' : 'steps are missing')
          : '',
      );
    }
    const percent = followed.map(
      ({ term, share }) => `${monomial(term.set, lane.analysis.basis)} ${Math.round(100 * (share || 0))} %`,
    );
    say(
      words,
      `${sign} after ${integer(row < 0 ? 0 : (lane.data[0]?.[row] ?? 0))} iterations: ` +
        `${learned} of ${followed.length} ${what} learned. ${percent.join(', ')}.` +
        (missing ? ' The steps below are missing from this target.' : ''),
    );
  }
  return { element, draw, isFlight: () => flight };
}

/**
 * @param {HTMLElement} title
 * @param {string} sign
 * @param {LaneState} lane
 */
function heading(title, sign, lane) {
  title.replaceChildren(
    h('span', { class: 'symbol' }, ...subscripts(sign)),
    h('span', { class: 'formula' }, ...subscripts(` = ${formula(lane.analysis.terms, lane.analysis.basis)}`)),
  );
}
