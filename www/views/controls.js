// The settings, generated from the catalogue that the core gives: a control a field, with its unit, its range and its
// sentence of help.

/** @import { Actions, Catalogue, Choice, Field, LabState, LaneState, Member, Spec, Store } from '../types.d.ts' */

import { fieldAt, same } from '../state/overrides.js';
import { h, say, uid } from '../drawing/dom.js';
import { createControl, helpOf, labelled } from '../drawing/fields.js';
import { drawn } from '../drawing/frame.js';
import { notation } from '../language/notation.js';
import { blame } from '../language/words.js';
import { createTableForm } from '../drawing/tableform.js';

/** @import { TableForm } from '../drawing/tableform.js' */

/** @typedef {{ path: string, field: Field, choices?: { value: string, label: string }[] }} Entry */
/** @typedef {{ title: string, entries: Entry[], table?: number }} Group  `table`: the lane that may be given one */

/**
 * @param {unknown} spec
 * @param {string} path
 * @returns {unknown}
 */
function at(spec, path) {
  return path.split('.').reduce((/** @type {any} */ value, name) => value?.[name], spec);
}

/**
 * A member that needs tables of numbers cannot be made by hand; but for a target there is a form of its own (table.js).
 * @param {Member[]} members
 * @param {Field} family
 */
const handmade = (members, { name }) =>
  members.filter((m) => isTable(name, m) || !m.fields.some((f) => f.type === 'column' && !f.optional));

/**
 * @param {string} family
 * @param {Member} member
 */
const isTable = (family, { kind }) => family === 'target' && kind === 'table';

/**
 * Some fields leave nothing to choose: their range is one number, or a form cannot hold them.
 * @param {Field} field
 */
const editable = ({ type, min, max }) => type !== 'column' && type !== 'member' && (min === undefined || min !== max);

/**
 * @param {string} path
 * @param {Field} field
 * @returns {Entry}
 */
function entry(path, field) {
  const choices =
    field.type === 'choice' ? field.choices?.map((value) => ({ value, label: value.replaceAll('_', ' ') })) : undefined;
  return { path, field, choices };
}

/**
 * Which member of a family, where there is more than one.
 * @param {Member[]} members
 * @param {string} path
 * @param {Field} family
 * @returns {Entry[]}
 */
function kindEntry(members, path, family) {
  const offered = handmade(members, family);
  if (offered.length < 2) return [];
  const field = /** @type {Field} */ ({ ...family, type: 'choice' });
  return [{ path, field, choices: offered.map((m) => ({ value: m.kind, label: m.label })) }];
}

/**
 * @param {Member[]} members
 * @param {unknown} chosen
 */
function fieldsOf(members, chosen) {
  const kind = /** @type {Choice | undefined} */ (chosen)?.kind;
  return (members.find((m) => m.kind === kind) ?? members[0])?.fields ?? [];
}

/**
 * One family of a spec, families within it included.
 * @param {Catalogue} catalogue
 * @param {Field} family the entry that holds it
 * @param {string} path
 * @param {unknown} chosen
 * @returns {Entry[]}
 */
function entries(catalogue, family, path, chosen) {
  const members = membersOf(catalogue, family);
  const fields = fieldsOf(members, chosen).flatMap((field) => {
    const inner = `${path}.${field.name}`;
    if (field.type === 'member') return entries(catalogue, field, inner, at(chosen, field.name));
    return editable(field) ? [entry(inner, field)] : [];
  });
  return [...kindEntry(members, `${path}.kind`, family), ...fields];
}

/**
 * @param {Catalogue} catalogue
 * @param {Field} field
 */
const membersOf = (catalogue, field) =>
  /** @type {Record<string, Member[]>} */ (/** @type {unknown} */ (catalogue))[field.family ?? ''] ?? [];

/**
 * Which of the networks.
 * @param {LaneState[]} lanes
 * @param {number} i
 */
const side = (lanes, i) => (lanes.length === 2 ? ['left', 'right'][i] : `network ${i + 1}`);

/**
 * Scalars of the targets are shared by all lanes that have them, unless these differ; what describes one target alone
 * goes by lane.
 * @param {Catalogue} catalogue
 * @param {Field} family
 * @param {LaneState[]} lanes
 * @returns {Group[]}
 */
