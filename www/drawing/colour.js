// One colour a monomial, by degree. The two ramps run through OKLab in even steps (7 of 100 between neighbours), keep a
// contrast of 3:1 or more against their background, and stay ordered under the common colour blindnesses because
// lightness carries the order.

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
 * What a canvas needs to know of the style sheet, which it cannot inherit: the scheme in use and the named colours as
 * resolved. The probe's colour changes with the scheme however that came about (system, page, embedder), and its
 * transition tells us.
 * @param {HTMLElement} root
 */
export function watchScheme(root) {
  const probe = document.createElement('span');
  probe.className = 'scheme-probe';
  probe.ariaHidden = 'true';
  root.append(probe);
  /** @returns {Scheme} */
  const used = () => (getComputedStyle(probe).color === 'rgb(0, 0, 0)' ? 'light' : 'dark');
  let scheme = used();
  return {
    scheme: () => scheme,
    /** @param {string} name such as "--grid" */
    named(name) {
      probe.style.transition = 'none';
      probe.style.color = `var(${name})`;
      const { color } = getComputedStyle(probe);
      probe.style.color = '';
      void getComputedStyle(probe).color;
      probe.style.transition = '';
      return color;
    },
    /**
     * @param {() => void} listener
     * @returns {() => void}
     */
    subscribe(listener) {
      const changed = () => {
        scheme = used();
        listener();
      };
      probe.addEventListener('transitionend', changed);
      return () => {
        probe.removeEventListener('transitionend', changed);
        probe.remove();
      };
    },
  };
}
