import { kktStep } from '../prediction/kktPoint.ts';
import { firstEquals } from '../prediction/limitDirection.ts';
import type { LimitDirection } from '../prediction/limitDirection.ts';
import { dualOf } from '../prediction/marginMinimiser.ts';
import type { MarginNorm } from '../prediction/marginNorm.ts';
import type { ComparisonRecord } from '../records.ts';
import type { MarginCheckpoint } from '../simulation/marginFlow.ts';
import { EPSILON } from './epsilon.ts';
import { directionOf, normBounds, normValue } from './normBounds.ts';
import type { PathPoint } from './pathComparison.ts';

/** What the theory and a run say of the direction of growing margins. */
export interface DirectionParts {
  readonly norm: MarginNorm;
  readonly Z: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly limit: LimitDirection;
  /** The path at increasing margins. */
  readonly checkpoints: readonly MarginCheckpoint[];
  /** Why the support is not settled; empty when it is. */
  readonly unsettled: string;
}

const text = (x: number, digits = 2): string =>
  x >= 1e-3 && x < 1e5 ? Number(x.toPrecision(digits)).toString() : x.toExponential(digits - 1);

/** The simulated weight beside the weight of least Q with the same margin. */
export function pathRecord({ at, path, divergence, slack, rounding }: PathPoint): ComparisonRecord {
  const unit = 'relative to Q(w) of the path';
  const scale = path.Q > 0 ? path.Q : 1;
  if (path.outcome !== 'converged')
    return {
      name: 'path', verdict: 'undecided', discrepancy: null, budget: null, unit, text: '',
      why: `the weight of least Q with margin ${text(at.margin, 4)} was not found: ${path.outcome}`,
    }; // prettier-ignore
  const size = Math.max(...path.w.map(Math.abs));
  const apart = Math.max(...path.w.map((v, i) => Math.abs(v - at.w[i]!))) / size;
  const budget = slack + rounding;
  return {
    name: 'path',
    verdict: divergence <= budget ? 'checked' : 'refuted',
    discrepancy: Math.max(0, divergence) / scale,
    budget: budget / scale,
    unit,
    text:
      `Bregman divergence of the simulated weight from the one of least Q with the same margin ${text(at.margin, 4)}, against sum nu_n (m_n - m_n of the path), ` +
      `which bounds it at any time for the right potential; the weights are ${text(apart)} max|w| apart.`,
  };
}

/** The least norm between the bounds that the run gives of it. */
export function objectiveRecord({ norm, Z, n, d, limit, checkpoints }: DirectionParts): ComparisonRecord {
  const at = checkpoints.at(-1)!;
  const value = normValue(norm, limit.w);
  const { lower, upper } = normBounds(norm, Z, n, d, at);
  const discrepancy = Math.abs(value - (lower + upper) / 2) / value;
  const budget = (upper - lower) / 2 / value + 1e-13 + 8 * n * EPSILON;
  const name = norm.power === 0 ? 'l1' : 'half squared l2';
  return {
    name: 'objective',
    verdict: discrepancy <= budget ? 'checked' : 'refuted',
    discrepancy,
    budget,
    unit: 'relative to the least norm',
    text:
      `Least ${name} norm with margin 1 against the middle of what the run bounds it by at margin ${text(at.margin, 4)}: its direction is feasible, ` +
      `its forces bound every feasible norm from below. A direction whose norm is ${text(100 * (upper / value - 1))} % too large would be refuted.`,
  };
}

