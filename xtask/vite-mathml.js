// A Vite plugin: TeX between dollar signs in the HTML becomes MathML when the page is built, so that nothing need be
// typeset by the visitor.

import temml from 'temml';

/** Comments, elements whose text stands as it is, and tags: none of them holds mathematics. */
const untouched =
  /<!--.*?-->|<(code|pre|script|style|textarea|title)\b.*?<\/\1\s*>|<\/?[a-z!](?:"[^"]*"|'[^']*'|[^'">])*>/gis;

/**
 * `\$` is a dollar sign; `$$…$$` stands on a line of its own, `$…$` in the running text, between the brackets before it and the
 * marks behind it.
 */
const math = /\\\$|\$\$([^$]+)\$\$|([([“]*)\$([^$]+)\$([-–,.;:!?’”)\]]*)|\$/g;

const entities = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&nbsp;': ' ' };

/**
 * @param {string} tex
 * @param {boolean} displayMode
 */
function render(tex, displayMode) {
  const source = tex.replace(/&\w+;/g, (entity) => entities[/** @type {keyof typeof entities} */ (entity)] ?? entity);
  return temml.renderToString(source.trim(), { displayMode, throwOnError: true, annotate: false });
}

/** @param {string} text */
function typeset(text) {
  return text.replace(math, (found, block, before, inline, behind) => {
    if (found === '\\$') return '$';
    if (found === '$')
      throw new Error(`a dollar sign without its partner (a tag between the two?): ${text.trim().slice(0, 80)}`);
    if (block !== undefined) return render(block, true);
    const formula = before + render(inline, false) + behind;
    // WebKit breaks the line between a formula and a comma.
    return before || behind ? `<span class="unbroken">${formula}</span>` : formula;
  });
}

/** @param {string} html */
export function typesetHtml(html) {
  let result = '';
  let end = 0;
  for (const match of html.matchAll(untouched)) {
    result += typeset(html.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return result + typeset(html.slice(end));
}

/** @returns {import('vite').Plugin} */
export const mathml = () => ({
  name: 'mathml',
  transformIndexHtml: { order: 'pre', handler: typesetHtml },
});
