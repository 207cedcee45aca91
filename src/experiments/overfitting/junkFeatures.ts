import { meanInterval } from '../../numerics/confidence.ts';
import { invertPositive } from '../../numerics/smallCholesky.ts';
import { createRandom } from '../../random.ts';
import type { FigureRecord } from '../../records.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { tendsTo, type Estimate } from '../extrapolated.ts';
import { RISK } from '../risk.ts';
import { brief } from '../within.ts';

const N = 10;
const SIGNAL = 4;
const RIDGE = 2;
const JUNK = [200, 800, 3200] as const;
const DRAWS = [1000, 600, 200] as const;

export const junkFeatures: Experiment = {
  id: 'junk-features',
  title: 'Junk features act as ridge',
  text:
    `n = ${N} samples of ${SIGNAL} signal features S beside d_J = ${JUNK.join(', ')} features N(0, (lambda/d_J) I), lambda = ${RIDGE}, fresh in each draw: the signal part ` +
    'S^T (XX^T)^-1 y of the minimum-norm interpolator differs from the ridge estimate of penalty lambda by sqrt(C/d_J) in the root mean square over junk and over y ~ N(0, I), ' +
    'with a constant C known from the fluctuations of a Wishart matrix.',
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const S = Float64Array.from({ length: N * SIGNAL }, () => normal());
    const penalty = new Float64Array(N * N);
    for (let a = 0; a < N; a++) penalty[a * N + a] = RIDGE;
    const ridge = signalPart(S, penalty);
    const constant = fluctuation(S, penalty);
    const estimates: Estimate[] = [];
    for (const [index, junk] of JUNK.entries()) {
      const squares = new Float64Array(DRAWS[index]!);
      const made = await drawMany(context, DRAWS[index]!, (k) => {
        const part = signalPart(S, junkGram(junk, normal));
        squares[k] = (junk / constant) * part.reduce((s, v, i) => s + (v - ridge[i]!) ** 2, 0);
      });
      estimates.push(meanInterval(squares.subarray(0, made), RISK / 3));
    }
    const text = `d_J times the mean square difference over C = ${brief(constant)}, extrapolated in 1/d_J. Confidence 1 - ${brief(RISK)}.`;
    const comparisons = [tendsTo(1, { name: 'rate', unit: 'ratio to the prediction', text }, estimates, 4)];
    const figure: FigureRecord = {
      id: 'junk-features',
      title: 'Distance of the minimum-norm interpolator from ridge',
      x: { name: 'd_J', scale: 'log' },
      y: { name: 'root mean square difference', scale: 'log' },
      series: [
        {
          name: 'simulated',
          x: [...JUNK],
          y: estimates.map((e, i) => Math.sqrt((e.mean * constant) / JUNK[i]!)),
        },
        { name: 'sqrt(C/d_J)', x: [...JUNK], y: JUNK.map((j) => Math.sqrt(constant / j)) },
      ],
    };
    return { comparisons, figures: [figure] };
  },
};

/** Gram matrix of N rows of `junk` features N(0, RIDGE/junk), one feature at a time. */
function junkGram(junk: number, normal: () => number): Float64Array {
  const gram = new Float64Array(N * N);
  const feature = new Float64Array(N);
  for (let j = 0; j < junk; j++) {
    for (let a = 0; a < N; a++) feature[a] = normal();
    for (let a = 0; a < N; a++)
      for (let b = 0; b < N; b++) gram[a * N + b]! += (RIDGE / junk) * feature[a]! * feature[b]!;
  }
  return gram;
}

/** (SSᵀ + G)⁻¹. */
function dualInverse(S: Float64Array, G: Float64Array): Float64Array {
  const sum = G.slice();
  for (let a = 0; a < N; a++)
    for (let b = 0; b < N; b++)
      for (let i = 0; i < SIGNAL; i++) sum[a * N + b]! += S[a * SIGNAL + i]! * S[b * SIGNAL + i]!;
  const inverse = new Float64Array(N * N);
  invertPositive(sum, inverse, N);
  return inverse;
}

/** Sᵀ (SSᵀ + G)⁻¹, SIGNAL × N: from y to the weights of the signal features. */
function signalPart(S: Float64Array, G: Float64Array): Float64Array {
  const inverse = dualInverse(S, G);
  const part = new Float64Array(SIGNAL * N);
  for (let i = 0; i < SIGNAL; i++)
    for (let a = 0; a < N; a++)
      for (let b = 0; b < N; b++) part[i * N + a]! += S[b * SIGNAL + i]! * inverse[b * N + a]!;
  return part;
}

/**
 * The limit of d_J E|difference|². Junk adds λI + (λ/√d_J) Z to SSᵀ, where E Z A Z = tr(A) I + A for symmetric A, so that with
 * K = SSᵀ + λI the map moves by (λ/√d_J) SᵀK⁻¹ Z K⁻¹ and C = λ² (tr(K⁻²) |SᵀK⁻¹|² + |SᵀK⁻²|²).
 */
function fluctuation(S: Float64Array, penalty: Float64Array): number {
  const inverse = dualInverse(S, penalty);
  const part = signalPart(S, penalty);
  const squares = (v: Float64Array): number => v.reduce((s, x) => s + x * x, 0);
  const twice = new Float64Array(SIGNAL * N);
  for (let i = 0; i < SIGNAL; i++)
    for (let a = 0; a < N; a++)
      for (let b = 0; b < N; b++) twice[i * N + a]! += part[i * N + b]! * inverse[b * N + a]!;
  return RIDGE ** 2 * (squares(inverse) * squares(part) + squares(twice));
}
