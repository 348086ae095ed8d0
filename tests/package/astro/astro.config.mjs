// Prepared by the development server of Vite 7, a dependency loses the files beside it.
export default { vite: { optimizeDeps: { exclude: ['staircase-lab'] } } };
