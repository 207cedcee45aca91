import { describe, expect, it } from 'vitest';
import {
  compare,
  fasterBranch,
  largerBranch,
  problemOf,
  rows,
  steeperBranch,
  theoryOf,
  uniform,
  verdicts,
} from './compared.ts';

const ALL = { limit: 'checked', 'mirror-identity': 'checked', conserved: 'checked', objective: 'checked' };

describe('compareFlow agrees with a right theory', () => {
  for (const depth of ['1', '2', '3', '6', 'inf'])
    for (const scale of [1e-2, 1])
      it(`depth ${depth}, scale ${scale}`, async () => {
        const theory = theoryOf({ depth, scale: '1' });
        const start = depth === 'inf' ? Math.log(scale) : scale;
        for (const [n, d] of [
          [1, 2],
          [3, 6],
        ] as const) {
          const compared = await compare(theory, uniform(d, start, start), problemOf(n, d));
          expect(verdicts(compared)).toEqual(ALL);
          for (const c of compared.comparisons) {
            expect(c.budget).toBeLessThanOrEqual(1e-7);
            expect(c.discrepancy).toBeLessThanOrEqual(c.budget!);
          }
          const limit = compared.comparisons[0]!;
          limit.convergence!.forEach(({ discrepancy, budget }) =>
            expect(discrepancy).toBeLessThanOrEqual(budget),
          );
          const identity = compared.comparisons[1]!.convergence!;
          const last = identity.at(-1)!;
          expect(last.budget < identity[0]!.budget || last.budget < 1e-12).toBe(true);
        }
      });

  for (const depth of ['2', '3', '6', '12'])
    it(`depth ${depth} from a start far larger than the limit`, async () => {
      const compared = await compare(theoryOf({ depth, scale: '1' }), uniform(6, 10, 10), problemOf(3, 6));
      expect(verdicts(compared)).toEqual(ALL);
      for (const c of compared.comparisons.slice(0, 3)) {
        expect(c.budget).toBeLessThanOrEqual(1e-12);
        expect(c.discrepancy).toBeLessThanOrEqual(c.budget!);
      }
    });

  it('(20, 100) at depth 3', async () => {
    const compared = await compare(
      theoryOf({ depth: '3', scale: '1' }),
      uniform(100, 0.1, 0.1),
      problemOf(20, 100, 2, 3),
    );
    expect(verdicts(compared)).toEqual(ALL);
  });

  it('with start values that differ by coordinate and by branch', async () => {
    const starts = Float64Array.of(0.3, 0.1, 1, 0.2, 0.5, 0.7, 0.2, 0.6, 0, 0.2, 0.4, 0.1);
    for (const depth of ['2', '3']) {
      const compared = await compare(theoryOf({ depth, scale: '1' }), starts, problemOf(3, 6));
      expect(verdicts(compared)).toEqual(ALL);
    }
  });

  it('for u^3 - 2 v^3 and for a map with one parameter', async () => {
    const pair = theoryOf({ parametrization: 'u^3 - 2*v^3', init: 'u=1, v=1' });
    expect(verdicts(await compare(pair, uniform(6, 0.5, 0.3), problemOf(3, 6)))).toEqual(ALL);
    const single = theoryOf({ parametrization: 'u^2', init: 'u=1' });
    expect(verdicts(await compare(single, uniform(2, 1), rows([[1, 2]], [1])))).toEqual({
      limit: 'checked',
      'mirror-identity': 'checked',
      objective: 'checked',
    });
  });

  it('at depth 4/3, inside its domain and where the flow leaves it', async () => {
    const theory = theoryOf({ depth: '4/3', scale: '1' });
    const inside = await compare(theory, uniform(6, 2, 2), problemOf(3, 6));
    expect(inside.run.outcome).toBe('converged');
    expect(verdicts(inside)).toEqual(ALL);
    const outside = await compare(theory, uniform(6, 0.1, 0.1), problemOf(3, 6));
    expect([outside.run.outcome, outside.predicted.outcome]).toEqual(['left-domain', 'left the domain']);
    expect(verdicts(outside)).toEqual({
      limit: 'checked',
      'mirror-identity': 'checked',
      conserved: 'checked',
    });
    expect(outside.comparisons[0]!.text).toMatch(/the theory ends coordinate \d/);
  });

  it('on data without solution, of lower rank, with a zero column, with n >= d, with d = 1', async () => {
    const theory = theoryOf({ depth: '3', scale: '1' });
    const cases = [
      rows(
        [
          [1, 2, 0],
          [2, 4, 0],
        ],
        [1, 3],
      ),
      rows(
        [
          [1, 2, 0],
          [2, 4, 0],
        ],
        [1, 2],
      ),
      problemOf(10, 4, 1, 1, 0.1),
      rows([[2]], [3]),
      rows([[1e8, 2e8]], [1e8]),
      rows([[1e-8, 2e-8]], [1e-8]),
    ];
    for (const problem of cases) {
      const compared = await compare(theory, uniform(problem.d, 0.2, 0.2), problem);
      expect(verdicts(compared)).toEqual(ALL);
    }
  });

  it('when nothing moves, compares the limit alone', async () => {
    const theory = theoryOf({ depth: '3', scale: '1' });
    const compared = await compare(theory, uniform(2, 0.2, 0.2), rows([[1, 2]], [0]));
    expect(verdicts(compared)).toEqual({ limit: 'checked' });
    const solved = await compare(theory, uniform(2, 2, 1), rows([[1, 2]], [21]));
    expect(verdicts(solved)).toEqual({ limit: 'checked' });
    expect(solved.comparisons[0]!.discrepancy).toBe(0);
  });

  it('to a limit of zero, relative to the start', async () => {
    const compared = await compare(
      theoryOf({ depth: '3', scale: '1' }),
      uniform(2, 0.4, 0.2),
      rows(
        [
          [1, 2],
          [3, 1],
        ],
        [0, 0],
      ),
    );
    expect(verdicts(compared)).toEqual(ALL);
    expect(compared.comparisons[0]!.unit).toBe('relative to max|w(0)|');
  });
});

