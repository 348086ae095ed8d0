// How another page shows a figure: as an element, in a frame, or by a link to a page that does.

/** The page that shows one figure alone, where it lies beside this script: so the build says. @type {string | undefined} */
// @ts-ignore: not declared anywhere, but replaced by its value
const ALONE = typeof PAGE_ALONE === 'string' ? PAGE_ALONE : undefined;

/** @param {URL} url */
const isOfWeb = ({ protocol }) => protocol === 'http:' || protocol === 'https:';

/** Whatever a bundler puts in its place. */
const HERE = published(String(import.meta.url));

/**
 * The address of the element's script, if it is one: where a bundler has made the script a part of another it may be that of a whole
 * application, or of a file on the machine that built it.
 * @param {string} address
 */
export function published(address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url && isOfWeb(url) && url.pathname.endsWith('/staircase-lab.js') ? address : null;
}

/** The address of the page that shows one figure alone; null where none is known. */
export const pageAlone = () => (ALONE === undefined || HERE === null ? null : new URL(ALONE, HERE).href);

/**
 * What a link may lead to, or null: no script, no text, and a file only from a file.
 * @param {string} address  from here
 */
export function linkable(address) {
  const url = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : null;
  return url && (isOfWeb(url) || (url.protocol === 'file:' && location.protocol === 'file:')) ? url : null;
}

/** @param {string} text */
const quoted = (text) => `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;

/**
 * The element: with the script's address, or where it has none as the npm package has it.
 * @param {'state' | 'preset'} attribute
 * @param {string} value
 * @returns {{ html: string, packaged: boolean }}
 */
export function elementOf(attribute, value) {
  const script =
    HERE === null
      ? `<script type="module">\n  import 'staircase-lab/lab';\n</script>`
      : `<script type="module" src=${quoted(HERE)}></script>`;
  return { html: `${script}\n<staircase-lab ${attribute}=${quoted(value)}></staircase-lab>`, packaged: HERE === null };
}

/**
 * A frame around the page that shows one figure alone and tells its height, to be put into a page as often as one likes; null where
 * that page is not known.
 * @param {string} state  as a link has it
 */
export function frameOf(state) {
  const page = pageAlone();
  if (page === null) return null;
  return (
    `<iframe src=${quoted(`${page}#${state}`)} title="A live figure" style="width: 100%; height: 60rem; border: 0"></iframe>\n` +
    `<script>\n  addEventListener('message', ({ source, data }) => {\n    if (data?.type !== 'staircase-lab') return;\n` +
    `    for (const frame of document.querySelectorAll('iframe'))\n` +
    `      if (frame.contentWindow === source) frame.style.height = data.height + 'px';\n  });\n</script>`
  );
}
