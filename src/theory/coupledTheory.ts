import { DomainError } from '../errors.ts';
import { isBounded } from '../expression/ball.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE,
  freeSymbols,
  isRational,
  isZero,
  product,
  rational,
  substitute,
  sum,
  type Expression,
} from '../expression/expression.ts';
import { formatBall } from '../expression/digits.ts';
import { bitsForDigits, evaluateBall } from '../expression/evaluate.ts';
import { toText } from '../expression/printText.ts';
import { COMMUTING_THEOREM, commutingSteps } from './commutingSteps.ts';
import { commutingTheory, type CommutingTheory } from './coupledCommuting.ts';
import { conservedPolynomials, dependenceByDimension, metricDependence } from './coupledDependence.ts';
import { atStart, coupledGeometry, type CoupledGeometry, type Limits } from './coupledGeometry.ts';
import { sharesNothing, type CoupledModel } from './coupledModel.ts';
import { witnessAtStart, type Witness } from './coupledReach.ts';
import { geometrySteps } from './coupledSteps.ts';
import { parametersOfWeights } from './coupledElimination.ts';
import { timeChange, type TimeChange } from './coupledTimeChange.ts';
import {
  conservedStep,
  dependenceStep,
  hessianStep,
  timeChangeStep,
  warpedDualStep,
} from './obstructionSteps.ts';
import type { Step } from './step.ts';
import { weightFormSteps } from './weightFormSteps.ts';

/** Exact values longer than this are written in decimals. */
const LONGEST_VALUE = 40;

/** What gradient flow on a map with several outputs does in function space. */
export interface CoupledTheory {
  readonly geometry: CoupledGeometry;
  readonly holds: boolean | 'after-time-change' | null;
  readonly theorem: string;
  readonly commuting: CommutingTheory | null;
  readonly timeChange: TimeChange | null;
  readonly conserved: readonly Expression[];
  /** The image in the weights of a bracket that does not vanish, and where. */
  readonly obstruction: { readonly bracket: readonly string[]; readonly at: Record<string, string> } | null;
  readonly steps: readonly Step[];
  /** Ids of the steps on which `holds` rests. */
  readonly decisive: readonly string[];
}

/**
 * Decides whether gradient flow on a coupled map is a mirror flow, for every loss: by commuting gradient fields (Li,
 * Wang, Lee and Arora 2022), else by the Hessian test on what the flow can reach, else by the conformal test. Throws
 * DomainError where the map is not defined at its start or its outputs depend on each other, InterruptedError when
 * aborted.
 */
export function coupledTheory(model: CoupledModel, limits: Limits = {}): CoupledTheory {
  const geometry = checked(model, limits);
  const steps = geometrySteps(geometry);
  const none = { commuting: null, timeChange: null, conserved: [], obstruction: null };
  if (geometry.commutes) {
    const commuting = commutingTheory(geometry, limits);
    return {
      ...none,
      geometry,
      holds: true,
      theorem: sharesNothing(model)
        ? `no two outputs share a parameter: ${COMMUTING_THEOREM}`
        : COMMUTING_THEOREM,
      commuting,
      steps: [...steps, ...commutingSteps(geometry, commuting)],
      decisive: ['jacobian', 'brackets'],
    };
  }
  const projected = geometry.brackets.flatMap((b) => b.projected);
  const witness = witnessAtStart(geometry, projected, limits);
  const conserved = conservedPolynomials(geometry, limits);
  steps.push(hessianStep(geometry, witness), ...conservedStep(geometry, conserved));
  if (witness === null) {
    const dependence = metricDependence(geometry, conserved, limits);
    const isHessian = projected.every(isZero) && dependence.holds === true;
    return {
      ...none,
      geometry,
      conserved,
      holds: isHessian ? true : null,
      theorem: isHessian
        ? 'the metric is a function of the weights and its symmetry defect vanishes, so it is the Hessian of a potential'
        : 'the gradient fields do not commute, but no obstruction was found at the start',
      steps: [...steps, dependenceStep(geometry, conserved, dependence)],
      decisive: ['hessian-test', 'metric-of-weights'],
    };
  }
  const refuted = {
    ...none,
    geometry,
    conserved,
    obstruction: obstructionOf(geometry, witness),
  };
  const noMirror =
    'the image in the weights of a bracket of two gradient fields does not vanish where the flow goes, so the metric is not the Hessian of any potential';
  const byDimension = dependenceByDimension(geometry, conserved);
  if (byDimension.holds === null && byDimension.singular) {
    steps.push(dependenceStep(geometry, conserved, byDimension));
    return { ...refuted, holds: false, theorem: noMirror, steps, decisive: ['hessian-test'] };
  }
  const solution = byDimension.holds === true ? parametersOfWeights(geometry, conserved, limits) : null;
  const change = timeChange(geometry, conserved, limits);
  const failing = change === null ? [] : change.consistent ? change.curls : change.mismatches;
  const against = failing.every(isZero) ? null : witnessAtStart(geometry, failing, limits);
  const verdict = timeChangeStep(geometry, change, against);
  if (verdict.holds === false)
    return {
      ...refuted,
      holds: false,
      theorem: `${noMirror}, nor is it one times a positive function of the weights`,
      steps: [...steps, ...weightFormSteps(geometry, conserved, solution, null), verdict.step],
      decisive: ['hessian-test', 'time-change'],
    };
  const dependence = metricDependence(geometry, conserved, limits);
  steps.push(dependenceStep(geometry, conserved, dependence));
  if (dependence.holds === false)
    return {
      ...refuted,
      holds: false,
      theorem: `${noMirror}; nor is it one times a positive function of the weights, since the metric does not depend on them alone`,
      steps,
      decisive: ['hessian-test', 'metric-of-weights'],
    };
  steps.push(verdict.step);
  if (verdict.holds === true && dependence.holds === true)
    return {
      ...refuted,
      holds: 'after-time-change',
      theorem: `${noMirror}; times a positive function it is one, so gradient flow is a mirror flow after a change of time`,
      timeChange: change,
      steps: [
        ...steps,
        ...warpedDualStep(geometry, change!),
        ...weightFormSteps(geometry, conserved, solution, change),
      ],
      decisive: ['hessian-test', 'metric-of-weights', 'time-change'],
    };
  return { ...refuted, holds: false, theorem: noMirror, steps, decisive: ['hessian-test'] };
}

