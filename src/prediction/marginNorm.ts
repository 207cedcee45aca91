import { EXPONENTIAL, GENERAL } from './dualMap.ts';
import type { BranchArrays, DualMap } from './dualMap.ts';

/**
 * How a separable mirror map grows far from its start: s_i = end_i ± c_i |w_i|^β + … with one β for all coordinates and
 * signs. The limit direction of a flow whose margins grow without bound is stationary for
 *
 *     min Σ c_i |w_i|^(1 + β) / (1 + β)   subject to   Z w ≥ 1,
 *
 * which for w = u^D − v^D is the ℓ_(2/D) margin: β = 2/D − 1, the parameter norm at given w (Lyu and Li 2020).
 */
export interface MarginNorm {
  readonly power: number;
  /** c_i for weights of each sign; Infinity where that sign cannot grow. */
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** The norm, or the reason why the growth has no such form. */
export function marginNorm(map: DualMap): MarginNorm | { readonly why: string } {
  const { d } = map;
  const norm = { positive: new Float64Array(d), negative: new Float64Array(d) };
  let power: number | null = null;
  for (let i = 0; i < d; i++)
    for (const side of ['positive', 'negative'] as const) {
      const found = growth(map, i, side === 'positive' ? 1 : -1);
      if ('why' in found) return found;
      norm[side][i] = found.factor;
      if (found.factor === Infinity) continue;
      if (power !== null && Math.abs(found.power - power) > 1e-12)
        return { why: 'the weights grow by different powers of their dual variables' };
      power = found.power;
    }
  return power === null ? { why: 'no weight can grow without bound' } : { power, ...norm };
}

interface Growth {
  readonly power: number;
  readonly factor: number;
}

/** The law by which coordinate i grows on one side: that of the branch that outgrows the others. */
function growth(map: DualMap, i: number, side: 1 | -1): Growth | { readonly why: string } {
  const end = side > 0 ? map.high[i]! : map.low[i]!;
  const pole = side > 0 ? map.poleHigh[i]! : map.poleLow[i]!;
  let best: (Growth & { rank: number }) | null = null;
  for (const b of map.branches) {
    if (b.kind === GENERAL) return { why: 'the map is not homogeneous, and its growth has no closed form' };
    const found = growthOf(b, i, side, pole);
    if (found !== null && (best === null || found.rank > best.rank)) best = found;
  }
  if (best !== null && Number.isFinite(end) && end !== pole)
    return { why: 'the flow leaves the domain of the map before the weights have grown' };
  return best ?? { power: NaN, factor: Infinity };
}

/** Growth without bound of one branch, ranked: the nearest pole, then the fastest exponential, then the highest power. */
function growthOf(
  b: BranchArrays,
  i: number,
  side: 1 | -1,
  pole: number,
): (Growth & { rank: number }) | null {
  const [a, r, e] = [b.amplitude[i]!, b.rate[i]!, b.exponent[i]!];
  if (a === 0) return null;
  if (b.kind === EXPONENTIAL)
    return r * side > 0 ? { power: 0, factor: 1 / Math.abs(r), rank: 1e6 + Math.abs(r) } : null;
  const grows = e === 1 || Math.sign(a) === side;
  const reachesPole = e < 0 && -1 / r === pole && Number.isFinite(pole);
  if (!grows || (e < 0 && !reachesPole)) return null;
  return {
    power: 1 / e,
    factor: Math.abs(a) ** (-1 / e) / Math.abs(r),
    rank: e < 0 ? Infinity : e,
  };
}
