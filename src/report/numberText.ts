import type { Inline } from './document.ts';

/** A double to some significant digits without trailing zeros; a dash for a number that does not exist. */
export function numberText(value: number | null | undefined, digits = 6): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6 || magnitude < 1e-4) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
    return `${mantissa.replace(/\.?0+$/, '')}e${exponent.replace('+', '')}`;
  }
  const text = value.toPrecision(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** The same as an inline piece, with a typeset power of ten. */
export function numberInline(value: number | null | undefined, digits = 6): Inline {
  return decimalInline(numberText(value, digits));
}

/** Decimal text as an inline piece, with a typeset power of ten. */
export function decimalInline(text: string): Inline {
  const match = /^(-?[\d.]+)(?:e([+-]?)(\d+))?$/.exec(text);
  if (match === null) return text;
  const [, mantissa, sign, exponent] = match;
  const power = exponent === undefined ? '' : `\\times 10^{${sign === '-' ? '-' : ''}${exponent}}`;
  return { kind: 'math', infix: text, latex: `${mantissa}${power}` };
}
