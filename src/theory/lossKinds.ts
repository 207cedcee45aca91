import { HypentropyError } from '../errors.ts';
import {
  assume, domainOf, isDefined, isPositive, type Assumptions, type Domain,
} from '../expression/assumptions.ts'; // prettier-ignore
import {
  MINUS_ONE, ONE, freeSymbols, isZero, product, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toLatex } from '../expression/printLatex.ts';
import { proveEqual } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import { limitAtInfinity } from '../calculus/limitAtInfinity.ts';
import type { Loss } from './loss.ts';
import { convexityOf, type Obstacle } from './lossConvexity.ts';
import { derivativesOf } from './lossDerivatives.ts';
import { MARGIN, marginForm } from './lossMargin.ts';
import { minimiserOf } from './lossMinimiser.ts';
import { piecesOf, type Piece } from './lossPieces.ts';
import { lossTail } from './lossTail.ts';
import { PREDICTION, TARGET } from './namedLosses.ts';
import { provedSign } from './provedSign.ts';

/**
 * What follows from a formula in f and y: its kind, convexity, minimiser and tail. Throws HypentropyError `loss` for one
 * that cannot be used, or of which that is not shown.
 */
export function lossOf(formula: Expression, name: string): Loss {
  try {
    return classification(formula, name) ?? regression(formula, name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refuse(`the loss '${name}' cannot be used: ${error.message}`, 'write a simpler formula');
  }
}

/** Whether a formula equals a loss: for labels ±1 as functions of the margin, else on every piece of it. */
export function isSameLoss(formula: Expression, { kind, margin, variable, pieces, facts }: Loss): boolean {
  const other = kind === 'classification' ? marginForm(formula) : inResidual(formula, facts);
  if (other === null) return false;
  if (margin !== null)
    return 'kind' in other && proveEqual(other, margin, assume({ [MARGIN]: 'real' })) !== null;
  if ('kind' in other || other.variable !== variable) return false;
  return pieces.every((piece) => proveEqual(other.inside, piece.formula, piece.facts) !== null);
}

/** A loss with labels ±1 that decreases in the margin; null when the formula is no such function. */
function classification(formula: Expression, name: string): Loss | null {
  const margin = marginForm(formula);
  if (margin === null) return null;
  const facts = assume({ [MARGIN]: 'real' });
  const pieces = piecesOf(margin, MARGIN, facts);
  if (pieces === null || isDefined(margin, facts) !== true) return null;
  const falls = pieces.every(
    ({ derivative, facts: inside }) => provedSign(derivative, MARGIN, inside) === 'negative',
  );
  if (!falls) return isLeastOnInterval(pieces) ? refuseInterval(name) : null;
  const convexity = convexityOf(pieces, MARGIN);
  if ('obstacle' in convexity) throw obstacleOf(name, convexity);
  const limit = limitAtInfinity(margin, MARGIN, 1, facts);
  if (limit !== null && 'infinite' in limit)
    throw refuse(
      `the loss '${name}' has no lower bound: it falls to -infinity as the margin y f grows`,
      'a classification loss decreases to a finite infimum',
    );
  const { derivative, curvature } = derivativesOf(margin, MARGIN, pieces, facts);
  const m = product(symbol(TARGET), symbol(PREDICTION));
  const back = (e: Expression) => substitute(e, new Map([[MARGIN, m]]));
  const tail = lossTail(margin);
  return {
    name,
    formula,
    derivative: product(symbol(TARGET), back(derivative)),
    curvature: back(curvature),
    latex: toLatex(formula),
    kind: 'classification',
    margin,
    tail,
    convex: { verdict: 'proved', strict: convexity.bends.every((b) => b !== 'flat'), curvedAtMinimum: null },
    minimiser: null,
    targets: LABELS,
    facts: assume({ [PREDICTION]: 'real', [TARGET]: 'nonzero' }),
    variable: MARGIN,
    pieces,
    bends: convexity.bends,
    notes: tail === null ? ['how the loss falls at large margins was not found'] : [],
  };
}

/** Whether a loss falls in the margin until it is constant. */
function isLeastOnInterval(pieces: readonly Piece[]): boolean {
  const last = pieces.at(-1)!;
  const before = pieces.slice(0, -1);
  return (
    before.length > 0 &&
    isZero(last.derivative) &&
    before.every((p) => provedSign(p.derivative, MARGIN, p.facts) === 'negative')
  );
}

function refuseInterval(name: string): never {
  throw refuse(
    `the loss '${name}' cannot be used: it is least on a whole interval of margins y f, so that a flow stops at the edge of it and its limit is not told by a potential alone`,
    'use a loss with one finite minimiser, or one that keeps falling such as logistic',
  );
}

/** Labels are told apart from other targets by kind; -1 and 1 are the ends. */
const LABELS: Domain = {
  lower: MINUS_ONE,
  upper: ONE,
  openLower: false,
  openUpper: false,
  integer: true,
  nonzero: true,
};

/** Which targets there may be, tried in this order, when the loss is no function of the margin. */
const TARGETS = ['real', 'nonzero', 'positive', '(0, 1)', '(-1, 1)', 'negative'];

/** A loss with one finite minimiser for every target of some domain. */
function regression(formula: Expression, name: string): Loss {
  let obstacle: Obstacle | null = null;
  for (const targets of TARGETS) {
    const facts = assume({ [PREDICTION]: 'real', [TARGET]: targets });
    const found = regressionOn(formula, name, facts);
    if (!('obstacle' in found)) return found;
    obstacle ??= found;
    // a loss of f - y is the same for every target
    if (found.certain && found.residual === true) break;
  }
  throw obstacleOf(name, obstacle!);
}

const refuse = (message: string, help: string): HypentropyError => new HypentropyError('loss', message, help);

const obstacleOf = (name: string, { obstacle, help }: Obstacle): HypentropyError =>
  refuse(`the loss '${name}' cannot be used: ${obstacle}`, help);

function regressionOn(
  formula: Expression,
  name: string,
  facts: Assumptions,
): Loss | (Obstacle & { readonly residual?: boolean }) {
  const open = (obstacle: string, help: string): Obstacle => ({ obstacle, help, certain: false });
  if (isDefined(formula, facts) !== true)
    return open('it is not known to be defined for every prediction f', 'a loss has a value at every real f');
  const { variable, inside, back, known } = inResidual(formula, facts);
  const pieces = piecesOf(inside, variable, known);
  if (pieces === null)
    return open('its corners in f are not found in order', 'write moduli of terms that are linear in f');
  const convexity = convexityOf(pieces, variable, variable === RESIDUAL ? 'f - y' : variable);
  if ('obstacle' in convexity) return { ...convexity, residual: variable === RESIDUAL };
  const minimiser = minimiserOf(pieces, convexity, variable, known);
  if (minimiser === null)
    return open(
      'neither one finite minimiser in f for each target y nor a decrease in the margin y f is shown',
      'regression losses have a finite minimiser, classification losses are decreasing functions of y f',
    );
  const at = 'at' in minimiser ? minimiser.at : null;
  const { derivative, curvature } = derivativesOf(inside, variable, pieces, known);
  const curved = at === null ? true : curvedAt(curvature, variable, at, known);
  return {
    name,
    formula,
    derivative: back(derivative),
    curvature: back(curvature),
    latex: toLatex(formula),
    kind: 'regression',
    margin: null,
    tail: null,
    convex: {
      verdict: 'proved',
      strict: convexity.bends.every((b) => b !== 'flat'),
      curvedAtMinimum: curved,
    },
    minimiser: at === null ? null : variable === RESIDUAL ? simplify(sum(symbol(TARGET), at), facts) : at,
    targets: domainOf(TARGET, facts),
    facts,
    variable,
    pieces,
    bends: convexity.bends,
    notes: [],
  };
}

const RESIDUAL = 'r';

/** The formula in the residual r = f - y alone when it is a function of that, else in f. */
function inResidual(formula: Expression, facts: Assumptions) {
  const r = symbol(RESIDUAL);
  const known = assume({ [RESIDUAL]: 'real' });
  const shifted = simplify(
    substitute(formula, new Map([[PREDICTION, sum(symbol(TARGET), r)]])),
    assume({ [TARGET]: 'real' }, known),
  );
  const residual = subtract(symbol(PREDICTION), symbol(TARGET));
  return freeSymbols(shifted).has(TARGET)
    ? { variable: PREDICTION, inside: formula, known: facts, back: (e: Expression) => e }
    : {
        variable: RESIDUAL,
        inside: shifted,
        known,
        back: (e: Expression) => substitute(e, new Map([[RESIDUAL, residual]])),
      };
}

/** Whether the curvature is positive at the minimiser; null where that is not decided. */
function curvedAt(curvature: Expression, x: string, at: Expression, facts: Assumptions): boolean | null {
  try {
    const value = simplify(specialAngles(substitute(curvature, new Map([[x, at]]))), facts);
    if (isZero(value)) return false;
    return isPositive(value, facts) === true ? true : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
