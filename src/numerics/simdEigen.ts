import { copyNumbers } from './copyNumbers.ts';
import type { SymmetricEigen } from './diagonalize.ts';
import { diagonalize, sizeOf } from './diagonalize.ts';

/** What the eigenvectors need of the WebAssembly module; addresses and strides are in bytes. */
export interface EigenHost {
  tridiagonal: (a: number, width: number, n: number, out: number, rows: number, reflections: number) => void;
  turnRows: (rows: number, width: number, turns: number, first: number, last: number) => void;
  forward: (x: number, stride: number, n: number, w: number, out: number) => void;
  backward: (x: number, stride: number, n: number, r: number, out: number) => void;
  /** Address of so many bytes of zeros that stay reserved; throws when there is no memory. */
  reserve(bytes: number): number;
  /** The memory at present; growing it replaces the buffer. */
  view(): Float64Array;
  readonly n: number;
}

/** Eigenvalues and eigenvectors of a symmetric n × n row-major matrix in WebAssembly: those of `plainEigen` to rounding. */
export function simdEigen(host: EigenHost, matrix: Float64Array): SymmetricEigen | null {
  const { n } = host;
  const width = Math.ceil(n / 2) * 16;
  const columns = width / 8;
  const matrixAt = host.reserve((3 * n + 4) * width);
  const rowsAt = matrixAt + n * width;
  const outAt = rowsAt + 2 * n * width;
  const turnsAt = outAt + 2 * width;
  let view = host.view();
  const size = sizeOf(matrix);
  for (let m = 0; m < n; m++)
    for (let i = 0; i < n; i++) view[matrixAt / 8 + m * columns + i] = matrix[m * n + i]! / size;
  host.tridiagonal(matrixAt, width, n, outAt, rowsAt, rowsAt + n * width);
  const values = view.slice(outAt / 8, outAt / 8 + n);
  const found = diagonalize({
    diagonal: values,
    off: view.slice(outAt / 8 + columns, outAt / 8 + columns + n),
    turn(turns, first, last) {
      view.set(turns.subarray(2 * first, 2 * last), turnsAt / 8 + 2 * first);
      host.turnRows(rowsAt, width, turnsAt, first, last);
    },
  });
  if (!found) return null;
  for (let m = 0; m < n; m++) values[m]! *= size;
  // what held T and the turns holds one vector before and after from now on
  const [before, after] = [outAt, outAt + width];
  view.fill(0, before / 8, before / 8 + 2 * columns);
  const each = (v: Float64Array, out: Float64Array, count: number, product: () => void): void => {
    view = host.view();
    for (let c = 0; c < count * n; c += n) {
      copyNumbers(v, c, view, before / 8, n);
      product();
      copyNumbers(view, after / 8, out, c, n);
    }
  };
  return {
    values,
    toModes: (v, out, count) => each(v, out, count, () => host.forward(rowsAt, width, n, before, after)),
    fromModes: (modes, out, count) =>
      each(modes, out, count, () => {
        view.fill(0, after / 8, after / 8 + columns);
        host.backward(rowsAt, width, n, before, after);
      }),
  };
}
