import assert from 'node:assert/strict';
import { iterations } from '../api.js';

assert.equal(await iterations(), 100);
