export default {
  entry: './shared/with-worker.js',
  performance: { hints: false },
};
