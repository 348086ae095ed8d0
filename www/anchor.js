// Keeps in its place what one reads below a figure that grows, where the browser is not to by itself (overflow-anchor), or can't:
// figures load when they come near the window, also above whoever came by a link or scrolls up.

/**
 * From now on, until what it returns is called.
 * @param {HTMLElement} figure
 * @returns {() => void}
 */
export function holdBelow(figure) {
  if (getComputedStyle(document.documentElement).overflowAnchor === 'auto') return () => {};
  let height = figure.offsetHeight;
  const observer = new ResizeObserver(() => {
    const grown = figure.offsetHeight - height;
    height += grown;
    const wasAbove = figure.getBoundingClientRect().bottom - grown <= 0;
    if (wasAbove) scrollBy({ top: grown, behavior: 'instant' });
  });
  observer.observe(figure);
  return () => observer.disconnect();
}
