import { fromSpectrum } from '../../numerics/jointDiagonalization.ts';
import { minimumNorm } from '../../numerics/minimumNorm.ts';
import { minimise, type Minimiser } from '../../prediction/minimiser.ts';
import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import { coupledFlow } from '../../simulation/coupledFlow.ts';
import { identityStarts, matrixMap } from '../../simulation/matrixMap.ts';
import { randomSensing } from '../../simulation/randomSensing.ts';
import { commutingMeasurements } from '../../verification/commutingMeasurements.ts';
import { drawMany } from '../drawMany.ts';
import { dualMapOf } from '../dualMapOf.ts';
import type { Experiment } from '../experiment.ts';
import { tendsTo } from '../extrapolated.ts';
import { vanishing } from '../maps/vanishing.ts';
import { brief, within } from '../within.ts';

const SIZE = 4;
const MEASUREMENTS = 2;
/** Scales at which the flow is simulated, and those of the figure. */
const SIMULATED = [1, 0.3, 0.1] as const;
/** Scales of the law at the rich end. */
const RICH = [1e-3, 1e-5, 1e-8];
const SCALES = [3, 1, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6];

type LimitAt = (alpha: number) => Minimiser;

export const lowRankBias: Experiment = {
  id: 'low-rank-bias',
  title: 'Low rank by scale',
  text: `W = UU' - VV' of size ${SIZE} from alpha I, ${MEASUREMENTS} commuting measurements of a matrix of rank one plus 1/20 of the identity: the simulated limit against the minimiser of the spectral hypentropy at alpha = ${SIMULATED.join(', ')}, and the laws at both ends: distance alpha^-4 from the least Frobenius norm, certified excess 1/ln(1/alpha) over the least nuclear norm.`,
  async run(context) {
    const { X: rows, y: targets } = randomSensing({ samples: MEASUREMENTS, size: SIZE, rank: 1, noise: 0, commuting: true, seed: context.seed }); // prettier-ignore
    const X = Float64Array.from(rows.flat());
    const y = Float64Array.from(targets);
    const { basis, diagonals } = commutingMeasurements(rows.map((r) => Float64Array.from(r)), SIZE).joint!; // prettier-ignore
    const features = Float64Array.from(diagonals.flatMap((row) => [...row]));
    const limitAt = (alpha: number): Minimiser => {
      const map = dualMapOf({ parametrization: 'u^2 - v^2', init: `u=${alpha}, v=${alpha}` }, SIZE);
      return minimise({ map, X: features, y, n: MEASUREMENTS, d: SIZE });
    };
    const map = matrixMap("U*U' - V*V'", [{ sign: 1, left: 0, right: 0 }, { sign: -1, left: 1, right: 1 }], 2, SIZE); // prettier-ignore
    const comparisons: ComparisonRecord[] = [];
    for (const alpha of SIMULATED)
      await drawMany(context, 1, () => {
        const predicted = fromSpectrum(basis, limitAt(alpha).w);
        comparisons.push(
          vanishing(
            { name: `limit at alpha = ${alpha}`, unit: 'relative to max|W|', text: 'Entries of the simulated limit against the minimiser.' },
            (tolerance) => {
              const { end } = coupledFlow({ map, theta0: identityStarts([alpha, alpha], SIZE), X, y, tolerance, stop: tolerance });
              return { residuals: [...end.w].map((v, i) => v - predicted[i]!), scale: Math.max(...predicted.map(Math.abs)) };
            },
          ),
        ); // prettier-ignore
      });
    const spectra = SCALES.map((alpha) => limitAt(alpha).w);
    const nuclear = spectra.map((w) => w.reduce((s, v) => s + Math.abs(v), 0));
    const frobenius = spectra.map((w) => Math.sqrt(w.reduce((s, v) => s + v * v, 0)));
    comparisons.push(kernelEnd(limitAt, features, y), richEnd(limitAt));
    const rank = spectra.map((w, k) => nuclear[k]! / Math.max(...w.map(Math.abs)));
    const x = [...SCALES].reverse();
    const figure: FigureRecord = {
      id: 'low-rank-bias',
      title: 'Limit of the flow against the scale of its start',
      x: { name: 'alpha', scale: 'log' },
      y: { name: 'norm or rank', scale: 'linear' },
      series: [
        { name: 'nuclear norm', x, y: [...nuclear].reverse() },
        { name: 'Frobenius norm', x, y: [...frobenius].reverse() },
        { name: 'nuclear over operator norm', x, y: [...rank].reverse() },
      ],
    };
    const small = spectra.at(-1)!;
    const notes = [`At alpha = ${SCALES.at(-1)} the eigenvalues are ${[...small].map(brief).join(', ')}.`];
    return { comparisons, figures: [figure], notes };
  },
};

