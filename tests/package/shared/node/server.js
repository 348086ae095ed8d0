// As a server renders a page: the element is imported, and nothing comes of it.
import assert from 'node:assert/strict';

const before = Object.getOwnPropertyNames(globalThis);
const { StaircaseLab } = await import('staircase-lab/lab');
assert.equal(typeof StaircaseLab, 'function');
assert.deepEqual(Object.getOwnPropertyNames(globalThis), before);