describe('compareFlow refutes a wrong theory', () => {
  const starts = uniform(6, 0.1, 0.2);
  const problem = problemOf(3, 6);
  for (const depth of ['2', '3', '4']) {
    const theory = theoryOf({ depth, scale: '1' });
    it(`depth ${depth}: one branch with a rate wrong by 1e-6`, async () => {
      const found = verdicts(await compare(fasterBranch(theory, 0, 1e-6), starts, problem));
      expect(found).toMatchObject({ limit: 'refuted', 'mirror-identity': 'refuted', conserved: 'refuted' });
    });

    it(`depth ${depth}: one amplitude wrong by 1e-6`, async () => {
      const found = verdicts(await compare(largerBranch(theory, 1, 1e-6), starts, problem));
      expect([found.limit, found['mirror-identity']]).toEqual(['refuted', 'refuted']);
    });

    it(`depth ${depth}: one exponent wrong by 1e-6`, async () => {
      const found = verdicts(await compare(steeperBranch(theory, 0, 1e-6), starts, problem));
      expect([found.limit, found['mirror-identity']]).toEqual(['refuted', 'refuted']);
    });

    it(`depth ${depth}: a common factor of time shows in the identity, not in the limit`, async () => {
      const both = fasterBranch(fasterBranch(theory, 0, 1e-6), 1, 1e-6);
      const found = verdicts(await compare(both, starts, problem));
      expect(found.limit).toBe('checked');
      expect(found['mirror-identity']).toBe('refuted');
    });
  }

  it('announces what it could see', async () => {
    const compared = await compare(theoryOf({ depth: '3', scale: '1' }), starts, problem);
    for (const name of ['limit', 'mirror-identity', 'conserved']) {
      const { power } = compared.comparisons.find((c) => c.name === name)!;
      for (const entry of power!) expect(entry.budgets).toBeGreaterThan(100);
    }
    const blind = await compare(theoryOf({ depth: '3', scale: '1' }), uniform(1, 0.1, 0.2), rows([[2]], [3]));
    for (const entry of blind.comparisons[0]!.power!) expect(entry.budgets).toBeLessThan(1);
  });
});

describe('compareFlow without a decision', () => {
  it('says so when the accepted budget is out of reach', async () => {
    const compared = await compare(
      theoryOf({ depth: '3', scale: '1' }),
      uniform(2, 0.1, 0.1),
      problemOf(1, 2),
      { tolerance: 1e-15 },
    );
    const limit = compared.comparisons[0]!;
    expect(limit.verdict).toBe('undecided');
    expect(limit.why).toMatch(/is larger than the accepted/);
  });

  it('when no solution lies in the range of the map', async () => {
    const compared = await compare(
      theoryOf({ parametrization: 'u^2', init: 'u=1' }),
      uniform(2, 1),
      rows([[1, 2]], [-1]),
    );
    expect(verdicts(compared)).toEqual({
      limit: 'undecided',
      'mirror-identity': 'checked',
      objective: 'undecided',
    });
  });

  it('when the time is over; an abort throws', async () => {
    const theory = theoryOf({ depth: '4', scale: '1' });
    const compared = await compare(theory, uniform(60, 0.01, 0.01), problemOf(30, 60, 1, 3), {
      deadline: performance.now() + 150,
    }).catch((e: unknown) => e as Error);
    if (!(compared instanceof Error)) expect(compared.comparisons[0]!.why).toMatch(/time allowed/);
    else expect(compared.message).toMatch(/time allowed/);
    const controller = new AbortController();
    controller.abort();
    await expect(
      compare(theory, uniform(2, 0.1, 0.1), problemOf(1, 2), { signal: controller.signal }),
    ).rejects.toThrow(/interrupted|stopped|aborted/);
  });
});
