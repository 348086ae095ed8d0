// What a page writes on the element about what is shown: every part by its name, and what is wrong by its own.

import assert from 'node:assert/strict';
import test from 'node:test';
import { CONTROLS, looks, VIEWS, without } from '../../www/attributes.js';

/** @param {Record<string, string>} attributes */
const read = (attributes) =>
  looks(
    (name) => attributes[name] ?? null,
    (length) => /^\d+px$/.test(length),
  );

test('without them nothing is left out, and an empty one says nothing', () => {
  for (const attributes of /** @type {Record<string, string>[]} */ ([{}, { controls: ' ', views: '' }])) {
    assert.equal(without(read(attributes)), '');
    assert.deepEqual(read(attributes).problems, {});
  }
});

test('what a list does not name is left out, a control with its panel, and whatever comes later, too', () => {
  assert.equal(
    without(read({ views: 'curves, steps' })),
    ":is([part^='view ']):not([part$=' steps']):not([part$=' curves']) { display: none !important; }\n",
  );
  // Curves alone take the whole width of a single lane.
  const wide = ".lab[data-lanes='1'] .lanes .curves .cell { grid-column: 1 / -1; }\n";
  assert.ok(without(read({ views: 'caption curves' })).endsWith(wide));
  assert.ok(!without(read({ views: 'spectrum curves' })).includes(wide));
  assert.equal(
    without(read({ controls: 'none', views: 'none' })),
    ":is([part^='view ']) { display: none !important; }\n" +
      ":is([part^='control '],[part^='panel ']) { display: none !important; }\n",
  );
});

test('what is wrong is told by attribute, value and what is allowed; what is right holds', () => {
  const { controls, views, height, problems } = read({
    ...{ controls: 'play dance', views: 'Curves', height: '-3', theme: 'sepia' },
  });
  assert.deepEqual([controls, views, height], [['play'], [], null]);
  assert.deepEqual(problems, {
    controls: `"dance" is not one of ${CONTROLS.join(', ')} or none`,
    views: `"Curves" is not one of ${VIEWS.join(', ')} or none`,
    height: '"-3" is not a length above 0, such as 480px or 60vh',
    theme: '"sepia" is not one of light, dark, auto',
  });
  assert.equal(read({ height: ' 480px ' }).height, '480px');
});