function targetGroups(catalogue, family, lanes) {
  const members = membersOf(catalogue, family);
  const scalar = new Set(['integer', 'number', 'boolean', 'choice']);
  /** @type {Map<string, Entry>} */
  const shared = new Map();
  const alike = (/** @type {string} */ name) =>
    new Set(lanes.map(({ spec }) => spec.target?.[name]).filter((value) => value !== undefined)).size < 2;
  const isShared = (/** @type {Field} */ { name, type }) => scalar.has(type) && alike(name);
  const own = lanes.map((lane, i) => {
    const fields = fieldsOf(members, lane.spec.target).filter(editable);
    for (const field of fields) {
      if (isShared(field) && !shared.has(field.name)) shared.set(field.name, entry(`target.${field.name}`, field));
    }
    const rest = fields.filter((field) => !isShared(field)).map((field) => entry(`${i}:target.${field.name}`, field));
    const table = members.some((member) => isTable('target', member)) ? { table: i } : {};
    return {
      title: `Target, ${side(lanes, i)}`,
      entries: [...kindEntry(members, `${i}:target.kind`, family), ...rest],
      ...table,
    };
  });
  if (lanes.length === 1)
    return own.map((group) => ({ ...group, title: 'Target', entries: [...group.entries, ...shared.values()] }));
  return [...own, { title: lanes.length === 2 ? 'Both targets' : 'All targets', entries: [...shared.values()] }];
}

/**
 * Whether the lanes' preset gives them different ones of a family.
 * @param {LaneState[]} lanes
 * @param {keyof Spec} family
 */
const differs = (lanes, family) => lanes.some(({ spec }) => !same(spec[family], lanes[0]?.spec[family]));

/** @param {LaneState[]} lanes */
function common(lanes) {
  if (lanes.length < 2) return '';
  const alike = /** @type {const} */ (['inputs', 'features', 'data', 'learner', 'probe']).every(
    (family) => !differs(lanes, family),
  );
  const all = lanes.length === 2 ? 'Both networks' : `All ${lanes.length} networks`;
  return alike
    ? `${all} share every setting but the target. `
    : `${all} share every setting that is not given for each. `;
}

/**
 * @param {LabState} state
 * @returns {Group[]}
 */
function groups({ catalogue, lanes }) {
  const spec = lanes[0]?.spec;
  if (!catalogue || !spec) return [];
  const field = (/** @type {string} */ name) => catalogue.experiment.find((f) => f.name === name);
  /**
   * The settings of a family that the lanes share.
   * @param {keyof Spec} name
   */
  const family = (name) => {
    const holder = field(name);
    return holder?.type === 'member' && !differs(lanes, name) ? entries(catalogue, holder, name, spec[name]) : [];
  };
  /**
   * Groups for settings that differ between lanes.
   * @param {string} title
   * @param {keyof Spec} name
   * @returns {Group[]}
   */
  const apart = (title, name) => {
    const holder = field(name);
    if (holder?.type !== 'member' || !differs(lanes, name)) return [];
    return lanes.map((lane, i) => ({
      title: `${title}, ${side(lanes, i)}`,
      entries: entries(catalogue, holder, `${i}:${name}`, lane.spec[name]),
    }));
  };
  const target = field('target');
  const plain = catalogue.experiment.filter(editable).map((field) => entry(field.name, field));
  const learner = family('learner');
  const isNetwork = (/** @type {Entry} */ { path }) => path.startsWith('learner.network');
  return [
    ...(target ? targetGroups(catalogue, target, lanes) : []),
    { title: 'Data', entries: [...family('inputs'), ...family('data'), ...plain] },
    ...apart('Inputs', 'inputs'),
    ...apart('Data', 'data'),
    ...apart('Features', 'features'),
    ...apart('Training', 'learner'),
    { title: 'Network', entries: [...family('features'), ...learner.filter(isNetwork)] },
    { title: 'Training', entries: learner.filter((each) => !isNetwork(each)) },
    { title: 'Measurement', entries: family('probe') },
    ...apart('Measurement', 'probe'),
  ].filter((group) => group.entries.length > 0);
}

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {{ presets: { id: string, title: string }[] }} options
 * @returns {() => void}
 */
