import { nodeResolve } from '@rollup/plugin-node-resolve';
import url from '@rollup/plugin-url';

export default {
  input: 'main.js',
  output: { dir: 'dist' },
  plugins: [nodeResolve(), url({ include: ['**/*.wasm', '**/tables/*.json'], limit: 0 })],
};
