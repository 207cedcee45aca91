import { children, freeSymbols, isRational, type Expression } from './expression.ts';

/** Beyond this nesting the tower of fields, which splits every radicand, grows too fast to be used. */
export const DEEPEST_ROOTS = 2;

const depths = new WeakMap<Expression, number>();

/** How deeply fractional powers, and thirds of an angle, are nested in e through any other operation. */
export function radicalDepth(e: Expression): number {
  let seen = depths.get(e);
  if (seen === undefined) {
    const inner = children(e).reduce((most, child) => Math.max(most, radicalDepth(child)), 0);
    const fractional = e.kind === 'power' && isRational(e.exponent) && e.exponent.denominator !== 1n;
    const angle =
      e.kind === 'call' && (e.name === 'cos' || e.name === 'sinh') && e.argument.kind === 'product';
    seen = inner + ((fractional || angle) && freeSymbols(e).size > 0 ? 1 : 0);
    depths.set(e, seen);
  }
  return seen;
}
