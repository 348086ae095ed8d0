// Curves that have rows at different places, over one axis.

/**
 * Curves over the places of all of them: nothing where one has no row.
 * @param {[x: number, y: number][][]} curves  each ascending
 * @returns {[number[], ...(number | null)[][]]}
 */
export function joined(curves) {
  const x = [...new Set(curves.flatMap((curve) => curve.map(([x]) => x)))].sort((a, b) => a - b);
  return [
    x,
    ...curves.map((curve) => {
      let next = 0;
      return x.map((place) => (curve[next]?.[0] === place ? (curve[next++]?.[1] ?? null) : null));
    }),
  ];
}
