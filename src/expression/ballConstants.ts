import { makeBall, type Ball } from './ball.ts';

/** sum over k of (±1)^k / ((2k+1) q^(2k+1)) in units of 2^-bits: artanh(1/q), or arctan(1/q) when alternating. */
function inverseSeries(q: bigint, bits: number, alternating: boolean): bigint {
  let power = (1n << BigInt(bits)) / q;
  let total = power;
  const square = q * q;
  for (let k = 1n; power !== 0n; k++) {
    power /= square;
    const term = power / (2n * k + 1n);
    total = alternating && k & 1n ? total - term : total + term;
  }
  return total;
}

/** Keeps the longest value computed so far and cuts shorter ones from it. */
function cached(compute: (bits: number) => bigint): (bits: number) => bigint {
  let known = 0;
  let value = 0n;
  return (bits) => {
    if (bits > known) {
      known = Math.max(512, Math.ceil(bits * 1.25));
      value = compute(known + 32) >> 32n;
    }
    return value >> BigInt(known - bits);
  };
}

/** floor(ln 2 · 2^bits) to within 1 (Machin-like: 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749)). */
export const ln2Fixed = cached(
  (bits) =>
    18n * inverseSeries(26n, bits, false) -
    2n * inverseSeries(4801n, bits, false) +
    8n * inverseSeries(8749n, bits, false),
);

/** floor(π · 2^bits) to within 1 (Gauss: π/4 = 12 arctan(1/18) + 8 arctan(1/57) - 5 arctan(1/239)). */
export const piFixed = cached(
  (bits) =>
    4n *
    (12n * inverseSeries(18n, bits, true) +
      8n * inverseSeries(57n, bits, true) -
      5n * inverseSeries(239n, bits, true)),
);

export const piBall = (bits: number): Ball => makeBall(piFixed(bits + 4), -bits - 4, 2, bits);
