import { choleskySolve } from './choleskySolve.ts';
import { copyNumbers } from './copyNumbers.ts';
import type { LinearKernel } from './kernel.ts';
import { KERNEL_BINARY } from './kernelBinary.ts';
import type { EigenHost } from './simdEigen.ts';
import { simdEigen } from './simdEigen.ts';
import type { PowerBudgetHost } from './simdPowerBudget.ts';
import { simdPowerBudget } from './simdPowerBudget.ts';
import type { PowerCollocationHost } from './simdPowerCollocation.ts';
import { simdPowerCollocation } from './simdPowerCollocation.ts';
import { simdPowerFlow } from './simdPowerFlow.ts';

/** What assembly/kernel.ts exports; addresses and strides are in bytes. */
interface Routines {
  memory: WebAssembly.Memory;
  forward: EigenHost['forward'];
  backward: EigenHost['backward'];
  gram(
    x: number,
    stride: number,
    n: number,
    k: number,
    out: number,
    width: number,
    scaled: number,
    block: number,
  ): void;
  cholesky(a: number, width: number, n: number): number;
  tridiagonal: EigenHost['tridiagonal'];
  turnRows: EigenHost['turnRows'];
  collocate: PowerCollocationHost['collocate'];
  explicitStep: (flow: number, h: number) => number;
  largestVariation: PowerBudgetHost['largestVariation'];
  addToBudget: PowerBudgetHost['addToBudget'];
}

/** Bytes of a row that the Gram matrix treats at a time, and bytes of X that several products share. */
const GRAM_BLOCK = 512;
const ROWS_BLOCK = 1 << 18;

let compiled: WebAssembly.Module | null | undefined;

/** The module, or null where the platform has no WebAssembly with SIMD. */
function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    compiled = null;
    try {
      const text = atob(KERNEL_BINARY);
      compiled = new WebAssembly.Module(Uint8Array.from(text, (c) => c.charCodeAt(0)));
    } catch {
      // no WebAssembly, no SIMD, or not allowed here: the plain kernel does the same
    }
  }
  return compiled;
}

/** Memory of a released kernel up to this size is kept for the next one: fresh pages cost more than filling them. */
const LARGEST_KEPT = 1 << 26;
let idle: Routines | null = null;

/**
 * The kernel in WebAssembly, two doubles at a time: equal to the plain kernel to rounding.
 * Null where the platform cannot run it or has no memory for it. `x` is row-major n × d and is copied.
 */
