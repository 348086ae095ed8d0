// A Vite plugin: what presets record of their figures stays out of the scripts. Tests hold the records and the index of claims is
// made of them; no figure reads its own.

/** @returns {import('vite').Plugin} */
export const records = () => ({
  name: 'records',
  enforce: 'pre',
  transform: {
    filter: { id: /\/www\/presets\/[^/]+\.json$/ },
    handler(text) {
      const { record: _, ...preset } = JSON.parse(text);
      return JSON.stringify(preset);
    },
  },
});
