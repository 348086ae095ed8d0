// Whether an element is in the window, and how wide it is: what is painted in a worker, is painted for this.

/**
 * @param {HTMLElement} element
 * @param {() => void} changed
 */
export function watchRoom(element, changed) {
  let inWindow = false;
  let width = 0;
  const seen = new IntersectionObserver((entries) => {
    inWindow = entries.at(-1)?.isIntersecting === true;
    changed();
  });
  const resized = new ResizeObserver(() => {
    width = Math.floor(element.clientWidth);
    changed();
  });
  seen.observe(element);
  resized.observe(element);
  return {
    /** px */
    width: () => width,
    isInWindow: () => inWindow,
    stop() {
      seen.disconnect();
      resized.disconnect();
    },
  };
}
