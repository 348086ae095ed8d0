// The digest of a network's weights that the golden files hold: FNV-1a, 64 bits, over their bytes.

/** @param {{ values: Float32Array }[]} parameters */
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
