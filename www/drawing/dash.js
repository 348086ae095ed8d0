// Lines of one colour are told apart by how they are broken, in charts, on paper and in the legend alike.

/** Of the first of a colour, the second, … */
export const DASHES = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]];

/** The same in ten pixels, as places where colour and gap follow one another. */
const PLACES = [[10], [4, 6, 10], [2, 4, 6, 8, 10], [5, 7, 9, 10]];

/**
 * The how-manieth of its degree each set is, as far as lines can be told apart.
 * @param {{ set: number[] }[]} all
 */
export function nthOfDegree(all) {
  /** @type {Map<number, number>} */
  const seen = new Map();
  return all.map(({ set }) => {
    const nth = seen.get(set.length) ?? 0;
    seen.set(set.length, nth + 1);
    return nth % DASHES.length;
  });
}

/**
 * A line of the legend, as a background.
 * @param {string} colour
 * @param {number} nth
 */
export function brokenCss(colour, nth) {
  if (nth === 0) return colour;
  const places = PLACES[nth] ?? [];
  const stops = places.map((to, i) => `${i % 2 === 0 ? colour : 'transparent'} ${places[i - 1] ?? 0}px ${to}px`);
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}
