import type { ComparisonRecord } from '../../records.ts';
import { integrateOde } from '../../simulation/integrateOde.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { brief } from '../within.ts';
import { vanishing } from './vanishing.ts';

const BELOW = [1.25, 1.5, 1.75] as const;
const ABOVE = [2, 2.5, 3] as const;

export const powerMaps: Experiment = {
  id: 'power-maps',
  title: 'Powers of one parameter at zero',
  text:
    'w = sign(theta)|theta|^q under a unit signal. For 1 < q < 2 the parameter reaches zero at the dual distance |theta_0|^(2-q)/(q (2 - q)), and from there both rest and the branch ' +
    '(q (2 - q) s)^(1/(2-q)) solve the equation: starts at epsilon > 0 tend to the branch as epsilon falls, not to rest. For q >= 2 the dual distance to epsilon grows without bound.',
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const q of BELOW)
      await drawMany(context, 1, () => comparisons.push(arrival(q), branch(q), apart(q)));
    for (const q of ABOVE) await drawMany(context, 1, () => comparisons.push(distance(q)));
    return { comparisons };
  },
};

const speed = (q: number, theta: number): number => q * Math.abs(theta) ** (q - 1);

/** θ(s) from θ0 under the signal +1, which drives θ upwards whatever its sign. */
const follow = (q: number, from: number, s: number, tolerance: number): number =>
  integrateOde({ rate: (_, y, out) => void (out[0] = speed(q, y[0]!)), start: Float64Array.of(from), from: 0, to: s, tolerance }).y[0]!; // prettier-ignore

/** |θ|^(2-q) falls linearly from θ0 < 0: at 99% of the way to zero it is 1% of its start. */
function arrival(q: number): ComparisonRecord {
  const start = -0.8;
  const end = Math.abs(start) ** (2 - q) / (q * (2 - q));
  return vanishing(
    { name: `arrival q = ${q}`, unit: 'relative to |theta_0|', text: `From ${start} zero lies at dual distance ${brief(end)}; theta at half, 90% and 99% of it.` },
    (tolerance) => {
      const residuals = [0.5, 0.9, 0.99].map(
        (share) => follow(q, start, share * end, tolerance) + Math.abs(start) * (1 - share) ** (1 / (2 - q)),
      );
      return { residuals, scale: Math.abs(start) };
    },
  ); // prettier-ignore
}

/** The branch that leaves zero at once solves the equation, as rest does. */
function branch(q: number): ComparisonRecord {
  const leaving = (s: number): number => (q * (2 - q) * s) ** (1 / (2 - q));
  return vanishing(
    { name: `branch q = ${q}`, unit: 'relative to theta', text: 'The flow from a point of the branch against the branch; theta = 0 has speed 0 and stays.' },
    (tolerance) => {
      const residuals = [0.3, 0.6, 1].map((s) => follow(q, leaving(0.05), s - 0.05, tolerance) - leaving(s));
      return { residuals: [...residuals, speed(q, 0)], scale: leaving(1) };
    },
  ); // prettier-ignore
}

/** Exactly θ^(2-q) = ε^(2-q) + q(2 - q)s: as ε falls to 0 the flow tends to the branch, not to the rest point. */
function apart(q: number): ComparisonRecord {
  const starts = [1e-2, 1e-4, 1e-6];
  const rate = q * (2 - q);
  return vanishing(
    { name: `not unique q = ${q}`, unit: 'relative to the branch', text: `From epsilon = ${starts.join(', ')} the flow at s = 1 has theta^(2-q) = epsilon^(2-q) + q(2-q): it tends to ${brief(rate ** (1 / (2 - q)))} as epsilon falls to 0, where rest is a solution too.` },
    (tolerance) => ({
      residuals: starts.map((e) => follow(q, e, 1, tolerance) ** (2 - q) - e ** (2 - q) - rate),
      scale: rate,
    }),
  ); // prettier-ignore
}

/** s from θ = 1 down to ε is ∫ dθ/F'(θ): ln(1/ε)/2 at q = 2, (ε^(2-q) - 1)/(q (q - 2)) above. */
function distance(q: number): ComparisonRecord {
  const sizes = [1e-2, 1e-4, 1e-6];
  const formula = (e: number): number => (q === 2 ? Math.log(1 / e) / 2 : (e ** (2 - q) - 1) / (q * (q - 2)));
  return vanishing(
    { name: `unreachable q = ${q}`, unit: 'relative to epsilon', text: `After the dual distance ${sizes.map((e) => brief(formula(e))).join(', ')} the parameter is at ${sizes.join(', ')}: the distance grows without bound.` },
    (tolerance) => ({
      residuals: sizes.map((e) => Math.log(-follow(q, -1, formula(e), tolerance) / e)),
      scale: Math.log(1 / sizes[2]!),
    }),
  ); // prettier-ignore
}
