import { copyNumbers } from './copyNumbers.ts';
import type { ExplicitTableau } from './dop853.ts';
import type { PowerFlow, PowerFlowProblem } from './powerFlow.ts';

/** What the steps need of the WebAssembly module and of the X that it holds; sizes in bytes. */
export interface PowerFlowHost {
  explicitStep(flow: number, h: number): number;
  /** Address of `bytes` bytes of zeros that stay reserved; throws when there is no memory. */
  reserve(bytes: number): number;
  /** The memory at present; growing it replaces the buffer. */
  view(): Float64Array;
  readonly x: number;
  readonly stride: number;
  /** Number of rows with those of the padding, a multiple of 4. */
  readonly rows: number;
  readonly n: number;
  readonly d: number;
}

/** Fields of `Flow` in assembly/kernel.ts. */
const FIELDS = 19;

/** The explicit pair of `tableau` wholly in WebAssembly: equal to the stepper in JavaScript to rounding. */
export function simdPowerFlow(
  host: PowerFlowHost,
  { branches, theta0, startResidual }: PowerFlowProblem,
  tableau: ExplicitTableau,
): PowerFlow {
  const { stride, rows, n, d } = host;
  const k = branches.length;
  const stages = tableau.b.length;
  const width = rows * 8;
  const wide = k * stride;
  const rowBytes = 8 + 16 * stages;
  const sizes = {
    fields: Math.ceil(FIELDS / 4) * 16,
    theta0: wide,
    theta: wide,
    delta: wide,
    weight: wide,
    startResidual: width,
    rates: stages * wide,
    residuals: stages * width,
    increment: stride,
    slope: stride,
    change: wide,
    changeNu: width,
    branches: 16 * k,
    tableau: (stages + 4) * rowBytes,
  };
  const at = { ...sizes };
  let end = host.reserve(Object.values(sizes).reduce((sum, size) => sum + Math.ceil(size / 16) * 16, 0));
  for (const name of Object.keys(sizes) as (keyof typeof sizes)[]) {
    at[name] = end;
    end += Math.ceil(sizes[name] / 16) * 16;
  }

  const heap = host.view();
  const words = new Uint32Array(heap.buffer);
  words.set(
    [
      [host.x, stride, rows, k, at.theta0, at.theta, at.delta, at.weight, at.startResidual, at.rates],
      [
        at.residuals,
        at.increment,
        at.slope,
        at.change,
        at.changeNu,
        at.branches,
        at.tableau,
        stages,
        rowBytes,
      ],
    ].flat(),
    at.fields / 4,
  );
  branches.forEach(({ coefficient, exponent }, j) =>
    heap.set([coefficient, exponent], at.branches / 8 + 2 * j),
  );
  const writeRow = (index: number, row: readonly number[], size: number): void => {
    const start = at.tableau + index * rowBytes;
    let terms = 0;
    for (let stage = 0; stage < row.length; stage++) {
      if (row[stage] === 0) continue;
      heap[start / 8 + 1 + 2 * terms] = row[stage]!;
      words[start / 4 + 4 + 4 * terms] = stage * size;
      terms++;
    }
    words[start / 4] = terms;
  };
  tableau.a.forEach((row, stage) => writeRow(stage, row, wide));
  [tableau.b, tableau.e5, tableau.e3].forEach((row, e) => writeRow(stages + e, row, wide));
  writeRow(stages + 3, tableau.b, width);

  const columns = stride / 8;
  const load = (values: Float64Array, address: number): void => {
    const view = host.view();
    for (let j = 0; j < k; j++) copyNumbers(values, j * d, view, address / 8 + j * columns, d);
  };
  load(theta0, at.theta0);
  load(theta0, at.theta);
  // the padding of the last column: a resting parameter
  if (columns > d)
    for (let j = 0; j < k; j++) for (const a of [at.theta0, at.theta]) heap[a / 8 + j * columns + d] = 1;
  heap.set(startResidual, at.startResidual / 8);

  return {
    step({ theta, delta, residual, slope, f, weight }, h, change, changeNu) {
      load(theta, at.theta);
      load(delta, at.delta);
      load(weight, at.weight);
      const view = host.view();
      const rates = at.rates / 8;
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) view[rates + j * columns + i] = f[j * d + i]! * slope[i]!;
      copyNumbers(residual, 0, view, at.residuals / 8, n);
      const error = host.explicitStep(at.fields, h);
      const from = at.change / 8;
      for (let j = 0; j < k; j++) copyNumbers(view, from + j * columns, change, j * d, d);
      copyNumbers(view, at.changeNu / 8, changeNu, 0, n);
      return error;
    },
  };
}
