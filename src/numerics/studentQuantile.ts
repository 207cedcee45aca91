import { gaussLegendre } from './gaussLegendre.ts';

const rule = gaussLegendre(40);

/** ∫_from^to cos^e. */
function cosinePower(e: number, from: number, to: number): number {
  let sum = 0;
  for (let k = 0; k < rule.nodes.length; k++)
    sum += rule.weights[k]! * Math.cos(from + (to - from) * rule.nodes[k]!) ** e;
  return sum * (to - from);
}

/**
 * t with P(|T| > t) = p for Student's distribution of `degrees` >= 1 degrees of freedom: with t = sqrt(degrees) tan φ the
 * probability is a quotient of integrals of cos^(degrees − 1). To about ten digits up to 1000 degrees.
 */
export function studentQuantile(p: number, degrees: number): number {
  const e = degrees - 1;
  const half = Math.PI / 2;
  const reach = Math.min(half, 12 / Math.sqrt(degrees));
  const all = cosinePower(e, 0, reach) + (reach < half ? cosinePower(e, reach, half) : 0);
  let [low, high] = [0, half];
  for (let k = 0; k < 80; k++) {
    const middle = (low + high) / 2;
    if (cosinePower(e, middle, half) > p * all) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan(low);
}
