import { HypentropyError } from '../errors.ts';
import type { Assumptions, Domain } from '../expression/assumptions.ts';
import {
  ONE, addRational, freeSymbols, isRational, isZero, rationalToNumber, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import { suggest } from '../expression/suggest.ts';
import type { Bend } from './lossConvexity.ts';
import { isSameLoss, lossOf } from './lossKinds.ts';
import type { Piece } from './lossPieces.ts';
import type { LossTail } from './lossTail.ts';
import {
  CLOSEST_PARAMETER,
  LARGEST_PARAMETER,
  NAMED_LOSSES,
  PREDICTION,
  TARGET,
  isAbove,
} from './namedLosses.ts';

/**
 * A loss ℓ(f, y) of one sample, convex in the prediction f, with what follows from its formula. Symbols f and y; of the
 * margin form m. A loss is a sum over samples.
 */
export interface Loss {
  /** Normalised: `power:3`, `huber:1/2`, or the formula as text. */
  readonly name: string;
  readonly formula: Expression;
  /** ∂ℓ/∂f and ∂²ℓ/∂f². */
  readonly derivative: Expression;
  readonly curvature: Expression;
  /** The formula in LaTeX. */
  readonly latex: string;
  /**
   * `regression`: one finite minimiser in f for each target; `classification`: for labels ±1 a decreasing function of
   * the margin y f with its infimum at +∞.
   */
  readonly kind: 'regression' | 'classification';
  /** The formula as a function of m = y f; null for regression. */
  readonly margin: Expression | null;
  /** How a classification loss falls as m → +∞; null for regression, and where it was not found. */
  readonly tail: LossTail | null;
  readonly convex: {
    readonly verdict: 'proved';
    /** Whether ∂ℓ/∂f is strictly increasing on the whole line. */
    readonly strict: boolean;
    /** Whether ∂²ℓ/∂f² is positive at the minimiser: then a minimum is approached exponentially. */
    readonly curvedAtMinimum: boolean | null;
  };
  /** The minimiser in f as a formula in y; null for classification, and where it exists without a closed form. */
  readonly minimiser: Expression | null;
  /** Which targets y there may be; labels ±1 for classification. */
  readonly targets: Domain;
  /** What is known of f and y. */
  readonly facts: Assumptions;
  /** The formula on each interval of `variable` (f, the residual r = f - y, or m) between its corners. */
  readonly variable: string;
  readonly pieces: readonly Piece[];
  readonly bends: readonly Bend[];
  readonly notes: readonly string[];
}

const HELP = `losses are ${Object.keys(NAMED_LOSSES).map(signature).join(', ')}, or a formula in f (prediction) and y (target) such as "(f-y)^4/4"`;

function signature(name: string): string {
  const parameter = NAMED_LOSSES[name]!.parameter;
  return parameter === null ? name : `${name}:${parameter.name}`;
}

const refuse = (message: string, help = HELP): HypentropyError => new HypentropyError('loss', message, help);

/** Named losses without a parameter are analysed once. */
const known = new Map<string, Loss>();

/**
 * Reads a loss, a name such as `huber:1/2` or infix in f and y; squared when absent. Kind, convexity, minimiser and tail
 * are derived from the formula. Throws FormulaError for a text that cannot be read and HypentropyError `loss` for a loss
 * that is not convex, has no derivative somewhere, has neither a finite minimiser nor its infimum at infinite margin, or
 * of which that is not shown.
 */
export function readLoss(text: string | undefined): Loss {
  const given: unknown = text;
  if (given !== undefined && typeof given !== 'string')
    throw refuse(`loss must be text: got ${typeof given}`);
  const trimmed = (text ?? 'squared').trim();
  const match = /^([A-Za-z]+(?:-[A-Za-z]+)*)\s*(?::(.*))?$/s.exec(trimmed);
  const isFormula =
    match === null || match[1]!.split('-').every((part) => part === PREDICTION || part === TARGET);
  return isFormula ? typedLoss(trimmed) : namedLoss(match[1]!, match[2]?.trim());
}

function namedLoss(name: string, parameterText: string | undefined): Loss {
  const loss = NAMED_LOSSES[name];
  if (loss === undefined) {
    const near = suggest(name, Object.keys(NAMED_LOSSES));
    throw refuse(
      `unknown loss '${shorten(name)}'`,
      near === undefined ? HELP : `did you mean '${signature(near)}'?`,
    );
  }
  const { parameter } = loss;
  if (parameter === null) {
    if (parameterText !== undefined)
      throw refuse(`the loss ${name} has no parameter: got '${shorten(parameterText)}'`, `write ${name}`);
    const before = known.get(name) ?? lossOf(loss.formula(ONE), name);
    known.set(name, before);
    return before;
  }
  const example = `write, for instance, ${name}:${parameter.example}`;
  if (parameterText === undefined || parameterText === '')
    throw refuse(`the loss ${name} needs its parameter ${parameter.name}`, example);
  const value = readNumber(parameterText);
  const wanted = `${parameter.name} of the loss ${name} must be a number ${parameter.condition === 'positive' ? 'greater than 0' : parameter.condition}`;
  if (value === null || !isAbove(value, parameter.above))
    throw refuse(`${wanted}: got '${shorten(parameterText)}'`, example);
  const least = addRational(parameter.above, CLOSEST_PARAMETER);
  if (isAbove(value, LARGEST_PARAMETER) || isAbove(least, value))
    throw refuse(
      `${parameter.name} of the loss ${name} must be from ${boundText(parameter.above)} to ${toText(LARGEST_PARAMETER)}: got '${shorten(parameterText)}'`,
      example,
    );
  return analysed(loss.formula(value), `${name}:${toText(value)}`);
}

/** The least parameter, which lies a little above its bound: `1e-12`, `1 + 1e-12`. */
const boundText = (above: Rational): string =>
  `${isZero(above) ? '' : `${toText(above)} + `}${rationalToNumber(CLOSEST_PARAMETER)}`;

function readNumber(text: string): Rational | null {
  try {
    const value = parse(text);
    return isRational(value) ? value : null;
  } catch (error) {
    if (error instanceof HypentropyError) return null;
    throw error;
  }
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

function typedLoss(text: string): Loss {
  const formula = parse(text, { symbols: new Set([PREDICTION, TARGET]) });
  const symbols = freeSymbols(formula);
  if (!symbols.has(PREDICTION)) throw refuse(`the loss '${shorten(text)}' does not contain the prediction f`);
  if (!symbols.has(TARGET)) throw refuse(`the loss '${shorten(text)}' does not contain the target y`);
  return analysed(formula, toText(formula));
}

/** What follows from a formula; under the name of an equal loss that has a name without parameter. */
function analysed(formula: Expression, name: string): Loss {
  const loss = lossOf(formula, name);
  for (const [other, { parameter, formula: named }] of Object.entries(NAMED_LOSSES))
    if (parameter === null && isSameLoss(named(ONE), loss)) return namedLoss(other, undefined);
  return loss;
}
