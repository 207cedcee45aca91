import { isInteger, product, sum, type Expression } from './expression.ts';

/** Largest power of a sum that is multiplied out. */
const LARGEST_POWER = 8n;

/**
 * The terms of e with products and small integer powers of sums multiplied out, like terms collected; undefined
 * when there would be more than `most` of them on the way.
 */
export function expandTerms(e: Expression, most: number): readonly Expression[] | undefined {
  const terms = multiplyOut(e, most);
  if (terms === undefined) return undefined;
  const collected = sum(...terms);
  return collected.kind === 'sum' ? collected.terms : [collected];
}

function multiplyOut(e: Expression, most: number): Expression[] | undefined {
  if (e.kind === 'sum') {
    const all: Expression[] = [];
    for (const term of e.terms) {
      const terms = multiplyOut(term, most);
      if (terms === undefined || all.length + terms.length > most) return undefined;
      all.push(...terms);
    }
    return all;
  }
  const factors = e.kind === 'product' ? e.factors : [e];
  if (!factors.some(isExpandable)) return [e];
  let terms: Expression[] = [product(...factors.filter((f) => !isExpandable(f)))];
  for (const factor of factors.filter(isExpandable)) {
    const [base, times] = factor.kind === 'power' ? [factor.base, powerOf(factor)] : [factor, 1];
    const inner = multiplyOut(base, most);
    for (let k = 0; k < times; k++) {
      if (inner === undefined || terms.length * inner.length > most) return undefined;
      const next = sum(...terms.flatMap((t) => inner.map((s) => product(t, s))));
      terms = next.kind === 'sum' ? [...next.terms] : [next];
    }
  }
  return terms;
}

const powerOf = (f: Expression & { kind: 'power' }): number =>
  isInteger(f.exponent) && f.exponent.numerator > 1n && f.exponent.numerator <= LARGEST_POWER
    ? Number(f.exponent.numerator)
    : 0;

const isExpandable = (f: Expression): boolean =>
  f.kind === 'sum' || (f.kind === 'power' && f.base.kind === 'sum' && powerOf(f) > 0);

/** e as a sum multiplied out where that is small, else e itself. */
export function expandSmall(e: Expression, most = 32): Expression {
  const terms = expandTerms(e, most);
  return terms === undefined ? e : sum(...terms);
}
