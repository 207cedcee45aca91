import { describe, expect, it } from 'vitest';
import { closureMap } from '../../src/simulation/closureMap.ts';
import { depthMap } from '../../src/simulation/powerMap.ts';
import { simulateFlow, simulateFlowSync } from '../../src/simulation/simulateFlow.ts';
import { depthOptions, dualLimit, maximum, randomData, relativeDistance } from './depthFlow.ts';

const scales = [1e-4, 1e-2, 0.1, 1, 10];
const cases = [1, 2, 3, 4, 6, 8].flatMap((depth) =>
  scales.flatMap((scale) =>
    (
      [
        [1, 2, 1],
        [3, 6, 1],
        [3, 6, 0],
      ] as const
    ).map(([n, d, sparsity]) => ({ depth, scale, n, d, sparsity })),
  ),
);

describe('limit', () => {
  it.each(cases)('depth $depth, scale $scale, ($n, $d), sparsity $sparsity', (c) => {
    const data = randomData(c.n, c.d, c.sparsity, 3);
    const result = simulateFlowSync(depthOptions(data, c.depth, c.scale));
    expect(result.outcome).toBe('converged');
    expect(result.residual).toBeLessThan(1e-10);
    expect(result.checkpoints.length).toBeGreaterThanOrEqual(10);
    expect(result.checkpoints.length).toBeLessThanOrEqual(25);
    if (c.depth === 1) return;
    // Newton's method on the dual breaks down where α^D is tiny and fewer than n features are active; there the limit
    // is within O(α^D) of the planted vector
    const planted = Float64Array.from({ length: c.d }, (_, i) =>
      i < c.sparsity ? Math.round(result.w[i]!) : 0,
    );
    const degenerate = c.depth > 2 && c.sparsity > 0 && c.n > 1 && c.scale ** c.depth <= 1e-8;
    if (degenerate) expect(maximum(planted)).toBe(1);
    const limit = degenerate ? planted : dualLimit(data, c.depth, c.scale);
    expect(relativeDistance(result.w, limit)).toBeLessThan(1e-7);
  });

  it('of depth 1 is the interpolator of least l2 norm', () => {
    const data = randomData(3, 6, 0, 3);
    const { w } = simulateFlowSync(depthOptions(data, 1, 0.1));
    // w ⟂ ker X: least norm means that w = Xᵀν/… , checked through the flow's own dual w = 2 Xᵀν
    const { nu } = simulateFlowSync(depthOptions(data, 1, 0.1));
    const image = Float64Array.from({ length: 6 }, (_, i) =>
      nu.reduce((sum, v, m) => sum + 2 * v * data.X[m * 6 + i]!, 0),
    );
    expect(relativeDistance(w, image)).toBeLessThan(1e-13);
  });

  it('of a larger problem, lazy and rich', () => {
    const data = randomData(12, 60, 2, 5);
    for (const [depth, scale] of [
      [2, 1],
      [2, 0.01],
      [3, 0.1],
      [4, 0.03],
    ] as const) {
      const result = simulateFlowSync(depthOptions(data, depth, scale));
      expect(result.outcome).toBe('converged');
      expect(relativeDistance(result.w, dualLimit(data, depth, scale))).toBeLessThan(1e-7);
    }
  });

  it('is a least-squares point when Xw = y has no solution, also for dependent samples', () => {
    const { X } = randomData(3, 4, 0, 9);
    const tall = {
      n: 6,
      d: 4,
      X: Float64Array.of(...X, ...X.map((v) => 2 * v)),
      y: Float64Array.of(1, -1, 2, 0.5, 1, -3),
    };
    for (const depth of [1, 2, 3]) {
      const result = simulateFlowSync(depthOptions(tall, depth, 0.3));
      expect(result.outcome).toBe('converged');
      expect(result.gradientNorm).toBeLessThan(1e-10);
      expect(result.residual).toBeGreaterThan(0.1);
    }
  });

  it('is reached at once when y = Xw(0)', () => {
    const result = simulateFlowSync(
      depthOptions({ ...randomData(2, 3, 0, 1), y: new Float64Array(2) }, 2, 0.5),
    );
    expect(result.outcome).toBe('converged');
    expect(result.steps).toBe(0);
    expect(maximum(result.w)).toBe(0);
  });
});

