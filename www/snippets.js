// What an author writes to show a figure in another page: an element, or a frame. Loaded once it is asked for.

/** @param {string} text */
const quoted = (text) => `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;

/**
 * The element: with the script's address, or where it has none as the npm package has it.
 * @param {Record<string, string>} attributes
 * @param {string | null} from  that address
 */
export function elementOf(attributes, from) {
  const script =
    from === null
      ? `<script type="module">\n  import 'staircase-lab/lab';\n</script>`
      : `<script type="module" src=${quoted(from)}></script>`;
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}=${quoted(value)}`);
  return `${script}\n<staircase-lab${written.join('')}></staircase-lab>`;
}

/**
 * A frame around the page that shows one figure alone and tells its height, to be put into a page as often as one likes.
 * @param {string} page
 * @param {string} state  as a link has it
 * @param {Record<string, string>} [attributes]  of the figure in it
 */
export function frameOf(page, state, attributes = {}) {
  const asked = Object.entries(attributes).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`);
  return (
    `<iframe src=${quoted(`${page}${asked.join('')}#${state}`)} title="A live figure" style="width: 100%; height: 60rem; border: 0"></iframe>\n` +
    `<script>\n  addEventListener('message', ({ source, data }) => {\n    if (data?.type !== 'staircase-lab') return;\n` +
    `    for (const frame of document.querySelectorAll('iframe'))\n` +
    `      if (frame.contentWindow === source) frame.style.height = data.height + 'px';\n  });\n</script>`
  );
}

/**
 * A module that puts the element where one likes, by the npm package.
 * @param {Record<string, string>} attributes
 */
export function moduleOf(attributes) {
  const lines = Object.entries(attributes).map(
    ([name, value]) => `figure.setAttribute(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  return (
    `// npm install staircase-lab\nimport 'staircase-lab/lab';\n\n` +
    `const figure = document.createElement('staircase-lab');\n${lines.join('')}document.body.append(figure);\n`
  );
}

/**
 * A cell of a Jupyter notebook, in Python.
 * @param {Record<string, string>} attributes
 * @param {string} script  the address of the element's
 */
export const cellOf = (attributes, script) =>
  `from IPython.display import HTML\n\nHTML(r'''\n${elementOf(attributes, script).replaceAll("'", '&#39;')}\n''')\n`;
