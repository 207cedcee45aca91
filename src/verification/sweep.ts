import { HypentropyError, InterruptedError } from '../errors.ts';
import type { FigureRecord, SweepRecord, SweepRow } from '../records.ts';
import type { SweepOptions, SweepRequest } from '../requests.ts';
import { readLoss } from '../theory/loss.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { networkTheory, sweepCell, sweepProblem } from './sweepCell.ts';
import type { SweepProblem } from './sweepCell.ts';
import { sweepFigures } from './sweepFigures.ts';
import { cellKey, sweepCells } from './sweepGrid.ts';
import type { SweepCell } from './sweepGrid.ts';
import { weakest } from './verifyStep.ts';

/** A sweep without the stamp that the facade adds. */
export type Swept = Pick<SweepRecord, 'sweep' | 'rows' | 'figures' | 'notes' | 'verdict'>;

/**
 * The rows of a grid of networks on random problems, in the order of the grid; rows that are known are not computed again.
 * Past the budget the rest is left. Throws HypentropyError `setting` for lists that cannot be read, InterruptedError when
 * aborted; rows that were done by then have been handed to `onRow`.
 */
export async function runSweep(request: SweepRequest, options: SweepOptions): Promise<Swept> {
  const loss = readLoss(request.loss);
  if (loss.kind === 'classification')
    throw new HypentropyError(
      'loss',
      `the classification loss '${loss.name}' has no minimiser, so that its flow has no limit`,
      'use a regression loss such as squared; hypentropy check follows the margins of the others',
    );
  const cells = sweepCells(request, loss.name);
  const known = new Map((request.known ?? []).map((row) => [cellKey(row), row] as const));
  const deadline = performance.now() + (options.budget ?? Infinity);
  const theories = new Map<string, SeparableTheory>();
  let problem: { key: string; value: SweepProblem } | null = null;
  const rows: SweepRow[] = [];
  let [computed, left] = [0, 0];
  let last = performance.now();
  for (const [index, cell] of cells.entries()) {
    const old = known.get(cellKey(cell));
    if (old !== undefined) {
      rows.push(old);
      continue;
    }
    if (options.signal?.aborted === true) throw new InterruptedError('aborted', 'the sweep was interrupted');
    if (performance.now() > deadline) {
      left++;
      continue;
    }
    options.onProgress?.(
      index / cells.length,
      `cell ${index + 1} of ${cells.length}: depth ${cell.depth}, scale ${cell.scale}`,
    );
    if (problem?.key !== problemKey(cell))
      problem = { key: problemKey(cell), value: sweepProblem(cell, loss, options.signal) };
    const theory = theories.get(cell.depth) ?? networkTheory(cell.depth);
    theories.set(cell.depth, theory);
    const row = await sweepCell(cell, problem.value, theory, {
      seed: cell.seed,
      signal: options.signal,
      ...(request.tolerance === undefined ? {} : { tolerance: request.tolerance }),
    });
    rows.push(row);
    computed++;
    options.onRow?.(row);
    // lets an abort message be heard
    if (performance.now() - last > 25) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
  }
  const verdicts = rows.map((row) => row.verdict);
  return {
    sweep: { cells: cells.length, computed, known: rows.length - computed, left },
    rows,
    figures: sweepFigures(rows, request) satisfies FigureRecord[],
    notes: left === 0 ? [] : [`the time allowed was over before ${left} of ${cells.length} cells were begun`],
    verdict: left > 0 || rows.length === 0 ? weakest([...verdicts, 'undecided']) : weakest(verdicts),
  };
}

const problemKey = (c: SweepCell): string => [c.samples, c.features, c.sparsity, c.noise, c.seed].join(' ');