describe('path', () => {
  const data = randomData(3, 6, 1, 3);

  it('does not depend on the method', () => {
    const losses = [1, 0.1, 1e-3, 1e-6].map((f) => (f * data.y.reduce((s, v) => s + v * v, 0)) / 4);
    const paths = (['explicit', 'rosenbrock', 'radau5', 'radau9', 'radau13'] as const).map((method) =>
      simulateFlowSync(
        depthOptions(data, 2, 0.1, { method, tolerance: 1e-9, stopResidual: 1e-6, checkpoints: { losses } }),
      ),
    );
    for (const path of paths) {
      expect(path.checkpoints.length).toBe(4);
      path.checkpoints.forEach((point, q) => {
        expect(Math.abs(point.loss / losses[q]! - 1)).toBeLessThan(1e-8);
        expect(relativeDistance(point.w, paths[4]!.checkpoints[q]!.w)).toBeLessThan(2e-8);
      });
    }
  });

  it('meets requested losses within the share allowed, down to rounding, in few steps', () => {
    const line = { n: 1, d: 2, X: Float64Array.of(1, 2), y: Float64Array.of(1) };
    const losses = Array.from({ length: 31 }, (_, i) => 0.45 * 10 ** (-0.4 * i));
    for (const within of [1e-9, 0.03])
      for (const alpha of [1e-4, 1.45e-2, 0.302, 3]) {
        const options = { tolerance: 1e-5, stopResidual: 1e-6, maxSteps: 1500 };
        const run = simulateFlowSync(
          depthOptions(line, 8, alpha, { ...options, checkpoints: { losses, within } }),
        );
        expect(run.outcome).toBe('converged');
        expect(run.checkpoints.length).toBeGreaterThan(28);
        // below 1e-8 of its start the loss is a square of rounding errors of the weights
        for (const { loss } of run.checkpoints.filter((c) => c.loss > 1e-8)) {
          const off = Math.min(...losses.map((target) => Math.abs(loss / target - 1)));
          expect(off).toBeLessThanOrEqual(1.001 * within);
        }
      }
  });

  it('visits requested times exactly and returns the residual integral there', () => {
    const times = [0, 0.01, 0.5, 3];
    const { checkpoints } = simulateFlowSync(depthOptions(data, 2, 0.5, { checkpoints: { times } }));
    expect(checkpoints.map((c) => c.t)).toEqual(times);
    // ν′ = y − Xw: a central difference of ν against the residual
    const around = simulateFlowSync(
      depthOptions(data, 2, 0.5, { checkpoints: { times: [0.499, 0.5, 0.501] }, tolerance: 1e-11 }),
    ).checkpoints;
    for (let m = 0; m < 3; m++) {
      const w = around[1]!.w;
      const residual = data.y[m]! - w.reduce((sum, v, i) => sum + v * data.X[m * 6 + i]!, 0);
      expect((around[2]!.nu[m]! - around[0]!.nu[m]!) / 0.002).toBeCloseTo(residual, 5);
    }
  });

  it('is the same every time', () => {
    const run = (): string => JSON.stringify(simulateFlowSync(depthOptions(data, 3, 0.03)));
    expect(run()).toBe(run());
  });

  it('has an error that follows the tolerance', () => {
    const times = [0.2, 0.5, 1];
    const at = (tolerance: number): Float64Array =>
      Float64Array.from(
        simulateFlowSync(
          depthOptions(data, 2, 0.3, { tolerance, checkpoints: { times } }),
        ).checkpoints.flatMap((c) => [...c.w]),
      );
    const exact = at(1e-13);
    for (const tolerance of [1e-5, 1e-7, 1e-9])
      expect(relativeDistance(at(tolerance), exact)).toBeLessThan(10 * tolerance);
  });
});

