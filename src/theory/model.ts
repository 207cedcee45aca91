import type { Assumptions } from '../expression/assumptions.ts';
import type { Expression } from '../expression/expression.ts';

/**
 * What a theory is derived from: the map of one coordinate, the start value of each parameter, and the domains of
 * all symbols. Other coordinates differ only in their start values.
 */
export interface Model {
  /** w = F(θ) for one coordinate. */
  readonly map: Expression;
  /** The parameters θ, in order. */
  readonly parameters: readonly string[];
  /** θ(0), one expression a parameter. */
  readonly init: ReadonlyMap<string, Expression>;
  /** Domains of the parameters, of w and s, and of every symbol of the model. */
  readonly assumptions: Assumptions;
  /** Symbols by which the start values scale, for the regimes α → ∞ and α → 0; null when they are numbers. */
  readonly scale: string | null;
  /** The depth as text when the model is a diagonal network. */
  readonly depth: string | null;
  /** Remarks that a reader must see. */
  readonly notes: readonly string[];
}

/** The weight of one coordinate and its dual variable, the accumulated negative gradient σ = −∫ ∂L/∂w dt. */
export const WEIGHT = 'w';
export const DUAL = 's';
/** Names that a model's own symbols must not take. */
export const RESERVED = [WEIGHT, DUAL] as const;
