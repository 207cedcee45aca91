/** Numbers of one block. */
const BLOCK = 1024;

/** Gives out arrays of zeros of the given lengths. */
export type Allocate = (length: number) => Float64Array;

/**
 * Arrays of zeros that live as long as each other. Short ones share blocks of memory, because a Float64Array of more than
 * 8 numbers otherwise costs an allocation outside the heap and its collection, about a microsecond. Long ones have their own.
 */
export function createArena(): Allocate {
  let block: ArrayBuffer | null = null;
  let used = BLOCK;
  return (length) => {
    if (length > BLOCK / 8) return new Float64Array(length);
    if (used + length > BLOCK || block === null) {
      block = new ArrayBuffer(8 * BLOCK);
      used = 0;
    }
    const out = new Float64Array(block, 8 * used, length);
    used += length;
    return out;
  };
}