export function simdKernel(x: ArrayLike<number>, n: number, d: number): LinearKernel | null {
  const module = kernelModule();
  if (module === null) return null;
  const released = idle;
  idle = null;
  const rows = Math.ceil(n / 4) * 4;
  const stride = Math.ceil(d / 2) * 16;
  const width = rows * 8;
  const atX = 4096;
  const atWide = atX + rows * stride;
  const atNarrow = atWide + stride;
  const atMatrix = atNarrow + width;
  const atScaled = atMatrix + rows * width;
  const gramBlock = Math.min(stride, GRAM_BLOCK);
  let top = atScaled + 2 * rows * gramBlock;
  let wasm: Routines;
  let heap: Float64Array;
  try {
    wasm = released ?? (new WebAssembly.Instance(module, {}).exports as unknown as Routines);
    heap = reserve(wasm.memory, top);
  } catch {
    return null;
  }
  const columns = stride / 8;
  const values = x instanceof Float64Array ? x : new Float64Array(x);
  if (released) heap.fill(0, atX / 8, atMatrix / 8);
  for (let m = 0; m < n; m++) copyNumbers(values, m * d, heap, atX / 8 + m * columns, d);

  /** The address of so many bytes more, all zero; throws when there is no memory. */
  function claim(bytes: number): number {
    const start = top;
    const end = start + Math.ceil(bytes / 16) * 16;
    if (end > heap.byteLength) heap = reserve(wasm.memory, end);
    top = end;
    heap.fill(0, start / 8, top / 8);
    return start;
  }

  /** Several products share a block of rows while it is in cache. */
  const rowsAtOnce = Math.max(4, Math.floor(ROWS_BLOCK / stride / 4) * 4);
  let several = { count: 1, wide: atWide, narrow: atNarrow };
  function roomFor(count: number): { wide: number; narrow: number } {
    if (count > several.count) {
      const wide = claim(count * (stride + width));
      several = { count, wide, narrow: wide + count * stride };
    }
    return several;
  }

  function forwardMany(w: Float64Array, out: Float64Array, count: number): void {
    const { wide, narrow } = roomFor(count);
    for (let c = 0; c < count; c++) copyNumbers(w, c * d, heap, wide / 8 + c * columns, d);
    const step = count === 1 ? n : rowsAtOnce;
    for (let m = 0; m < n; m += step) {
      const block = Math.min(step, n - m);
      for (let c = 0; c < count; c++) {
        wasm.forward(atX + m * stride, stride, block, wide + c * stride, narrow + c * width + 8 * m);
      }
    }
    for (let c = 0; c < count; c++) {
      copyNumbers(heap, narrow / 8 + c * rows, out, c * n, n);
    }
  }

  function backwardMany(r: Float64Array, out: Float64Array, count: number): void {
    const { wide, narrow } = roomFor(count);
    heap.fill(0, wide / 8, wide / 8 + count * columns);
    for (let c = 0; c < count; c++) copyNumbers(r, c * n, heap, narrow / 8 + c * rows, n);
    const step = count === 1 ? n : rowsAtOnce;
    for (let m = 0; m < n; m += step) {
      const block = Math.min(step, n - m);
      for (let c = 0; c < count; c++) {
        wasm.backward(atX + m * stride, stride, block, narrow + c * width + 8 * m, wide + c * stride);
      }
    }
    for (let c = 0; c < count; c++) {
      copyNumbers(heap, wide / 8 + c * columns, out, c * d, d);
    }
  }

  return {
    name: 'simd',
    n,
    d,
    forward: (w, out) => forwardMany(w, out, 1),
    backward: (r, out) => backwardMany(r, out, 1),
    forwardMany,
    backwardMany,
    gram(k, out) {
      heap.set(k.subarray(0, d), atWide / 8);
      if (d < columns) heap[atWide / 8 + d] = 0;
      wasm.gram(atX, stride, rows, atWide, atMatrix, width, atScaled, gramBlock);
      const matrix = atMatrix / 8;
      for (let a = 0; a < n; a++) {
        const row = matrix + a * rows;
        for (let b = 0; b <= a; b++) out[b * n + a] = out[a * n + b] = heap[row + b]!;
      }
    },
    cholesky(a) {
      const matrix = atMatrix / 8;
      for (let m = 0; m < n; m++) copyNumbers(a, m * n, heap, matrix + m * rows, m + 1);
      for (let m = n; m < rows; m++) {
        heap.fill(0, matrix + m * rows, matrix + m * rows + m);
        heap[matrix + m * rows + m] = 1;
      }
      if (wasm.cholesky(atMatrix, width, rows) === 0) return false;
      for (let m = 0; m < n; m++) copyNumbers(heap, matrix + m * rows, a, m * n, m + 1);
      return true;
    },
    choleskySolve: (l, b) => choleskySolve(l, b, n),
    eigen(a) {
      const { tridiagonal, turnRows, forward, backward } = wasm;
      const host = { tridiagonal, turnRows, forward, backward, reserve: claim, view: () => heap, n };
      try {
        return simdEigen(host, a);
      } catch {
        return null;
      }
    },
    powerFlow(problem, tableau) {
      const host = { explicitStep: wasm.explicitStep, view: () => heap, x: atX, stride, rows, n, d };
      try {
        return simdPowerFlow({ ...host, reserve: claim }, problem, tableau);
      } catch {
        return null;
      }
    },
    powerBudget(branches) {
      const { largestVariation, addToBudget } = wasm;
      try {
        const host = { largestVariation, addToBudget, reserve: claim, view: () => heap, stride, d };
        return simdPowerBudget(host, branches);
      } catch {
        return null;
      }
    },
    powerCollocation(problem, points) {
      const host = { collocate: wasm.collocate, reserve: claim, view: () => heap, stride, d };
      try {
        return simdPowerCollocation(host, problem, points);
      } catch {
        return null;
      }
    },
    release() {
      if (heap.byteLength <= LARGEST_KEPT) idle = wasm;
    },
  };
}

/** Grows the memory to at least `bytes` and views it as doubles. */
function reserve(memory: WebAssembly.Memory, bytes: number): Float64Array {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
  if (missing > 0) memory.grow(missing);
  return new Float64Array(memory.buffer);
}
