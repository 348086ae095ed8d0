// How the curves are drawn, chosen beside them: what they count, and whether an axis is logarithmic.

/** @import { Actions, Axis, LabState, Scale } from '../types.d.ts' */

import { axisOf, offered } from '../language/axis.js';
import { h } from './dom.js';

/**
 * What the curves count, in the place of the axis' title.
 * @param {Actions} actions
 */
export function createAxisChoice(actions) {
  const element = h('select', {
    class: 'axis',
    part: 'control scales',
    'aria-label': 'What the curves count',
    title: 'What the curves count',
    onchange: () => actions.setAxis(/** @type {Axis} */ (element.value)),
  });
  let shown = '';
  return {
    element,
    /** @param {LabState} state */
    draw(state) {
      const all = offered(state.lanes);
      if (String(all) !== shown) element.replaceChildren(...all.map((axis) => h('option', {}, axis)));
      shown = String(all);
      if (element.value !== axisOf(state)) element.value = axisOf(state);
    },
  };
}

/**
 * @param {string} label
 * @param {string} id  for tests: of its buttons, before the scale
 * @param {(scale: Scale) => void} choose
 */
export function createScaleSwitch(label, id, choose) {
  const buttons = /** @type {const} */ (['log', 'linear']).map((scale) =>
    h('button', { type: 'button', 'data-testid': `${id}-${scale}`, onclick: () => choose(scale) }, scale),
  );
  return {
    element: h('div', { class: 'switch', part: 'control scales', role: 'group', 'aria-label': label }, ...buttons),
    /** @param {Scale} chosen */
    draw(chosen) {
      for (const button of buttons) button.ariaPressed = String(button.textContent === chosen);
    },
  };
}
