// Where a figure can be had from by other pages: its script, and a page that shows one by link. What they write is in snippets.js.

/** The page that shows one figure alone, where it lies beside this script: so the build says. @type {string | undefined} */
// @ts-ignore: not declared anywhere, but replaced by its value
const ALONE = typeof PAGE_ALONE === 'string' ? PAGE_ALONE : undefined;

/** @param {URL} url */
const isOfWeb = ({ protocol }) => protocol === 'http:' || protocol === 'https:';

/** The address of the element's script, where it has one: whatever a bundler puts in its place. */
export const SCRIPT = published(String(import.meta.url));

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
export const pageAlone = () => (ALONE === undefined || SCRIPT === null ? null : new URL(ALONE, SCRIPT).href);

/**
 * What a link may lead to, or null: no script, no text, and a file only from a file.
 * @param {string} address  from here
 */
export function linkable(address) {
  const url = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : null;
  return url && (isOfWeb(url) || (url.protocol === 'file:' && location.protocol === 'file:')) ? url : null;
}
