// One colour a monomial, by degree. The two ramps run through OKLab in even steps (7 of 100 between neighbours), keep a
// contrast of 3:1 or more against their background, and stay ordered under the common colour blindnesses because
// lightness carries the order.

import { around } from './dom.js';

const LIGHT = [
  '#330268',
  '#342281',
  '#2e3c98',
  '#1d57a3',
  '#066da4',
  '#00819c',
  '#04918b',
  '#159c6f',
  '#5ea143',
  '#949905',
];
const DARK = [
  '#8554dd',
  '#7572e9',
  '#638eee',
  '#53a8ed',
  '#38c0e6',
  '#30d4d4',
  '#4ae1b3',
  '#80ea8c',
  '#b8ef61',
  '#f0f14a',
];

/** @typedef {'light' | 'dark'} Scheme */

/**
 * From the least number to the largest: blue and orange, which common colour blindnesses leave apart, in even steps of
 * OKLab from nearly the paper, so that large numbers stand out on either.
 * @type {Record<Scheme, number[]>}
 */
export const DIVERGING = {
  light: [0x0b4f8a, 0x4c77a4, 0x829fbd, 0xbac8d6, 0xf3f2ee, 0xe1c4b6, 0xcc9780, 0xb5694b, 0x9c3a06],
  dark: [0x6fc0ff, 0x5c95c3, 0x496d8b, 0x364656, 0x222326, 0x534136, 0x896045, 0xc28052, 0xffa25e],
};

/**
 * Of neurons that are not active: not trained yet, trained and blank, in training.
 * @type {Record<Scheme, [untrained: number, blank: number, training: number]>}
 */
export const NEURONS = {
  light: [0xeceae6, 0xb9b6af, 0xc2410c],
  dark: [0x292a2d, 0x63625e, 0xff9a52],
};

/**
 * @param {string[]} ramp
 * @param {number} at in [0, 1]
 */
