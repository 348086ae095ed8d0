import assert from 'node:assert/strict';
import test from 'node:test';
import { createMeter } from '../../www/engine/meter.js';
import { createPacer } from '../../www/engine/pacer.js';

test('the first step comes at once, the others at the speed', () => {
  const pacer = createPacer(2);
  pacer.start(1000, 40);
  const goals = [1000, 1499, 1500, 2000, 2999, 3000].map((now) => pacer.goal(now, pacer.goal(now, 44, 0), 0));
  assert.deepEqual(goals, [41, 41, 42, 43, 44, 45]);
});

test('at full speed the goal is a window of a quarter of a second ahead of the slowest run', () => {
  const pacer = createPacer(Infinity);
  pacer.start(0, 0);
  assert.equal(pacer.goal(0, 5000, 16), 5000 + 250 * 16);
  assert.equal(pacer.goal(0, 5000, 0.001), 5001);
  assert.ok(pacer.goal(0, 5000, 0) > 5000, 'before the first measurement there is a goal, too');
});

test('time that the runs could not keep up with is not made up for later', () => {
  const pacer = createPacer(1000);
  pacer.start(0, 0);
  assert.equal(pacer.goal(60_000, 100, 1), 350);
  assert.equal(pacer.goal(60_100, 350, 1), 450);
});

test('a change of the speed neither jumps nor waits', () => {
  const pacer = createPacer(1);
  pacer.start(0, 0);
  pacer.setSpeed(900, 100, 1);
  assert.equal(pacer.goal(910, 1, 1), 2);
  pacer.setSpeed(910, Infinity, 2);
  assert.equal(pacer.goal(920, 2, 10), 2502);
  pacer.setSpeed(930, 10, 700);
  assert.equal(pacer.goal(1030, 700, 10), 701);
});

test('a clock that goes backwards does no harm', () => {
  const pacer = createPacer(10);
  pacer.start(1000, 0);
  assert.equal(pacer.goal(500, 0, 1), 1);
  assert.equal(pacer.goal(600, 0, 1), 2);
});

test('the rate is that of the last two seconds, and unknown at first', () => {
  const meter = createMeter();
  assert.equal(meter.rate(), null);
  meter.add(0, 0);
  meter.add(100, 10);
  assert.equal(meter.rate(), null);
  for (let time = 200; time <= 10_000; time += 100) meter.add(time, time < 5000 ? time : 5000 + 2 * (time - 5000));
  assert.equal(Math.round(meter.rate() ?? 0), 2000);
  meter.reset();
  assert.equal(meter.rate(), null);
});

test('a run of one iteration in five seconds has a rate, too', () => {
  const meter = createMeter();
  for (let i = 0; i < 5; i++) meter.add(5000 * i, i);
  assert.equal(meter.rate(), 0.2);
});
