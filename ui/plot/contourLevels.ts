/** A convex function of one weight as a table: its values at increasing weights, null where it is not defined. */
export interface Profile {
  weights: readonly number[];
  values: readonly (number | null)[];
  /** The weight at which it is least, and 0. */
  least: number;
}

/** Points of a contour in each of the four quadrants around the least point. */
const POINTS = 20;

type Inverse = (value: number) => number;

/** The weights on one side of the least one at which the profile has a value; its root is read as straight between entries. */
function inverse({ weights, values, least }: Profile, side: 1 | -1): Inverse {
  const table: { w: number; root: number }[] = [{ w: least, root: 0 }];
  const order = side === 1 ? weights.map((_, i) => i) : weights.map((_, i) => weights.length - 1 - i);
  for (const i of order) {
    const [w, value] = [weights[i]!, values[i]];
    if (value == null || side * (w - least) <= 0) continue;
    const root = Math.sqrt(Math.max(0, value));
    if (root > table.at(-1)!.root) table.push({ w, root });
  }
  const last = table.at(-1)!;
  // a table that ends inside the picture ends where the weight cannot go
  const goesOn = last.w === (side === 1 ? weights.at(-1) : weights[0]);
  return (value) => {
    const root = Math.sqrt(value);
    if (table.length === 1 || (root >= last.root && !goesOn)) return last.w;
    let [low, high] = [0, table.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (table[middle]!.root <= root) low = middle;
      else high = middle;
    }
    const [a, b] = [table[low]!, table[high]!];
    return a.w + ((b.w - a.w) * (root - a.root)) / (b.root - a.root);
  };
}

/**
 * The contours psi_1(w_1) + psi_2(w_2) = level of a sum of two convex functions, each a closed line around the least point.
 * A contour is followed by psi_1 = level sin², psi_2 = level cos², so that a table of each function serves all contours and
 * both ends of every quadrant are resolved alike. Beyond the tables it goes on as straight.
 */
export function contourLevels(
  first: Profile,
  second: Profile,
  levels: readonly number[],
): [number, number][][] {
  const x = { 1: inverse(first, 1), [-1]: inverse(first, -1) } as Record<1 | -1, Inverse>;
  const y = { 1: inverse(second, 1), [-1]: inverse(second, -1) } as Record<1 | -1, Inverse>;
  // in each quadrant the angle runs from one axis to the other; every second quadrant backwards, so that the line closes
  const quadrants = [[1, 1, true], [1, -1, false], [-1, -1, true], [-1, 1, false]] as const; // prettier-ignore
  return levels.map((level) =>
    quadrants.flatMap(([right, up, outwards]) =>
      Array.from({ length: POINTS }, (_, i): [number, number] => {
        const share = (outwards ? i : POINTS - i) / POINTS;
        const part = Math.sin((Math.PI / 2) * share) ** 2;
        return [x[right](level * part), y[up](level * (1 - part))];
      }),
    ),
  );
}