describe('maps that are not additive', () => {
  // u v with u = (a + b), v = (a − b) is a² − b²; rates differ by the factor 2 of the change of basis
  const product = closureMap({
    name: 'u*v',
    k: 2,
    value: ([u, v]) => u! * v!,
    gradient: ([u, v], out) => out.set([v!, u!]),
    hessian: (_, out) => out.set([0, 1, 1, 0]),
  });

  it('u v from (α√2, 0) is u² − v² with time scaled: same orbit, same limit', () => {
    const data = randomData(3, 6, 1, 4);
    const alpha = 0.1;
    const theta0 = Float64Array.from({ length: 12 }, (_, e) => (e < 6 ? alpha * 2 : 0));
    const coupled = simulateFlowSync({ ...data, map: product, theta0, tolerance: 1e-9 });
    expect(coupled.outcome).toBe('converged');
    // u v = ((u+v)² − (u−v)²)/4 = p² − q² with p = (u+v)/2, q = (u−v)/2: flow of (p, q) at half the rate, from α each
    const limit = dualLimit(data, 2, alpha);
    expect(relativeDistance(coupled.w, limit)).toBeLessThan(1e-7);
    expect(coupled.budgetKind).toBe('comparison');
    expect(coupled.budget).not.toBeNull();
  });
});

describe('outcomes', () => {
  it('left-domain: depth 3/2 reaches zero where |w| = α^D 2^{D/(2−D)}', () => {
    const options = { map: depthMap(1.5), theta0: [0.1, 0.1], X: [1], y: [5], n: 1, d: 1 };
    const result = simulateFlowSync(options);
    expect(result.outcome).toBe('left-domain');
    expect(result.left).toEqual({ branch: 1, coordinate: 0 });
    const bound = 0.1 ** 1.5 * 2 ** 3;
    expect(result.w[0]! / bound).toBeCloseTo(1, 6);
    // θ^{1/2} falls at the rate D/2·s while s = 5 − w: between the two extremes of s
    const least = (2 * 0.1 ** 0.5) / (1.5 * 5);
    expect(result.t).toBeGreaterThan(least);
    expect(result.t).toBeLessThan((least * 5) / (5 - bound));
    expect(result.advice).toMatch(/parameter 2 of coordinate 1 left its domain/);
    // within the bound it converges
    expect(simulateFlowSync({ ...options, y: [0.9 * bound] }).outcome).toBe('converged');
  });

  it('stalled: a start at a saddle is named', () => {
    const result = simulateFlowSync(depthOptions(randomData(2, 3, 0, 1), 2, 0));
    expect(result.outcome).toBe('stalled');
    expect(result.advice).toMatch(/saddle/);
  });

  it('a branch that starts at zero stays out: u³ alone', () => {
    const data = randomData(1, 2, 0, 1);
    const theta0 = Float64Array.of(0.2, 0.2, 0, 0);
    const X = Float64Array.of(1, 0.5);
    const result = simulateFlowSync({ ...data, X, y: [1], map: depthMap(3), theta0 });
    expect(result.outcome).toBe('converged');
    expect([...result.theta.slice(2)]).toEqual([0, 0]);
    expect(result.w[0]! + 0.5 * result.w[1]!).toBeCloseTo(1, 9);
  });

  it('step-limit', () => {
    const result = simulateFlowSync(depthOptions(randomData(3, 6, 1, 3), 4, 1e-3, { maxSteps: 20 }));
    expect(result.outcome).toBe('step-limit');
    expect(result.steps + result.rejected).toBe(20);
    expect(result.advice).toMatch(/step limit was reached/);
  });

  it('aborted: from another task while it runs', async () => {
    const controller = new AbortController();
    const progress: number[] = [];
    setTimeout(() => controller.abort(), 60);
    const result = await simulateFlow(
      depthOptions(randomData(20, 80, 0, 3), 8, 1e-3, {
        signal: controller.signal,
        onProgress: (p) => progress.push(p.steps),
      }),
    );
    expect(result.outcome).toBe('aborted');
    expect(result.w.every(Number.isFinite)).toBe(true);
    expect(progress.length).toBeGreaterThan(0);
  });

  it('errors name the input', () => {
    const data = randomData(2, 3, 0, 1);
    expect(() => simulateFlowSync(depthOptions({ ...data, y: Float64Array.of(1) }, 2, 1))).toThrow(
      'y must have 2 numbers: got 1',
    );
    expect(() => simulateFlowSync(depthOptions({ ...data, y: Float64Array.of(1, NaN) }, 2, 1))).toThrow(
      'y must hold finite numbers: entry 1 is NaN',
    );
    expect(() => simulateFlowSync(depthOptions(data, 1.5, -1))).toThrow(
      /start value -1 .*outside the domain/,
    );
    expect(() => simulateFlowSync(depthOptions(data, 2, 1, { tolerance: 0 }))).toThrow(/tolerance/);
  });
});
