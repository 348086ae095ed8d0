// What is to be run: over which seeds, which values of which entry, and for how long; asked of the core while it is typed.

/** @import { LabState, Preset, Store } from '../../types.d.ts' */
/** @import { Sweeps } from '../../state/sweeps.js' */

import { h, say, uid } from '../../drawing/dom.js';
import { integer } from '../../language/format.js';
import { namesOf } from '../../language/names.js';
import { quoted } from '../../language/numbers.js';
import { entryName, titleOf, valueName } from '../../language/sweeps.js';
import { fieldAt } from '../../state/overrides.js';
import {
  changedIn,
  entriesOf,
  forKinds,
  proposed,
  proposedEvery,
  readSweep,
  readValues,
} from '../../state/sweepable.js';
import { MOST_CURVES } from '../../state/sweep.js';
import { MOST_RUNS } from '../../state/plan.js';

/** Ms after which the core is asked of what is typed. */
const CHECKED_AFTER = 300;

/**
 * What is to be run.
 * @param {Store<LabState>} store
 * @param {Sweeps} sweeps
 * @param {(id: string) => void} begun
 */
export function createForm(store, sweeps, begun) {
  const number = (
    /** @type {string} */ name,
    /** @type {number} */ min,
    /** @type {number} */ value,
    /** @type {string} */ step = '1',
  ) =>
    h('input', { type: 'number', id: uid('sweep'), min, step, value, 'data-testid': `sweep-${name}`, oninput: count });
  const lane = h('select', { id: uid('sweep'), 'data-testid': 'sweep-lane', onchange: () => offer() });
  const laneRow = field('of', lane);
  const axes = ['over', 'and over'].map((label, k) => {
    const entry = h('select', { id: uid('sweep'), 'data-testid': `sweep-entry-${k}`, onchange: () => propose(k) });
    const values = h('input', {
      type: 'text',
      id: uid('sweep'),
      spellcheck: 'false',
      autocomplete: 'off',
      'data-testid': `sweep-values-${k}`,
      oninput: count,
    });
    const valuesRow = field('values', values);
    return { entry, values, valuesRow, element: h('div', { class: 'sweep-axis' }, field(label, entry), valuesRow) };
  });
  const seeds = number('seeds', 1, 20);
  const iterations = number('iterations', 1, 1000);
  const share = number('share', 0.01, 0.9, 'any');
  const every = number('every', 1, 1000);
  const stop = h('input', { type: 'checkbox', id: uid('sweep'), 'data-testid': 'sweep-stop' });
  const said = h('p', { class: 'note', role: 'status', 'data-testid': 'sweep-said' });
  const problem = h('p', { class: 'problem', role: 'alert', 'data-testid': 'sweep-problem', hidden: true });
  const go = h('button', { type: 'submit', class: 'act', 'data-testid': 'sweep-run', disabled: true }, 'run them');
  const element = h(
    'form',
    { class: 'sweep-form', novalidate: true, onsubmit },
    h(
      'p',
      {},
      'Many runs of this figure’s experiment, each with a seed of its own, made beside it on the cores that are free.',
    ),
    h('div', { class: 'sweep-axes' }, laneRow, ...axes.map((axis) => axis.element)),
    h(
      'div',
      { class: 'sweep-rest' },
      field('seeds', seeds),
      field('iterations', iterations),
      field('a row every', every),
      field('learned from a share of', share),
      h('div', { class: 'field check' }, stop, h('label', { for: stop.id }, 'stop a run once it has learned')),
    ),
    h('div', { class: 'row' }, go, said),
    problem,
  );
  let shown = '';
  let beginning = false;
  /** Of the core's look at what is typed. @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Whether the length of the runs is not just the figure's, nor how often they have a row. */
  const typed = { iterations: false, every: false };
  every.addEventListener('input', () => void (typed.every = true));
  iterations.addEventListener('input', () => {
    typed.iterations = true;
    proposeEvery();
  });

  function proposeEvery() {
    const { preset, lanes } = store.get();
    const spec = lanes[laneIndex()]?.spec;
    if (spec && !typed.every) every.value = String(proposedEvery(preset, spec, Number(iterations.value)));
  }
  /** @type {ReturnType<typeof entriesOf>} */
  let entries = [];
  let linked = store.get().linkedSweep;
  /** Values that can't be typed, by their entry: the preset's own. @type {Map<string, unknown[]>} */
  let fixed = new Map();

  const laneIndex = () => Math.max(0, Number(lane.value));
  const entryOf = (/** @type {number} */ k) => entries.find(({ path }) => path === axes[k]?.entry.value);

  /** The entries of the lane's spec, what was chosen staying chosen. */
  function offer() {
    const { catalogue, lanes } = store.get();
    const spec = lanes[laneIndex()]?.spec;
    entries = catalogue && spec ? entriesOf(catalogue, spec) : [];
    const groups = [...new Set(entries.map(({ group }) => group))];
    axes.forEach(({ entry }, k) => {
      const before = entry.value;
      entry.replaceChildren(
        h('option', { value: '' }, k === 0 ? 'seeds alone' : 'nothing else'),
        ...[...fixed.keys()].map((path) => h('option', { value: path }, `this figure’s ${entryName(path)}s`)),
        ...groups.map((group) =>
          h(
            'optgroup',
            { label: group },
            ...entries
              .filter((each) => each.group === group)
              .map(({ path, label }) => h('option', { value: path }, label)),
          ),
        ),
      );
      entry.value = fixed.has(before) || entries.some(({ path }) => path === before) ? before : '';
      if (entry.value === '') propose(k);
    });
    count();
  }

  /** @param {number} k */
  function propose(k) {
    const [axis, entry] = [axes[k], entryOf(k)];
    if (!axis) return;
    axis.valuesRow.hidden = entry === undefined;
    if (entry) axis.values.value = proposed(entry);
    const second = axes[1];
    if (second) second.element.hidden = axes[0]?.entry.value === '';
    if (k === 0) stop.checked = entry !== undefined;
    count();
  }

  /** What varies, or what is wrong with it. */
  function vary() {
    const used = axes.filter(({ entry, element }) => entry.value !== '' && !element.hidden);
    const [first, second] = used;
    if (first && second && first.entry.value === second.entry.value)
      throw new Error(
        `${entryOf(0)?.label ?? entryName(first.entry.value)}: varies already; choose another entry, or nothing else.`,
      );
    return used.map(({ entry, values }, k) => {
      const own = fixed.get(entry.value);
      if (own) return { entry: entry.value, values: own };
      const found = entryOf(axes.findIndex((axis) => axis.entry === entry));
      const read = found ? readValues(values.value, found.field) : { problem: 'is not known' };
      if (read.problem !== undefined) throw new Error(`${found?.label ?? `entry ${k + 1}`}: ${read.problem}`);
      return { entry: entry.value, values: read.values };
    });
  }

  function count() {
    problem.hidden = true;
    try {
      const cells = vary().reduce((product, { values }) => product * values.length, 1);
      const counts = [seeds, iterations, every].map(whole);
      const all = cells * (counts[0] ?? 0);
      if (all > MOST_RUNS) throw new Error(`${integer(all)} runs are outside [1, ${integer(MOST_RUNS)}].`);
      const curves =
        all > MOST_CURVES ? ` Curves are kept of up to ${MOST_CURVES}: of more, how and when they ended.` : '';
      say(said, `${integer(all)} run${all === 1 ? '' : 's'}, ${sweeps.workers} at a time.${curves}`);
      go.disabled = given() === null;
      clearTimeout(timer);
      if (element.checkVisibility?.() ?? true) timer = setTimeout(() => void check(), CHECKED_AFTER);
    } catch (error) {
      clearTimeout(timer);
      go.disabled = true;
      say(said, /** @type {Error} */ (error).message);
    }
  }

  /** Whether the values go together is the core's to say. */
  async function check() {
    const own = timer;
    const asked = given();
    if (asked === null) return;
    const why = await sweeps.check(asked);
    if (why === null || own !== timer) return;
    go.disabled = true;
    say(said, besideForm(why));
  }

  /** What is to be run; null where nothing can be. Throws where a field is wrong. */
  function given() {
    const { lanes, catalogue } = store.get();
    const spec = lanes[laneIndex()]?.spec;
    if (!spec || !catalogue) return null;
    const varied = vary();
    return {
      spec: forKinds(catalogue, { ...spec, probe: { ...spec.probe, every: Number(every.value) } }, varied),
      iterations: Number(iterations.value),
      seeds: Number(seeds.value),
      vary: varied,
      learned: { share: Number(share.value) },
      stop: stop.checked,
    };
  }

  /** @param {HTMLInputElement} field */
  function whole({ value, labels }) {
    const number = Number(value);
    if (value !== '' && Number.isInteger(number) && number >= 1) return number;
    throw new Error(`${labels?.[0]?.textContent}: ${quoted(value)} is not a whole number from 1 on.`);
  }

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    const { lanes, preset, overrides } = store.get();
    const index = laneIndex();
    clearTimeout(timer);
    if (beginning) return;
    // A button that is disabled loses the focus.
    beginning = true;
    try {
      const wanted = given();
      if (wanted === null) return;
      const labels = new Map(entries.map(({ path, label }) => [path, label]));
      const sign = namesOf(lanes, preset.compare)[index] ?? '';
      const target = wanted.vary.some(({ entry }) => entry.startsWith('target.')) ? '' : ` ${sign}`;
      const changed = changedIn(overrides, index, wanted.vary);
      const over = titleOf(wanted, (entry) => labels.get(entry) ?? entry);
      const title = [`${preset.title}${target}: ${over}`, ...(changed === '' ? [] : [changed])].join(' · ');
      typed.iterations = typed.every = true;
      begun(await sweeps.begin(wanted, { title, figure: { preset: preset.id, lane: index, overrides } }));
      problem.hidden = true;
    } catch (error) {
      refuse(besideForm(/** @type {Error} */ (error).message));
    } finally {
      beginning = false;
    }
  }

  /**
   * The core's words, with the label of an entry in the place of its path.
   * @param {string} message
   */
  function besideForm(message) {
    const { catalogue, lanes } = store.get();
    const spec = lanes[laneIndex()]?.spec;
    const labelOf = (/** @type {string} */ path) =>
      path === 'learned.share'
        ? share.labels?.[0]?.textContent
        : catalogue && spec && fieldAt(catalogue, spec, path.split('.'))?.label;
    return message
      .replace(/^(?:vary\[\d\]\.values\[\d+\]: |spec\.)?([\w.]+)(?=: )/, (all, path) => labelOf(path) ?? all)
      .replace(/(?<=: where |(?<=: where .*) and )([\w.]+)(?= is .*: )/g, (path) => labelOf(path) ?? path);
  }

  /**
   * What a preset asks for itself.
   * @param {Preset} preset
   */
  function take(preset) {
    const { lanes } = preset;
    const { sweep, why } = asked(preset);
    const { lane: of = 1, vary = [], seeds: so, iterations: most, every: rows, stop: stops, learned } = sweep ?? {};
    fixed = new Map(
      vary
        .filter(({ values }) => values.some((v) => typeof v === 'object'))
        .map(({ entry, values }) => [entry, values]),
    );
    lane.value = String(Math.min(of, lanes.length) - 1);
    offer();
    axes.forEach(({ entry, values }, k) => {
      entry.value = vary[k]?.entry ?? '';
      propose(k);
      if (vary[k]) values.value = vary[k].values.map(valueName).join(', ');
    });
    seeds.value = String(so ?? 20);
    [typed.iterations, typed.every] = [most !== undefined, rows !== undefined];
    if (most !== undefined) iterations.value = String(most);
    if (rows !== undefined) every.value = String(rows);
    proposeEvery();
    if (stops !== undefined) stop.checked = stops;
    if (learned && 'share' in learned) share.value = String(learned.share);
    count();
    const strange = vary.find(({ entry }, k) => axes[k]?.entry.value !== entry);
    if (why !== null) refuse(why);
    else if (strange) refuse(`${quoted(strange.entry)} is no entry that this figure can vary.`);
  }

  /** What the link is about, where the page begins with it, or the preset’s own. @param {Preset} preset */
  function asked({ sweep }) {
    const read = linked && readSweep(linked, store.get().lanes.length);
    linked = null;
    if (!read) return { sweep, why: null };
    return read.problem === undefined
      ? { sweep: read.sweep, why: null }
      : { sweep, why: `The sweep of the link: ${read.problem}.` };
  }

  /** @param {string} why */
  function refuse(why) {
    problem.hidden = false;
    say(problem, why);
  }

  return {
    element,
    /** @param {LabState} state */
    draw({ catalogue, lanes, budget, preset }) {
      if (!catalogue || lanes.length === 0) return;
      const names = namesOf(lanes, preset.compare);
      // A target may be a table of hundreds of thousands of numbers.
      const specs = lanes.map(({ spec }, i) => [names[i], { ...spec, seed: 0, target: spec.target?.kind }]);
      const now = JSON.stringify([preset.id, budget, specs]);
      if (now === shown) return;
      const fresh = !shown.startsWith(`["${preset.id}"`);
      shown = now;
      laneRow.hidden = lanes.length < 2;
      const before = lane.value;
      lane.replaceChildren(...names.map((name, i) => h('option', { value: i }, name)));
      lane.value = Number(before) >= lanes.length ? '0' : before;
      // A run that is shown has an end of its own: what was asked for stays.
      if (fresh) typed.iterations = typed.every = false;
      if (!typed.iterations) iterations.value = String(budget);
      proposeEvery();
      if (fresh) take(preset);
      else offer();
    },
  };
}

/**
 * @param {string} label
 * @param {HTMLElement} control
 */
const field = (label, control) => h('div', { class: 'field' }, h('label', { for: control.id }, label), control);
