import { compile } from '../expression/compile.ts';
import { sum } from '../expression/expression.ts';
import { coordinateRegularizer } from '../prediction/regularizer.ts';
import { weightRange } from '../prediction/dualPoint.ts';
import { invertWeight } from '../prediction/weightPoint.ts';
import type { CurvesRecord } from '../records.ts';
import type { CurvesRequest } from '../requests.ts';
import { richSides } from '../theory/regimes.ts';
import { WEIGHT } from '../theory/model.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { isSolved, type UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import { numericModel } from './numericModel.ts';

type Curve = CurvesRecord['coordinates'][number];

/** The canonical potential (the regularizer Q) and the metric of each coordinate at many weights, in double precision. */
export function potentialCurves(request: CurvesRequest): Pick<CurvesRecord, 'weights' | 'coordinates'> {
  const { weights, features } = request;
  const { theory, starts, dual } = numericModel(request, features);
  const rich = richCurve(theory);
  const k = theory.model.parameters.length;
  const startsOf = (i: number): number[] => Array.from({ length: k }, (_, j) => starts[j * features + i]!);
  const curveOf = (i: number): Curve => {
    const start = dual.initial[i]!;
    const at = { s: 0, slope: 0, depth: 0 };
    const metricAt = (w: number): number | null => (invertWeight(dual, i, w, at) ? finite(1 / at.slope) : null);
    const atStart = metricAt(start);
    const own = startsOf(i);
    return {
      start,
      range: weightRange(dual, i).map(finite) as [number | null, number | null],
      potential: weights.map((w) => finite(coordinateRegularizer(dual, i, w - start))),
      metric: weights.map(metricAt),
      kernel: weights.map((w) => atStart === null ? null : (atStart * (w - start) ** 2) / 2),
      rich: rich === null ? null : weights.map((w) => finite(rich(w, own))),
    };
  }; // prettier-ignore
  // coordinates with equal start values have one curve
  const known = new Map<string, Curve>();
  const coordinates = Array.from({ length: features }, (_, i) => {
    const key = startsOf(i).join(' ');
    const curve = known.get(key) ?? curveOf(i);
    known.set(key, curve);
    return curve;
  });
  return { weights, coordinates };
}

type Asymptote = (w: number, starts: readonly number[]) => number;

const asymptotes = new WeakMap<SeparableTheory, Asymptote | null>();

/** The expansion of the potential for large weights as a function of the weight and the start values; null without one. */
function richCurve(theory: SeparableTheory | UnsolvedFlow): Asymptote | null {
  if (!isSolved(theory)) return null;
  const known = asymptotes.get(theory);
  if (known !== undefined) return known;
  const found = compiledSides(theory);
  asymptotes.set(theory, found);
  return found;
}

function compiledSides(theory: SeparableTheory): Asymptote | null {
  const sides = richSides(theory);
  if (typeof sides === 'string') return null;
  const { up, down, odd } = sides;
  const names = [WEIGHT, ...theory.model.parameters.map((p) => startName(theory, p))];
  const compiled = (e: typeof up) => (e === null ? null : compile(sum(...e.terms), names));
  const [right, left] = [compiled(up), compiled(down ?? (odd ? up : null))];
  if (right === null && left === null) return null;
  return (w, starts) => {
    const side = w > 0 ? right : left;
    return side === null ? NaN : side([Math.abs(w), ...starts]);
  };
}

function startName({ model }: SeparableTheory, parameter: string): string {
  const start = model.init.get(parameter)!;
  return start.kind === 'symbol' ? start.name : `${parameter}_0`;
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
