// A small picture of what became of a preset: the curves that its figure is about, without numbers, in the colours of the scheme that
// the page around it has.

import { chartsOf, comparison } from '../www/drawing/paper.js';
import { length, polyline, tag, text } from '../www/drawing/svg.js';
import { scale } from '../www/drawing/svgchart.js';
import { integer } from '../www/language/format.js';
import { haveOneTarget, symbols } from '../www/language/names.js';

/** @import { LabState } from '../www/types.d.ts' */
/** @import { PaperChart, Point } from '../www/drawing/svgchart.js' */

export const WIDTH = 360;
export const HEIGHT = 200;
/** Between panels; and above each of them, for its name. */
const GAP = 14;
const TITLE = 18;
/** About what a character of it takes. */
const CHARACTER = 6.8;
/** Of panels in a row. */
const MOST = 3;
/** Points of a curve that are nearer to each other than this nobody can tell apart. */
const FINEST = 0.6;

const both = (/** @type {string} */ light, /** @type {string} */ dark) => `light-dark(${light}, ${dark})`;
/** As in palette.css. */
const SOFT = both('#5f5e5a', '#a5a29b');
const LINE = both('#b9b6af', '#5c5b58');

/**
 * A chart in both schemes, and what stands above it.
 * @typedef {{ title: string, light: PaperChart, dark: PaperChart }} Panel
 */

/**
 * @param {LabState} state
 * @returns {Panel[]}
 */
function panelsOf(state) {
  if (state.preset.compare) return [{ title: '', light: comparison(state), dark: comparison(state, 'dark') }];
  const { lanes } = state;
  const names = haveOneTarget(lanes) ? lanes.map(({ label }) => label) : symbols(lanes);
  return lanes.flatMap((_, i) => {
    const [light] = chartsOf(state, i);
    const [dark] = chartsOf(state, i, 'dark');
    return light && dark ? [{ title: lanes.length > 1 ? (names[i] ?? '') : '', light, dark }] : [];
  });
}

/**
 * What is drawn, for those who do not see it.
 * @param {LabState} state
 */
export function caption(state) {
  const [first] = panelsOf(state);
  if (!first) return '';
  const { title, across, x } = first.light;
  return `${title} over ${integer(Math.round(across[1]))} ${x}`;
}

/**
 * @param {LabState} state
 * @returns {string}
 */
export function thumbnail(state) {
  const panels = panelsOf(state);
  const columns = panels.length > MOST ? Math.ceil(panels.length / 2) : panels.length;
  const rows = Math.ceil(panels.length / columns);
  const [width, height] = [(WIDTH + GAP) / columns - GAP, (HEIGHT + GAP) / rows - GAP];
  const drawn = panels.map((panel, i) =>
    panelSvg(panel, (i % columns) * (width + GAP), Math.floor(i / columns) * (height + GAP), width, height),
  );
  const attributes = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, fill: 'none' };
  const style = 'color-scheme: light dark; font: 12px system-ui, sans-serif';
  return tag('svg', { xmlns: 'http://www.w3.org/2000/svg', ...attributes, style }, ...drawn);
}

/**
 * @param {Panel} panel
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
function panelSvg({ title, light, dark }, left, top, width, height) {
  const head = title === '' ? 0 : TITLE;
  const plane = { x: left, y: top + head, width, height: height - head };
  const across = scale(light.across, light.logX, [0, plane.width]);
  const up = scale(light.range, light.log, [plane.height, 0]);
  const level = (/** @type {number} */ y) => `M0 ${length(y)}H${length(plane.width)}`;
  const [low, high] = light.range;
  const ground = low < 0 && high > 0 && !light.log ? up(0) : plane.height - 0.5;
  return (
    (title === '' ? '' : text(left, top + 12, cut(title, Math.floor(width / CHARACTER)), { fill: SOFT })) +
    tag(
      'svg',
      { ...plane, overflow: 'hidden' },
      tag('path', { d: level(ground), stroke: SOFT }),
      ...light.levels.map(({ value }) => tag('path', { d: level(up(value)), stroke: LINE, 'stroke-dasharray': '3 3' })),
      ...light.lines.map((line, i) =>
        tag('path', {
          d: polyline(thinned(line.points, light.stepped, across, up)),
          stroke: both(line.colour, dark.lines[i]?.colour ?? line.colour),
          'stroke-width': line.width,
          'stroke-dasharray': line.dash?.join(' '),
          'stroke-linejoin': 'round',
        }),
      ),
    )
  );
}

/**
 * @param {string} title
 * @param {number} most  characters
 */
const cut = (title, most) => (title.length > most ? `${title.slice(0, most - 1).trimEnd()}…` : title);

/**
 * Where a curve goes, no finer than is seen.
 * @param {Point[]} points
 * @param {boolean} stepped
 * @param {(value: number) => number} across
 * @param {(value: number) => number} up
 */
function thinned(points, stepped, across, up) {
  /** @type {([number, number] | null)[]} */
  const kept = [];
  for (const [i, [x, y]] of points.entries()) {
    const before = kept.at(-1);
    if (y === null) {
      if (before) kept.push(null);
      continue;
    }
    const [at, height] = [across(x), Math.min(Math.max(up(y), -HEIGHT), 2 * HEIGHT)];
    const isSeen = !before || at - before[0] > FINEST || Math.abs(height - before[1]) > FINEST;
    if (!isSeen && i < points.length - 1) continue;
    if (before && stepped) kept.push([at, before[1]]);
    kept.push([at, height]);
  }
  return kept;
}
