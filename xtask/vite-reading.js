// A Vite plugin: the papers' claims, judged by the presets' records when the page is built, and the terms, as HTML. Whoever
// reads them need run nothing.

import { readdirSync, readFileSync } from 'node:fs';
import { path } from './run.mjs';
import { counted, judge } from '../www/language/claims.js';
import { TERMS } from '../www/language/terms.js';

/** @import { Claim, Records } from '../www/language/claims.js' */

/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(path(file), 'utf8'));

/** @param {string} folder */
const readAll = (folder) =>
  Object.fromEntries(readdirSync(path(folder)).map((file) => [file.replace(/\.json$/, ''), read(`${folder}/${file}`)]));

/** @returns {Records} */
const records = () => ({ presets: readAll('www/presets'), sweeps: readAll('www/sweeps') });

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * @param {Claim} claim
 * @param {ReturnType<typeof judge>} judged
 * @param {Records} records
 */
function item({ id, paper, where, claim, figure }, { verdict, seen }, { presets }) {
  const title = presets[figure ?? '']?.title ?? '';
  const link = figure ? ` <a href="./#${figure}">${escaped(title)}</a>` : '';
  return `<li id="${id}" data-paper="${paper}" data-verdict="${verdict}">
  <h3>${escaped(where)} <span class="verdict">${verdict}</span></h3>
  <p>${escaped(claim)}</p>
  <p class="seen">${escaped(seen)}${link}</p>
</li>`;
}

function renderClaims() {
  const all = records();
  /** @type {Claim[]} */
  const claims = read('www/claims.json').claims;
  const judged = claims.map((claim) => ({ claim, ...judge(claim, all) }));
  return {
    list: judged.map(({ claim, ...said }) => item(claim, said, all)).join('\n'),
    count: counted(judged.map(({ verdict }) => verdict)),
  };
}

function renderTerms() {
  const terms = Object.entries(TERMS).sort(([, a], [, b]) => a.name.localeCompare(b.name, 'en'));
  return terms
    .map(([id, { name, means }]) => `<dt id="${id}"><dfn>${escaped(name)}</dfn></dt>\n<dd>${escaped(means)}</dd>`)
    .join('\n');
}

/** @returns {import('vite').Plugin} */
export const reading = () => ({
  name: 'reading',
  transformIndexHtml: {
    order: 'pre',
    handler(html) {
      if (html.includes('<!-- terms -->')) return html.replace('<!-- terms -->', renderTerms);
      if (!html.includes('<!-- claims -->')) return html;
      const { list, count } = renderClaims();
      return html.replace('<!-- claims -->', () => list).replace('<!-- claims: count -->', () => count);
    },
  },
});
