import { DomainError } from '../errors.ts';
import { withPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, ZERO, divide, equal, freeSymbols, isZero, product, size, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { proveZero } from '../expression/prove.ts';
import { blocksOf } from './blocksOf.ts';
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
 * A commuting map whose outputs are sums of the same functions of separate parameters, in different proportions: the blocks
 * are the parts with the same proportions among the outputs, each with the theory of a map of one output. Null when
 * the map is not of this kind or a block has no closed form.
 */
export function additiveBlocks(model: CoupledModel): MixedBlocks | null {
  const { maps, parameters } = model;
  const parts = maps.map((map) => blocksOf(map, parameters).blocks);
  const groups = new Map<string, { column: Expression[]; names: string[]; map: Expression }>();
  for (const names of jointGroups(parts.flatMap((blocks) => blocks.map((b) => b.parameters)))) {
    const own = parts.map((blocks) =>
      sum(...blocks.filter((b) => names.includes(b.parameters[0]!)).map((b) => b.part)),
    );
    const reference = own.find((e) => !isZero(e))!;
    const column = own.map((e) => proportion(e, reference, names, model));
    if (column.some((c) => c === null)) return null;
    const key = column.map((c) => toText(c!)).join(';');
    const group = groups.get(key) ?? { column: column as Expression[], names: [], map: ZERO };
    group.names.push(...names);
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
    for (const { flow } of theory.branches)
      for (const [p, value] of flow.solutions) solution.set(p, substitute(value, new Map([[DUAL, dual]])));
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
    rule: 'the outputs are sums of the same functions of separate parameters, in their own proportions',
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

/** The smallest sets of parameters that contain every one of the given lists or nothing of it. */
function jointGroups(lists: readonly (readonly string[])[]): string[][] {
  let groups: string[][] = [];
  for (const list of lists) {
    const touched = groups.filter((g) => g.some((p) => list.includes(p)));
    groups = [...groups.filter((g) => !touched.includes(g)), [...new Set([...touched.flat(), ...list])]];
  }
  return groups;
}

/** λ with e = λ reference and λ free of the parameters, or null. */
function proportion(
  e: Expression,
  reference: Expression,
  names: readonly string[],
  { assumptions }: CoupledModel,
): Expression | null {
  if (isZero(e)) return ZERO;
  const p = names.find((name) => !isZero(differentiate(reference, name)))!;
  const found = simplify(divide(differentiate(e, p), differentiate(reference, p)), assumptions);
  if (names.some((name) => freeSymbols(found).has(name))) return null;
  return names.every((name) => {
    const rest = subtract(differentiate(e, name), product(found, differentiate(reference, name)));
    return isZero(rest) || proveZero(rest, assumptions) !== null;
  })
    ? found
    : null;
}

function blockTheory(model: CoupledModel, map: Expression, names: readonly string[]): SeparableTheory | null {
  const init = new Map(names.map((p) => [p, model.init.get(p)!] as const));
  try {
    return separableTheory(buildModel({ map, init, known: model.assumptions }));
  } catch (error) {
    if (error instanceof NotSeparable || error instanceof RangeError || error instanceof DomainError)
      return null;
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
