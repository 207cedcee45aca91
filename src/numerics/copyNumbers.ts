/** Up to this many numbers a loop is faster than the views that a copy in one call needs. */
const SHORT = 64;

/** to[toAt + i] = from[fromAt + i] for i < count. */
export function copyNumbers(
  from: Float64Array,
  fromAt: number,
  to: Float64Array,
  toAt: number,
  count: number,
): void {
  if (count > SHORT) to.set(from.subarray(fromAt, fromAt + count), toAt);
  else for (let i = 0; i < count; i++) to[toAt + i] = from[fromAt + i]!;
}
