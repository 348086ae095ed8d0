// The picture of what is climbed, above the curves: a flight of steps where the target's sets contain one another, else
// their lattice.

/** @import { Actions, LaneState, LabState, Store, Term } from '../types.d.ts' */

import { aimNow, asOf, when } from '../language/inforce.js';
import { amount, axisOf, placeOf } from '../language/axis.js';
import { rises, score } from '../language/verdicts.js';
import { createCells } from '../drawing/cells.js';
import { equation, h, say, svg } from '../drawing/dom.js';
import { drawFlight } from '../drawing/flight.js';
import { integer, percentBeside } from '../language/format.js';
import { drawn } from '../drawing/frame.js';
import { drawLattice } from '../drawing/lattice.js';
import { drawTower } from '../drawing/tower.js';
import { strongest } from '../drawing/layers.js';
import { createNotes } from '../drawing/notes.js';
import { columnName, monomial, reading, signNow, symbols, unit } from '../language/names.js';
import { isStep, LEARNED, rowAt, share, steps, topDegree } from '../language/progress.js';
import { isFlight, staircase } from '../language/steps.js';
import { explained, isTaught, taught, told, written } from '../language/teacher.js';

/** @import { Picture } from '../drawing/flight.js' */

const FLIGHT =
  'A column is as high as the degree of its monomial, and filled as far as the coefficient has come; learned is what stands at 90 % of its target or more at the moment shown. Below it stand when it was first measured at 90 % of the target or more, as the curves count (watched slowly, a run is measured more often), and the place in the order of learning: 2→3 is the second by prediction and the third in this run, by when each was first measured at half of its target.';
const LATTICE =
  'In a lattice each degree has a row of its own, and a box is filled as far as the coefficient of its set has come; learned is what stands at 90 % of its target or more at the moment shown. Edges lead down to the sets that a set rests on; dashed ones to the nearest smaller set, where there is none. Beside a box stand when it was first measured at 90 % of the target or more, as the curves count (watched slowly, a run is measured more often), and, where there is room, the place in the order of learning: 2→3 is the second by prediction and the third in this run, by when each was first measured at half of its target.';

const TOWER =
  'A bar is a layer of the target, G*, filled as far as the network’s features of this layer are its own up to a rotation: what is off is min over U of E |S* − US|², as a part of E |S*|² (Theorem 2). In the accent’s colour stands what a layer has gained since the layer above it was switched on: the correction of its features. Alike, where it is measured, is the cosine between the layer’s weights then and now: near 1 the correction was a small one (section 3.1).';

const SHARE = 'What is learned of G* is 1 less the test loss, as a part of E G*², the loss of answering zero.';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  const pair = h('div', { class: 'pair' });
  const notes = createNotes(root);
  root.replaceChildren(pair, notes.element);
  const resized = new ResizeObserver(() => {
    cells.of(store.get()).forEach((each) => each.measure());
    view.soon();
  });
  const cells = createCells(pair, (i) => {
    const made = cell(i, notes.opener(i));
    resized.observe(made.room);
    return made;
  });
  const view = drawn(store, ['lanes', 'shown', 'cursor', 'axis', 'status'], (state) => {
    const { lanes } = state;
    const top = topDegree(lanes);
    const names = symbols(lanes);
    const drawings = cells.of(state);
    drawings.forEach((each, i) => each.draw(/** @type {LaneState} */ (lanes[i]), names[i] ?? '', state, top));
    const told = { flight: FLIGHT, lattice: LATTICE, tower: `${SHARE} ${TOWER}`, none: SHARE };
    const pictures = drawings.map((each) => told[each.kind()]);
    const bases = lanes.map(({ analysis }) => reading(analysis.basis));
    notes.say([...new Set([...pictures, ...bases])].filter(Boolean).join(' '));
  });
  return () => {
    notes.destroy();
    resized.disconnect();
    view.stop();
    root.replaceChildren();
  };
}

/**
 * @param {number} index
 * @param {HTMLElement} opener  of the notes
 */
