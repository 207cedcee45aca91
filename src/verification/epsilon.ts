/** Distance from 1 to the next double. */
export const EPSILON = Number.EPSILON;
