import { HypentropyError } from '../errors.ts';

/** The value of a computation; null where a number in it is too large or is divided by zero. */
export function inRange<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError || (error instanceof HypentropyError && error.code === 'range'))
      return null;
    throw error;
  }
}
