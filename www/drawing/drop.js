// Files that are dropped on an element, where nothing within it takes them.

/**
 * @param {HTMLElement} element
 * @param {(file: File) => void} take
 */
export function onFile(element, take) {
  element.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  element.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file || event.defaultPrevented) return;
    event.preventDefault();
    take(file);
  });
}
