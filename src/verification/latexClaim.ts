import { FormulaError } from '../errors.ts';
import { parseLatex } from '../expression/parseLatex.ts';
import { toText } from '../expression/printText.ts';
import { quantityNamed } from './claimedQuantity.ts';

/** Left sides that name a quantity, without spaces, sizes and subscripts of psi and Q. */
const QUANTITIES = new Map<string, string>([
  ...['\\psi', '\\psi(w)', 'psi'].map((text) => [text, 'potential'] as const),
  ...['Q', 'Q(w)'].map((text) => [text, 'regularizer'] as const),
  ...['\\nabla\\psi', '\\nabla\\psi(w)', "\\psi'", "\\psi'(w)", 's(w)'].map(
    (text) => [text, 'mirror-map'] as const,
  ),
  ...["\\psi''", "\\psi''(w)", '\\nabla^2\\psi', '\\nabla^2\\psi(w)'].map(
    (text) => [text, 'metric'] as const,
  ),
  ...['\\psi^*', '\\psi^*(s)'].map((text) => [text, 'dual-potential'] as const),
  ...['\\nabla\\psi^*', '\\nabla\\psi^*(s)', 'w(s)'].map((text) => [text, 'inverse-mirror-map'] as const),
]);

/**
 * A claim in LaTeX, `\psi(w) = \frac14 (...)` or an identity, as a claim in infix that is decided in its place. Throws
 * FormulaError that points into the LaTeX.
 */
export function infixClaim(claim: string): string {
  const split = claim.search(/:?=/);
  if (split < 0)
    throw new FormulaError(
      "the claim has no '='",
      claim,
      0,
      claim.length,
      'write \\psi(w) = ... or an identity',
    );
  const width = claim[split] === ':' ? 2 : 1;
  const left = claim.slice(0, split);
  const right = claim.slice(split + width);
  const name = QUANTITIES.get(quantityKey(left)) ?? quantityNamed(left);
  return `${name ?? sideText(claim, left, 0)} = ${sideText(claim, right, split + width)}`;
}

function quantityKey(left: string): string {
  return left
    .replace(/\\(left|right|[bB]igg?[lr]?|,|;|!|:)(?![A-Za-z])/g, '')
    .replace(/\s+/g, '')
    .replace(/(\\psi|Q)_(\{[^{}]*\}|\\[A-Za-z]+|\w)/g, '$1')
    .replace(/\^\{(\\ast|\\star|\*)\}|\^(\\ast|\\star)/g, '^*')
    .replace(/\^\{\\prime\\prime\}/g, "''")
    .replace(/\^(\{\\prime\}|\\prime)/g, "'")
    .replace(/\^\{2\}/g, '^2');
}

function sideText(claim: string, side: string, offset: number): string {
  try {
    return toText(parseLatex(side));
  } catch (error) {
    throw error instanceof FormulaError ? error.within(claim, offset) : error;
  }
}
