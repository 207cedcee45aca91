import { driven } from '../../simulation/coupledMap.ts';
import { integrateOde } from '../../simulation/integrateOde.ts';
import { readCoupled } from '../../theory/readCoupled.ts';
import { coupledStarts, simulatedMap } from '../../verification/coupledClosures.ts';

import type { ComparisonRecord } from '../../records.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { vanishing } from './vanishing.ts';

/** Homogeneous maps with commuting fields, their degree, and a dual point. */
const ROWS = [
  { map: '[u^2 - v^2, p^2 - q^2]', init: 'u=1, v=1/2, p=1/3, q=1', degree: 2, s: [0.3, -0.2] },
  { map: '[u^3 - v^3, p*q*r]', init: 'u=1/2, v=1/2, p=1, q=1/2, r=1/4', degree: 3, s: [0.4, 0.5] },
  { map: '[u^2 + v^2, u^2 - v^2]', init: 'u=1, v=1/2', degree: 2, s: [0.2, -0.3] },
  { map: '[u*v*p*q, a^4 - b^4]', init: 'u=1, v=1/2, p=1/3, q=1, a=1/2, b=1/2', degree: 4, s: [0.4, -0.3] },
] as const;

export const homogeneousNorm: Experiment = {
  id: 'homogeneous-norm',
  title: 'The dual potential of a homogeneous map is the growth of the norm',
  text: 'Commuting maps of degree 2, 3 and 4: along straight lines and along broken ones to the same dual point, the integral of <w, ds> against (|theta|^2 - |theta(0)|^2)/(2D).',
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const { map, init, degree, s } of ROWS) {
      const model = readCoupled({ parametrization: map, init });
      const closures = simulatedMap(model);
      const theta0 = coupledStarts(model);
      const ways = [[s], [[s[0], 0], [0, s[1]]], [[0, s[1]], [s[0], 0]]]; // prettier-ignore
      await drawMany(context, 1, () => {
        comparisons.push(
          vanishing(
            { name: map, unit: 'relative to the dual potential', text: `From ${init} to s = (${s.join(', ')}), degree ${degree}, by three ways.` },
            (tolerance) => {
              const ends = ways.map((way) => workAlong(closures, theta0, way, tolerance));
              const residuals = ends.map(({ work, growth }) => work - growth / (2 * degree));
              return { residuals, scale: Math.max(...ends.map(({ work }) => Math.abs(work))) };
            },
          ),
        ); // prettier-ignore
      });
    }
    return { comparisons };
  },
};

/** ∫ ⟨w, ds⟩ along a polygon of dual steps, and how much |θ|² grows. */
function workAlong(
  map: ReturnType<typeof simulatedMap>,
  theta0: Float64Array,
  way: readonly (readonly number[])[],
  tolerance: number,
): { work: number; growth: number } {
  const { d, p } = map;
  const w = new Float64Array(d);
  let state = Float64Array.from([...theta0, 0]);
  for (const step of way) {
    const along = driven(map, (_, out) => out.set(step));
    const rate = (t: number, at: Float64Array, out: Float64Array): void => {
      const theta = at.subarray(0, p);
      along(t, theta, out);
      map.value(theta, w);
      out[p] = w.reduce((sum, v, i) => sum + v * step[i]!, 0);
    };
    state = Float64Array.from(integrateOde({ rate, start: state, from: 0, to: 1, tolerance }).y);
  }
  const squares = (v: Float64Array): number => v.reduce((sum, x) => sum + x * x, 0);
  return { work: state[p]!, growth: squares(state.subarray(0, p)) - squares(theta0) };
}