/** Distances of a direction and of its forces from a stationary point, with the first-order size of both from the run's own residual. */
function distances({ norm, Z, n, d, limit }: DirectionParts, at: MarginCheckpoint) {
  const { support, active, multipliers } = limit;
  const v = directionOf(at);
  const s = dualOf(Z, n, d, at.force);
  let [top, bottom] = [0, 0];
  for (const i of support) {
    const wanted = (v[i]! > 0 ? norm.positive : norm.negative)[i]! * Math.abs(v[i]!) ** norm.power;
    top += wanted * Math.abs(s[i]!);
    bottom += s[i]! ** 2;
  }
  const scaled = at.force.map((p) => (p * top) / bottom);
  const size = Math.max(...limit.w.map(Math.abs));
  const heavy = Math.max(...multipliers);
  const distance = Math.max(...v.map((x, i) => Math.abs(x - limit.w[i]!))) / size;
  const apart = Math.max(...scaled.map((x, m) => Math.abs(x - multipliers[m]!))) / heavy;
  const inside = v.map((x, i) => (support.includes(i) ? x : 0));
  // equal samples act as one
  const first = firstEquals(Z, n, d);
  const carried = new Float64Array(n);
  scaled.forEach((x, m) => (carried[first[m]!]! += active.includes(first[m]!) ? x : 0));
  const step = kktStep({ Z, d, ...norm }, { w: inside, multipliers: carried, support, active });
  if (step === null) return { distance, apart, expected: Infinity, expectedApart: Infinity };
  const most = (x: Float64Array): number => x.reduce((m, y) => Math.max(m, Math.abs(y)), 0);
  const off = most(v.map((x, i) => x - inside[i]!));
  const stray = most(scaled.map((x, m) => (active.includes(first[m]!) ? 0 : x)));
  return {
    distance,
    apart,
    expected: Math.max(most(step.w), off) / size,
    expectedApart: Math.max(most(step.multipliers), stray) / heavy,
  };
}

/** Share of the first-order distance allowed for what is of second order. */
const SECOND_ORDER = 2;
/** First-order distances larger than this, and discrepancies not clearly larger than their budget, refute nothing. */
const NEAR = 0.1;
const CLEAR = 3;

/** The direction and the multipliers of the limit against those of the run, at several margins. */
export function directionRecords(parts: DirectionParts): ComparisonRecord[] {
  const { norm, limit, checkpoints, unsettled } = parts;
  const rows = checkpoints.map((at) => ({ at, ...distances(parts, at) }));
  const [last, before] = [rows.at(-1)!, rows.at(-2)];
  const floor = 64 * EPSILON;
  const falls = rows.slice(0, -1).every((r) => last.expected <= Math.max(r.expected, floor));
  const exponent =
    before === undefined
      ? 0
      : Math.log(last.distance / before.distance) / Math.log(last.at.margin / before.at.margin);
  const rate =
    last.distance > floor && Number.isFinite(exponent)
      ? `; between the last two it changed as margin^${exponent.toFixed(2)}`
      : ''; // at rounding level
  const predicted =
    norm.power !== 0 ? 1 : limit.slack === null || !limit.unique ? null : Math.min(1, 1 - limit.slack);
  const law = predicted === null ? '.' : `; the limit is approached as margin^-${text(predicted)}.`;
  const path = rows.map((r) => `${text(r.distance)} at ${text(r.at.margin, 3)}`).join(', ');
  const record = (
    name: string,
    discrepancy: number,
    expected: number,
    unit: string,
    sentence: string,
  ): ComparisonRecord => {
    const budget = SECOND_ORDER * expected + floor;
    const base = { name, discrepancy, budget: Number.isFinite(budget) ? budget : null, unit, text: sentence };
    if (unsettled !== '')
      return { ...base, verdict: 'undecided', why: `the support has not settled: ${unsettled}` };
    if (!limit.unique && norm.power === 0)
      return {
        ...base,
        verdict: 'undecided',
        why: 'the l1 maximum margin is not unique: compare the objective',
      };
    if (!Number.isFinite(budget))
      return { ...base, verdict: 'undecided', why: 'the stationary point is degenerate' };
    const far = (why: string): ComparisonRecord => ({ ...base, verdict: 'undecided', why });
    // a stationary point that the run does not approach may not be its own; the l1 and l2 limits are the only ones
    if (norm.power < 0 && !falls)
      return far('the distance does not fall yet: the limit is further away than this margin');
    if (budget > 1) return far('the limit is far away: go on to a larger margin');
    if (discrepancy <= budget) return { ...base, verdict: 'checked' };
    return falls && budget < NEAR && discrepancy > CLEAR * budget
      ? { ...base, verdict: 'refuted' }
      : far('the first-order distance does not reach so far: go on to a larger margin');
  };
  return [
    record(
      'direction', last.distance, last.expected, 'relative to max|w|',
      `Direction at margin ${text(last.at.margin, 4)} against ${limit.text}, within twice the first-order distance that its own residual of the optimality conditions gives. Distances: ${path}${rate}${law}`,
    ),
    record(
      'multipliers', last.apart, last.expectedApart, 'relative to the largest multiplier',
      `Shares of the samples in the force that moves the weights against the Karush-Kuhn-Tucker multipliers of the limit, ${limit.active.length} of ${parts.n} positive.`,
    ),
  ]; // prettier-ignore
}
