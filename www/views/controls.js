// The settings, generated from the catalogue that the core gives: a control a field, with its unit, its range and its
// sentence of help.

/** @import { Actions, Choice, Field, LabState, LaneState, Recorded, Spec, Store } from '../types.d.ts' */

import { isPending, mayGoOn, placeOfChange, recorded, takesEffect } from '../state/changes.js';
import { at, common, groups } from '../state/groups.js';
import { MOST_LANES } from '../state/lineup.js';
import { fieldAt, parsePath } from '../state/overrides.js';
import { h, say, uid } from '../drawing/dom.js';
import { createControl, helpOf, labelled } from '../drawing/fields.js';
import { drawn } from '../drawing/frame.js';
import { createLaneList } from '../drawing/lanelist.js';
import { called } from '../language/changes.js';
import { allAnalyses, analysisAt, inForce } from '../language/inforce.js';
import { integer } from '../language/format.js';
import { namesOf } from '../language/names.js';
import { notation } from '../language/notation.js';
import { blame } from '../language/words.js';
import { createPreview } from '../drawing/preview.js';
import { createTableForm } from '../drawing/tableform.js';

/** @import { Family } from '../language/inforce.js' */
/** @import { TableForm } from '../drawing/tableform.js' */
/** @import { Entry } from '../state/groups.js' */

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {{ presets: { id: string, title: string }[] }} options
 * @returns {() => void}
 */
export function mount(root, store, actions, { presets }) {
  /** For a preset that the page has handed to the figure. */
  const own = h('option', { value: '', hidden: true });
  const preset = h(
    'select',
    { id: uid('preset'), 'data-testid': 'preset', onchange: () => void actions.choosePreset(preset.value) },
    ...presets.map(({ id, title }) => h('option', { value: id }, title)),
    own,
  );
  const reset = h(
    'button',
    { type: 'button', class: 'quiet', 'data-testid': 'reset-all', onclick: () => void actions.resetAll() },
    'reset all',
  );
  const note = h('p', { class: 'note' });
  const lanes = createLaneList(actions, MOST_LANES);
  const goesOn = h('input', {
    type: 'checkbox',
    'data-testid': 'goes-on',
    onchange: () => actions.setGoesOn(goesOn.checked),
  });
  const asked = h(
    'label',
    { class: 'goes-on' },
    goesOn,
    ' Go on with another target or input law, too, instead of beginning anew',
  );
  const changes = createChanges(actions);
  const body = h('div', { class: 'groups' });
  root.replaceChildren(
    h('div', { class: 'head' }, h('label', { for: preset.id }, 'Figure'), preset, reset),
    // Above what may become longer or shorter as a run begins or ends: a press is to meet what it was meant for.
    lanes.element,
    note,
    asked,
    changes.element,
    body,
  );
  let shape = '';
  /** @type {ReturnType<typeof row>[]} */
  let rows = [];
  /** By lane; they outlive the controls around them, and keep what was typed. @type {Map<number | null, TableForm>} */
  const tables = new Map();
  const table = (/** @type {number | null} */ lane) => {
    const form = tables.get(lane) ?? createTableForm(lane, actions);
    tables.set(lane, form);
    return form;
  };
  /** Titles of what was unfolded, to be so when the controls are built anew. @type {Set<string>} */
  const unfolded = new Set();
  /**
   * @param {string} title
   * @param {HTMLElement[]} fields
   */
  function fold(title, fields) {
    const element = h(
      'details',
      {
        open: unfolded.has(title),
        'data-testid': 'fold',
        ontoggle: () => (element.open ? unfolded.add(title) : unfolded.delete(title)),
      },
      h('summary', {}, title),
      h('fieldset', { 'aria-label': title }, ...fields),
    );
    return element;
  }
  /**
   * A kind that can't be taken without more to go with it is answered with its form.
   * @param {string} path
   * @param {unknown} value
   */
  const commit = (path, value) => {
    const place = parsePath(path);
    if (place?.keys.join('.') !== 'target.kind' || value !== 'table') return void actions.setField(path, value);
    table(place.lane).open(true);
    view.now();
  };
  /** @type {(keyof LabState)[]} */
  const watched = ['catalogue', 'lanes', 'overrides', 'problems', 'drafts', 'preset', 'status', 'goesOn', 'comesTo'];
  const view = drawn(store, watched, (given) => {
    if (root.hidden) return;
    // Controls say what holds now, or where the runs come to what was changed last.
    const families = /** @type {Family[]} */ (['learner', 'data', ...(given.goesOn ? ['target', 'inputs'] : [])]);
    const now = given.lanes.map((lane) => {
      const at = placeOfChange(given, lane);
      const spec = inForce(lane.spec, at, families);
      return { ...lane, spec, analysis: analysisAt(allAnalyses(lane), given.goesOn ? at : 0) };
    });
    const state = { ...given, lanes: now };
    const all = groups(state);
    const next = JSON.stringify(all);
    if (next !== shape) {
      shape = next;
      const active = /** @type {HTMLElement | null} */ (root.querySelector(':focus'));
      const focused = active?.closest('[data-path]')?.getAttribute('data-path');
      const built = all.map((group) => ({ ...group, rows: group.entries.map((each) => row(each, actions, commit)) }));
      rows = built.flatMap((group) => group.rows);
      body.replaceChildren(
        ...built.map((group) => {
          const fields = group.rows.map((r) => r.element);
          if (group.folded) return fold(group.title, fields);
          const form = group.table === undefined ? null : table(group.table).element;
          return h('fieldset', {}, h('legend', {}, group.title), ...fields, form);
        }),
      );
      rows.find(({ path }) => path === focused)?.focus();
      if (focused === undefined && active?.isConnected) active.focus();
    }
    lanes.draw(state.lanes, state.preset.compare);
    asked.hidden = !mayGoOn(state);
    goesOn.checked = state.goesOn;
    if (state.preset.given) {
      own.value = state.preset.id;
      say(own, state.preset.title);
    }
    const live = rows.filter((r) => r.draw(state));
    const afresh = 'starts the run afresh, from the same seed.';
    say(
      note,
      `${common(state)}${live.length > 0 ? `What is marked takes effect ${when(state)}${isPending(state) ? ' iterations' : ''}, and is recorded; any other change ${afresh}` : `A change ${afresh}`}`,
    );
    changes.draw(given);
    preset.value = state.preset.id;
    reset.disabled = Object.keys(state.overrides).length + Object.keys(state.problems).length === 0;
    tables.forEach((form, lane) => form.draw(state.lanes[lane ?? 0]));
  });
  root.addEventListener('toggled', view.now);
  return () => {
    root.removeEventListener('toggled', view.now);
    view.stop();
    root.replaceChildren();
  };
}