export function mount(root, store, actions, { presets }) {
  const preset = h(
    'select',
    { id: uid('preset'), 'data-testid': 'preset', onchange: () => void actions.choosePreset(preset.value) },
    ...presets.map(({ id, title }) => h('option', { value: id }, title)),
  );
  const reset = h(
    'button',
    { type: 'button', class: 'quiet', 'data-testid': 'reset-all', onclick: () => void actions.resetAll() },
    'reset all',
  );
  const note = h('p', { class: 'note' });
  const body = h('div', { class: 'groups' });
  root.replaceChildren(
    h('div', { class: 'head' }, h('label', { for: preset.id }, 'Figure'), preset, reset),
    note,
    body,
  );
  let shape = '';
  /** @type {ReturnType<typeof row>[]} */
  let rows = [];
  /** By lane; they outlive the controls around them, and keep what was typed. @type {TableForm[]} */
  const tables = [];
  const table = (/** @type {number} */ lane) => (tables[lane] ??= createTableForm(lane, actions));
  /**
   * A kind that can't be taken without more to go with it is answered with its form.
   * @param {string} path
   * @param {unknown} value
   */
  const commit = (path, value) => {
    if (!path.endsWith(':target.kind') || value !== 'table') return void actions.setField(path, value);
    table(Number(path.split(':')[0])).open(true);
    view.now();
  };
  const view = drawn(store, ['catalogue', 'lanes', 'overrides', 'problems', 'drafts', 'preset'], (state) => {
    if (root.hidden) return;
    const all = groups(state);
    const next = JSON.stringify(all);
    if (next !== shape) {
      shape = next;
      const active = /** @type {HTMLElement | null} */ (root.querySelector(':focus'));
      const focused = active?.closest('[data-path]')?.getAttribute('data-path');
      const built = all.map((group) => ({ ...group, rows: group.entries.map((each) => row(each, actions, commit)) }));
      rows = built.flatMap((group) => group.rows);
      body.replaceChildren(
        ...built.map((group) =>
          h(
            'fieldset',
            {},
            h('legend', {}, group.title),
            ...group.rows.map((r) => r.element),
            group.table === undefined ? null : table(group.table).element,
          ),
        ),
      );
      rows.find(({ path }) => path === focused)?.focus();
      if (focused === undefined && active?.isConnected) active.focus();
    }
    say(note, `${common(state.lanes)}A change starts the run afresh, from the same seed.`);
    preset.value = state.preset.id;
    reset.disabled = Object.keys(state.overrides).length + Object.keys(state.problems).length === 0;
    rows.forEach((r) => r.draw(state));
    tables.forEach((form, lane) => form.draw(state.lanes[lane]));
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
  const element = h(
    'div',
    {
      class: field.fields || notation(field.type).long ? 'field long' : 'field',
      'data-path': path,
      'data-testid': `field-${path}`,
    },
    labelled(field, control, reset),
    problem,
    help,
  );

  /** @param {LabState} state */
  function draw(state) {
    const lane =
      index >= 0
        ? state.lanes[index]
        : (state.lanes.find(({ spec }) => at(spec, inner) !== undefined) ?? state.lanes[0]);
    const wrong = state.problems[path];
    for (const input of control.inputs) {
      input.setAttribute('aria-invalid', String(wrong !== undefined));
      const described = [...(wrong === undefined ? [] : [problem.id]), `${input.id}-help`, help.id];
      input.setAttribute('aria-describedby', [...new Set(described)].join(' '));
    }
    problem.hidden = wrong === undefined;
    say(problem, wrong === undefined ? '' : besideItself(wrong, inner, field, state, lane));
    problem.classList.toggle('pointed', wrong?.includes('\n') ?? false);
    const changed = path in state.overrides || wrong !== undefined;
    element.classList.toggle('changed', changed);
    reset.hidden = !changed;
    control.show(Object.hasOwn(state.drafts, path) ? state.drafts[path] : at(lane?.spec, inner), lane?.analysis.basis);
  }
  return { path, element, draw, focus: () => control.inputs[0]?.focus() };
}
