import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';

/** From the sampled points, their labels and the size of the domain to a label of every point. */
type Learner = (points: readonly number[], labels: readonly number[], m: number) => number[];

const memory = (points: readonly number[], labels: readonly number[], m: number): (number | null)[] =>
  Array.from({ length: m }, (_, x) => labels[points.indexOf(x)] ?? null);

/** Learners that keep the labels they saw, with different ideas of the rest. */
const LEARNERS: readonly { readonly name: string; readonly learn: Learner }[] = [
  { name: 'zero elsewhere', learn: (p, l, m) => memory(p, l, m).map((y) => y ?? 0) },
  {
    name: 'the majority of the labels',
    learn: (p, l, m) =>
      memory(p, l, m).map((y) => y ?? (2 * l.filter((b) => b === 1).length > l.length ? 1 : 0)),
  },
  {
    name: 'the nearest sample',
    learn: (p, l, m) =>
      Array.from({ length: m }, (_, x) => {
        const nearest = p.reduce((best, q, k) => (Math.abs(q - x) < Math.abs(p[best]! - x) ? k : best), 0);
        return l[nearest]!;
      }),
  },
  {
    name: 'parity of the seen labels',
    learn: (p, l, m) => memory(p, l, m).map((y) => y ?? l.reduce((s, b) => s ^ b, 0)),
  },
];

const SIZES = [{ m: 4, n: 2 }, { m: 6, n: 3 }, { m: 8, n: 2 }] as const; // prettier-ignore

/** Wrong labels of a learner summed over all m^n samples, for each of the 2^m labellings of the domain. */
export function errorCounts(learn: Learner, m: number, n: number): number[] {
  const samples = Array.from({ length: m ** n }, (_, k) =>
    Array.from({ length: n }, (_, i) => Math.floor(k / m ** i) % m),
  );
  return Array.from({ length: 2 ** m }, (_, f) =>
    samples.reduce((total, points) => {
      const guess = learn(points, points.map((x) => (f >> x) & 1), m); // prettier-ignore
      return total + guess.filter((y, x) => y !== ((f >> x) & 1)).length;
    }, 0),
  );
}

export const noFreeLunch: Experiment = {
  id: 'no-free-lunch',
  title: 'No free lunch over all labellings',
  text:
    'Every labelling of a domain of m points, every sample of n of them, four learners that keep what they saw: counted exactly, the mean error over ' +
    'the labellings must be (1 - 1/m)^n / 2 for each learner, whatever its idea of the unseen points.',
  run() {
    const comparisons = SIZES.map(({ m, n }) => {
      const all = m * m ** n;
      // half the points that no sample saw: (m - 1)^n of m^n samples miss a given point
      const wanted = (m * (m - 1) ** n * 2 ** m) / 2;
      const counts = LEARNERS.map(({ learn }) => errorCounts(learn, m, n));
      const gap = Math.max(...counts.map((c) => Math.abs(c.reduce((s, e) => s + e, 0) - wanted)));
      const best = counts.map((c) => Math.min(...c) / all);
      const worst = counts.map((c) => Math.max(...c) / all);
      return within({
        name: `all-labellings-${m}-${n}`,
        discrepancy: gap,
        budget: 0,
        unit: 'errors counted',
        text:
          `m = ${m}, n = ${n}: the mean error is ${brief(wanted / (2 ** m * all))} for each of ${LEARNERS.length} learners, in integers; ` +
          `one labelling alone is learned with error ${brief(Math.min(...best))} at best and ${brief(Math.max(...worst))} at worst.`,
      });
    });
    return Promise.resolve({ comparisons });
  },
};
