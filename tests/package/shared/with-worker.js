import { page } from './page.js';

page();
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => (document.body.dataset.worker = data);