function sample(ramp, at) {
  const place = Math.min(Math.max(at, 0), 1) * (ramp.length - 1);
  const low = Math.min(Math.floor(place), ramp.length - 2);
  const channel = (/** @type {number} */ place, /** @type {number} */ i) =>
    parseInt((ramp[place] ?? '#000000').slice(i, i + 2), 16);
  const mixed = [1, 3, 5].map((i) => {
    const [a, b] = /** @type {const} */ ([channel(low, i), channel(low + 1, i)]);
    return Math.round(a + (b - a) * (place - low))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

/**
 * @param {number} degree
 * @param {number} top the highest degree in the figure
 * @param {Scheme} scheme
 */
export function degreeColour(degree, top, scheme) {
  return sample(scheme === 'dark' ? DARK : LIGHT, (degree - 1) / Math.max(top - 1, 2));
}

/**
 * For style sheets and SVG: follows the scheme by itself.
 * @param {number} degree
 * @param {number} top
 */
export function degreeCss(degree, top) {
  return `light-dark(${degreeColour(degree, top, 'light')}, ${degreeColour(degree, top, 'dark')})`;
}

/**
 * Of learners beside each other, which have no order: apart for common colour blindnesses, too, and with a contrast of 3:1
 * or more against their background.
 * @type {Record<Scheme, string[]>}
 */
export const LEARNERS = {
  light: ['#4f3cd4', '#cf7b26', '#a20a01', '#868bce', '#5b1a69'],
  dark: ['#8b46df', '#c9b63a', '#d71908', '#34eee5', '#3ba9ba'],
};

/**
 * @param {number} index
 * @param {Scheme} scheme
 */
export const learnerColour = (index, scheme) =>
  LEARNERS[scheme][index % LEARNERS[scheme].length] ?? LEARNERS[scheme][0] ?? '';

/** @param {number} index */
export const learnerCss = (index) => `light-dark(${learnerColour(index, 'light')}, ${learnerColour(index, 'dark')})`;

/** The named colours of the style sheet that a canvas draws with. */
const NAMED = {
  paper: '--paper',
  ink: '--ink',
  soft: '--soft',
  grid: '--line',
  edge: '--edge',
  accent: '--accent',
  band: '--band',
};

/** @typedef {{ scheme: Scheme, font: string } & Record<keyof typeof NAMED, string>} Palette as resolved */

/**
 * An element out of sight whose style tells of changes: its transitions run when what it takes from around it changes,
 * however that came about (system, page, embedder), and its animation starts when it is shown again, as nothing
 * changes by transition where nothing is displayed.
 * @param {ParentNode} root
 * @param {string} className
 * @param {() => void} changed
 */
function createProbe(root, className, changed) {
  const probe = document.createElement('span');
  probe.className = `probe ${className}`;
  probe.ariaHidden = 'true';
  probe.addEventListener('transitionend', changed);
  probe.addEventListener('animationstart', changed);
  root.append(probe);
  return probe;
}

/**
 * What a canvas needs to know of the style sheet, which it cannot inherit: colours, and the face of its numbers. Paper is white: for print the colours are
 * the light ones, and there before the page is laid out.
 * @param {HTMLElement} root
 */
export function watchPalette(root) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const probe = createProbe(root, 'palette', changed);
  let palette = read();

  /** @returns {Palette} */
  function read() {
    probe.style.transition = 'none';
    const scheme = getComputedStyle(probe).color === 'rgb(0, 0, 0)' ? 'light' : 'dark';
    const colours = Object.entries(NAMED).map(([key, name]) => {
      probe.style.color = `var(${name})`;
      return [key, getComputedStyle(probe).color];
    });
    probe.style.color = '';
    void getComputedStyle(probe).color;
    probe.style.transition = '';
    return { scheme, font: getComputedStyle(probe).fontFamily, ...Object.fromEntries(colours) };
  }

  function changed() {
    const now = read();
    if (JSON.stringify(now) === JSON.stringify(palette)) return;
    palette = now;
    for (const listener of listeners) listener();
  }

  const print = matchMedia('print');
  const toPaper = () => {
    probe.style.colorScheme = 'light';
    changed();
  };
  const fromPaper = () => {
    probe.style.colorScheme = '';
    changed();
  };
  print.addEventListener('change', changed);
  addEventListener('beforeprint', toPaper);
  addEventListener('afterprint', fromPaper);
  return {
    /** The same object as long as no colour changes. */
    palette: () => palette,
    /** @param {() => void} listener */
    subscribe: (listener) => void listeners.add(listener),
    stop() {
      print.removeEventListener('change', changed);
      removeEventListener('beforeprint', toPaper);
      removeEventListener('afterprint', fromPaper);
      probe.remove();
    },
  };
}

/**
 * The ground that a page sets for figures tells whether it is dark. A page that declares no color-scheme can be dark all the same, and
 * the figure, on paper of its own, goes with it.
 * @param {ShadowRoot} root
 * @param {HTMLElement} frame
 */
export function followPage(root, frame) {
  // The page's ink is inherited, as is the ground that it sets for figures, and both tell when they change; its paper, which
  // the ink goes with, is looked up then.
  const probe = createProbe(root, 'page', follow);
  function follow() {
    const { color, outlineColor } = getComputedStyle(probe);
    const ground = seenAs(outlineColor);
    const declared = getComputedStyle(root.host).colorScheme !== 'normal';
    if (ground.alpha > 0.5) frame.style.colorScheme = ground.lightness < 0.5 ? 'dark' : 'light';
    else frame.style.colorScheme = declared ? '' : isDark(root.host, color) ? 'dark' : 'light';
  }
  follow();
}

/**
 * Whether the page is dark at this place: the nearest background tells, or where there is none the ink.
 * @param {Element} place
 * @param {string} ink
 */
function isDark(place, ink) {
  for (let at = /** @type {Element | null} */ (place); at; at = around(at)) {
    const { lightness, alpha } = seenAs(getComputedStyle(at).backgroundColor);
    if (alpha > 0.5) return lightness < 0.5;
  }
  return seenAs(ink).lightness > 0.5;
}

/** @param {string} colour in any notation of CSS */
function seenAs(colour) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d');
  if (!context) return { lightness: 0, alpha: 0 };
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
  return { lightness: (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255, alpha: a / 255 };
}
