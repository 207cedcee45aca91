import { withPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, ZERO, divide, equal, freeSymbols, isZero, product, size, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { additiveBranches } from './additiveBranches.ts';
import { adjugateOf, determinantOf, inner, tidied } from './coupledGeometry.ts';
import { dualName, weightName, type CoupledModel } from './coupledModel.ts';
import { buildModel } from './depthModel.ts';
import { DUAL, WEIGHT } from './model.ts';
import { mirrorMapStep } from './mirrorMapStep.ts';
import { potentialStep } from './potentialSteps.ts';
import { NotSeparable, separableTheory, type OpenInterval, type SeparableTheory } from './separableTheory.ts';
import type { Claim } from './step.ts';
import { LONGEST } from './stepParts.ts';

/** A part z of the map that moves on its own: z = h(σ) with σ a combination of the dual variables. */
export interface Block {
  /** z as a function of the parameters. */
  readonly map: Expression;
  /** σ = Σ_i mixing_i s_i. */
  readonly dual: Expression;
  /** h and its antiderivative that vanishes at 0, in the symbol s. */
  readonly value: Expression;
  readonly dualPotential: Expression;
  /** Mirror map and potential of the block in the symbol w, on its range, when they are closed. */
  readonly closed: {
    readonly mirrorMap: Expression;
    readonly potential: Expression;
    readonly range: OpenInterval;
    /** What makes them so. */
    readonly claims: readonly Claim[];
  } | null;
  /** The theory of the block on its own, where it is one of the separable kind. */
  readonly theory: SeparableTheory | null;
}

/** w = constants + Λ z with blocks z that move on their own: everything is calculus in one variable a block. */
export interface MixedBlocks {
  readonly blocks: readonly Block[];
  /** Λ, d × m. */
  readonly mixing: readonly (readonly Expression[])[];
  readonly constants: readonly Expression[];
  /** θ(s). */
  readonly solution: ReadonlyMap<string, Expression>;
  /** Assumptions under which the formulas in s hold. */
  readonly assumptions: Assumptions;
  readonly rule: string;
}

/**
 * A commuting map that is a sum of functions of one parameter each: its blocks are the parameters with the same ratios
 * among the outputs, each with the theory of a map of one output. Null when the map is not of this kind or a block has no
 * closed form.
 */
export function additiveBlocks(model: CoupledModel): MixedBlocks | null {
  const { maps, parameters } = model;
  const parts = maps.map((map) => additiveBranches(map, parameters));
  if (parts.some((p) => p === null)) return null;
  const groups = new Map<string, { column: Expression[]; names: string[]; map: Expression }>();
  for (const p of parameters) {
    const own = parts.map((a) => a!.branches.find((b) => b.parameter === p)?.part ?? ZERO);
    const reference = own.find((e) => !isZero(e))!;
    const slope = differentiate(reference, p);
    const column = own.map((e) => simplify(divide(differentiate(e, p), slope), model.assumptions));
    if (column.some((c) => parameters.some((q) => freeSymbols(c).has(q)))) return null;
    const key = column.map(toText).join(';');
    const group = groups.get(key) ?? { column, names: [], map: ZERO };
    group.names.push(p);
    group.map = sum(group.map, reference);
    groups.set(key, group);
  }
  const list = [...groups.values()];
  const mixing = maps.map((_, i) => list.map((g) => g.column[i]!));
  const solution = new Map<string, Expression>();
  let assumptions = model.assumptions;
  const blocks: Block[] = [];
  for (const [b, group] of list.entries()) {
    const theory = blockTheory(model, group.map, group.names);
    if (theory === null) return null;
    const dual = dualOf(mixing, b);
    for (const { parameter, flow } of theory.branches)
      solution.set(parameter, substitute(flow.solution, new Map([[DUAL, dual]])));
    const { lower, upper } = theory.dualDomain;
    assumptions = withPositive(assumptions, [
      ...(lower === null ? [] : [subtract(dual, lower)]),
      ...(upper === null ? [] : [subtract(upper, dual)]),
    ]);
    blocks.push({
      map: group.map,
      dual,
      value: theory.inverseMirrorMap,
      dualPotential: theory.dualPotential,
      closed: closedBlock(theory),
      theory,
    });
  }
  if (parameters.some((p) => !solution.has(p))) return null;
  const constants = maps.map((map, i) =>
    tidied(
      subtract(
        map,
        inner(
          mixing[i]!,
          list.map((g) => g.map),
        ),
      ),
      model,
    ),
  );
  if (constants.some((c) => parameters.some((p) => freeSymbols(c).has(p)))) return null;
  return {
    blocks,
    mixing,
    constants,
    solution,
    assumptions,
    rule: 'each output is a sum of functions of one parameter',
  };
}

function closedBlock(theory: SeparableTheory): Block['closed'] {
  const { mirrorMap, potential, weightDomain: range } = theory;
  if (mirrorMap.form !== 'closed' || mirrorMap.half !== null || potential === null) return null;
  if (size(potential) > LONGEST) return null;
  const claims = [...mirrorMapStep(theory).claims, ...potentialStep(theory).claims];
  return { mirrorMap: mirrorMap.value, potential, range, claims };
}

export const dualOf = (mixing: readonly (readonly Expression[])[], b: number): Expression =>
  sum(...mixing.map((row, i) => product(row[b]!, symbol(dualName(i)))));

function blockTheory(model: CoupledModel, map: Expression, names: readonly string[]): SeparableTheory | null {
  const init = new Map(names.map((p) => [p, model.init.get(p)!] as const));
  try {
    return separableTheory(buildModel({ map, init, known: model.assumptions }));
  } catch (error) {
    if (error instanceof NotSeparable || error instanceof RangeError) return null;
    throw error;
  }
}

/** w_i as functions of s. */
export const weightsOf = ({ blocks, mixing, constants }: MixedBlocks): Expression[] =>
  mixing.map((row, i) => sum(constants[i]!, ...blocks.map((b, k) => product(row[k]!, at(b.value, b.dual)))));

/** ψ*(s), zero at 0 with ∇ψ* = w. */
export const dualPotentialOf = ({ blocks, constants }: MixedBlocks): Expression =>
  sum(
    ...blocks.map((b) => at(b.dualPotential, b.dual)),
    ...constants.map((c, i) => product(c, symbol(dualName(i)))),
  );

const at = (e: Expression, dual: Expression): Expression => substitute(e, new Map([[DUAL, dual]]));

export interface ClosedPotential {
  readonly potential: Expression;
  /** ∂ψ/∂w_i, as composed from the mirror maps of the blocks. */
  readonly gradient: readonly Expression[];
  /** The blocks that move, and z_b of each as a function of w. */
  readonly blocks: readonly Block[];
  readonly coordinates: readonly Expression[];
  /** z_b inside its range. */
  readonly assumptions: Assumptions;
}

/**
 * ψ(w) = Σ_b ψ_b(z_b) with z = Λ⁻¹ (w − constants), when as many blocks move as there are outputs, Λ is invertible and
 * every block has a closed potential on its whole range; else null.
 */
export function closedPotential(mixed: MixedBlocks, facts: Assumptions): ClosedPotential | null {
  const moving = mixed.blocks.flatMap((block, k) => (isZero(block.value) ? [] : [{ block, k }]));
  const mixing = mixed.mixing.map((row) => moving.map(({ k }) => row[k]!));
  if (moving.length !== mixing.length || moving.some(({ block }) => block.closed === null)) return null;
  const determinant = simplify(determinantOf(mixing), facts);
  if (isZero(determinant)) return null;
  const inverse = adjugateOf(mixing).map((row) => row.map((e) => simplify(divide(e, determinant), facts)));
  const offsets = mixed.constants.map((c, i) => subtract(symbol(weightName(i)), c));
  const coordinates = inverse.map((row) => simplify(inner(row, offsets), facts));
  const parts = moving.map(({ block }, k) => {
    const z = new Map([[WEIGHT, coordinates[k]!]]);
    const { potential, mirrorMap, range } = block.closed!;
    const inside = [
      ...(range.lower === null ? [] : [subtract(coordinates[k]!, range.lower)]),
      ...(range.upper === null ? [] : [subtract(range.upper, coordinates[k]!)]),
    ];
    return { potential: substitute(potential, z), mirrorMap: substitute(mirrorMap, z), inside };
  });
  return {
    potential: sum(...parts.map((part) => part.potential)),
    gradient: mixing.map((_, i) => sum(...parts.map((part, k) => product(inverse[k]![i]!, part.mirrorMap)))),
    blocks: moving.map(({ block }) => block),
    coordinates,
    assumptions: withPositive(
      facts,
      parts.flatMap((part) => part.inside),
    ),
  };
}

/** Whether every block is one output. */
export const isUnitMixing = ({ mixing, constants }: MixedBlocks): boolean =>
  constants.every(isZero) &&
  mixing.every(
    (row, i) => row.length === mixing.length && row.every((e, k) => equal(e, i === k ? ONE : ZERO)),
  );
