import { DomainError } from '../errors.ts';
import {
  ONE_BALL, UNBOUNDED, ZERO_BALL, absBall, addBall, ballToNumber, compareBall, divideBall, isBounded, isExactZero,
  lowerEnd, makeBall, midpoint, multiplyBall, scaleBall, signOf, sqrtBall, subtractBall, topBit, upperEnd, type Ball,
} from '../expression/ball.ts'; // prettier-ignore
import { integerPowerBall } from '../expression/ballPower.ts';
import { differentiate } from '../expression/differentiate.ts';
import { EnclosedFlow } from '../expression/enclosedFlow.ts';
import { checkLimits, evaluateBall, type Limits } from '../expression/evaluate.ts';
import {
  ZERO, isZero, product, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { TaylorSeries } from '../expression/taylorSeries.ts';
import { solveLinear } from '../numerics/solveLinear.ts';
import type { CoupledModel } from '../theory/coupledModel.ts';
import { PRIMITIVE, widened } from './flowCurve.ts';

/** A point of the dual space with all that the flow tells there. */
export interface CoupledPoint {
  /** s, exact, and a bound of its distance to the point that is meant. */
  readonly s: readonly Ball[];
  readonly spread: Ball;
  readonly weights: readonly Ball[];
  /** ψ*(s). */
  readonly dualPotential: Ball;
  /** J Jᵀ, the Hessian of ψ*, over everything within the spread. */
  readonly inverseMetric: readonly (readonly Ball[])[];
  /** Bound of |w(s) − w|. */
  readonly residual: Ball;
}

const MOST_STEPS = 120;
/** A step that leaves more of the gap than this is slow; so many of them in a row end the iteration. */
const SLOW = 0.8;
const MOST_SLOW = 6;
const MOST_HALVINGS = 30;
/** Segments of the flow that looking for a dual point may take in all. */
const MOST_SEGMENTS = 800;
/** Bits that Newton's iteration must reach for a weight to count as reached, and with which it begins. */
const ROUGH = 40;
const ROUGH_BITS = 72;

/**
 * The dual map of a commuting map with several outputs, in numbers: θ at the dual point s is the end, at t = 1, of
 * dθ/dt = Σ s_i ∇F_i(θ) (Li, Wang, Lee and Arora 2022), enclosed. All starts and constants must be numbers.
 */
export class CoupledCurve {
  /** Working precision. */
  readonly bits: number;
  private readonly model: CoupledModel;
  private readonly limits: Limits | undefined;
  private readonly system: TaylorSeries;
  private readonly start: readonly Ball[];
  /** Segments of the flow so far. */
  private spent = 0;
  private readonly gram: readonly (readonly Expression[])[];

  constructor(model: CoupledModel, bits: number, limits?: Limits) {
    const { maps, parameters, init } = model;
    this.model = model;
    this.bits = bits;
    this.limits = limits;
    const jacobian = maps.map((map) => parameters.map((p) => differentiate(map, p)));
    const names = maps.map((_, i) => `\u03c3${i}`);
    const along = (parts: readonly Expression[]) =>
      sum(...parts.map((e, i) => product(symbol(names[i]!), e)));
    const speeds = parameters.map((_, a) => along(jacobian.map((row) => row[a]!)));
    this.system = new TaylorSeries(
      [...speeds, along(maps), ...names.map(() => ZERO)],
      [...parameters, PRIMITIVE, ...names],
    );
    this.start = parameters.map((p) => this.value(init.get(p)!, new Map()));
    this.gram = jacobian.map((a) => jacobian.map((b) => sum(...a.map((e, k) => product(e, b[k]!)))));
  }

  /** A constant. */
  number = (e: Expression): Ball => this.value(e, new Map());

  /** The point at a dual vector. Throws DomainError where the flow ends before it. */
  atDual(dual: readonly Ball[]): CoupledPoint {
    const s = dual.map(midpoint);
    const spread = this.length(dual.map((x, i) => subtractBall(x, s[i]!, this.bits)));
    const point = this.at(s, spread, ZERO_BALL);
    if (point === null)
      throw new DomainError(
        'the flow ends before it reaches this point',
        'choose a point nearer to the start',
      );
    return point;
  }

  /**
   * The point at a weight: Newton's iteration for ∇ψ*(s) = w. With J Jᵀ ≥ m on a ball of radius r about s and
   * |∇ψ*(s) − w| < m r the exact point lies in that ball, ψ* being convex. Throws DomainError where none is found.
   */
  atWeight(weight: readonly Expression[]): CoupledPoint {
    if (this.isStart(weight)) {
      const zero = weight.map(() => ZERO_BALL);
      return this.at(zero, ZERO_BALL, ZERO_BALL)!;
    }
    const near =
      this.bits > ROUGH_BITS
        ? new CoupledCurve(this.model, ROUGH_BITS, this.limits).approach(weight, null).s
        : null;
    const { s, gap } = this.approach(weight, near);
    return this.enclosed(s, sizeOf(gap));
  }

  private isStart(weight: readonly Expression[]): boolean {
    const { maps, init, assumptions } = this.model;
    return maps.every((map, i) => isZero(simplify(subtract(substitute(map, init), weight[i]!), assumptions)));
  }

  /** Newton's iteration, halving steps that do not come nearer, from a dual vector or from 0. */
  private approach(
    weight: readonly Expression[],
    from: readonly Ball[] | null,
  ): { s: readonly Ball[]; gap: Ball } {
    const target = weight.map(this.number);
    let s: readonly Ball[] = from ?? target.map(() => ZERO_BALL);
    let here = this.at(s, ZERO_BALL, ZERO_BALL)!;
    let gap = this.length(this.gaps(here, target));
    const size = topBit(this.length(target));
    let slow = 0;
    for (let step = 0; step < MOST_STEPS; step++) {
      checkLimits(this.limits);
      if (topBit(gap) <= size - this.bits + 12 || isExactZero(midpoint(gap))) break;
      const move = this.newton(here, target);
      let found: { s: readonly Ball[]; point: CoupledPoint; gap: Ball } | null = null;
      for (let k = 0; k < MOST_HALVINGS && found === null && this.spent < MOST_SEGMENTS; k++) {
        const next = s.map((x, i) => midpoint(addBall(x, scaleBall(move[i]!, -k), this.bits)));
        const point = this.at(next, ZERO_BALL, ZERO_BALL);
        const nextGap = point === null ? UNBOUNDED : this.length(this.gaps(point, target));
        if (point !== null && compareBall(nextGap, gap) === -1) found = { s: next, point, gap: nextGap };
      }
      if (found === null) break;
      // Outside the range the gap tends to a positive number while s runs away.
      const fall = ballToNumber(found.gap) / ballToNumber(gap);
      slow = fall > SLOW ? slow + 1 : 0;
      ({ s, point: here, gap } = found);
      if (slow === MOST_SLOW) break;
    }
    if (topBit(gap) > Math.max(size, 0) - ROUGH)
      throw new DomainError(
        'no dual point belongs to this weight: it lies outside the range of the map, or too far from the start',
        'choose a weight nearer to the start',
      );
    return { s, gap };
  }

  /** ψ(w) = ⟨s, w⟩ − ψ*(s); what the spread of s does to it is of second order. */
  potential(
    weight: readonly Expression[],
    { s, spread, dualPotential, inverseMetric, residual }: CoupledPoint,
  ): Ball {
    const pairing = this.total(s.map((x, i) => multiplyBall(x, this.number(weight[i]!), this.bits)));
    const trace = sizeOf(this.total(inverseMetric.map((row, i) => row[i]!)));
    const change = addBall(residual, multiplyBall(trace, spread, this.bits), this.bits);
    return widened(subtractBall(pairing, dualPotential, this.bits), multiplyBall(spread, change, this.bits));
  }

  /** s with its spread. */
  dual = ({ s, spread }: CoupledPoint): Ball[] => s.map((x) => widened(x, spread));

  /** (J Jᵀ)⁻¹ by elimination without pivoting, J Jᵀ being positive definite. */
  metric({ inverseMetric }: CoupledPoint): Ball[][] {
    const d = inverseMetric.length;
    const rows = inverseMetric.map((row, i) => [
      ...row,
      ...row.map((_, j) => (i === j ? ONE_BALL : ZERO_BALL)),
    ]);
    for (let k = 0; k < d; k++) {
      const lead = rows[k]![k]!;
      rows[k] = rows[k]!.map((x) => divideBall(x, lead, this.bits));
      for (let i = 0; i < d; i++) {
        const factor = rows[i]![k]!;
        if (i === k) continue;
        rows[i] = rows[i]!.map((x, j) =>
          subtractBall(x, multiplyBall(factor, rows[k]![j]!, this.bits), this.bits),
        );
      }
    }
    return rows.map((row) => row.slice(d));
  }

  private enclosed(s: readonly Ball[], residual: Ball): CoupledPoint {
    const exact = this.at(s, ZERO_BALL, residual)!;
    const first = this.leastEigenvalue(exact.inverseMetric);
    if (!isBounded(first)) return { ...exact, spread: UNBOUNDED };
    let spread = divideBall(residual, lowerEnd(first), 48);
    if (!isBounded(spread)) return { ...exact, spread: UNBOUNDED };
    for (let tries = 0; tries < 20; tries++) {
      spread = scaleBall(upperEnd(spread), 1);
      const point = this.at(s, spread, residual);
      if (point === null) break;
      const least = this.leastEigenvalue(point.inverseMetric);
      if (!isBounded(least) || signOf(least) !== 1) break;
      const reach = multiplyBall(lowerEnd(least), spread, 48);
      if (isExactZero(residual) || compareBall(residual, reach) === -1) return point;
    }
    return { ...exact, spread: UNBOUNDED };
  }

  /** λ_min ≥ det M ((d − 1)/tr M)^{d−1} for a positive definite matrix (the means of the other eigenvalues). */
  private leastEigenvalue(M: readonly (readonly Ball[])[]): Ball {
    const d = M.length;
    const determinant = this.determinant(M);
    if (d === 1) return determinant;
    const trace = this.total(M.map((row, i) => row[i]!));
    const others = divideBall({ ...ONE_BALL, mantissa: BigInt(d - 1) }, trace, this.bits);
    return multiplyBall(determinant, integerPowerBall(others, BigInt(d - 1), this.bits), this.bits);
  }

  private determinant(M: readonly (readonly Ball[])[]): Ball {
    const [first] = M;
    if (M.length === 1) return first![0]!;
    return this.total(
      first!.map((x, j) => {
        const minor = M.slice(1).map((row) => row.filter((_, k) => k !== j));
        const term = multiplyBall(x, this.determinant(minor), this.bits);
        return j % 2 === 0 ? term : subtractBall(ZERO_BALL, term, this.bits);
      }),
    );
  }

  /** The end of the flow in direction s; null where it ends before. */
  private at(s: readonly Ball[], spread: Ball, residual: Ball): CoupledPoint | null {
    const flow = new EnclosedFlow(this.system, [...this.start, ZERO_BALL, ...s], 1, this.bits, this.limits);
    for (; compareBall(flow.end.s, ONE_BALL) === -1; this.spent++) if (!flow.extend()) return null;
    const values = flow.at(ONE_BALL);
    const { parameters, maps } = this.model;
    const theta = new Map(parameters.map((p, j) => [p, values[j]!] as const));
    // |dθ| = |Jᵀ ds| ≤ (1 + tr J Jᵀ) |ds|: twice that, if it holds on all that it is said to reach.
    const traceAt = (at: ReadonlyMap<string, Ball>) =>
      this.total(this.gram.map((row, i) => this.value(row[i]!, at)));
    const speed = scaleBall(addBall(sizeOf(traceAt(theta)), ONE_BALL, 48), 1);
    const wide = new Map(
      [...theta].map(([p, v]) => [p, widened(v, multiplyBall(sizeOf(speed), spread, 48))] as const),
    );
    const holds = compareBall(traceAt(wide), speed) === -1;
    const around = holds ? wide : new Map(parameters.map((p) => [p, UNBOUNDED] as const));
    const weights = maps.map((map) => this.value(map, around));
    const size = this.length(weights);
    return {
      s,
      spread,
      residual,
      weights,
      dualPotential: widened(values[parameters.length]!, multiplyBall(size, spread, 48)),
      inverseMetric: this.gram.map((row) => row.map((e) => this.value(e, around))),
    };
  }

  private gaps = ({ weights }: CoupledPoint, target: readonly Ball[]): Ball[] =>
    weights.map((w, i) => subtractBall(w, target[i]!, this.bits));

  /** −(J Jᵀ)⁻¹ (w(s) − w), the matrix in double precision, the gap scaled so that it is told whatever its size. */
  private newton(point: CoupledPoint, target: readonly Ball[]): Ball[] {
    const d = target.length;
    const gaps = this.gaps(point, target).map(midpoint);
    const top = Math.max(...gaps.map(topBit));
    const b = Float64Array.from(gaps, (g) => -ballToNumber(scaleBall(g, -top)));
    const a = Float64Array.from(point.inverseMetric.flat(), ballToNumber);
    if (!solveLinear(a, b, d)) return gaps.map(() => ZERO_BALL);
    return Array.from(b, (x) => scaleBall(makeBall(BigInt(Math.round(x * 2 ** 52)), -52, 0, Infinity), top));
  }

  private total = (terms: readonly Ball[]): Ball =>
    terms.reduce((a, b) => addBall(a, b, this.bits), ZERO_BALL);

  private length(v: readonly Ball[]): Ball {
    if (!v.every(isBounded)) return UNBOUNDED;
    const squares = v.map((x) => {
      const size = sizeOf(x);
      return multiplyBall(size, size, this.bits);
    });
    return upperEnd(sqrtBall(upperEnd(this.total(squares)), this.bits));
  }

  private value(e: Expression, at: ReadonlyMap<string, Ball>): Ball {
    const value = evaluateBall(e, at, this.bits, this.limits);
    return value === 'undefined' ? UNBOUNDED : value;
  }
}

/** The greatest |x|, unbounded where x is. */
const sizeOf = (x: Ball): Ball => (isBounded(x) ? upperEnd(absBall(x)) : UNBOUNDED);
