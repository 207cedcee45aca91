import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SweepRequest } from '../../src/requests.ts';
import { cellKey, sweepCells } from '../../src/verification/sweepGrid.ts';
import { runSweep } from '../../src/verification/sweep.ts';

const small: SweepRequest = {
  depth: '2,3,inf',
  scale: '1e-3:10:log:5',
  samples: '3',
  features: '6',
  sparsity: '1',
  noise: '0',
  seeds: '1-2',
};
const sweep = (request: Partial<SweepRequest> = {}, options: Partial<Parameters<typeof runSweep>[1]> = {}) =>
  runSweep({ ...small, ...request }, { seed: 1, ...options });

describe('a sweep', () => {
  it('goes from the least l1 to the least l2 norm as the scale grows, and the exponent from 1 to 2', async () => {
    const { rows, verdict } = await sweep();
    expect(verdict).toBe('checked');
    expect(rows).toHaveLength(30);
    for (const { excessL1, excessL1AtMost, excessL2 } of rows) {
      expect(excessL1).toBeGreaterThan(-1e-11);
      expect(excessL1).toBeLessThanOrEqual(excessL1AtMost! + 1e-11);
      expect(excessL2).toBeGreaterThan(-1e-12);
    }
    for (let i = 1; i < rows.length; i++) {
      if (rows[i]!.scale < rows[i - 1]!.scale) continue;
      expect(rows[i]!.exponent).toBeGreaterThan(rows[i - 1]!.exponent! - 1e-9);
      expect(rows[i]!.kernelMovement).toBeLessThan(rows[i - 1]!.kernelMovement!);
    }
  });

  it('takes alpha^D for the scale where asked to', async () => {
    const { rows } = await sweep({ depth: '3', scale: '0.1', weightScale: true });
    const alpha = 0.1 ** (1 / 3);
    const direct = await sweep({ depth: '3', scale: String(alpha) });
    expect(rows[0]!.alpha).toBeCloseTo(alpha, 14);
    expect(rows[0]!.exponent).toBeCloseTo(direct.rows[0]!.exponent!, 10);
  });

  it('computes only what is not known, and shards divide it', async () => {
    const whole = await sweep();
    const parts = await Promise.all(['1/3', '2/3', '3/3'].map((shard) => sweep({ shard })));
    const together = parts.flatMap((p) => p.rows);
    expect(together.map(cellKey).sort()).toEqual(whole.rows.map(cellKey).sort());
    const written: string[] = [];
    const resumed = await sweep({ known: parts[0]!.rows }, { onRow: (row) => written.push(cellKey(row)) });
    expect(resumed.sweep).toEqual({ cells: 30, computed: 20, known: 10, left: 0 });
    expect(resumed.rows).toEqual(whole.rows);
    expect(written).toHaveLength(20);
  });

  it('stops when aborted, and leaves the rest past its budget', async () => {
    const stop = new AbortController();
    const seen: unknown[] = [];
    const run = sweep(
      { seeds: '1-200' },
      { signal: stop.signal, onRow: (row) => seen.push(row) && stop.abort() },
    );
    await expect(run).rejects.toThrow(/interrupted/);
    expect(seen.length).toBeGreaterThan(0);
    const late = await sweep({}, { budget: 1e-9 });
    expect(late).toMatchObject({ verdict: 'undecided', sweep: { left: 30 } });
  });

  it('has the same limits for every loss that can be fitted, and simulates its own', async () => {
    const squared = await sweep({ depth: '2', scale: '0.1', seeds: '1' });
    const other = await sweep({ depth: '2', scale: '0.1', seeds: '1', loss: 'power:4' });
    expect(other.rows[0]!.l1).toBeCloseTo(squared.rows[0]!.l1!, 12);
    const flow = await sweep({ depth: '2', scale: '0.1', seeds: '1', loss: 'huber:1', simulate: true });
    expect(flow).toMatchObject({ verdict: 'checked', rows: [{ loss: 'huber:1', route: 'simulated' }] });
    await expect(sweep({ loss: 'logistic' })).rejects.toThrow(/has no minimiser/);
  });

  it('simulates every cell where asked for', async () => {
    const { rows, verdict } = await sweep({ depth: '3', scale: '0.1,1', seeds: '1', simulate: true });
    expect(verdict).toBe('checked');
    for (const row of rows) expect(row.flowDiscrepancy).toBeLessThanOrEqual(row.flowBudget!);
  });

  it('finds the largest scale below a population error', async () => {
    const { figures, rows } = await sweep({
      scale: '1e-4:1:log:9',
      weightScale: true,
      risk: 0.01,
      samples: '3,4',
    });
    const threshold = figures.find((f) => f.id === 'largestScale')!;
    for (const { name, x, y } of threshold.series)
      x.forEach((n, i) => {
        const at = rows.filter((r) => `depth ${r.depth}` === name && r.samples === n);
        const mean = (scale: number) =>
          at.filter((r) => r.scale === scale).reduce((sum, r) => sum + r.risk!, 0) / 2;
        if (y[i] !== null) expect(mean(y[i]!)).toBeLessThanOrEqual(0.01);
        for (const scale of new Set(at.map((r) => r.scale)))
          if (scale > (y[i] ?? 0)) expect(mean(scale)).toBeGreaterThan(0.01);
      });
  });
});

describe('the grid of a sweep', () => {
  it('reads lists, ranges and spaced values', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.double({ min: 1.1, max: 1e6, noNaN: true }),
        (count, from, ratio) => {
          const cells = sweepCells({
            ...small,
            depth: '2',
            seeds: '1',
            scale: `${from}:${from * ratio}:log:${count}`,
          });
          const scales = cells.map((c) => c.scale);
          expect(scales).toHaveLength(count);
          expect(scales[0]! / from).toBeCloseTo(1, 10);
          if (count > 1) expect(scales.at(-1)! / (from * ratio)).toBeCloseTo(1, 10);
          for (let i = 2; i < count; i++)
            expect((scales[i]! * scales[i - 2]!) / scales[i - 1]! ** 2).toBeCloseTo(1, 8);
        },
      ),
      { numRuns: 50 },
    );
    expect(sweepCells({ ...small, depth: '2', scale: '1', seeds: '3-5,9' }).map((c) => c.seed)).toEqual([
      3, 4, 5, 9,
    ]);
  });

  it('refuses what it cannot read, naming the flag', () => {
    const refused: [Partial<SweepRequest>, RegExp][] = [
      [{ depth: '0.5' }, /--depth takes numbers from 1/],
      [{ depth: 'two' }, /--depth/],
      [{ scale: '0' }, /--scale takes positive/],
      [{ scale: '1:2:3' }, /--scale takes spaced/],
      [{ samples: '1.5' }, /--samples takes integers/],
      [{ seeds: '' }, /--seeds takes a list/],
      [{ shard: '0/2' }, /--shard takes i\/k/],
      [{ seeds: '1-1000000' }, /at most 1000000 cells/],
    ];
    for (const [request, message] of refused)
      expect(() => sweepCells({ ...small, ...request })).toThrow(message);
  });
});
