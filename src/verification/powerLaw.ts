import type { ComparisonRecord } from '../records.ts';

/** Errors at growing values of x, each with the numerical error of its computation. */
export interface PowerLaw {
  readonly name: string;
  readonly x: readonly number[];
  readonly errors: readonly number[];
  readonly noise: readonly number[];
  /** The exponent p of error ~ c x^p. */
  readonly order: number;
  /** What x is, for the unit. */
  readonly variable: string;
  readonly text: string;
  /** The exponent r of the relative remainder x^(−r); default 1. */
  readonly remainder?: number;
}

/** The remainder may fall this much more slowly than its first term says. */
const SAFETY = 3;

/**
 * An asymptotic law error = c x^p (1 + O(x^(−r))) from three or more scales: the measured slopes approach p like x^(−r), so
 * that what is left of the distances at smaller scales, and the numerical error, bound it at the largest.
 */
export function powerLaw({
  name,
  x,
  errors,
  noise,
  order,
  variable,
  text,
  remainder = 1,
}: PowerLaw): ComparisonRecord {
  const steps = x.slice(1).map((v, k) => Math.log(v / x[k]!));
  const slopes = steps.map((h, k) => Math.log(errors[k + 1]! / errors[k]!) / h);
  const blur = steps.map((h, k) => (noise[k + 1]! / errors[k + 1]! + noise[k]! / errors[k]!) / h);
  const unit = `slope in ${variable}, against ${Number(order.toPrecision(4))}`;
  const [before, last] = slopes.slice(-2) as [number, number];
  const list = errors.map((e, k) => `${e.toExponential(2)} at ${Number(x[k]!.toPrecision(3))}`).join(', ');
  const sentence = `${text} ${list}; measured slopes ${slopes.map((s) => s.toFixed(3)).join(', ')}.`;
  if (slopes.length < 2 || !Number.isFinite(last) || !Number.isFinite(before))
    return { name, verdict: 'undecided', discrepancy: null, budget: null, unit, text: sentence, why: 'fewer than three errors above rounding' }; // prettier-ignore
  const discrepancy = Math.abs(last - order);
  const left = slopes
    .slice(0, -1)
    .map((slope, k) => Math.abs(slope - order) * (x[k + 1]! / x.at(-1)!) ** remainder);
  const budget = SAFETY * Math.max(...left) + 2 * blur.at(-1)!;
  const verdict =
    discrepancy <= budget ? 'checked' : discrepancy > 0.5 && budget < 0.25 ? 'refuted' : 'undecided';
  return {
    name,
    verdict,
    discrepancy,
    budget,
    unit,
    text: sentence,
    ...(verdict === 'checked' ? {} : { why: `the slope is ${Number(last.toPrecision(3))}` }),
  };
}
