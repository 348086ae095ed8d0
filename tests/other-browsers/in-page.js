// Comes before all else in the pages of these tests: hears what goes wrong, and is what they ask a page through.

/** What one would read in red in the console. @type {string[]} */
var faults = [];
addEventListener(
  'error',
  ({ message, target }) => faults.push(message ?? `not loaded: ${/** @type {Element} */ (target).outerHTML}`),
  true,
);
addEventListener('unhandledrejection', ({ reason }) => faults.push(`uncaught: ${reason}`));
console.error = console.warn = (...words) => void faults.push(words.join(' '));

/** Those at work. @type {Set<Worker>} */
var workers = new Set();
globalThis.Worker = class extends Worker {
  /** @param {string | URL} url @param {WorkerOptions} [options] */
  constructor(url, options) {
    super(url, options);
    workers.add(this);
  }
  /** @override */
  terminate() {
    super.terminate();
    workers.delete(this);
  }
};

/** The first figure. @returns {import('../../www/lab.js').StaircaseLab} */
var figure = () => /** @type {any} */ (document.querySelector('staircase-lab'));

/** What is known of it; before it is built, nothing. */
var known = () => figure().controller?.store.get();

/** A part of it. @param {string} id @returns {any} */
var part = (id) => figure().shadowRoot?.querySelector(`[data-testid="${id}"]`);

/** Its curves, bit for bit, as text. */
var curves = () => JSON.stringify(known()?.lanes.map(({ columns, data }) => ({ columns, data })));

/** What it has told. @type {[type: string, detail: any][]} */
var heard = [];

/** Puts a figure in the place of the one that is there. @param {Record<string, string>} attributes */
function embed(attributes) {
  const lab = document.createElement('staircase-lab');
  for (const type of ['ready', 'row', 'finished', 'diverged', 'crashed', 'refused'])
    lab.addEventListener(type, (event) => heard.push([type, /** @type {CustomEvent} */ (event).detail]));
  for (const [name, value] of Object.entries(attributes)) lab.setAttribute(name, value);
  figure().replaceWith(lab);
}

/**
 * How many colours there are in a canvas or an image, or in a square of it: in one on which nothing is painted, one.
 * @param {HTMLCanvasElement | HTMLImageElement} of
 * @param {number} [x]
 * @param {number} [y]
 * @param {number} [side]
 */
function colours(of, x = 0, y = 0, side = NaN) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, side ? { width: side, height: side } : { width: of.width, height: of.height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.drawImage(of, -Math.round(x), -Math.round(y));
  return new Set(new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
}
