import {
  ABS, ADD, ARCCOS, ARCOSH, ARCSIN, ARCTAN, ARSINH, ARTANH, CBRT, COS, COSH, DIVIDE, EXP, EXPM1, INTEGER_POWER, LOG,
  MULTIPLY, NEGATE, POWER, REAL_POWER, SIGN, SIN, SINH, SQRT, SQRT_CUBED, SQUARE, SUBTRACT, TAN, TANH,
  integerPower, numericProgram,
} from './numericProgram.ts'; // prettier-ignore
import type { Expression } from './expression.ts';

/**
 * Value, gradient and Hessian at once: returns the value, writes the n first derivatives to `gradient` and the n×n
 * second derivatives to `hessian` (row-major, symmetric).
 */
export type Jet = (
  args: ArrayLike<number>,
  gradient: { [index: number]: number },
  hessian: { [index: number]: number },
) => number;

/** Outer derivatives of the current instruction: value, first and second derivatives in its one or two operands. */
const d = { v: 0, a: 0, b: 0, aa: 0, ab: 0, bb: 0 };

/**
 * The expression with its first and second derivatives in the named arguments, by forward mode on second-order jets
 * (Griewank & Walther, Evaluating Derivatives, 2008, chapter 13); no allocation per call. Away from kinks: abs and
 * sign are differentiated as if their argument kept its sign. Throws HypentropyError for a symbol not among the names.
 */
export function compileJet(e: Expression, names: readonly string[]): Jet {
  const { code, slots, first, outputs } = numericProgram([e], names);
  const n = names.length;
  const pairs = (n * (n + 1)) / 2;
  const block = n + pairs;
  /** For each slot: n first derivatives, then the lower triangle of second derivatives by rows. */
  const jets = new Float64Array(slots.length * block);
  const active = new Uint8Array(slots.length);
  for (let i = 0; i < n; i++) {
    jets[i * block + i] = 1;
    active[i] = 1;
  }
  for (let k = 0, into = first; k < code.length; k += 3, into++) {
    const second = isBinary(code[k]!) ? active[code[k + 2]!]! : 0;
    active[into] = active[code[k + 1]!]! | second;
  }
  const output = outputs[0]!;

  return (args, gradient, hessian) => {
    for (let i = 0; i < n; i++) slots[i] = args[i]!;
    for (let k = 0, into = first; k < code.length; k += 3, into++) {
      const op = code[k]!;
      const a = code[k + 1]!;
      const b = code[k + 2]!;
      const binary = isBinary(op);
      if (binary) binaryDerivatives(op, slots[a]!, slots[b]!, active[b] === 1);
      else unaryDerivatives(op, slots[a]!, op === INTEGER_POWER ? b : op === REAL_POWER ? slots[b]! : 0);
      slots[into] = d.v;
      if (active[into] === 0) continue;
      const target = into * block;
      const p = a * block;
      if (!binary || active[b] === 0) {
        chainOne(jets, target, p, n);
      } else if (active[a] === 0) {
        d.a = d.b;
        d.aa = d.bb;
        chainOne(jets, target, b * block, n);
      } else chainTwo(jets, target, p, b * block, n);
    }
    const at = output * block;
    for (let i = 0, t = at + n; i < n; i++) {
      gradient[i] = jets[at + i]!;
      for (let j = 0; j <= i; j++, t++) {
        hessian[i * n + j] = jets[t]!;
        hessian[j * n + i] = jets[t]!;
      }
    }
    return slots[output]!;
  };
}

const isBinary = (op: number): boolean => op <= POWER;

/** y' = f' x', y'' = f' x'' + f'' x' x'. */
function chainOne(jets: Float64Array, target: number, p: number, n: number): void {
  const { a, aa } = d;
  for (let i = 0, t = n; i < n; i++) {
    const xi = jets[p + i]!;
    jets[target + i] = a * xi;
    for (let j = 0; j <= i; j++, t++)
      jets[target + t] = product(a, jets[p + t]!) + product(aa, xi * jets[p + j]!);
  }
}

function chainTwo(jets: Float64Array, target: number, p: number, q: number, n: number): void {
  const { a, b, aa, ab, bb } = d;
  for (let i = 0, t = n; i < n; i++) {
    const xi = jets[p + i]!;
    const yi = jets[q + i]!;
    jets[target + i] = product(a, xi) + product(b, yi);
    for (let j = 0; j <= i; j++, t++) {
      const xj = jets[p + j]!;
      const yj = jets[q + j]!;
      jets[target + t] =
        product(a, jets[p + t]!) +
        product(b, jets[q + t]!) +
        product(aa, xi * xj) +
        product(ab, xi * yj + xj * yi) +
        product(bb, yi * yj);
    }
  }
}

