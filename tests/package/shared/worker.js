import { iterations } from './api.js';

self.postMessage(await iterations());