function cell(index, opener) {
  const title = h('p', { class: 'title' });
  const count = h('p', { class: 'count', 'aria-hidden': 'true' });
  const picture = svg('svg', { 'aria-hidden': 'true' });
  const words = h('p', { class: 'unseen', 'data-testid': `staircase-text-${index}` });
  const cut = h('p', { class: 'cut', hidden: true });
  // As wide and as high as the style sheet lets the picture be.
  const room = h('div', { class: 'room' });
  const stage = h('div', { class: 'stage' }, room, h('div', { class: 'tally' }, count, opener), picture);
  const element = h('div', { class: 'cell', 'data-testid': `staircase-${index}` }, title, stage, cut, words);
  /** @type {unknown[]} */
  let shape = [];
  /** @type {unknown[]} */
  let shown = [];
  /** Of the room, asked for once: each look at it lays the page out. @type {{ width: number, height: number } | null} */
  let size = null;
  /** @type {'flight' | 'lattice' | 'tower' | 'none'} */
  let kind = 'flight';
  /** @type {LaneState['analysis'] | null} */
  let analysis = null;
  /** @type {Picture | null} */
  let drawing = null;
  /** @type {ReturnType<typeof drawTower> | null} */
  let tower = null;
  /** The terms in the picture. @type {Set<Term>} */
  let picked = new Set();

  /**
   * @param {LaneState} lane
   * @param {string} sign
   * @param {{ width: number, height: number }} size
   * @param {number} top
   */
  function build(lane, sign, size, top) {
    heading(title, sign, lane);
    tower = null;
    if (kind === 'tower') {
      drawing = null;
      cut.hidden = true;
      const layers = taught(lane, -1).map(({ layer }) => layer);
      tower = drawTower(picture, layers, size);
      return;
    }
    if (kind === 'none') {
      drawing = null;
      cut.hidden = true;
      picture.replaceChildren();
      return;
    }
    const all = steps(lane);
    picked = new Set(kind === 'flight' ? all : strongest(all));
    drawing =
      kind === 'flight'
        ? drawFlight(picture, staircase(lane), size, top, lane.analysis.basis)
        : drawLattice(picture, all, size, top);
    cut.hidden = drawing.hidden === 0;
    say(cut, `The ${all.length - drawing.hidden} strongest of ${integer(all.length)} sets are shown.`);
  }

  /**
   * @param {LaneState} given
   * @param {string} sign
   * @param {LabState} state
   * @param {number} top
   */
  function draw(given, sign, state, top) {
    const row = rowAt(given, state);
    const lane = state.cursor === null ? given : asOf(given, placeOf(given, 'iterations', row));
    if (lane.analysis !== analysis) {
      analysis = lane.analysis;
      size = null;
      kind = isTaught(lane) ? 'tower' : !analysis.expanded ? 'none' : isFlight(lane) ? 'flight' : 'lattice';
      stage.classList.toggle('flight', kind === 'flight' || kind === 'tower');
      stage.classList.toggle('bare', kind === 'none');
      picture.dataset.kind = kind;
    }
    size ??= { width: room.clientWidth, height: room.clientHeight };
    const { width, height } = size;
    if (width === 0) return;
    // By identity: a table in a spec is too long to be compared at each frame.
    const next = [sign, width, height, top, lane.spec, lane.analysis];
    if (next.some((value, i) => value !== shape[i])) {
      shape = next;
      shown = [];
      build(lane, sign, size, top);
    }
    const axis = axisOf(state);
    const news = [lane.data, lane.seen, row, axis, lane.status];
    if (news.every((value, i) => value === shown[i])) return;
    shown = news;
    const when = amount(placeOf(lane, axis, row), axis);
    if (!lane.analysis.expanded) {
      const layers = taught(lane, row);
      tower?.show(layers);
      const part = explained(lane, row);
      tally(part, ' of G* ', 'learned', '');
      return say(words, `${sign} after ${when}: ${[`${part} of G* learned`, ...layers.map(told)].join('; ')}.`);
    }
    const { learned, followed } = score(lane, row);
    const gone = lane.status === 'diverged';
    const all = rises(lane, axis)
      .filter(({ term }) => isStep(term, lane.analysis.terms))
      .map((rise) => ({ ...rise, share: gone || !rise.followed ? NaN : share(lane, rise.term, row) }));
    drawing?.show(new Map(all.flatMap((rise) => (picked.has(rise.term) ? [[columnName(rise.term.set), rise]] : []))));
    const missing = drawing?.missing === true && learned < followed;
    const what = `${followed < all.length ? 'followed ' : ''}${unit(aimNow(lane), followed)}`;
    const lack = missing ? (followed === 1 ? 'no steps beneath it' : 'steps are missing') : '';
    tally(String(learned), ` of ${followed} `, `${what} learned`, lack);
    const percent = all.flatMap(({ term, share, followed }) =>
      followed ? [`${monomial(term.set, lane.analysis.basis)} ${percentBeside(share || 0, LEARNED)}`] : [],
    );
    say(
      words,
      `${sign} after ${when}: ` +
        `${learned} of ${followed} ${what} learned. ${percent.join(', ')}.` +
        (missing ? ' The steps below are missing from this target.' : ''),
    );
  }

  /**
   * @param {string} learned  large
   * @param {string} of
   * @param {string} unit
   * @param {string} lack
   */
  function tally(learned, of, unit, lack) {
    const now = `${learned}/${of}${unit}${lack}`;
    if (count.dataset.now === now) return;
    count.dataset.now = now;
    count.replaceChildren(
      h('b', {}, learned),
      of,
      h('span', { class: 'unit' }, unit),
      lack ? h('span', { class: 'lack' }, lack) : '',
    );
  }
  return { element, room, draw, measure: () => void (size = null), kind: () => kind };
}

/**
 * @param {HTMLElement} title
 * @param {string} sign
 * @param {LaneState} lane
 */
function heading(title, sign, lane) {
  const span = when(lane);
  const what = written(aimNow(lane), lane.analysis);
  title.replaceChildren(...equation(signNow(lane, sign), what), span && h('small', {}, span));
}
