// What the charts of a lane draw, as its rows come in.

/** @import { Axis, LaneState } from '../types.d.ts' */
/** @import { Curve } from './outline.js' */

import { placeOf } from '../language/axis.js';
import { series } from '../language/series.js';
import { createOutline } from './outline.js';
import { typicalError, ZERO } from './ranges.js';

/**
 * @param {Pick<LaneState, 'columns' | 'groups' | 'data' | 'errors'>} lane
 * @param {Axis} axis
 * @param {number | null} lowest  where sizes are drawn and after them the standard error, the least size; else null
 */
export function outlinesOf(lane, axis, lowest) {
  const { train, test, testError, coefficients, features, movement } = series(lane);
  /** @type {(value: (row: number) => number | undefined, above?: number) => Curve} */
  const curve =
    (value, above = -Infinity) =>
    (row) => {
      const v = value(row) ?? NaN;
      return Number.isFinite(v) && v > above ? v : null;
    };
  const at = (/** @type {number} */ row) => placeOf(lane, axis, row);
  const bound = (/** @type {number} */ sign) => curve((row) => (test[row] ?? NaN) + sign * (testError[row] || 0), 0);
  return {
    data: lane.data,
    axis,
    lowest,
    loss: createOutline(at, [
      curve((row) => train[row], 0),
      curve((row) => Math.max(test[row] ?? NaN, ZERO)),
      bound(1),
      bound(-1),
    ]),
    features: createOutline(
      at,
      features.map(({ values }) => curve((row) => values[row], 0)),
    ),
    movement: createOutline(
      at,
      movement.filter(({ drawn }) => drawn).map(({ read }) => curve((row) => read(row)[0], 0)),
    ),
    coefficients: createOutline(
      at,
      lowest === null
        ? coefficients.map(({ values }) => curve((row) => values[row]))
        : [
            ...coefficients.map(({ values }) => curve((row) => Math.max(lowest, Math.abs(values[row] ?? NaN)))),
            curve((row) => typicalError(coefficients, row)),
          ],
    ),
  };
}
