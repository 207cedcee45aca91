import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.ts';
import { randomProblem } from '../../src/simulation/randomProblem.ts';
import { readLoss } from '../../src/theory/loss.ts';
import { observedProblem } from '../../src/verification/observedProblem.ts';
import { compare, fasterBranch, largerBranch, problemOf, theoryOf, uniform } from './compared.ts';

/** ∂ℓ/∂f and the prediction of least loss, written down by hand. */
const LOSSES: Record<string, { slope: (f: number, y: number) => number; rest: (y: number) => number }> = {
  'huber:1/2': { slope: (f, y) => Math.max(-0.5, Math.min(0.5, f - y)), rest: (y) => y },
  'power:3': { slope: (f, y) => (f - y) * Math.abs(f - y), rest: (y) => y },
  'power:4': { slope: (f, y) => (f - y) ** 3, rest: (y) => y },
  'power:3/2': { slope: (f, y) => Math.sign(f - y) * Math.sqrt(Math.abs(f - y)), rest: (y) => y },
  poisson: { slope: (f, y) => Math.exp(f) - y, rest: (y) => Math.log(y) },
  'log(cosh(f-y))': { slope: (f, y) => Math.tanh(f - y), rest: (y) => y },
};

const scale = 0.4;
/** ∇ψ of one weight at depths 1, 2, 3 from u = v = `scale`: the affine map, arsinh, and h inverted by bisection. */
const MIRROR: Record<string, (w: number) => number> = {
  '1': (w) => w / 2,
  '2': (w) => Math.asinh(w / (2 * scale ** 2)) / 4,
  '3': (w) => {
    const value = (z: number) => scale ** 3 * ((1 - z) ** -3 - (1 + z) ** -3);
    return bisect((z) => value(z) - w, -1 + 1e-15, 1 - 1e-15) / (3 * scale);
  },
};

/** The zero of an increasing function. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  for (let k = 0; k < 200; k++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

/**
 * The minimiser of ψ on the line x1·w = z1, x2·w = z2 in three dimensions: the zero of ∇ψ along it, by bisection.
 */
function onLine(X: number[][], z: number[], mirror: (w: number) => number): number[] {
  const [a, b] = X as [number[], number[]];
  const normal = [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!];
  // a point on the line in the span of the rows
  const [aa, ab, bb] = [dot(a, a), dot(a, b), dot(b, b)];
  const det = aa * bb - ab * ab;
  const [p, q] = [(z[0]! * bb - z[1]! * ab) / det, (z[1]! * aa - z[0]! * ab) / det];
  const point = (c: number) => normal.map((v, i) => p * a[i]! + q * b[i]! + c * v);
  return point(bisect((c) => dot(normal, point(c).map(mirror)), -50, 50));
} // prettier-ignore

/** The minimiser of Σ ℓ(x_m·w, y_m) in two dimensions, by bisection within bisection on the partial derivatives. */
function leastLoss(X: number[][], y: number[], slope: (f: number, y: number) => number): number[] {
  const partial = (w: number[], i: number) => X.reduce((sum, x, m) => sum + x[i]! * slope(dot(x, w), y[m]!), 0);
  const second = (w1: number) => bisect((w2) => partial([w1, w2], 1), -20, 20);
  const first = bisect((w1) => partial([w1, second(w1)], 0), -20, 20);
  return [first, second(first)];
} // prettier-ignore

const targets = (name: string, y: number[]) => (name === 'poisson' ? y.map((v) => Math.exp(v / 2)) : y);

