import { copyNumbers } from './copyNumbers.ts';
import type { ParameterCollocation, PowerCollocationFactory } from './powerCollocation.ts';
import { MOST_SWEEPS } from './powerCollocation.ts';

/** What the equations need of the WebAssembly module; addresses and strides are in bytes. */
export interface PowerCollocationHost {
  collocate: (collocation: number, enough: number, sweeps: number) => number;
  /** Address of so many bytes of zeros that stay reserved; throws when there is no memory. */
  reserve(bytes: number): number;
  /** The memory at present; growing it replaces the buffer. */
  view(): Float64Array;
  readonly stride: number;
  readonly d: number;
}

/** Fields of `Collocation` in assembly/kernel.ts. */
const FIELDS = 14;

/** The collocation of a power flow in WebAssembly. */
export function simdPowerCollocation(
  host: PowerCollocationHost,
  { branches, theta0 }: Parameters<PowerCollocationFactory>[0],
  points: number,
): ParameterCollocation {
  const { stride, d } = host;
  const k = branches.length;
  const wide = k * stride;
  const columns = stride / 8;
  const sizes = {
    theta: wide,
    delta: wide,
    start: wide,
    weight: wide,
    slopes: 2 * points * stride,
    integrals: 8 * points * points,
    rates: points * wide,
    changes: points * wide,
    increments: points * stride,
    branches: 16 * k,
    work: 32 * points,
    fields: 4 * FIELDS,
  };
  const at = { ...sizes };
  const round = (size: number): number => Math.ceil(size / 16) * 16;
  let end = host.reserve(Object.values(sizes).reduce((sum, size) => sum + round(size), 0));
  for (const name of Object.keys(sizes) as (keyof typeof sizes)[]) {
    at[name] = end;
    end += round(sizes[name]);
  }
  const heap = host.view();
  new Uint32Array(heap.buffer).set(
    [
      ...[stride, k, points, at.theta, at.delta, at.start, at.weight, at.slopes, at.integrals],
      ...[at.rates, at.changes, at.increments, at.branches, at.work],
    ],
    at.fields / 4,
  );
  branches.forEach(({ coefficient, exponent }, j) =>
    heap.set([coefficient, exponent], at.branches / 8 + 2 * j),
  );
  const load = (values: Float64Array, address: number): void => {
    const view = host.view();
    for (let j = 0; j < k; j++) copyNumbers(values, j * d, view, address / 8 + j * columns, d);
  };
  load(theta0, at.start);
  // the padding of the last column: a resting parameter
  if (columns > d)
    for (let j = 0; j < k; j++) for (const a of [at.start, at.theta]) heap[a / 8 + j * columns + d] = 1;

  const rates = Array.from({ length: points }, () => new Float64Array(k * d));
  const increments = new Float64Array(points * d);
  const change = new Float64Array(k * d);
  const unload = (address: number, out: Float64Array, outAt: number, rows: number): void => {
    const view = host.view();
    for (let j = 0; j < rows; j++) copyNumbers(view, address / 8 + j * columns, out, outAt + j * d, d);
  };
  return {
    rates,
    increments,
    change,
    start({ theta, delta, weight }) {
      load(theta, at.theta);
      load(delta, at.delta);
      load(weight, at.weight);
      host.view().fill(0, at.changes / 8, (at.changes + points * wide) / 8);
    },
    solve(slopes, integrals, enough) {
      const view = host.view();
      for (let q = 0; q < 2 * points; q++) copyNumbers(slopes, q * d, view, at.slopes / 8 + q * columns, d);
      view.set(integrals, at.integrals / 8);
      const moved = host.collocate(at.fields, enough, MOST_SWEEPS);
      if (!(moved < Infinity)) return Infinity;
      for (let q = 0; q < points; q++) unload(at.rates + q * wide, rates[q]!, 0, k);
      unload(at.increments, increments, 0, points);
      unload(at.changes + (points - 1) * wide, change, 0, k);
      return moved;
    },
  };
}