/** Scales of the kernel law; each halves alpha^-4 sixteenfold. */
const KERNEL = [8, 16, 32] as const;

/**
 * For large α the limit is the solution of least Frobenius norm plus (I - P) W³/(24 α⁴) + O(α⁻⁸), P the projector on the span of
 * the measurements: the ratio of the distance to this term, extrapolated in α⁻⁴, must be 1.
 */
function kernelEnd(limitAt: LimitAt, features: Float64Array, y: Float64Array): ComparisonRecord {
  const least = new Float64Array(SIZE);
  minimumNorm(features, y, MEASUREMENTS, SIZE, least);
  const cubes = least.map((v) => v ** 3);
  const image = Float64Array.from({ length: MEASUREMENTS }, (_, m) => cubes.reduce((s, c, i) => s + features[m * SIZE + i]! * c, 0)); // prettier-ignore
  const along = new Float64Array(SIZE);
  minimumNorm(features, image, MEASUREMENTS, SIZE, along);
  const term = cubes.map((c, i) => (c - along[i]!) / 24);
  const norm = (v: Float64Array): number => Math.sqrt(v.reduce((s, x) => s + x * x, 0));
  const ratios = KERNEL.map((alpha) => {
    const { w, errorBound } = limitAt(alpha);
    const distance = norm(w.map((v, i) => v - least[i]!));
    return {
      mean: (distance * alpha ** 4) / norm(term),
      halfWidth: (norm(errorBound) * alpha ** 4) / norm(term),
    };
  });
  const text = `Distance from the least-Frobenius solution over that of the first correction at alpha = ${KERNEL.join(', ')}, extrapolated in alpha^-4.`;
  return tendsTo(1, { name: 'kernel-end', unit: 'ratio to the prediction', text }, ratios, 16);
}

/**
 * For small α, with c = S/|S| at the limit, the nuclear norm exceeds the least one by at most Σ |wᵢ| (1 - |cᵢ|), and 1 - |cᵢ| is
 * ln(|w|_max/|wᵢ|)/ln(|w|_max/α²) to leading order on the eigenvalues that stay: the excess falls like 1/ln(1/α).
 */
function richEnd(limitAt: LimitAt): ComparisonRecord {
  const rows = RICH.map((alpha) => {
    const { w, s } = limitAt(alpha);
    const top = Math.max(...s.map(Math.abs));
    const gap = w.reduce((sum, v, i) => sum + Math.abs(v) * (1 - Math.abs(s[i]!) / top), 0);
    const largest = Math.max(...w.map(Math.abs));
    const predicted = w.reduce((sum, v) => sum + Math.abs(v) * Math.log(largest / Math.abs(v)), 0) / Math.log(largest / alpha ** 2); // prettier-ignore
    // arsinh(w/2α²) = ln(w/α²) + (α²/w)² + ...: an eigenvalue of size α² leaves the law by a term of its own size
    const error =
      w.reduce((sum, v) => sum + Math.abs(v) * Math.min(1, (alpha ** 2 / v) ** 2), 0) + 1e-12 * largest;
    return {
      alpha,
      gap,
      ratio: Math.abs(gap - predicted) / error,
      nuclear: w.reduce((sum, v) => sum + Math.abs(v), 0),
    };
  });
  return within({
    name: 'rich-end',
    discrepancy: Math.max(...rows.map((r) => r.ratio)),
    budget: 1,
    unit: 'size of the next terms',
    text: `Certified excess of the nuclear norm ${rows.map((r) => `${brief(r.gap / r.nuclear)} of it at alpha = ${r.alpha}`).join(', ')}: the sum of |w| ln(|w|_max/|w|) over ln(|w|_max/alpha^2), up to terms of the size of the eigenvalues that vanish.`,
  });
}
