import type { ComparisonRecord } from '../../records.ts';
import { brief, within } from '../within.ts';

/** A quantity at one value of the small variable h, with its numerical error (absolute). */
export interface AtScale {
  readonly h: number;
  readonly value: number;
  readonly error: number;
}

type Three = readonly [AtScale, AtScale, AtScale];

/** The limit h → 0 of values with an error c h^r from two of them, and what numerical errors do to it. */
function extrapolate(a: AtScale, b: AtScale, order: number): { value: number; error: number } {
  const [x, y] = [a.h ** order, b.h ** order];
  return {
    value: (x * b.value - y * a.value) / (x - y),
    error: (x * b.error + y * a.error) / Math.abs(x - y),
  };
}

/**
 * Measured over predicted tends to 1 as h → 0, with a remainder of order h^r: Richardson's extrapolation of three scales
 * (falling h). The budget is the difference of the two extrapolations, which exceeds the error of the second where the
 * remainder falls, and the numerical errors.
 */
export function limitIsOne(name: string, ratios: Three, order: number, text: string): ComparisonRecord {
  const [a, b, c] = ratios;
  const [first, second] = [extrapolate(a, b, order), extrapolate(b, c, order)];
  const seen = `Measured over predicted at ${ratios.map((p) => brief(p.h)).join(', ')}: ${ratios.map((p) => p.value.toPrecision(8)).join(', ')}.`;
  return within({
    name,
    discrepancy: Math.abs(second.value - 1),
    budget: Math.abs(second.value - first.value) + second.error + 4 * Number.EPSILON,
    unit: 'extrapolated ratio - 1',
    text: `${text} ${seen}`,
  });
}

/** The same, and that the remainder has this order. */
export function law(name: string, ratios: Three, order: number, text: string): ComparisonRecord[] {
  const [a, b, c] = ratios.map((p) => ({ ...p, value: Math.abs(p.value - 1) })) as unknown as Three;
  const said = `Order of the remainder, predicted ${brief(order)}.`;
  return [limitIsOne(name, ratios, order, text), orderIs(`${name}-order`, [a, b, c], order, said)];
}

/**
 * A quantity that vanishes like h^r: the logarithmic slope of its last two values against r; the budget is
 * twice the change of the slope from the first two: for scales that halve, the change equals the error of the last slope
 * where the next term is one power of h higher, and exceeds it otherwise.
 */
export function orderIs(name: string, sizes: Three, order: number, text: string): ComparisonRecord {
  const [a, b, c] = sizes;
  const slope = (p: AtScale, q: AtScale): number => Math.log(p.value / q.value) / Math.log(p.h / q.h);
  const noise = (p: AtScale, q: AtScale): number =>
    (p.error / p.value + q.error / q.value) / Math.log(p.h / q.h);
  const [early, late] = [slope(a, b), slope(b, c)];
  return within({
    name,
    discrepancy: Math.abs(late - order),
    budget: 2 * Math.abs(late - early) + noise(a, b) + noise(b, c),
    unit: 'difference of exponents',
    text: `${text} Seen: ${early.toPrecision(6)}, then ${late.toPrecision(6)}.`,
  });
}
