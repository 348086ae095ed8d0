// A saved figure as a file: two lines that say what follows them, then the numbers of the curves and what each worker goes on from.
//
//   staircase run 1 …\n{"parts":[…], …}\n part part …
//
// The first line has the version of this layout and a sum of all that follows it. `parts` are lengths in bytes: of each lane its values,
// column by column as 64-bit floats in little-endian order, their standard errors likewise, and its snapshot.

/** @import { SavedLane, SavedRun } from '../types.d.ts' */

const VERSION = 1;
const FIRST = /^staircase run (\d{1,9}) (\d{1,10})$/;
/** Longer first lines, or files, are not ours. */
const LONGEST_FIRST = 40;
export const LONGEST = 1 << 30;
const NEWLINE = 10;

/** It can't be taken up, for a reason that is in its message. */
export class Unreadable extends Error {}

/**
 * FNV-1a: a byte that differs shows always.
 * @param {Uint8Array} bytes
 * @param {number} [sum]  of what comes before
 */
export function checksum(bytes, sum = 0x811c9dc5) {
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum;
}

/** @param {number[][]} columns */
function floats(columns) {
  const [count, rows] = [columns.length, columns[0]?.length ?? 0];
  const view = new DataView(new ArrayBuffer(8 * count * rows));
  columns.forEach((column, i) => column.forEach((value, row) => view.setFloat64(8 * (i * rows + row), value, true)));
  return new Uint8Array(view.buffer);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} count  of columns
 */
function columns(bytes, count) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows = bytes.length / 8 / count;
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: rows }, (_, row) => view.getFloat64(8 * (i * rows + row), true)),
  );
}

/**
 * @param {SavedRun} saved
 * @param {string} version  of the page
 * @returns {Uint8Array<ArrayBuffer>[]}  the file, piece by piece
 */
export function pack({ lanes, ...figure }, version) {
  const parts = lanes.flatMap(({ data, errors, snapshot }) => [
    floats(data),
    floats(errors),
    /** @type {Uint8Array<ArrayBuffer>} */ (snapshot),
  ]);
  const head = {
    version,
    parts: parts.map((part) => part.length),
    ...figure,
    lanes: lanes.map(({ data, stride, seen, spectrum }) => ({ columns: data.length, stride, seen, spectrum })),
  };
  const encoder = new TextEncoder();
  const rest = [encoder.encode(`${JSON.stringify(head)}\n`), ...parts];
  const sum = rest.reduce((sum, part) => checksum(part, sum), checksum(new Uint8Array()));
  return [encoder.encode(`staircase run ${VERSION} ${sum}\n`), ...rest];
}

/**
 * Throws an Unreadable that says why not.
 * @param {Uint8Array} bytes
 * @returns {SavedRun}
 */
export function unpack(bytes) {
  const [first, rest] = line(bytes.subarray(0, LONGEST_FIRST), bytes);
  const [, version, sum] = FIRST.exec(first) ?? [];
  if (version === undefined) throw new Unreadable('This file is no saved run: “save the run” makes such files.');
  if (Number(version) !== VERSION)
    throw new Unreadable(`It is a saved run of version ${version}, and this page reads ${VERSION}.`);
  const damaged = new Unreadable('This saved run is damaged: parts of it are missing or changed.');
  if (Number(sum) !== checksum(rest)) throw damaged;
  const [text, body] = line(rest, rest);
  const { parts, lanes, preset, overrides, specs, status, settings } = parsed(text) ?? {};
  const isRecord = (/** @type {unknown} */ value) => typeof value === 'object' && value !== null;
  const isWhole =
    Array.isArray(parts) &&
    Array.isArray(lanes) &&
    lanes.length > 0 &&
    parts.length === 3 * lanes.length &&
    parts.every((length) => Number.isInteger(length) && length >= 0) &&
    parts.reduce((all, length) => all + length, 0) === body.length &&
    [preset, specs, status].every((text) => typeof text === 'string') &&
    [overrides, settings].every(isRecord);
  if (!isWhole) throw damaged;
  let at = 0;
  const next = (/** @type {number} */ k) => body.subarray(at, (at += parts[k]));
  /** @param {Record<string, any>} lane @param {number} i @returns {SavedLane} */
  const read = (lane, i) => {
    const { columns: count, stride, seen, spectrum } = lane ?? {};
    const [data, errors] = [next(3 * i), next(3 * i + 1)];
    const even = Number.isInteger(count) && count > 0 && data.length % (8 * count) === 0;
    const rows = data.length / 8 / count;
    // The newest row may be held for now.
    const told = seen === undefined || [rows, rows - 1].includes(Math.ceil(seen / stride));
    if (!even || errors.length !== data.length || !(stride >= 1) || !told || !Array.isArray(spectrum)) throw damaged;
    return {
      data: columns(data, count),
      errors: columns(errors, count),
      stride,
      seen,
      spectrum,
      snapshot: next(3 * i + 2).slice(),
    };
  };
  const { budget, scale, coefficientScale, axis, unit, speed } = settings;
  return {
    preset,
    overrides,
    specs,
    status,
    // JSON knows no Infinity.
    settings: { budget, scale, coefficientScale, axis, unit, speed: speed ?? Infinity },
    lanes: lanes.map(read),
  };
}

/**
 * The first line of some bytes, and what follows it in all of them; an empty one where it has no end.
 * @param {Uint8Array} some
 * @param {Uint8Array} all
 * @returns {[text: string, rest: Uint8Array]}
 */
function line(some, all) {
  const end = some.indexOf(NEWLINE);
  return [new TextDecoder().decode(some.subarray(0, Math.max(0, end))), all.subarray(end + 1)];
}

/**
 * @param {string} text
 * @returns {any}
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
