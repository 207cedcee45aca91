import { expect, describe, it } from 'vitest';
import fc from 'fast-check';
import { DOP853 } from '../../src/numerics/dop853.ts';
import { plainKernel } from '../../src/numerics/kernel.ts';
import { simdKernel } from '../../src/numerics/simdKernel.ts';
import { createProblem } from '../../src/simulation/createProblem.ts';
import { explicitStepper } from '../../src/simulation/explicitStepper.ts';
import { completePoint, createPoint } from '../../src/simulation/flowPoint.ts';
import { depthMap, powerMap } from '../../src/simulation/powerMap.ts';
import { randomProblem } from '../../src/simulation/randomProblem.ts';
import { simulateFlowSync } from '../../src/simulation/simulateFlow.ts';

const largest = (v: Float64Array): number => v.reduce((worst, x) => Math.max(worst, Math.abs(x)), 0);

function expectClose(have: Float64Array, want: Float64Array, relative: number): void {
  const size = largest(want);
  for (let i = 0; i < want.length; i++)
    expect(Math.abs(have[i]! - want[i]!), `entry ${i}`).toBeLessThanOrEqual(relative * size);
}

const branch = fc.record({
  coefficient: fc.constantFrom(1, -1, 0.5, 2),
  exponent: fc.integer({ min: 1, max: 7 }),
});

describe('explicit steps carried out by the SIMD kernel', () => {
  it('are those of plain JavaScript to rounding, for sums of any integer powers', () => {
    fc.assert(
      fc.property(
        fc.array(branch, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 23 }),
        fc.integer({ min: 1, max: 1000 }),
        (branches, n, d, seed) => {
          const map = powerMap(branches);
          const { X, y } = randomProblem({ samples: n, features: d, sparsity: 1, noise: 0, seed });
          const data = { map, X: X.flat(), y, n, d };
          const theta0 = Float64Array.from({ length: map.k * d }, (_, i) => 0.5 + ((i * 7) % 5) / 10);
          const [simd, plain] = [simdKernel, plainKernel].map((make) => {
            const problem = createProblem({ ...data, theta0, kernel: make(data.X, n, d)! });
            const point = createPoint(problem);
            point.theta.set(theta0);
            completePoint(problem, point);
            const stepper = explicitStepper(problem, DOP853);
            const error = stepper.attempt(point, 1e-3);
            return { error, change: stepper.change, changeNu: stepper.changeNu };
          });
          if (plain!.error === Infinity) return expect(simd!.error).toBe(Infinity);
          expect(Math.abs(simd!.error - plain!.error)).toBeLessThan(1e-13 + 1e-6 * plain!.error);
          expectClose(simd!.change, plain!.change, 1e-11);
          expectClose(simd!.changeNu, plain!.changeNu, 1e-11);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('tell a parameter that would lose its sign', () => {
    const options = {
      map: depthMap(2),
      X: [1, 1, 1, 1],
      y: [1000],
      n: 1,
      d: 4,
      theta0: new Float64Array(8).fill(1),
    };
    const problem = createProblem({ ...options, kernel: simdKernel(options.X, 1, 4)! });
    const point = createPoint(problem);
    point.theta.set(options.theta0);
    completePoint(problem, point);
    expect(explicitStepper(problem, DOP853).attempt(point, 1)).toBe(Infinity);
  });

  it('leave a parameter at rest where it is', () => {
    const options = { map: depthMap(3), X: [1, -1, 2], y: [1], n: 1, d: 3 };
    const theta0 = Float64Array.of(0.5, 0, 0.5, 0.5, 0.5, 0);
    const result = simulateFlowSync({ ...options, theta0, kernel: simdKernel(options.X, 1, 3)! });
    expect(result.outcome).toBe('converged');
    expect([result.theta[1], result.theta[5]]).toEqual([0, 0]);
  });
});

it('a path does not depend on which kernel carries it', () => {
  const { X, y } = randomProblem({ samples: 6, features: 41, sparsity: 2, noise: 0, seed: 3 });
  const data = { X: X.flat(), y, n: 6, d: 41, map: depthMap(2), theta0: new Float64Array(82).fill(0.5) };
  const [simd, plain] = [simdKernel, plainKernel].map((make) =>
    simulateFlowSync({ ...data, kernel: make(data.X, 6, 41)! }),
  );
  expect(simd!.steps).toBe(plain!.steps);
  expectClose(simd!.w, plain!.w, 1e-9);
});

it('a kernel made in the memory of a released one knows nothing of it', () => {
  const big = Float64Array.from({ length: 24 * 51 }, (_, e) => Math.sin(e));
  const small = Float64Array.from({ length: 5 * 13 }, (_, e) => Math.cos(e));
  const use = (x: Float64Array, n: number, d: number) => {
    const kernel = simdKernel(x, n, d)!;
    const gram = new Float64Array(n * n);
    const image = new Float64Array(3 * n);
    const back = new Float64Array(3 * d);
    kernel.forwardMany(new Float64Array(3 * d).fill(0.3), image, 3);
    kernel.backwardMany(image, back, 3);
    kernel.gram(back.subarray(0, d), gram);
    kernel.release!();
    return [image, back, gram];
  };
  const before = use(small, 5, 13);
  const poison = simdKernel(
    big.map(() => NaN),
    24,
    51,
  )!;
  poison.forwardMany(new Float64Array(4 * 51).fill(NaN), new Float64Array(4 * 24), 4);
  poison.release!();
  expect(use(small, 5, 13)).toEqual(before);
});
