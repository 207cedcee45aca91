import type { DualMap } from './dualMap.ts';
import type { Minimiser } from './minimiser.ts';

/**
 * ⟨∇ψ(w), w − w(0)⟩/ψ(w), the exponent of the potential seen from w(0): it falls from 2, where ψ is a squared ℓ2 norm,
 * to 1, where it is an ℓ1 norm. NaN where w is the start itself.
 */
export function effectiveExponent(map: DualMap, { w, s, Q }: Pick<Minimiser, 'w' | 's' | 'Q'>): number {
  let slope = 0;
  for (let i = 0; i < map.d; i++) slope += s[i]! * (w[i]! - map.initial[i]!);
  return slope / Q;
}