/**
 * The core's words as they stand beside a control: without its path, which need not be told here, and with the label of
 * another entry, or of one within it, in the place of that one's path.
 * @param {string} wrong
 * @param {string} path  of the control
 * @param {Field} field
 * @param {LabState} state
 * @param {LaneState | undefined} lane
 */
function besideItself(wrong, path, field, { catalogue }, lane) {
  if (wrong.startsWith(`${path}: `)) return wrong.slice(path.length + 2);
  if (field.type === 'texts' && wrong.startsWith(`${path}[`))
    return wrong.slice(path.length).replace(/^\[(\d+)\]/, (_, k) => `formula ${Number(k) + 1}`);
  const blamed = blame(wrong);
  if (!blamed) return wrong;
  const inner = blamed.path.startsWith(`${path}.`) ? blamed.path.slice(path.length + 1) : '';
  const other = inner
    ? field.fields?.find(({ name }) => name === inner)
    : catalogue && lane && fieldAt(catalogue, lane.spec, blamed.path.split('.'));
  return `“${other?.label ?? blamed.path}”: ${blamed.rest}`;
}

/**
 * When what is marked takes effect.
 * @param {LabState} state
 */
const when = (state) => (isPending(state) ? `after ${integer(state.comesTo)}` : 'at once');

/** The entries of a target that the core reads as a formula. */
const FORMULAS = ['target.formula', 'target.terms'];

/**
 * @param {Entry} shown
 * @param {Actions} actions
 * @param {(path: string, value: unknown) => void} commit
 */
