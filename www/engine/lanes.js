// The specs that a preset stands for, one for each of its lanes: the core's `preset` says the same for the command line.

import { refusal } from './refusal.js';

/** @import { Spec } from '../pkg/staircase.js' */

/**
 * A preset as its file has it, of which this is all that counts here.
 * @typedef {object} PresetFile
 * @property {object} [spec]  what its lanes share
 * @property {{ spec?: object }[]} lanes
 * @property {{ ones: number[] }} [table]  what its lanes learn, where that is images: the value is 1 for these digits, 0 for the others
 */

/**
 * Images as a file of tables holds them: ink from 0 to 16, one image after the other, and the digit on each.
 * @typedef {{ pixels: number[], digits: number[] }} Images
 */

/**
 * Each its caller's own, to be changed as one likes.
 * @param {PresetFile} preset
 * @param {Images} [images]  what the preset's `table` names; without them its lanes have no target
 * @returns {Spec[]}
 */
export function lanes(preset, images) {
  const { spec, table, lanes } = preset ?? {};
  if (!Array.isArray(lanes) || lanes.length === 0)
    throw refusal('preset', 'has no list of lanes, as the files of staircase-lab/presets have');
  const shared = object('preset.spec', spec ?? {});
  return lanes.map((lane, k) => {
    const own = object(`preset.lanes[${k}].spec`, object(`preset.lanes[${k}]`, lane).spec ?? {});
    const target = table && images && { target: learned(images, table.ones) };
    return { ...copied(shared), ...target, ...copied(own) };
  });
}

/**
 * The target of images: pixels become coordinates in [0, 1].
 * @param {Images} images
 * @param {number[]} ones
 */
function learned({ pixels, digits }, ones) {
  if (!Array.isArray(pixels) || !Array.isArray(digits))
    throw refusal('images', 'have no lists of pixels and digits, as the files of staircase-lab/tables have');
  if (!Array.isArray(ones)) throw refusal('preset.table.ones', 'is not a list of digits');
  const x = pixels.map((ink) => ink / 16);
  const y = digits.map((digit) => (ones.includes(digit) ? 1 : 0));
  return { kind: 'table', x, y };
}

/** @param {string} field @param {any} value @returns {any} */
function object(field, value) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const called = value === null ? 'null' : `a ${Array.isArray(value) ? 'list' : typeof value}`;
  throw refusal(field, `${called} is not an object`);
}

/** Down to the numbers, whoever watches over them: a framework's proxies can't be cloned. @param {any} value @returns {any} */
function copied(value) {
  if (Array.isArray(value)) return value.map(copied);
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, copied(entry)]));
}