function checked(model: CoupledModel, limits: Limits): CoupledGeometry {
  let geometry: CoupledGeometry;
  try {
    for (const map of model.maps) substitute(map, model.init);
    geometry = coupledGeometry(model, limits);
    if (geometry.jacobian.flat().every((e) => isZero(atStart(model, e))))
      throw new DomainError(
        'the model starts at a saddle: the Jacobian vanishes there and no parameter moves',
        'give at least one parameter another start value',
      );
  } catch (error) {
    if (error instanceof RangeError)
      throw new DomainError(
        `the map is not defined or not differentiable at its start: ${error.message}`,
        'choose other start values',
      );
    throw error;
  }
  if (geometry.determinant !== null && isZero(geometry.determinant))
    throw new DomainError(
      'the outputs depend on each other: the Jacobian has less than full rank everywhere',
      'leave out an output that is a function of the others',
    );
  return geometry;
}

/** The image of the bracket at the start, or at a rational point beside it where it does not vanish. */
function obstructionOf(geometry: CoupledGeometry, witness: Witness): CoupledTheory['obstruction'] {
  const { model, brackets } = geometry;
  const d = model.maps.length;
  const { projected } = brackets[Math.floor(witness.index / d)]!;
  const names = new Set([...model.maps, ...model.init.values()].flatMap((e) => [...freeSymbols(e)]));
  for (const p of model.parameters) names.delete(p);
  const given = new Map([...names].map((name) => [name, witness.symbols.get(name) ?? ONE] as const));
  for (const point of pointsNear(model, witness)) {
    try {
      const values = projected.map((e) => substitute(substitute(e, point), given));
      if (values.every(isZero)) continue;
      const at = [...given, ...[...point].map(([name, e]) => [name, substitute(e, given)] as const)];
      return {
        bracket: values.map(valueText),
        at: Object.fromEntries(at.map(([name, e]) => [name, valueText(e)])),
      };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return null;
}

/** The exact value where it is short, else its leading digits. */
function valueText(e: Expression): string {
  const exact = toText(e);
  if (isRational(e) || exact.length <= LONGEST_VALUE) return exact;
  const ball = evaluateBall(e, new Map(), bitsForDigits(30));
  return ball === 'undefined' || !isBounded(ball) ? exact : formatBall(ball, 17);
}

/** The start, then points a small rational step away from it along the gradient that shows the obstruction. */
function* pointsNear(model: CoupledModel, witness: Witness): Generator<ReadonlyMap<string, Expression>> {
  if (witness.word.length === 0) yield model.init;
  for (const step of [rational(1, 16), rational(-1, 16), rational(1, 7)]) {
    const along = witness.word.at(-1) ?? 0;
    const moved = new Map(model.init);
    for (const p of model.parameters) {
      const slope = atStart(model, differentiate(model.maps[along]!, p));
      moved.set(p, atStart(model, sum(model.init.get(p)!, product(step, slope))));
    }
    yield moved;
  }
  for (const k of [0, 1, 2]) {
    const moved = new Map(
      model.parameters.map((p, a) => [p, sum(model.init.get(p)!, rational(1 + ((a + k) % 3), 16))] as const),
    );
    yield moved;
  }
}
