// A Vite plugin: the gallery, a card for each preset with a picture of what became of it when the page was built, in the article's
// order and with its headings; and the presets as the options of a choice.

import { readFileSync } from 'node:fs';
import { escaped } from '../www/drawing/svg.js';
import { axisOf } from '../www/language/axis.js';
import { integer } from '../www/language/format.js';
import { reached } from '../www/language/words.js';
import { paceOf } from '../www/state/pace.js';
import { outcomes } from './outcomes.mjs';
import { path } from './run.mjs';
import { caption, HEIGHT, thumbnail, WIDTH } from './thumbnail.mjs';

/** @import { LabState } from '../www/types.d.ts' */
/** @import { PresetOutcome } from './outcomes.mjs' */

/** Before the first heading stands the figure that the article begins with. */
const FIRST = 'The race';

/** The article's figures in its order: where each is, below which heading, and of which preset. */
function figures() {
  const article = readFileSync(path('index.html'), 'utf8');
  let section = FIRST;
  return [...article.matchAll(/<h2[^>]*>(.*?)<\/h2>|<staircase-lab id="([^"]*)"[^>]* preset="([^"]*)"/g)].flatMap(
    ([, title, place = '', preset = '']) => {
      if (title === undefined) return [{ section, place, preset }];
      section = title;
      return [];
    },
  );
}

/**
 * As the page would have it at the end of the run, wherever that was.
 * @param {PresetOutcome} outcome
 */
function stateOf({ preset, lanes, whole }) {
  const budget = whole ? preset.budget : Math.max(...lanes.map(({ iteration }) => iteration));
  const look = { axis: paceOf(preset).axis, scale: 'log', coefficientScale: 'linear', overrides: {}, pins: [] };
  return /** @type {LabState} */ (/** @type {unknown} */ ({ preset, lanes, budget, ...look }));
}

/**
 * @param {PresetOutcome} outcome
 * @param {LabState} state
 */
export function told({ preset, lanes }, state) {
  const said = reached(lanes, axisOf(state), preset.compare);
  const cut = beginnings({ preset, lanes });
  if (cut.length === 0) return said;
  const [least, most] = [Math.min(...cut), Math.max(...cut)].map(integer);
  const first = least === most ? least : `${least} to ${most}`;
  return `A beginning: the first ${first} of ${integer(preset.budget)} iterations. ${said}`;
}

/**
 * Where lanes stand that were stopped before their ends.
 * @param {Pick<PresetOutcome, 'preset' | 'lanes'>} outcome
 */
const beginnings = ({ preset, lanes }) =>
  lanes.flatMap(({ status, iteration }) => (status === 'running' && iteration < preset.budget ? [iteration] : []));

/**
 * How many of the pictures are no outcomes.
 * @param {PresetOutcome[]} all
 */
export function counted(all) {
  const { length } = all.filter((outcome) => beginnings(outcome).length > 0);
  if (length === 0) return '';
  const which = length === all.length ? 'All of them show' : `${length} of ${all.length} show`;
  return `${which} a beginning, as far as the build ran it, and say so.`;
}

/**
 * @param {PresetOutcome} outcome
 * @param {ReturnType<typeof figures>[0]} figure  in the article
 * @param {string} picture
 */
function card(outcome, { place, section }, picture) {
  const { id, title } = outcome.preset;
  const state = stateOf(outcome);
  const image = `<img src="${picture}" alt="${escaped(caption(state))}" width="${WIDTH}" height="${HEIGHT}" loading="lazy">`;
  return `<li id="${id}">
  <a class="figure" href="./#${place}">${image}<span class="section">${section}</span> <b>${escaped(title)}</b></a>
  <p>${escaped(told(outcome, state))}</p>
  <p class="ways"><a href="./#${place}">in the article</a> <a href="./?embed#v=1&amp;preset=${id}">alone</a> <a href="./embed.html#v=1&amp;preset=${id}">embed it</a></p>
</li>`;
}

/** @returns {import('vite').Plugin} */
export function gallery() {
  /** @type {Promise<PresetOutcome[]> | null} */
  let known = null;
  const all = () => (known ??= outcomes());
  let serves = false;

  /** @param {string} html */
  async function fill(html) {
    const found = await all();
    const cards = figures().flatMap((figure) => {
      const outcome = found.find(({ preset }) => preset.id === figure.preset);
      if (!outcome) return [];
      // A server that follows changes has no files of a build.
      const inline = () => `data:image/svg+xml,${encodeURIComponent(thumbnail(stateOf(outcome)))}`;
      return [card(outcome, figure, serves ? inline() : pictureOf(figure.preset))];
    });
    const introduced = html.replace('<!-- gallery: beginnings -->', () => counted(found));
    return introduced.replace('<!-- gallery -->', () => `<ul class="gallery">\n${cards.join('\n')}\n</ul>`);
  }

  return {
    name: 'gallery',
    config: (_config, { command }) => void (serves = command === 'serve'),
    async generateBundle() {
      for (const outcome of await all())
        this.emitFile({
          type: 'asset',
          fileName: pictureOf(outcome.preset.id),
          source: thumbnail(stateOf(outcome)),
        });
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html) {
        const filled = html.includes('<!-- gallery -->') ? await fill(html) : html;
        return filled.replace('<!-- presets -->', () => options());
      },
    },
  };
}

/** @param {string} id */
const pictureOf = (id) => `gallery/${id}.svg`;

/** In the order of the index. */
function options() {
  const { presets } = JSON.parse(readFileSync(path('www/presets/index.json'), 'utf8'));
  return presets
    .map((/** @type {string} */ id) => {
      const { title } = JSON.parse(readFileSync(path(`www/presets/${id}.json`), 'utf8'));
      return `<option value="${id}">${escaped(title)}</option>`;
    })
    .join('');
}
