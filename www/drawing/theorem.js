// What Theorem B.1 asks for as a table, for the ε and δ that are typed, and why nobody can run it.

/** @import { Field, LaneState, Theorem, TheoremInputs } from '../types.d.ts' */
/** @import { Piece } from '../language/theorem.js' */

import { h, say, subscripts, term, uid } from './dom.js';
import { createControl, labelled } from './fields.js';
import { Unread } from '../language/notation.js';
import {
  account,
  askedOf,
  CONSTANTS_HELP,
  forWhich,
  HYPERPARAMETERS,
  inapplicable,
  perturbation,
  written,
} from '../language/theorem.js';

/** What is asked for until something else is. */
const WANTED = { epsilon: 0.01, delta: 0.1 };
/** @typedef {keyof typeof WANTED} Wanted */

/** @param {Piece[]} pieces */
export const pieced = (pieces) =>
  pieces.flatMap((piece) => {
    if (typeof piece === 'string') return subscripts(piece);
    return 'sup' in piece ? [h('sup', {}, piece.sup)] : [h('sub', {}, piece.sub)];
  });

/**
 * @param {number} index  of the lane
 * @param {(inputs: TheoremInputs) => Promise<Theorem>} ask
 */
export function createTheorem(index, ask) {
  const problem = h('p', {
    class: 'problem',
    role: 'status',
    id: uid('problem'),
    'data-testid': `theorem-problem-${index}`,
  });
  const fields = h('div', { class: 'wanted' }, field('epsilon', 'loss to reach ε'), field('delta', 'chance to fail δ'));
  const rows = HYPERPARAMETERS.map(({ symbol, name }) => ({
    theirs: h('td', {}),
    ours: h('td', {}),
    head: h('th', { scope: 'row' }, h('i', {}, ...pieced(symbol)), ` ${name}`),
  }));
  const columns = ['hyperparameter', term('the theorem', CONSTANTS_HELP), 'this run'].map((name) =>
    h('th', { scope: 'col' }, name),
  );
  const caption = h('caption', {});
  const table = h(
    'table',
    { 'data-testid': `theorem-table-${index}` },
    caption,
    h('thead', {}, h('tr', {}, ...columns)),
    h('tbody', {}, ...rows.map(({ head, theirs, ours }) => h('tr', {}, head, theirs, ours))),
  );
  const said = h('p', { 'data-testid': `theorem-account-${index}` });
  const eta = h('p', { 'data-testid': `theorem-eta-${index}` });
  const title = h('p', { class: 'title' }, 'What Theorem B.1 asks for');
  const applies = h('div', {}, title, fields, problem, table, said, eta);
  const not = h('p', { 'data-testid': `theorem-not-${index}` });
  const element = h('div', { class: 'theorem' }, not, applies);
  const wanted = { ...WANTED };
  /** Why what is typed can't be read. @type {Partial<Record<Wanted, string>>} */
  const unread = {};
  /** What was asked last, and what of. */
  let asked = '';
  /** @type {LaneState | null} */
  let lane = null;
  /** @type {Theorem | null} */
  let theorem = null;

  /**
   * @param {Wanted} name
   * @param {string} label
   */
  function field(name, label) {
    /** @type {Field} */
    const described = { name, label, type: 'number', unit: '', help: '', default: WANTED[name], optional: false };
    const control = createControl(described, uid(name), (value) => {
      if (value instanceof Unread) unread[name] = value.why;
      else {
        delete unread[name];
        wanted[name] = Number(value);
      }
      void look();
    });
    control.show(WANTED[name]);
    control.inputs[0]?.setAttribute('aria-describedby', problem.id);
    control.inputs[0]?.setAttribute('data-name', name);
    return h('div', { class: 'field' }, labelled(described, control));
  }

  /**
   * @param {string | null} name  of the entry that is at fault
   * @param {string} why
   */
  function refuse(name, why) {
    say(problem, why);
    for (const input of fields.querySelectorAll('input')) {
      if (input.dataset.name === name) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
  }

  async function look() {
    if (!lane) return;
    const [fault] = Object.entries(unread);
    if (fault) {
      asked = '';
      return refuse(...fault);
    }
    const inputs = askedOf(lane, wanted);
    const question = JSON.stringify(inputs);
    if (question === asked) return;
    asked = question;
    try {
      const answer = await ask(inputs);
      if (question !== asked) return;
      theorem = answer;
      refuse(null, '');
      fill();
    } catch (error) {
      if (question !== asked) return;
      const { field: path, message } = /** @type {Error & { field?: string }} */ (error);
      // What was lost with its worker is asked again.
      if (path === undefined) asked = '';
      else refuse(path.replace('theorem.', ''), message.replace('theorem.', ''));
    }
  }

  function fill() {
    const now = theorem;
    if (!lane || !now) return;
    HYPERPARAMETERS.forEach(({ key }, i) => {
      const value = now[key];
      if (typeof value === 'object') rows[i]?.theirs.replaceChildren(...pieced(written(value)));
    });
    say(caption, forWhich(now));
    said.replaceChildren(...pieced(account(lane, now)));
  }

  return {
    element,
    /** @param {LaneState} next */
    draw(next) {
      const fresh = next.spec !== lane?.spec;
      lane = next;
      const why = inapplicable(lane);
      say(not, why);
      not.hidden = why === '';
      applies.hidden = why !== '';
      if (why !== '') return;
      void look();
      HYPERPARAMETERS.forEach(({ used }, i) => say(/** @type {HTMLElement} */ (rows[i]?.ours), used(next)));
      if (!fresh) return;
      eta.replaceChildren(...pieced(perturbation(lane)));
      fill();
    },
  };
}