function row({ path, field, choices }, actions, commit) {
  const id = uid('field');
  const [index, inner] = path.includes(':') ? [Number(path.split(':')[0]), path.split(':')[1] ?? path] : [-1, path];
  const control = createControl(field, id, (value) => commit(path, value), choices);
  const problem = h('p', { class: 'problem', id: `${id}-problem`, 'data-testid': `problem-${path}`, hidden: true });
  const help = helpOf(field, id);
  /** As they were drawn last. @type {{ state: LabState, lane: LaneState | undefined } | null} */
  let last = null;
  const preview = createFormulaPreview();
  const reset = h(
    'button',
    {
      type: 'button',
      class: 'quiet reset',
      'aria-label': `Reset ${field.label}`,
      title: 'back to the figure’s own',
      'data-testid': `reset-${path}`,
      onclick: () => void actions.resetField(path),
    },
    'reset',
  );
  const atOnce = h('span', { class: 'at-once', hidden: true, title: 'takes effect while the run goes on' });
  const element = h(
    'div',
    {
      class: field.fields || notation(field.type).long ? 'field long' : 'field',
      'data-path': path,
      'data-testid': `field-${path}`,
    },
    labelled(field, control, atOnce, reset),
    problem,
    preview?.element,
    help,
  );

  /** Of what the core reads as a formula for a target. */
  function createFormulaPreview() {
    const [input] = control.inputs;
    if (!FORMULAS.includes(inner) || !(input instanceof HTMLInputElement)) return null;
    const ask = (/** @type {string} */ text) => {
      const { target, inputs, features } = last?.lane?.spec ?? {};
      return actions.analyze({ .../** @type {Choice} */ (target), [field.name]: text }, inputs, features);
    };
    const explain = (/** @type {string} */ wrong) =>
      last ? besideItself(wrong, inner, field, last.state, last.lane) : wrong;
    return createPreview(input, ask, explain, () => (problem.hidden = true));
  }

  /**
   * Answers whether a change would take effect at once.
   * @param {LabState} state
   */
  function draw(state) {
    const live = takesEffect(state, path).length > 0;
    atOnce.hidden = !live;
    say(atOnce, when(state));
    const lane =
      index >= 0
        ? state.lanes[index]
        : (state.lanes.find(({ spec }) => at(spec, inner) !== undefined) ?? state.lanes[0]);
    last = { state, lane };
    const wrong = state.problems[path];
    for (const input of control.inputs) {
      input.setAttribute('aria-invalid', String(wrong !== undefined));
      const said = [...(wrong === undefined ? [] : [problem.id]), ...(preview ? [preview.element.id] : [])];
      const described = [...said, `${input.id}-help`, help.id];
      input.setAttribute('aria-describedby', [...new Set(described)].join(' '));
    }
    problem.hidden = wrong === undefined || (preview?.typing() ?? false);
    say(problem, wrong === undefined ? '' : besideItself(wrong, inner, field, state, lane));
    problem.classList.toggle('pointed', wrong?.includes('\n') ?? false);
    const changed = path in state.overrides || wrong !== undefined;
    element.classList.toggle('changed', changed);
    reset.hidden = !changed;
    const isDraft = Object.hasOwn(state.drafts, path);
    control.show(isDraft ? state.drafts[path] : at(lane?.spec, inner), lane?.analysis.basis);
    // What is on its way keeps what was said of it as it was typed.
    if (wrong !== undefined) preview?.draw(null);
    else if (!isDraft) preview?.draw(lane?.analysis ?? null);
    return live;
  }
  return { path, element, draw, focus: () => control.inputs[0]?.focus() };
}

/**
 * What was changed on the way, each to be taken back, all to hold from the start.
 * @param {Actions} actions
 */
function createChanges(actions) {
  const list = h('ul', {});
  const button = (/** @type {string} */ text, /** @type {() => void} */ onclick, more = {}) =>
    h('button', { type: 'button', class: 'quiet', onclick, ...more }, text);
  const element = h(
    'div',
    { class: 'recorded', hidden: true, 'data-testid': 'recorded' },
    h('p', {}, 'Changed on the way, and so in the link:'),
    list,
    button('from the start', () => void actions.changeFromTheStart(), {
      'data-testid': 'from-the-start',
      title: 'runs anew with these settings from iteration 0',
    }),
  );
  let shown = '';
  /**
   * @param {Recorded} each
   * @param {Spec[]} specs
   * @param {string[]} signs
   */
  const item = (each, specs, signs) => {
    const of = each.lane === null ? '' : ` (${signs[each.lane]})`;
    const text = `after ${integer(each.at)} iterations: ${called(each, /** @type {Spec} */ (specs[each.lane ?? 0]))}${of}`;
    const forget = button('remove', () => void actions.forgetChange(each), { 'aria-label': `Remove: ${text}` });
    return h('li', {}, text, ' ', forget);
  };
  return {
    element,
    /** @param {LabState} state */
    draw({ lanes, overrides, preset }) {
      const own = Object.keys(overrides).some((path) => parsePath(path)?.keys[0] === 'changes');
      const specs = lanes.map(({ spec }) => spec);
      const all = own ? recorded(specs) : [];
      element.hidden = all.length === 0;
      const next = JSON.stringify(all);
      if (next === shown) return;
      shown = next;
      list.replaceChildren(...all.map((each) => item(each, specs, namesOf(lanes, preset.compare))));
    },
  };
}
