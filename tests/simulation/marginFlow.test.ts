import { describe, expect, it } from 'vitest';
import { exponentialLoss, logisticLoss, lossOfFunctions } from '../../src/simulation/marginLoss.ts';
import { simulateMargins } from '../../src/simulation/marginFlow.ts';
import { powerMap } from '../../src/simulation/powerMap.ts';
import { closureMap } from '../../src/simulation/closureMap.ts';
import { separable } from '../support/separable.ts';

const tied = (D: number) =>
  powerMap([
    { coefficient: 1, exponent: D },
    { coefficient: -1, exponent: D },
  ]);

describe('gradient flow of a margin loss', () => {
  it('of one sample and one weight is solved by quadrature of the clock, to the loss 1e-100 and to margin 1e5', async () => {
    // w = u, m = w: dw/dtau = 1, t = e^w - e^{w0}, exactly
    const { checkpoints } = await simulateMargins({
      map: powerMap([{ coefficient: 1, exponent: 1 }]),
      theta0: [0],
      Z: Float64Array.of(1),
      n: 1,
      d: 1,
      loss: exponentialLoss,
      levels: [1, 100 * Math.LN10, 1e5],
    });
    for (const c of checkpoints.slice(1)) {
      expect(c.w[0]! / c.level).toBeCloseTo(1, 12);
      expect(c.nu[0]! / c.t).toBeCloseTo(1, 12);
      // t = (e^w - 1): ln t - w -> 0
      expect(c.logTime - (c.w[0]! + Math.log1p(-Math.exp(-c.w[0]!)))).toBeCloseTo(0, 4);
    }
    expect(checkpoints[2]!.loss / 1e-100).toBeCloseTo(1, 6);
  });

  it('has multipliers and a clock of equal length, and shrinks its dual defect with the tolerance', async () => {
    const { n, d, Z } = separable(6, 12, 2);
    const budgets: number[] = [];
    for (const tolerance of [1e-6, 1e-8]) {
      const run = await simulateMargins({
        map: tied(3), theta0: new Float64Array(2 * d).fill(0.3), Z, n, d, loss: exponentialLoss, levels: [10, 230, 1e4], tolerance,
      }); // prettier-ignore
      expect(run.outcome).toBe('reached');
      const end = run.checkpoints.at(-1)!;
      expect(end.nu.reduce((a, b) => a + b, 0) / end.t).toBeCloseTo(1, 9);
      expect(end.force.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      budgets.push(Math.max(...end.budget!));
    }
    expect(budgets[1]!).toBeLessThan(budgets[0]! / 10);
  });

  it('gives a product map the same weights as its sum and difference', async () => {
    // u v from u0 = v0 is a^2 - b^2 with a = (u + v)/2, b = (u - v)/2, at twice the metric's scale: w = p^2 - q^2 with p = a, q = b
    const { n, d, Z } = separable(4, 6, 5);
    const shared = { Z, n, d, loss: exponentialLoss, levels: [50], tolerance: 1e-9 };
    const product = closureMap({
      name: 'u v',
      k: 2,
      additive: false,
      value: (t) => t[0]! * t[1]!,
      gradient: (t, g) => void ([g[0], g[1]] = [t[1]!, t[0]!]),
      hessian: (_, h) => void ([h[0], h[1], h[2], h[3]] = [0, 1, 1, 0]),
    });
    const [r2, start] = [Math.SQRT1_2, new Float64Array(2 * d)];
    for (let i = 0; i < d; i++) [start[i], start[d + i]] = [1, 0.3];
    // the rotation p = (u + v)/sqrt 2, q = (u - v)/sqrt 2 is orthogonal and u v = (p^2 - q^2)/2
    const rotated = new Float64Array(2 * d);
    for (let i = 0; i < d; i++) [rotated[i], rotated[d + i]] = [1.3 * r2, 0.7 * r2];
    const difference = powerMap([
      { coefficient: 0.5, exponent: 2 },
      { coefficient: -0.5, exponent: 2 },
    ]);
    const [a, b] = [
      await simulateMargins({ map: product, theta0: start, ...shared }),
      await simulateMargins({ map: difference, theta0: rotated, ...shared }),
    ];
    expect(a.budgetKind).toBe('comparison');
    expect(b.budgetKind).toBe('dual-defect');
    a.checkpoints.at(-1)!.w.forEach((v, i) => expect(v).toBeCloseTo(b.checkpoints.at(-1)!.w[i]!, 5));
  });
});

describe('losses in the logarithmic domain', () => {
  it('agree with their formulas where these do not underflow, and go on past that', () => {
    const typed = lossOfFunctions({
      name: 'log(1 + exp(-m))',
      value: (m) => Math.log1p(Math.exp(-m)),
      slope: (m) => -1 / (1 + Math.exp(m)),
      curvature: (m) => Math.exp(m) / (1 + Math.exp(m)) ** 2,
      infimum: 0,
      tail: { rate: 1, factor: 1 },
    });
    for (const m of [-30, -3, 0, 0.5, 7, 30, 300]) {
      for (const key of ['logValue', 'logSlope', 'logSlopeChange'] as const)
        expect(typed[key](m)).toBeCloseTo(logisticLoss[key](m), 9);
      const h = 1e-5;
      expect((logisticLoss.logSlope(m + h) - logisticLoss.logSlope(m - h)) / (2 * h)).toBeCloseTo(
        logisticLoss.logSlopeChange(m),
        4,
      );
    }
    for (const loss of [typed, logisticLoss, exponentialLoss]) {
      expect(loss.logValue(1e5)).toBe(-1e5);
      expect(loss.logSlope(1e5)).toBe(-1e5);
    }
  });
});
