import assert from 'node:assert/strict';
import test from 'node:test';
import init, { Experiment } from 'staircase-lab';
import { EVENTS, firstBroken, missing, NAMES, standing, verdict } from '../../www/language/proof.js';

/** @import { LaneState, ProofEvent } from '../../www/types.d.ts' */

await init();

/**
 * @param {ProofEvent['name']} name
 * @param {[layer: number, neuron: number] | null} [first]
 * @param {Partial<ProofEvent>} [more]
 * @returns {ProofEvent}
 */
const event = (name, first = null, more = {}) => ({
  name,
  holds: first === null,
  first: first && { layer: first[0], neuron: first[1] },
  count: first === null ? 0 : 1,
  value: 3,
  bound: 2,
  ...more,
});

/**
 * A run that has learned so many of the three steps.
 * @param {number} learned
 * @param {LaneState['status']} [status]
 * @returns {LaneState}
 */
function lane(learned, status = 'done') {
  const sets = [[1], [1, 2], [1, 2, 3]];
  const terms = sets.map((set, i) => ({ set, coefficient: 1, supports: sets.slice(Math.max(0, i - 1), i) }));
  const columns = ['iteration', 'samples', '{1}', '{1,2}', '{1,2,3}'];
  const groups = ['clock', 'clock', 'coefficient', 'coefficient', 'coefficient'];
  const data = [[10], [0], ...sets.map((_, i) => [i < learned ? 1 : 0])];
  const analysis = { terms, leap_over_features: null, order_over_features: [] };
  return /** @type {any} */ ({ status, columns, groups, data, analysis, rowCount: 1, iteration: 10 });
}

/** @param {ReturnType<typeof verdict>} said */
const flat = ({ before, event, after }) => `${before}${event ? EVENTS[event.name].sub : ''}${after}`;

test('each event of the core is told, and says how it stands', () => {
  const run = new Experiment({
    inputs: { kind: 'hypercube', n: 4 },
    target: { kind: 'staircase', degree: 2 },
    learner: {
      kind: 'layerwise',
      network: { kind: 'sparse_quadratic', layers: 1, width: 60, p1: 0.4 },
    },
  });
  run.step(1e6);
  const events = run.events();
  assert.deepEqual(
    events.map(({ name }) => name),
    NAMES,
  );
  for (const each of events)
    assert.match(standing(each, each.name), /^(holds so far|broken (once|[\d,]+ times), first .+): /);
  run.free();
  assert.equal(
    standing(event('nothree', [1, 17], { count: 1200, value: 4 }), 'nothree'),
    'broken 1,200 times, first at neuron 17 of layer 1: active parents up to 4, 2 allowed',
  );
  assert.equal(
    standing(event('conn', [2, 0], { value: 0 }), 'conn'),
    'broken once, first in layer 2: children shared down to 0',
  );
  assert.equal(
    standing(event('bias', [0, 0]), 'bias'),
    'broken once, first before all training: mean up to 3, 2 allowed',
  );
  assert.match(standing(undefined, 'conn'), /no layer is trained yet/);
  assert.match(standing(undefined, 'nothree'), /too large/);
});

test('the first that broke is the earliest: edges before a layer is trained, monomials after', () => {
  const [edges, neuron, monomials] = [event('conn', [2, 0]), event('nobadactive', [2, 5]), event('rep', [2, 0])];
  assert.equal(firstBroken([monomials, neuron, edges]), edges);
  assert.equal(firstBroken([monomials, neuron]), neuron);
  assert.equal(firstBroken([monomials, event('nothree', [1, 80])])?.name, 'nothree');
  assert.equal(firstBroken([event('bias', [0, 0]), event('nothree', [1, 1])])?.name, 'bias');
  assert.equal(firstBroken([event('rep'), event('conn')]), null);
});

test('what the events tell of a run, under way and at its end', () => {
  const [held, edges, three] = [[event('rep')], [event('conn', [2, 0])], event('nothree', [1, 5])];
  assert.deepEqual(missing(lane(1)), [
    [1, 2],
    [1, 2, 3],
  ]);
  for (const [run, events, expected] of /** @type {[LaneState, ProofEvent[], RegExp][]} */ ([
    [lane(0, 'running'), held, /^So far all of them hold\.$/],
    [lane(0, 'running'), edges, /^One of them is broken so far, conn, in layer 2: it says that any two .* child\.$/],
    [lane(3, 'running'), [three, ...edges], /^2 of them are broken so far, first nothree, at neuron 5 of layer 1: /],
    [lane(3), held, /^All of them held, and the target is learned/],
    [
      lane(3),
      edges,
      /^The target is learned although an event of the proof broke: .* The first that broke is conn, in layer 2/,
    ],
    [lane(3), [three, ...edges], /^The target is learned although 2 events/],
    [lane(1), edges, /^\{1,2\}, \{1,2,3\} are missing at the end\. The first event that broke is conn, in layer 2/],
    // Edges are broken first in nearly every run: where it mattered is said beside.
    [
      lane(1),
      [three, event('bias', [1, 17]), event('nobadactive', [2, 3])],
      / is nothree, at neuron 5 .* Of what neurons learn, the first that broke, at neuron 17 of layer 1, is that the error has hardly any mean\.$/,
    ],
    [lane(2), held, /^\{1,2,3\} is missing at the end though every event that was looked at held\.$/],
    [lane(3, 'diverged'), edges, /^The run diverged\. The first event/],
  ]))
    assert.match(flat(verdict(run, events)), expected);
});
