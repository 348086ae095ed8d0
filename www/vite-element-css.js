// A Vite plugin: Vite links a module's style sheet from its own HTML, but a foreign page brings only the script. So the element's
// script links its style sheet itself, where the page has not done so already, and waits for it before it draws anything.

/** @param {string[]} files  style sheets, relative to the script */
const linkStyles = (files) => `await Promise.all(${JSON.stringify(files)}.map((file) => {
  const { href } = new URL(file, import.meta.url);
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return;
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  const loaded = new Promise((resolve) => { link.onload = link.onerror = resolve; });
  document.head.append(link);
  return loaded;
}));
`;

/**
 * @param {string} entry  the element's entry, by its name in `input`
 * @returns {import('vite').Plugin}
 */
export const elementCss = (entry) => ({
  name: 'element-css',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || chunk.name !== entry) continue;
      const files = [...(chunk.viteMetadata?.importedCss ?? [])];
      if (files.length > 0) chunk.code = linkStyles(files) + chunk.code;
    }
  },
});
