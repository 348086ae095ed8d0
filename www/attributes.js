// What of a figure is shown, and how: the attributes `controls`, `views`, `height` and `theme` as a page writes them. No DOM.

/** In the order in which a figure has them. */
export const VIEWS = ['steps', 'curves', 'carried', 'network', 'training', 'spectrum', 'caption'];
export const CONTROLS = [
  ...['play', 'step', 'restart', 'seed', 'speed', 'counters', 'scales'],
  ...['pin', 'settings', 'theory', 'inside', 'sweeps', 'compare', 'share', 'data', 'embed', 'keys'],
];
const THEMES = ['light', 'dark', 'auto'];
const NONE = 'none';

/** Those that are followed here; the others of the element say which experiment it is. */
export const LOOKS = ['controls', 'views', 'height', 'theme'];

/**
 * Whether a text is a value of a property as this browser has it, and whole: CSS closes at the end of a sheet what was left
 * open, but in a page that swallows what follows.
 * @param {string} property
 * @param {string} text
 */
const isValue = (property, text) => CSS.supports(property, text) && !CSS.supports(property, `${text})`);

/** @param {string} height  above 0 */
const isLength = (height) => /[1-9]/.test(height) && isValue('perspective', height);

/** What of its colours a page may set, by what they are called in the address of a frame. */
export const COLOURS = { ground: '--staircase-ground', ink: '--staircase-ink', accent: '--staircase-accent' };

/** Values of any property, which are no colours. */
const WIDE = ['inherit', 'initial', 'unset', 'revert', 'revert-layer'];

/** @param {string} colour */
export const isColour = (colour) => !WIDE.includes(colour.toLowerCase()) && isValue('color', colour);

/**
 * @param {(name: string) => string | null} written  what stands in an attribute
 * @param {(height: string) => boolean} [fits]
 */
export function looks(written, fits = isLength) {
  /** Why something is left out, by attribute. @type {Record<string, string>} */
  const problems = {};
  const of = (/** @type {string} */ name) => written(name)?.trim() || null;

  /**
   * @param {string} name
   * @param {string[]} known
   */
  function list(name, known) {
    const words = of(name)?.split(/[\s,]+/);
    const wrong = words?.find((word) => !known.includes(word) && word !== NONE);
    if (wrong !== undefined) problems[name] = `"${wrong}" is not one of ${known.join(', ')} or ${NONE}`;
    return words ? known.filter((word) => words.includes(word)) : null;
  }

  const [controls, views] = [list('controls', CONTROLS), list('views', VIEWS)];
  const height = of('height');
  const isHigh = height !== null && fits(height);
  if (height !== null && !isHigh) problems.height = `"${height}" is not a length above 0, such as 480px or 60vh`;
  const theme = of('theme');
  if (theme !== null && !THEMES.includes(theme)) problems.theme = `"${theme}" is not one of ${THEMES.join(', ')}`;
  return { controls, views, height: isHigh ? height : null, problems };
}

/**
 * A style sheet without what is left out, also of what comes later: parts are "view steps", "control play", "panel theory".
 * @param {Pick<ReturnType<typeof looks>, 'controls' | 'views'>} chosen
 */
export const without = ({ controls, views }) =>
  leftOut(['view'], views) + (isAlone(views) ? ALONE : '') + leftOut(['control', 'panel'], controls);

/** What a single lane has its curves beside; without any of it they take the whole width. */
const BESIDE = ['steps', 'carried', 'network', 'spectrum'];
const isAlone = (/** @type {string[] | null} */ views) =>
  views?.includes('curves') && !views.some((view) => BESIDE.includes(view));
const ALONE = ".lab[data-lanes='1'] .lanes .curves .cell { grid-column: 1 / -1; }\n";

/**
 * @param {string[]} kinds
 * @param {string[] | null} chosen
 */
function leftOut(kinds, chosen) {
  if (chosen === null) return '';
  const all = kinds.map((kind) => `[part^='${kind} ']`);
  const others = chosen.map((name) => `:not([part$=' ${name}'])`);
  return `:is(${all.join()})${others.join('')} { display: none !important; }\n`;
}
