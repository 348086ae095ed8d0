// The digest of a network's weights that the golden files hold: FNV-1a, 64 bits, over their bytes.

/** @import { ActiveNeuron } from '../../www/pkg/staircase.js' */

/** @param {{ values: Float32Array | Float64Array }[]} parameters */
export function digest(parameters) {
  let hash = 0xcbf29ce484222325n;
  for (const { values } of parameters) {
    const { buffer, byteOffset, byteLength } = values;
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
  }
  return hash.toString(16).padStart(16, '0');
}

/**
 * The numbers that make up active neurons, to be digested.
 * @param {ActiveNeuron[]} neurons
 */
export function numbersOf(neurons) {
  const all = neurons.flatMap(({ layer, index, iteration, bias, parents }) => [
    ...[layer, index, iteration, bias],
    ...parents.flatMap(({ weight, square }) => [weight, square]),
  ]);
  return [{ values: Float64Array.from(all) }];
}