/** A derivative that is identically zero does not turn an infinite factor into NaN. */
const product = (x: number, y: number): number => (y === 0 ? 0 : x * y);

function set(v: number, a: number, aa: number): void {
  d.v = v;
  d.a = a;
  d.aa = aa;
}

function binaryDerivatives(op: number, x: number, y: number, exponentVaries: boolean): void {
  d.aa = d.ab = d.bb = 0;
  switch (op) {
    case ADD:
      d.v = x + y;
      d.a = d.b = 1;
      break;
    case SUBTRACT:
      d.v = x - y;
      d.a = 1;
      d.b = -1;
      break;
    case MULTIPLY:
      d.v = x * y;
      d.a = y;
      d.b = x;
      d.ab = 1;
      break;
    case DIVIDE:
      d.v = x / y;
      d.a = 1 / y;
      d.b = -d.v / y;
      d.ab = -1 / (y * y);
      d.bb = (2 * d.v) / (y * y);
      break;
    default: {
      d.v = x ** y;
      d.a = y === 0 ? 0 : y * x ** (y - 1);
      d.aa = y === 0 || y === 1 ? 0 : y * (y - 1) * x ** (y - 2);
      if (!exponentVaries) break;
      const l = Math.log(x);
      d.b = d.v * l;
      d.ab = x ** (y - 1) * (1 + y * l);
      d.bb = d.b * l;
    }
  }
}

function fixedPower(x: number, q: number): void {
  if (!Number.isInteger(q)) {
    if (x < 0) return set(NaN, NaN, NaN);
    return set(x ** q, q * x ** (q - 1), q * (q - 1) * x ** (q - 2));
  }
  const low = q === 2 ? 1 : integerPower(x, q - 2);
  set(low * x * x, q * low * x, q * (q - 1) * low);
}

function unaryDerivatives(op: number, x: number, exponent: number): void {
  switch (op) {
    case NEGATE:
      return set(-x, -1, 0);
    case INTEGER_POWER:
    case REAL_POWER:
      return fixedPower(x, exponent);
    case SQUARE:
      return set(x * x, 2 * x, 2);
    case SQRT: {
      const r = Math.sqrt(x);
      return set(r, 0.5 / r, -0.25 / (x * r));
    }
    case CBRT: {
      const r = x < 0 ? NaN : Math.cbrt(x);
      return set(r, 1 / (3 * r * r), -2 / (9 * r * r * x));
    }
    case SQRT_CUBED: {
      const r = Math.sqrt(x);
      return set(x * r, 1.5 * r, 0.75 / r);
    }
    case EXP: {
      const v = Math.exp(x);
      return set(v, v, v);
    }
    case LOG:
      return set(Math.log(x), 1 / x, -1 / (x * x));
    case SINH: {
      const s = Math.sinh(x);
      return set(s, Math.cosh(x), s);
    }
    case COSH: {
      const c = Math.cosh(x);
      return set(c, Math.sinh(x), c);
    }
    case TANH: {
      const t = Math.tanh(x);
      const c = 1 / Math.cosh(x);
      return set(t, c * c, -2 * t * c * c);
    }
    case ARSINH: {
      const r = 1 / Math.sqrt(1 + x * x);
      return set(Math.asinh(x), r, -x * r * r * r);
    }
    case ARCOSH: {
      const r = 1 / Math.sqrt((x - 1) * (x + 1));
      return set(Math.acosh(x), r, -x * r * r * r);
    }
    case ARTANH: {
      const r = 1 / ((1 - x) * (1 + x));
      return set(Math.atanh(x), r, 2 * x * r * r);
    }
    case SIN: {
      const s = Math.sin(x);
      return set(s, Math.cos(x), -s);
    }
    case COS: {
      const c = Math.cos(x);
      return set(c, -Math.sin(x), -c);
    }
    case TAN: {
      const t = Math.tan(x);
      const r = 1 + t * t;
      return set(t, r, 2 * t * r);
    }
    case ARCSIN: {
      const r = 1 / Math.sqrt((1 - x) * (1 + x));
      return set(Math.asin(x), r, x * r * r * r);
    }
    case ARCCOS: {
      const r = -1 / Math.sqrt((1 - x) * (1 + x));
      return set(Math.acos(x), r, x * r * r * r);
    }
    case ARCTAN: {
      const r = 1 / (1 + x * x);
      return set(Math.atan(x), r, -2 * x * r * r);
    }
    case ABS:
      return set(Math.abs(x), Math.sign(x), 0);
    case SIGN:
      return set(Math.sign(x), 0, 0);
    case EXPM1: {
      const v = Math.expm1(x);
      return set(v, v + 1, v + 1);
    }
    default:
      return set(Math.log1p(x), 1 / (1 + x), -1 / ((1 + x) * (1 + x)));
  }
}
