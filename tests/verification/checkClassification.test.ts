import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.ts';
import type { CheckRecord } from '../../src/index.ts';
import { limitDirection } from '../../src/prediction/limitDirection.ts';
import type { LimitDirection } from '../../src/prediction/limitDirection.ts';
import { marginNorm } from '../../src/prediction/marginNorm.ts';
import type { MarginNorm } from '../../src/prediction/marginNorm.ts';
import type { MarginCheckpoint } from '../../src/simulation/marginFlow.ts';
import { exponentialLoss } from '../../src/simulation/marginLoss.ts';
import { readModel, coordinateModel } from '../../src/theory/readModel.ts';
import { flowTheory } from '../../src/verification/checkModel.ts';
import { comparedFlow } from '../../src/verification/comparedFlow.ts';
import { decideComparison } from '../../src/verification/decideComparison.ts';
import { directionRecords, objectiveRecord, pathRecord } from '../../src/verification/marginComparisons.ts';
import { marginRun } from '../../src/verification/marginRun.ts';
import { mirrorIdentity } from '../../src/verification/mirrorIdentity.ts';
import { numericStarts } from '../../src/verification/numericStarts.ts';
import { pathPoint } from '../../src/verification/pathComparison.ts';
import { separable } from '../support/separable.ts';

const named = ({ comparisons }: CheckRecord, name: string) => comparisons.find((c) => c.name === name)!;
const run = (request: object) =>
  check({ samples: 6, features: 12, loss: 'exponential', ...request }, { seed: 1 });

function flowOf(depth: string, scale: string, samples = 6, features = 12) {
  const { n, d, Z } = separable(samples, features, 1);
  const read = readModel({ depth, scale });
  const theory = flowTheory(read, coordinateModel(read));
  return comparedFlow(theory, numericStarts(read, ['u', 'v'], d), {
    X: Z,
    y: new Float64Array(n).fill(1),
    n,
    d,
  });
}

describe('check with a classification loss', () => {
  it('is checked for every depth, and its direction has norm one and the margin of its multipliers', async () => {
    for (const depth of ['1', '2', '3', '4']) {
      const record = await run({ depth, scale: '0.1' });
      expect(record.verdict).toBe('checked');
      const { direction, multipliers } = record.predicted;
      expect(direction!.reduce((a, v) => a + v * v, 0)).toBeCloseTo(1, 12);
      expect(multipliers!.every((v) => v >= 0)).toBe(true);
      expect(record.predicted.residual).toBeLessThan(1e-12);
      expect(record.simulated.margin!).toBeGreaterThan(9_999);
      expect(JSON.stringify(record)).not.toMatch(/NaN|Infinity/);
    }
  });

  it('takes products, uneven starts, other losses with an exponential tail, and says what is unknown', async () => {
    const uneven = await run({ parametrization: 'u*v', init: 'u=1, v=0.3', margin: 300 });
    expect(named(uneven, 'mirror-identity').verdict).toBe('checked');
    const typed = await run({ depth: '1', scale: '1', loss: 'exp(-2*y*f) + exp(-y*f)' });
    const plain = await run({ depth: '1', scale: '1' });
    typed.predicted.direction!.forEach((v, i) => expect(v).toBeCloseTo(plain.predicted.direction![i]!, 12));
    const mixed = await run({ parametrization: 'u^2 - v^3', init: 'u=1, v=1', margin: 300 });
    expect(mixed.predicted.direction).toEqual([]);
    expect(mixed.predicted.why).toMatch(/different powers/);
    expect(mixed.verdict).toBe('checked');
  });

  it('refuses data that are separated in part, and labels other than ±1', async () => {
    const X = [[1, 2], [2, 4], [-1, 0.5]]; // prettier-ignore
    const request = (y: number[]) => ({
      depth: '2',
      scale: '1',
      loss: 'logistic',
      data: { X, y, source: 'test' },
    });
    await expect(check(request([1, -1, 1]), { seed: 1 })).rejects.toThrow(/separates a part/);
    await expect(check(request([1, 0, 1]), { seed: 1 })).rejects.toThrow(/labels must be -1 or 1/);
  });
});

