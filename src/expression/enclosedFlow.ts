import {
  ZERO_BALL, absBall, addBall, ballToNumber, compareBall, isBounded, makeBall, multiplyBall,
  scaleBall, subtractBall, topBit, upperEnd, type Ball,
} from './ball.ts'; // prettier-ignore
import { checkLimits, type Limits } from './evaluate.ts';
import type { TaylorSeries } from './taylorSeries.ts';

/** One step of a path: from `from` to `to` the unknowns are Σ coefficients[j][k] (s − from)^k. */
export interface Segment {
  readonly from: Ball;
  readonly to: Ball;
  /** The last coefficient of each unknown holds for the remainder over the whole segment. */
  readonly coefficients: readonly (readonly Ball[])[];
}

/** Halvings of one step after which no step is possible. */
const MOST_HALVINGS = 60;
const MOST_SEGMENTS = 1500;
/** Boxes tried for one step. */
const MOST_BOXES = 4;
/** Bits of wide balls. */
const WIDE = 48;

/**
 * The solution of x′ = f(x), x(0) = start, in one direction, enclosed: Taylor polynomials whose remainder is the next
 * coefficient over a box that Picard's criterion shows to contain the solution (Moore 1966; Nedialkov, Jackson and
 * Corliss 1999). Segments are added on demand.
 */
export class EnclosedFlow {
  readonly direction: 1 | -1;
  private readonly system: TaylorSeries;
  private readonly bits: number;
  private readonly limits: Limits | undefined;
  private readonly segments: Segment[] = [];
  private readonly order: number;
  private values: readonly Ball[];
  private reached: Ball = ZERO_BALL;

  constructor(
    system: TaylorSeries,
    start: readonly Ball[],
    direction: 1 | -1,
    bits: number,
    limits?: Limits,
  ) {
    this.system = system;
    this.direction = direction;
    this.bits = bits;
    this.limits = limits;
    this.order = Math.ceil(bits * 0.3) + 8;
    this.values = start;
  }

  /** s at the end of the path so far, exact, and the unknowns there. */
  get end(): { s: Ball; values: readonly Ball[] } {
    return { s: this.reached, values: this.values };
  }

  get lastSegment(): Segment {
    return this.segments.at(-1)!;
  }

  /** The unknowns at an exact s on the path so far. */
  at(s: Ball): Ball[] {
    const segment = this.segmentAt(s);
    if (segment === undefined) return [...this.values];
    return valuesOn(segment, subtractBall(s, segment.from, Infinity), this.bits);
  }

  /** Coefficients of the unknowns about the start of the segment that contains an exact s, and that start. */
  segmentAt(s: Ball): Segment | undefined {
    let [low, high] = [0, this.segments.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      const beyond = compareBall(s, this.segments[middle]!.to) === this.direction;
      [low, high] = beyond ? [middle + 1, high] : [low, middle];
    }
    return this.segments[low];
  }

  /** Adds a segment; false where no step is possible: at the end of the interval of existence, to working precision. */
  extend(): boolean {
    checkLimits(this.limits);
    if (this.segments.length >= MOST_SEGMENTS) return false;
    const c = this.system.coefficients(this.values, this.order, this.bits);
    if (c.some((row) => row.some((x) => !isBounded(x)))) return false;
    const size = Math.max(...c.map((row) => topBit(row[0]!)), ...c.map((row) => topBit(row[1]!)));
    let exponent = stepExponent(c, size - this.bits, this.order);
    for (let tries = 0; tries < MOST_HALVINGS; tries++, exponent--) {
      const from = this.reached;
      const length = makeBall(BigInt(this.direction), exponent, 0, Infinity);
      const to = addBall(from, length, Infinity);
      if (exponent < topBit(to) - this.bits) return false;
      const remainder = this.remainder(c, exponent, size);
      if (remainder === null) continue;
      const coefficients = c.map((row, j) => [...row.slice(0, -1), remainder[j]!]);
      const segment = { from, to, coefficients };
      this.segments.push(segment);
      this.values = valuesOn(segment, length, this.bits);
      this.reached = to;
      return true;
    }
    return false;
  }

  /** The coefficient of the remainder over a step of 2^exponent, or null where the step is too long for it. */
  private remainder(c: readonly (readonly Ball[])[], exponent: number, size: number): Ball[] | null {
    let reach = c.map((row) => {
      let total = ZERO_BALL;
      for (let k = 1; k < row.length; k++)
        total = addBall(total, scaleBall(upperEnd(absBall(row[k]!)), k * exponent + 1), WIDE);
      return total;
    });
    for (let tries = 0; tries < MOST_BOXES; tries++) {
      const box = c.map((row, j) => around(row[0]!, reach[j]!));
      // x(0) + [0, h] f(box) lies inside the box: so does the solution.
      const speed = this.system.coefficients(box, 1, WIDE).map((row) => row[1]!);
      if (!speed.every(isBounded)) return null;
      const travel = speed.map((v) => scaleBall(upperEnd(absBall(v)), exponent));
      if (travel.every((t, j) => compareBall(t, reach[j]!) !== 1))
        return this.remainderOn(box, exponent, size);
      reach = reach.map((r, j) => (compareBall(travel[j]!, r) === 1 ? scaleBall(travel[j]!, 1) : r));
    }
    return null;
  }

  private remainderOn(box: readonly Ball[], exponent: number, size: number): Ball[] | null {
    const last = this.system.coefficients(box, this.order, WIDE).map((row) => row.at(-1)!);
    if (last.some((x) => !isBounded(x))) return null;
    const error = Math.max(...last.map((x) => topBit(x) + this.order * exponent));
    return error <= size - this.bits + 8 ? last : null;
  }
}

/** The largest e for which the last two coefficients, times 2^{ek}, stay below 2^target. */
function stepExponent(c: readonly (readonly Ball[])[], target: number, order: number): number {
  let exponent = Infinity;
  for (const row of c)
    for (const k of [order - 1, order]) {
      const top = topBit(row[k]!);
      if (top > -Infinity) exponent = Math.min(exponent, Math.floor((target - top) / k));
    }
  // A polynomial: any step will do.
  return exponent === Infinity ? 0 : Math.min(exponent, 64);
}

function around(x: Ball, reach: Ball): Ball {
  const exponent = topBit(reach) - 20;
  if (!(exponent > -Infinity)) return x;
  const units = Math.ceil(ballToNumber(scaleBall(reach, -exponent)) * 1.0001) + 1;
  return addBall(x, makeBall(0n, exponent, units, WIDE), Infinity);
}

function valuesOn({ coefficients }: Segment, x: Ball, bits: number): Ball[] {
  return coefficients.map((row) => {
    let value = row.at(-1)!;
    for (let k = row.length - 2; k >= 0; k--) value = addBall(multiplyBall(value, x, bits), row[k]!, bits);
    return value;
  });
}
