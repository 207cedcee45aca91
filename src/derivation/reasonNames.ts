/** The closed list of reasons that a line of a derivation may have. */
export const REASON_NAMES = [
  'definition', 'algebra', 'differentiate', 'integrate', 'limit', 'expand', 'inequality', 'inverse', 'derived', 'counterexample', 'cited',
] as const; // prettier-ignore
export type ReasonName = (typeof REASON_NAMES)[number];