describe('samples and columns that repeat', () => {
  it('share a multiplier, and are never taken for a refutation', async () => {
    const X = [[1, 2, -1], [0.5, -1, 2], [1, 2, -1], [2, 0.3, 0.4]].map((row) => [...row, row[0]!]); // prettier-ignore
    const data = { X, y: [1, 1, 1, 1], source: 'test' };
    for (const depth of ['1', '2', '3']) {
      const record = await check({ depth, scale: '0.3', loss: 'exponential', data }, { seed: 1 });
      expect(record.comparisons.map((c) => c.verdict)).not.toContain('refuted');
      const { multipliers } = record.predicted;
      expect(multipliers![0]).toBe(multipliers![2]);
      expect(Math.abs(record.predicted.w[0]! - record.predicted.w[3]!)).toBeLessThan(
        depth === '2' ? Infinity : 1e-9,
      );
    }
  });
});

describe('a wrong theory of growing margins', () => {
  it('of another depth or scale is refuted by the mirror identity', async () => {
    const flow = flowOf('2', '0.5');
    const levels: { tolerance: number; checkpoints: readonly MarginCheckpoint[] }[] = [];
    for (const tolerance of [1e-6, 1e-8, 1e-10]) {
      const { checkpoints } = await marginRun(flow, exponentialLoss, [10, 230, 1000], tolerance, {});
      levels.push({ tolerance, checkpoints });
    }
    const verdict = (dual: typeof flow.dual) =>
      decideComparison(
        levels.map(({ tolerance, checkpoints }) => ({
          tolerance,
          measured: mirrorIdentity({ ...flow, dual }, checkpoints),
        })),
        1e-7,
      ).verdict;
    expect(verdict(flow.dual)).toBe('checked');
    expect(verdict(flowOf('1', '0.5').dual)).toBe('refuted');
    expect(verdict(flowOf('2', '0.500001').dual)).toBe('refuted');
    expect(verdict(flowOf('3', '0.5').dual)).toBe('refuted');
  });

  it('that claims the l2 direction at depth 2 is refuted by the bounds that the run gives of the least norm', async () => {
    const flow = flowOf('2', '0.5');
    const { X: Z, n, d } = flow;
    const { checkpoints } = await marginRun(flow, exponentialLoss, [1, 10, 100, 1000, 1e4], 1e-7, {});
    const norm = marginNorm(flow.dual) as MarginNorm;
    const right = (await limitDirection(norm, Z, n, d, null)) as LimitDirection;
    const l2 = (await limitDirection({ ...norm, power: 1 }, Z, n, d, null)) as LimitDirection;
    const parts = (limit: LimitDirection) => ({
      norm,
      Z,
      n,
      d,
      limit,
      checkpoints: checkpoints.slice(1),
      unsettled: '',
    });
    expect(objectiveRecord(parts(right)).verdict).toBe('checked');
    expect(objectiveRecord(parts(l2)).verdict).toBe('refuted');
    expect(directionRecords(parts(right)).map((c) => c.verdict)).toEqual(['checked', 'checked']);
  });

  it('that claims the l1 direction at depth 1 is refuted by the direction itself', async () => {
    const flow = flowOf('1', '0.5');
    const { X: Z, n, d } = flow;
    const { checkpoints } = await marginRun(flow, exponentialLoss, [1, 10, 100, 1000, 1e4], 1e-7, {});
    const norm = marginNorm(flow.dual) as MarginNorm;
    const limit = (await limitDirection(norm, Z, n, d, null)) as LimitDirection;
    const l1 = (await limitDirection({ ...norm, power: 0 }, Z, n, d, null)) as LimitDirection;
    const verdicts = (claimed: LimitDirection) =>
      directionRecords({
        norm,
        Z,
        n,
        d,
        limit: claimed,
        checkpoints: checkpoints.slice(1),
        unsettled: '',
      }).map((c) => c.verdict);
    expect(verdicts(limit)).toEqual(['checked', 'checked']);
    expect(verdicts({ ...limit, w: l1.w })[0]).toBe('refuted');
    expect(verdicts({ ...limit, multipliers: l1.multipliers })[1]).toBe('refuted');
  });

  it('is refuted by the path of least Q when its potential is another', async () => {
    const flow = flowOf('2', '0.5');
    const { checkpoints } = await marginRun(flow, exponentialLoss, [1000], 1e-8, {});
    const at = checkpoints.at(-1)!;
    expect(pathRecord(pathPoint(flow, at)).verdict).toBe('checked');
    expect(pathRecord(pathPoint({ ...flow, dual: flowOf('1', '0.5').dual }, at)).verdict).toBe('refuted');
  });
});
