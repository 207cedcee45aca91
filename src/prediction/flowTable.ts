import { HypentropyError } from '../errors.ts';
import { ZERO_BALL, ballFromRational, ballToNumber } from '../expression/ball.ts';
import { differentiate } from '../expression/differentiate.ts';
import { EnclosedFlow, type Segment } from '../expression/enclosedFlow.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { TaylorSeries } from '../expression/taylorSeries.ts';
import type { Model } from '../theory/model.ts';
import type { GeneralBranch } from './dualMap.ts';
import { PRIMITIVE } from './flowCurve.ts';
import { rationalOf } from './startValues.ts';

/** Working precision of a table of doubles. */
const BITS = 72;
/** Segments after which a side without a pole is taken for unbounded. */
const FAR = 300;

/** h on one segment in double precision: Σ value[k] (s − from)^k. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly value: Float64Array;
}

/** h(s) of one start on one side of s = 0, extended on demand. */
class Side {
  readonly direction: 1 | -1;
  private readonly flow: EnclosedFlow;
  private readonly pieces: Piece[] = [];
  private ended = false;

  constructor(flow: EnclosedFlow) {
    this.flow = flow;
    this.direction = flow.direction;
  }

  /** The end of the interval of existence on this side, infinite where none is seen. */
  get bound(): number {
    while (!this.ended && this.pieces.length < FAR) this.extend();
    return this.ended ? this.pieces.at(-1)!.to : this.direction * Infinity;
  }

  pieceAt(s: number): Piece | undefined {
    const beyond = (p: Piece | undefined): boolean => p === undefined || (s - p.to) * this.direction > 0;
    while (beyond(this.pieces.at(-1)) && !this.ended) this.extend();
    let [low, high] = [0, this.pieces.length - 1];
    if (beyond(this.pieces[high])) return undefined;
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = beyond(this.pieces[middle]) ? [middle + 1, high] : [low, middle];
    }
    return this.pieces[low];
  }

  private extend(): void {
    if (this.pieces.length >= 4 * FAR || !this.flow.extend()) this.ended = true;
    else this.pieces.push(pieceOf(this.flow.lastSegment));
  }
}

/** The derivative of the last unknown, ψ*, on a segment. */
function pieceOf({ from, to, coefficients }: Segment): Piece {
  const primitive = coefficients.at(-1)!;
  const value = Float64Array.from(
    { length: primitive.length - 1 },
    (_, k) => (k + 1) * ballToNumber(primitive[k + 1]!),
  );
  return { from: ballToNumber(from), to: ballToNumber(to), value };
}

/**
 * The dual map of a model whose flow has no closed form, as a branch with one entry a coordinate: the flow dθ/ds = ∇F(θ) is
 * followed by enclosed Taylor polynomials from each distinct start (`starts` is k × d, in the order of the model's
 * parameters) and tabulated in double precision. Throws HypentropyError for a start where nothing moves.
 */
export function flowBranch({ map, parameters }: Model, starts: Float64Array, d: number): GeneralBranch {
  const gradient = parameters.map((p) => differentiate(map, p));
  const system = new TaylorSeries([...gradient, map], [...parameters, PRIMITIVE]);
  const known = new Map<string, Record<'up' | 'down', Side>>();
  const sides = Array.from({ length: d }, (_, i) => {
    const start = parameters.map((_, j) => rationalOf(starts[j * d + i]!));
    const key = start.map((q) => `${q.numerator}/${q.denominator}`).join(' ');
    let both = known.get(key);
    if (both === undefined) {
      const at = new Map(parameters.map((p, j) => [p, start[j]!] as const));
      requireMotion(
        gradient.map((g) => evaluateBall(g, at, BITS)),
        i,
      );
      const values = [...start.map((q) => ballFromRational(q, 1100)), ZERO_BALL];
      const side = (direction: 1 | -1) => new Side(new EnclosedFlow(system, values, direction, BITS));
      both = { up: side(1), down: side(-1) };
      known.set(key, both);
    }
    return both;
  });
  const at = (s: number, i: number) => (s < 0 ? sides[i]!.down : sides[i]!.up).pieceAt(s);
  return {
    kind: 'general',
    value(s, i) {
      const piece = at(s, i);
      if (piece === undefined) return NaN;
      const x = s - piece.from;
      let sum = 0;
      for (let k = piece.value.length - 1; k >= 0; k--) sum = sum * x + piece.value[k]!;
      return sum;
    },
    slope(s, i) {
      const piece = at(s, i);
      if (piece === undefined) return NaN;
      const x = s - piece.from;
      let sum = 0;
      for (let k = piece.value.length - 1; k > 0; k--) sum = sum * x + k * piece.value[k]!;
      return sum;
    },
    domain: (i) => [sides[i]!.down.bound, sides[i]!.up.bound],
  };
}

function requireMotion(speeds: readonly ReturnType<typeof evaluateBall>[], coordinate: number): void {
  if (speeds.some((v) => v === 'undefined'))
    throw new HypentropyError(
      'domain',
      `the map is not differentiable at the start of coordinate ${coordinate + 1}`,
      'choose other start values',
    );
  if (speeds.every((v) => v !== 'undefined' && ballToNumber(v) === 0))
    throw new HypentropyError(
      'domain',
      `coordinate ${coordinate + 1} starts at a saddle: none of its parameters moves`,
      'choose start values at which the gradient of the map is not zero',
    );
}
