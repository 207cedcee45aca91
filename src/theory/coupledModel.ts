import { DomainError } from '../errors.ts';
import { assume, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import { ZERO, freeSymbols, isZero, substitute, sum, type Expression } from '../expression/expression.ts';
import { endsAtZero, keepSign, restsAt } from './depthModel.ts';

/**
 * A map F: R^p → R^d of parameters that the outputs share. With the dual variables s_i, the accumulated negative
 * gradients of the loss in w_i, gradient flow is θ' = Jᵀ s'.
 */
export interface CoupledModel {
  /** w_i = F_i(θ). */
  readonly maps: readonly Expression[];
  /** The parameters that move, in order of the starts. */
  readonly parameters: readonly string[];
  readonly init: ReadonlyMap<string, Expression>;
  /** Domains of the parameters and of every symbol. */
  readonly assumptions: Assumptions;
  readonly notes: readonly string[];
}

/** The names of the weights and dual variables of d outputs. */
export const weightName = (i: number): string => `w${i + 1}`;
export const dualName = (i: number): string => `s${i + 1}`;

/**
 * The model with the domains of its parameters worked out: a parameter whose speeds in all outputs vanish at 0 keeps
 * the sign of its start, and is dropped when it starts there. Throws DomainError when no parameter moves.
 */
export function coupledModel(
  maps: readonly Expression[],
  init: ReadonlyMap<string, Expression>,
): CoupledModel {
  const notes: string[] = [];
  let assumptions: Assumptions = assume({});
  for (const e of [...maps, ...init.values()])
    for (const name of freeSymbols(e))
      if (!init.has(name) && !assumptions.domains.has(name))
        assumptions = assume({ [name]: 'positive' }, assumptions);
  let moving = [...maps];
  const kept = new Map<string, Expression>();
  for (const [name, start] of init) {
    const rests = maps.every((map) => restsAt(differentiate(map, name), name));
    if (isZero(start) && rests && !maps.some((map) => endsAtZero(map, name))) {
      moving = moving.map((map) => sum(substitute(map, new Map([[name, ZERO]]))));
      notes.push(`${name} starts at 0, where all its speeds are 0: it stays there and is dropped`);
      continue;
    }
    kept.set(name, start);
    if (rests || maps.some((map) => endsAtZero(map, name))) assumptions = keepSign(assumptions, name, start);
  }
  if (kept.size === 0)
    throw new DomainError(
      'the model starts at a saddle: no parameter moves',
      'give at least one parameter a start value other than 0',
    );
  const still = moving.findIndex((map) => ![...freeSymbols(map)].some((name) => kept.has(name)));
  if (still >= 0)
    throw new DomainError(
      `output ${still + 1} never moves: its parameters start at 0, where all their speeds are 0`,
      'give one of them another start value, or leave the output out',
    );
  return { maps: moving, parameters: [...kept.keys()], init: kept, assumptions, notes };
}

/** Whether no two outputs have a parameter in common. */
export const sharesNothing = ({ maps, parameters }: Pick<CoupledModel, 'maps' | 'parameters'>): boolean =>
  parameters.every((p) => maps.filter((map) => freeSymbols(map).has(p)).length <= 1);
