import { iterations } from './api.js';

iterations().then((count) => self.postMessage(count));
