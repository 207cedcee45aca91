import { DomainError } from '../errors.ts';
import { formatBall } from '../expression/digits.ts';
import {
  ONE_BALL, UNBOUNDED, ZERO_BALL, absBall, addBall, ballToNumber, compareBall, divideBall, isBounded, isExactZero, lowerEnd,
  makeBall, midpoint, multiplyBall, scaleBall, shorten, signOf, subtractBall, topBit, upperEnd, type Ball,
} from '../expression/ball.ts'; // prettier-ignore
import { differentiate } from '../expression/differentiate.ts';
import { EnclosedFlow } from '../expression/enclosedFlow.ts';
import { evaluateBall, type Limits } from '../expression/evaluate.ts';
import { TWO, power, sum, type Expression } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';
import { TaylorSeries } from '../expression/taylorSeries.ts';
import type { Model } from '../theory/model.ts';

/** Name of the unknown ∫ F ds, the dual potential; no name that a person can type. */
export const PRIMITIVE = 'p\u2032';

/** What the flow tells about one point: s, the parameters and ψ*(s), with s known only up to `spread`. */
export interface CurvePoint {
  readonly s: Ball;
  readonly theta: ReadonlyMap<string, Ball>;
  readonly dualPotential: Ball;
  /** Bound of |s − exact s|. */
  readonly spread: Ball;
  /** Bound of |F(θ) − w| at s. */
  readonly residual: Ball;
  /** |∇F|² over all points within the spread. */
  readonly slope: Ball;
}

/**
 * The curve dθ/ds = ∇F(θ) of a model in numbers, enclosed to `bits` bits, whatever F is: the theory of maps whose flow has
 * no closed form. All start values and constants of the map must be numbers.
 */
export class FlowCurve {
  private readonly model: Model;
  /** Working precision. */
  readonly bits: number;
  private readonly system: TaylorSeries;
  private readonly start: Ball[];
  private readonly slope: Expression;
  private readonly paths = new Map<1 | -1, EnclosedFlow>();
  private readonly limits: Limits | undefined;

  constructor(model: Model, bits: number, limits?: Limits) {
    this.model = model;
    this.bits = bits;
    this.limits = limits;
    const { map, parameters, init } = model;
    const gradient = parameters.map((p) => differentiate(map, p));
    this.slope = sum(...gradient.map((g) => power(g, TWO)));
    this.system = new TaylorSeries([...gradient, map], [...parameters, PRIMITIVE]);
    this.start = [...parameters.map((p) => this.value(init.get(p)!, new Map())), ZERO_BALL];
  }

  /** The value of a constant. */
  number = (e: Expression): Ball => this.value(e, new Map());

  /** h(s) at a point given by s. */
  weight = ({ theta }: CurvePoint): Ball => this.value(this.model.map, theta);

  /** The point at a dual variable. Throws DomainError beyond the end of the flow. */
  atDual(dual: Ball): CurvePoint {
    const s = midpoint(dual);
    const spread = { ...s, mantissa: BigInt(dual.radius) };
    const path = this.path(signOf(s) < 0 ? -1 : 1);
    while (compareBall(s, path.end.s) === path.direction) this.extend(path, () => `s = ${place(s)}`);
    const point = this.point(s, path.at(s), spread, ZERO_BALL);
    const change = multiplyBall(upperEnd(absBall(this.weight(point))), spread, this.bits);
    return { ...point, dualPotential: widened(point.dualPotential, change) };
  }

  /** The point at a weight. Throws DomainError for a weight that the flow does not reach. */
  atWeight(w: Expression): CurvePoint {
    const target = this.number(w);
    const gap = (values: readonly Ball[]) =>
      subtractBall(this.value(this.model.map, this.parametersOf(values)), target, this.bits);
    const side = signOf(gap(this.start)) > 0 ? -1 : 1;
    const path = this.path(side);
    let from: Ball = ZERO_BALL;
    while (signOf(gap(path.end.values)) !== side) {
      from = path.end.s;
      if (signOf(gap(path.end.values)) === 0 && topBit(gap(path.end.values)) < -this.bits / 2) break;
      this.extend(path, () => `w = ${toText(w)}`);
    }
    const s = this.solve(path, gap, from, path.end.s);
    return this.around(s, path, gap);
  }

  /** ψ(w) = s w − ψ*(s); its derivative in s is w − h(s), so the spread of s hardly counts. */
  potential(w: Expression, { s, dualPotential, spread, residual, slope }: CurvePoint): Ball {
    const target = this.number(w);
    const value = subtractBall(multiplyBall(s, target, this.bits), dualPotential, this.bits);
    const change = addBall(residual, multiplyBall(slope, spread, this.bits), this.bits);
    return widened(value, multiplyBall(spread, change, this.bits));
  }

