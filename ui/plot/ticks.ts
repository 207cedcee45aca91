const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻', '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹',
}; // prettier-ignore

/** 10^k with a raised exponent; small powers as plain numbers. */
export function powerLabel(exponent: number): string {
  if (exponent >= -1 && exponent <= 1) return String(10 ** exponent);
  return `10${[...String(exponent)].map((c) => SUPERSCRIPTS[c]).join('')}`;
}

/** Powers of ten inside an interval, at most `most` of them. */
export function powerTicks(
  [low, high]: readonly [number, number],
  most: number,
): { at: number; label: string }[] {
  const from = Math.ceil(Math.log10(low) - 1e-9);
  const to = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.max(1, Math.ceil((to - from + 1) / most));
  const ticks = [];
  for (let k = Math.ceil(from / step) * step; k <= to; k += step)
    ticks.push({ at: 10 ** k, label: powerLabel(k) });
  return ticks;
}

/** A number for a sentence: four significant digits, a true minus sign, powers of ten outside the usual range. */
export function inWords(x: number, digits = 3): string {
  if (x === 0) return '0';
  const size = Math.abs(x);
  const text =
    size >= 1e5 || size < 1e-3
      ? x.toExponential(1).replace(/e([+-]\d+)/, (_, e: string) => ` × ${powerLabel(Number(e))}`)
      : String(Number(x.toPrecision(digits)));
  return text.replace('-', '−');
}

/** Unicode subscript of an index. */
export const subscript = (n: number): string =>
  [...String(n)].map((c) => String.fromCodePoint(0x2080 + Number(c))).join('');
