const assert = require('node:assert/strict');

import('staircase-lab').then(async ({ default: init, run }) => {
  await init();
  const { rows } = await run({ target: { kind: 'staircase', degree: 3 } }, { iterations: 100 });
  assert.equal(rows.length, 1);
});