describe('check with regression losses', () => {
  for (const depth of ['1', '2', '3'])
    it.each(depth === '2' ? Object.keys(LOSSES) : ['huber:1/2', 'power:4', 'poisson'])(`depth ${depth}: %s ends where bisection finds the limit`, async (name) => {
      const { slope, rest } = LOSSES[name]!;
      const wide = randomProblem({ samples: 2, features: 3, sparsity: 2, noise: 0, seed: 3 });
      const y = targets(name, wide.y);
      const record = await check(
        { depth, scale: String(scale), loss: name, data: { X: wide.X, y, source: 'test' } },
        { seed: 1 },
      );
      expect(record.comparisons.filter((c) => c.name !== 'kernel').map((c) => c.verdict)).not.toContain('undecided');
      expect(record.problem.interpolates).toBe(true);
      const limit = onLine(wide.X, y.map(rest), MIRROR[depth]!);
      limit.forEach((v, i) => expect(Math.abs(record.simulated.w[i]! - v)).toBeLessThan(1e-8));
      if (depth !== '2') return;

      const tall = randomProblem({ samples: 5, features: 2, sparsity: 1, noise: 0.4, seed: 4 });
      const noisy = targets(name, tall.y);
      const other = await check(
        { depth, scale: String(scale), loss: name, data: { X: tall.X, y: noisy, source: 'test' } },
        { seed: 1 },
      );
      expect(other.problem.interpolates).toBe(false);
      expect(other.comparisons.find((c) => c.name === 'limit')!.verdict).toBe('checked');
      const least = leastLoss(tall.X, noisy, slope);
      least.forEach((v, i) => expect(Math.abs(other.simulated.w[i]! - v)).toBeLessThan(1e-8));
    }); // prettier-ignore

  it('reaches one limit with every loss that has the same predictions of least loss', async () => {
    const { X, y } = randomProblem({ samples: 3, features: 6, sparsity: 1, noise: 0, seed: 9 });
    const limitOf = async (loss: string) =>
      (await check({ depth: '3', scale: '0.3', loss, data: { X, y, source: 'test' } }, { seed: 1 })).simulated.w;
    const squared = await limitOf('squared');
    for (const loss of ['huber:1/4', 'power:4', 'sqrt(1 + (f-y)^2) - 1'])
      (await limitOf(loss)).forEach((v, i) => expect(Math.abs(v - squared[i]!)).toBeLessThan(1e-9));
  }); // prettier-ignore

  it.each(['huber:1/2', 'power:4', 'poisson'])(
    '%s: a constant of the theory that is wrong by 1e-6 is refuted',
    async (name) => {
      const loss = readLoss(name);
      const linear = problemOf(2, 4, 5);
      const problem = observedProblem({ ...linear, y: linear.y.map((v) => targets(name, [v])[0]!) }, loss);
      const theory = theoryOf({ depth: '3', scale: '1' });
      const starts = uniform(4, 0.4, 0.4);
      const right = await compare(theory, starts, problem);
      const power = right.comparisons.find((c) => c.name === 'mirror-identity')!.power!;
      expect(power.every((p) => p.budgets! > 100)).toBe(true);
      for (const wrong of [fasterBranch(theory, 0, 1e-6), largerBranch(theory, 1, 1e-6)]) {
        const compared = await compare(wrong, starts, problem);
        expect(compared.comparisons.find((c) => c.name === 'mirror-identity')!.verdict).toBe('refuted');
        expect(compared.comparisons.find((c) => c.name === 'limit')!.verdict).not.toBe('checked');
      }
    },
  );

  it('says what it needs of the targets, and what is not unique', async () => {
    const X = [[1, 2, 0.5], [1, 2, 0.5], [0, 1, 3]]; // prettier-ignore
    await expect(
      check({ depth: '2', scale: '1', loss: 'poisson', data: { X, y: [1, 0, 2], source: '' } }, { seed: 1 }),
    ).rejects.toThrow('the loss poisson needs targets with y > 0: y has the entry 0 in row 2');
    const flat = await check(
      { depth: '2', scale: '1', loss: 'huber:1/4', data: { X, y: [0, 2, 1], source: '' } },
      { seed: 1 },
    );
    const verdicts = Object.fromEntries(flat.comparisons.map((c) => [c.name, c.verdict]));
    expect(verdicts).toMatchObject({
      limit: 'undecided',
      'mirror-identity': 'checked',
      conserved: 'checked',
    });
    expect(flat.comparisons[0]!.why).toContain('several predictions Xw have the least loss');
  });
});
