/** Integer arithmetic on bigint mantissas: lengths, shifts and roots. */

const buffer = new Float64Array(1);
const words = new Uint32Array(buffer.buffer);
const HIGH = new Uint8Array(new Float64Array([1]).buffer)[7] === 0x3f ? 1 : 0;

/** The exponent k with 2^(k-1) <= |x| < 2^k of a finite double; 0 for zero and subnormal numbers. */
export function binaryExponent(x: number): number {
  buffer[0] = x;
  const biased = (words[HIGH]! >>> 20) & 0x7ff;
  return biased === 0 ? 0 : biased - 1022;
}

/** The number of bits of |n|, at most one too large when |n| is within 2^-53 of a power of two. */
export function bitLength(n: bigint): number {
  buffer[0] = Number(n);
  const biased = (words[HIGH]! >>> 20) & 0x7ff;
  if (biased !== 0x7ff) return biased === 0 ? 0 : biased - 1022;
  let rest = n < 0n ? -n : n;
  let skipped = 0;
  for (let step = 0; step < 4; step++) {
    rest >>= 960n;
    skipped += 960;
    const top = Number(rest);
    if (top !== Infinity) return skipped + binaryExponent(top);
  }
  const digits = rest.toString(16);
  return skipped + 4 * (digits.length - 1) + binaryExponent(parseInt(digits[0]!, 16));
}

/** n·2^k, rounded down when k is negative. */
export function shift(n: bigint, k: number): bigint {
  return k >= 0 ? n << BigInt(k) : n >> BigInt(-k);
}

/** The largest integer whose square is at most n >= 0 (recursive Newton, Zimmermann 1999). */
export function floorSquareRoot(n: bigint): bigint {
  const length = bitLength(n);
  if (length <= 100) {
    let x = BigInt(Math.floor(Math.sqrt(Number(n))));
    while (x * x > n) x = (x + n / x) >> 1n;
    while ((x + 1n) * (x + 1n) <= n) {
      const step = (n - x * x) / (2n * x + 1n);
      x += step > 0n ? step : 1n;
      while (x * x > n) x -= 1n;
    }
    return x;
  }
  const quarter = BigInt((length - 2) >> 2);
  const high = floorSquareRoot(n >> (2n * quarter)) << quarter;
  let x = (high + n / high) >> 1n;
  while (x * x > n) x -= 1n;
  while ((x + 1n) * (x + 1n) <= n) x += 1n;
  return x;
}

/** floor(fixed-point power): a^k / 2^(bits·(k-1)), each product rounded down; a >= 0, k >= 1. */
export function fixedPower(a: bigint, k: number, bits: bigint): bigint {
  let result: bigint | undefined;
  let square = a;
  for (let n = k; ;) {
    if (n & 1) result = result === undefined ? square : (result * square) >> bits;
    n >>= 1;
    if (n === 0) return result!;
    square = (square * square) >> bits;
  }
}
