import { describe, expect, it } from 'vitest';
import { kernelComparison } from '../../src/verification/kernelComparison.ts';
import { contextNorms } from '../../src/verification/contextNorms.ts';
import { compare, fasterBranch, problemOf, steeperBranch, theoryOf, uniform } from './compared.ts';

const movementOf = (context: Record<string, number | null>): number =>
  context['movement of the kernel, max |K_t - K_0| / |K_0|']!;

describe('the tangent kernel', () => {
  for (const [depth, scale] of [
    ['2', 0.1],
    ['3', 1],
    ['6', 0.01],
  ] as const)
    it(`of the simulation is that of the theory, depth ${depth}, scale ${scale}`, async () => {
      const theory = theoryOf({ depth, scale: '1' });
      const compared = await compare(theory, uniform(6, scale, scale), problemOf(3, 6));
      const [kernel] = kernelComparison(compared, 1e-7);
      expect(kernel).toMatchObject({ name: 'kernel', verdict: 'checked' });
      expect(kernel!.budget).toBeLessThan(1e-9);
    });

  it('tells a theory whose exponent or clock is a little wrong', async () => {
    const right = theoryOf({ depth: '3', scale: '1' });
    for (const wrong of [steeperBranch(right, 0, 1e-6), fasterBranch(right, 0, 1e-6)]) {
      const compared = await compare(wrong, uniform(6, 0.1, 0.1), problemOf(3, 6));
      const [kernel] = kernelComparison(compared, 1e-7);
      expect(kernel!.verdict).not.toBe('checked');
      expect(kernel!.discrepancy).toBeGreaterThan(100 * kernel!.budget!);
    }
  });

  it('moves as 1/alpha^(2D) from large starts, with the constant of the expansion of the metric', async () => {
    // (u^4 + v^4)/(2 alpha^4) - 1 = (p + 1)(p + 2)/(8 p^2) (w/alpha^3)^2 = (5/18) (w/alpha^3)^2 at depth 3
    const theory = theoryOf({ depth: '3', scale: '1' });
    const { X, y, n, d } = problemOf(1, 6);
    for (const scale of [10, 20]) {
      const compared = await compare(theory, uniform(6, scale, scale), { X, y, n, d });
      const w = compared.predicted.w;
      const [gained, norm] = X.reduce(
        ([a, b], x, i) => [a + x ** 2 * (5 / 18) * (w[i]! / scale ** 3) ** 2, b + x ** 2],
        [0, 0],
      );
      // one sample: K is a number, and its change at the end is the largest
      expect(movementOf(contextNorms(compared)) / (gained / norm)).toBeCloseTo(1, 4);
    }
  });

  it('does not move where the model is linear in its parameters', async () => {
    const compared = await compare(theoryOf({ depth: '1', scale: '1' }), uniform(6, 1, 1), problemOf(3, 6));
    expect(movementOf(contextNorms(compared))).toBe(0);
  });
});
