// SVG as text: for files, which outlive the page and its style sheet.

import { indexed } from '../language/text.js';

/** @typedef {Record<string, string | number | undefined>} Attributes  undefined: not there */

/** What no XML may hold. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** @param {string} text */
export const escaped = (text) => text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? '');

/**
 * A length to the hundredth, which is finer than any printer.
 * @param {number} value
 */
export const length = (value) => Number(value.toFixed(2));

/**
 * @param {string} name
 * @param {Attributes} attributes
 * @param {string[]} children  markup
 */
export function tag(name, attributes, ...children) {
  const all = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : ` ${key}="${escaped(String(typeof value === 'number' ? length(value) : value))}"`,
  );
  return children.length === 0 ? `<${name}${all.join('')}/>` : `<${name}${all.join('')}>${children.join('')}</${name}>`;
}

/**
 * A word, with real subscripts.
 * @param {number} x
 * @param {number} y  of its baseline
 * @param {string} content
 * @param {Attributes} [attributes]
 */
export function text(x, y, content, attributes = {}) {
  let drop = 0;
  const parts = indexed(content).map(({ part, isIndex }) => {
    const dy = (isIndex ? 3 : 0) - drop;
    drop = isIndex ? 3 : 0;
    return !isIndex && dy === 0
      ? escaped(part)
      : tag('tspan', { dy, 'font-size': isIndex ? '75%' : undefined }, escaped(part));
  });
  return tag('text', { x, y, ...attributes }, ...parts);
}

/**
 * Line segments through points; a gap where there is none.
 * @param {(readonly [x: number, y: number] | null)[]} points
 */
export function polyline(points) {
  let pen = 'M';
  return points
    .flatMap((point) => {
      if (point === null) {
        pen = 'M';
        return [];
      }
      const step = `${pen}${length(point[0])} ${length(point[1])}`;
      pen = 'L';
      return [step];
    })
    .join('');
}