  /** s with its spread. */
  dual = ({ s, spread }: CurvePoint): Ball => widened(s, spread);

  private solve(path: EnclosedFlow, gap: (v: readonly Ball[]) => Ball, low: Ball, high: Ball): Ball {
    let [a, b] = [low, high];
    let s = middle(a, b);
    for (let step = 0; step < 6 * this.bits; step++) {
      const values = path.at(s).map(midpoint);
      const g = gap(values);
      const side = signOf(g);
      if (side === 0 || Number.isNaN(side)) return s;
      if (side === path.direction) b = s;
      else a = s;
      const slope = this.value(this.slope, this.parametersOf(values));
      const newton = midpoint(
        shorten(subtractBall(s, divideBall(midpoint(g), midpoint(slope), this.bits), this.bits), this.bits),
      );
      const inside = compareBall(newton, a) !== -path.direction && compareBall(b, newton) !== -path.direction;
      const next = inside && isBounded(newton) ? newton : middle(a, b);
      if (topBit(subtractBall(next, s, this.bits)) < topBit(s) - this.bits + 4) return next;
      s = next;
    }
    return s;
  }

  /** A bound of the distance of s to the exact root: |gap| over the least slope nearby. */
  private around(s: Ball, path: EnclosedFlow, gap: (v: readonly Ball[]) => Ball): CurvePoint {
    const values = path.at(s);
    const residual = upperEnd(absBall(gap(values)));
    let spread = scaleBall(
      upperEnd(absBall(divideBall(residual, lowerEnd(this.slopeAt(values)), this.bits))),
      1,
    );
    for (let tries = 0; tries < 40; tries++, spread = scaleBall(spread, 2)) {
      const point = this.point(s, values, spread, residual);
      if (!isBounded(point.slope) || signOf(point.slope) !== 1) break;
      const needed = upperEnd(divideBall(residual, lowerEnd(point.slope), 48));
      if (isExactZero(needed) || compareBall(needed, spread) === -1) return point;
    }
    return { ...this.point(s, values, spread, residual), spread: UNBOUNDED };
  }

  private point(s: Ball, values: readonly Ball[], spread: Ball, residual: Ball): CurvePoint {
    const theta = this.parametersOf(values);
    // |dθ| ≤ |∇F| ds with |∇F| ≤ 2 (1 + |∇F(θ(s))|²), if that holds on all that it is said to reach.
    const speed = scaleBall(addBall(upperEnd(this.slopeAt(values)), ONE_BALL, 48), 1);
    const reach = multiplyBall(upperEnd(speed), spread, 48);
    const wide = new Map([...theta].map(([p, v]) => [p, widened(v, reach)] as const));
    const slope = this.value(this.slope, wide);
    const holds = isBounded(slope) && compareBall(upperEnd(slope), speed) === -1;
    return {
      s,
      theta: holds ? wide : new Map([...theta].map(([p]) => [p, UNBOUNDED] as const)),
      dualPotential: values.at(-1)!,
      spread,
      residual,
      slope: holds ? slope : UNBOUNDED,
    };
  }

  private slopeAt = (values: readonly Ball[]): Ball => this.value(this.slope, this.parametersOf(values));

  private parametersOf = (values: readonly Ball[]): Map<string, Ball> =>
    new Map(this.model.parameters.map((p, j) => [p, values[j]!]));

  private value(e: Expression, at: ReadonlyMap<string, Ball>): Ball {
    const value = evaluateBall(e, at, this.bits, this.limits);
    return value === 'undefined' ? UNBOUNDED : value;
  }

  private path(direction: 1 | -1): EnclosedFlow {
    let path = this.paths.get(direction);
    if (path === undefined) {
      path = new EnclosedFlow(this.system, this.start, direction, this.bits, this.limits);
      this.paths.set(direction, path);
    }
    return path;
  }

  private extend(path: EnclosedFlow, what: () => string): void {
    if (path.extend()) return;
    throw new DomainError(
      `the flow does not reach ${what()}: it ends near s = ${place(path.end.s)}`,
      'choose a point nearer to the start',
    );
  }
}

const place = (s: Ball): string => formatBall(s, 6);

const middle = (a: Ball, b: Ball): Ball => scaleBall(addBall(a, b, Infinity), -1);

/** x ± reach. */
export function widened(x: Ball, reach: Ball): Ball {
  if (!isBounded(reach)) return UNBOUNDED;
  const exponent = topBit(reach) - 20;
  if (!(exponent > -Infinity)) return x;
  const units = Math.ceil(ballToNumber(scaleBall(reach, -exponent)) * 1.0001) + 1;
  return addBall(x, makeBall(0n, exponent, units, 48), Infinity);
}
