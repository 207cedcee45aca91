import { compileJet } from '../../expression/jet.ts';
import { parse } from '../../expression/parse.ts';
import { createRandom } from '../../random.ts';
import type { Experiment } from '../experiment.ts';
import { within } from '../within.ts';

type Point = readonly [number, number];

/** A map of two parameters to two outputs, its inverse, and the claimed ∂₂G₁₁ − ∂₁G₁₂ of its metric G = (J Jᵀ)⁻¹. */
interface Case {
  readonly maps: readonly [string, string];
  readonly inverse: (w: Point) => Point;
  readonly defect: (w: Point) => number;
  /** A factor f(w) with f G a Hessian. */
  readonly factor?: (w: Point) => number;
  readonly says: string;
}

const product: Omit<Case, 'defect' | 'says' | 'factor'> = {
  maps: ['a', 'a*b'],
  inverse: ([x, y]) => [x, y / x],
};
const CASES: readonly Case[] = [
  { ...product, defect: ([x, y]) => -y / x ** 4, says: 'not a Hessian' },
  { ...product, defect: () => 0, factor: ([x]) => x, says: 'a Hessian after the change of time by w_1' },
  {
    maps: ['a^2 + b^2', '2*a*b'],
    inverse: ([x, y]) => [(Math.sqrt(x + y) + Math.sqrt(x - y)) / 2, (Math.sqrt(x + y) - Math.sqrt(x - y)) / 2],
    defect: () => 0,
    says: 'a Hessian: the gradient fields commute',
  },
  {
    maps: ['a^2 - b^2', '2*a*b'],
    inverse: ([x, y]) => [Math.sqrt((Math.hypot(x, y) + x) / 2), y / 2 / Math.sqrt((Math.hypot(x, y) + x) / 2)],
    defect: ([x, y]) => -y / (4 * Math.hypot(x, y) ** 3),
    says: 'not a Hessian, though conformally flat',
  },
]; // prettier-ignore

const POINTS = 40;
/** Spacings of the central differences, extrapolated from one to the next. */
const STEPS = [2e-2, 1e-2, 5e-3];
const ROUNDING = 1e-13;

export const hessianDefect: Experiment = {
  id: 'hessian-defect',
  title: 'Whether a metric is a Hessian, by differences',
  text: `The symmetry defect d_2 G_11 - d_1 G_12 of the metric G = (J J^T)^-1 of four maps of two parameters, by extrapolated central differences at ${POINTS} random weights, against its formula, which vanishes where G is a Hessian.`,
  async run(context) {
    const random = createRandom(context.seed);
    const comparisons = CASES.map(({ maps, inverse, defect, factor = () => 1, says }, index) => {
      const jets = maps.map((m) => compileJet(parse(m), ['a', 'b']));
      const metric = (w: Point): readonly [number, number] => {
        const [f, g, h] = [new Float64Array(2), new Float64Array(2), new Float64Array(4)];
        const at = inverse(w);
        jets[0]!(at, f, h);
        jets[1]!(at, g, h);
        const [ff, fg, gg] = [f[0]! ** 2 + f[1]! ** 2, f[0]! * g[0]! + f[1]! * g[1]!, g[0]! ** 2 + g[1]! ** 2];
        const scale = factor(w) / (ff * gg - fg * fg);
        return [gg * scale, -fg * scale];
      };
      let worst = { share: -1, discrepancy: 0, budget: 0, largest: 0 };
      for (let k = 0; k < POINTS; k++) {
        const x = 1 + random.uniform();
        const w: Point = [x, (0.8 * random.uniform() + 0.1) * x * (random.uniform() < 0.5 ? -1 : 1)];
        const size = Math.max(...metric(w).map(Math.abs));
        const difference = (h: number): number =>
          (metric([w[0], w[1] + h])[0] - metric([w[0], w[1] - h])[0] - metric([w[0] + h, w[1]])[1] + metric([w[0] - h, w[1]])[1]) / (2 * h);
        const [first, second, third] = STEPS.map(difference) as [number, number, number];
        const [coarse, fine] = [(4 * second - first) / 3, (4 * third - second) / 3];
        const discrepancy = Math.abs(fine - defect(w)) / size;
        const budget = Math.abs(fine - coarse) / size + ROUNDING / STEPS.at(-1)!;
        if (discrepancy / budget > worst.share)
          worst = { ...worst, share: discrepancy / budget, discrepancy, budget };
        worst.largest = Math.max(worst.largest, Math.abs(defect(w)) / size);
      }
      return within({
        name: `defect-${index + 1}`,
        discrepancy: worst.discrepancy,
        budget: worst.budget,
        unit: 'relative to the metric',
        text: `(${maps.join(', ')}): ${says}; the defect is up to ${worst.largest.toPrecision(2)} of the metric. Budget: the difference of two extrapolations, and rounding.`,
      });
    });
    return Promise.resolve({ comparisons });
  },
}; // prettier-ignore
