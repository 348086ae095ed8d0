// The whole of our templating: elements made by function calls, text always as text.

import { indexed, raised } from '../language/text.js';

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @param {HTMLElement | SVGElement} element
 * @param {Record<string, unknown>} props
 * @param {Child[]} children
 */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on') && typeof value === 'function') {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (name === 'style') {
      element.style.cssText = String(value); // which a page may not forbid, as it may the attribute
    } else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [props] attributes, and listeners as `onclick`
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [props]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(element, props, children);
  return element;
}

/**
 * A word in a picture.
 * @param {number} x
 * @param {number} y  of its baseline
 * @param {string} text
 * @param {'start' | 'middle' | 'end'} anchor
 */
export const note = (x, y, text, anchor) => svg('text', { x, y, 'text-anchor': anchor }, text);

/**
 * Writes only what differs: an unchanged text node costs no layout.
 * @param {Node} node
 * @param {string} text
 */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * What an element is laid out in, out of shadow trees too.
 * @param {Element} element
 * @returns {Element | null}
 */
export function around(element) {
  const root = element.getRootNode();
  return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

let count = 0;

/**
 * An id for aria attributes, unique in the page.
 * @param {string} stem
 */
export function uid(stem) {
  count += 1;
  return `${stem}-${count}`;
}

/**
 * A term that explains itself on hover and on focus.
 * @param {string} text
 * @param {string} help
 */
export function term(text, help) {
  const element = h('span', { class: 'term', tabindex: '0', 'data-help': help, 'aria-description': help }, text);
  element.addEventListener('pointerenter', () => placeBubble(element));
  element.addEventListener('focus', () => placeBubble(element));
  return element;
}

/** The widest bubble and about the highest, px. */
const BUBBLE = { width: 300, height: 120 };

/**
 * Keeps the explanation inside the figure and the window.
 * @param {HTMLElement} term
 */
function placeBubble(term) {
  const figure = /** @type {HTMLElement | null} */ (term.closest('.lab'));
  if (!figure) return;
  const [own, all] = [term.getBoundingClientRect(), figure.getBoundingClientRect()];
  const width = figure.offsetWidth;
  const left = ((own.left - all.left) * width) / all.width;
  term.style.setProperty('--shift', `${Math.min(0, width - Math.min(BUBBLE.width, width) - left)}px`);
  term.classList.toggle('below', own.top < BUBBLE.height);
}

/**
 * The same with real subscripts.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.dataset.text === text) return;
  element.dataset.text = text;
  element.replaceChildren(...subscripts(text));
}

/**
 * Text with x₁, χ₁:₁₀, S₃→₈ as real subscripts, which few book faces have as characters.
 * @param {string} text
 * @returns {Node[]}
 */
export function subscripts(text) {
  return indexed(text).map(({ part, isIndex }) => (isIndex ? h('sub', {}, part) : document.createTextNode(part)));
}

/**
 * Text with n^max(L − 1, 1) as a real superscript.
 * @param {string} text
 * @returns {Node[]}
 */
export const superscripts = (text) =>
  raised(text).map(({ part, isPower }) => (isPower ? h('sup', {}, part) : document.createTextNode(part)));

/**
 * "S₃ = x₁ + x₁x₂ + x₁x₂x₃", as titles have it.
 * @param {string} sign
 * @param {string} written
 */
export const equation = (sign, written) => [
  h('span', { class: 'symbol' }, ...subscripts(sign)),
  h('span', { class: 'formula' }, ...subscripts(` = ${written}`)),
];
