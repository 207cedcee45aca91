import { expect, it } from 'vitest';
import { interpolators } from '../../src/verification/interpolators.ts';
import { objectiveComparison, objectivePower } from '../../src/verification/objectiveComparison.ts';
import { limitBudget } from '../../src/verification/limitBudget.ts';
import { compare, problemOf, theoryOf, uniform } from './compared.ts';

it('no interpolator lies below the limit, and a displaced limit is found out', async () => {
  for (const depth of ['2', '3']) {
    const { flow, predicted, run, others } = await compare(
      theoryOf({ depth, scale: '1' }),
      uniform(6, 0.1, 0.1),
      problemOf(3, 6),
    );
    const { delta, s } = limitBudget(flow, run, predicted);
    const candidate = { w: run.w, nu: run.nu, delta, s };
    expect(
      objectiveComparison(flow, candidate, [predicted.w, others.l2, others.l1!]).ratio,
    ).toBeLessThanOrEqual(1);
    const direction = others.directions[0]!;
    const step = objectivePower(flow, candidate, direction)!;
    expect(step).toBeLessThan(1e-3);
    const moved = run.w.map((v, i) => v + step * Math.max(...run.w.map(Math.abs)) * direction[i]!);
    expect(objectiveComparison(flow, { ...candidate, w: moved }, [predicted.w]).ratio).toBeGreaterThan(3);
  }
});

it('the directions lie in the null space, the interpolators solve the problem', async () => {
  const { flow } = await compare(theoryOf({ depth: '2', scale: '1' }), uniform(6, 1, 1), problemOf(3, 6));
  const { l1, l2, directions } = interpolators(flow, 1);
  const image = new Float64Array(3);
  expect(directions).toHaveLength(3);
  for (const z of directions) {
    flow.kernel.forward(z, image);
    image.forEach((v) => expect(Math.abs(v)).toBeLessThan(1e-14));
  }
  for (const w of [l1!, l2]) {
    flow.kernel.forward(w, image);
    image.forEach((v, m) => expect(v).toBeCloseTo(flow.y[m]!, 12));
  }
});
