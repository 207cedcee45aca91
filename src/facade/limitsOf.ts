import type { RunOptions } from '../requests.ts';

/** The signal of a call, and its budget as a time of `performance.now()`. */
export const limitsOf = ({ signal, budget }: RunOptions) => ({
  ...(signal === undefined ? {} : { signal }),
  ...(budget === undefined ? {} : { deadline: performance.now() + budget }),
});
