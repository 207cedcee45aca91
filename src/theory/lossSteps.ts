import { assume, withFact } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, ZERO, divide, exp, freeSymbols, log, negate, power, product, subtract, substitute, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { domainToText } from '../expression/domain.ts';
import { toText } from '../expression/printText.ts';
import { MARGIN } from './lossMargin.ts';
import type { Loss } from './loss.ts';
import { PREDICTION, TARGET } from './namedLosses.ts';
import type { Claim, Formula, Step } from './step.ts';
import { at, formula, identity } from './stepParts.ts';

/** What a loss is, and what limit of the flow follows from it beside the potential, which does not depend on it. */
export const lossSteps = (loss: Loss): Step[] =>
  loss.kind === 'regression'
    ? [regressionStep(loss), projectionStep(loss)]
    : [classificationStep(loss), marginStep(loss)];

function regressionStep(loss: Loss): Step {
  const { formula: l, derivative, curvature, minimiser, targets, convex } = loss;
  const conditions = domainToText(TARGET, targets);
  const among = conditions.length === 0 ? 'every target y' : `targets with \`${conditions.join(' and ')}\``;
  const rest = minimiser === null ? 'one finite minimiser z(y) in f, without a closed form' : 'its minimiser z(y)';
  const slow =
    convex.curvedAtMinimum === false
      ? " There `l'' = 0`, so that an exact fit is approached more slowly than exponentially."
      : '';
  return {
    id: 'loss',
    title: 'The loss',
    text: `The loss \`l(f, y)\` of one sample, with the prediction \`f\` and the target \`y\`; the loss of the data is its sum. It is ${convex.strict ? 'strictly convex' : 'convex, strictly so around its minimiser,'} in f and has for ${among} ${rest}.${slow}`,
    formulas: [
      ...lossFormulas(l, derivative, curvature),
      ...(minimiser === null ? [] : [formula('z(y)', 'z(y)', minimiser)]),
    ],
    reason: 'differentiated; signs of the second derivative on each side of its corners; the zero of the first',
    claims: [
      ...pieceClaims(loss),
      ...(minimiser === null
        ? []
        : [identity("l'(z(y), y) = 0", at(derivative, PREDICTION, minimiser), ZERO, loss.facts)]),
    ],
  };
} // prettier-ignore

const lossFormulas = (l: Expression, derivative: Expression, curvature: Expression): Formula[] => [
  formula('l(f, y)', '\\ell(f,y)', l),
  formula("l'(f, y)", '\\partial_f\\ell(f,y)', derivative),
  formula("l''(f, y)", '\\partial_f^2\\ell(f,y)', curvature),
];

/** On every piece: the derivatives are those of the formula, and the second one is positive but at isolated points. */
function pieceClaims({ pieces, bends, variable, derivative, curvature, kind }: Loss): Claim[] {
  const own = (e: Expression): Expression => inVariable(e, variable, kind);
  return pieces.flatMap((piece, k): Claim[] => {
    const { facts } = piece;
    const where = pieces.length === 1 ? '' : ` on piece ${k + 1}`;
    const bend = bends[k]!;
    const known = bend === 'isolated zeros' ? withFact(facts, piece.curvature, 'nonzero') : facts;
    return [
      identity(`l'${where}`, differentiate(piece.formula, variable), own(derivative), facts),
      identity(`l''${where}`, differentiate(piece.derivative, variable), own(curvature), facts),
      ...(bend === 'flat'
        ? [identity(`l'' = 0${where}`, piece.curvature, ZERO, facts)]
        : [{ kind: 'positive' as const, name: `l'' > 0${where}`, expression: piece.curvature, assumptions: known }]),
    ];
  });
} // prettier-ignore

/** A formula in f and y as one in the variable of the pieces: r with f = y + r, or m with y = 1. */
function inVariable(e: Expression, variable: string, kind: Loss['kind']): Expression {
  if (variable === PREDICTION) return e;
  if (kind === 'classification')
    return substitute(e, new Map<string, Expression>([[TARGET, ONE], [PREDICTION, symbol(MARGIN)]])); // prettier-ignore
  const y = freeSymbols(e).has(TARGET) ? symbol(TARGET) : ZERO;
  return at(e, PREDICTION, sum(y, symbol(variable)));
}

/** Every interpolator is farther from the start than the limit, by the three-point identity. */
function projectionStep({ minimiser }: Loss): Step {
  const z = minimiser !== null && toText(minimiser) === TARGET ? 'y' : 'z(y)';
  const three = threePointIdentity();
  return {
    id: 'limit',
    title: 'What the flow minimises',
    text: `The flow keeps \`grad psi(w) - grad psi(w(0)) = X^T nu\` with \`nu' = -l'(Xw, y)\`, whatever the loss. Write \`p\` for the potential and \`d\` for its slope, at the start (0), at a limit \`b\` (2) and at another point \`a\` (1) with \`Xa = Xb\`: summed over the coordinates the right side below is \`nu . X(a - b) = 0\`, so that \`D(a, w(0)) = D(b, w(0)) + D(a, b)\`. A limit of the flow therefore is the Bregman projection of w(0) onto the weights of least loss: those with \`Xw = ${z}\` where some w reaches it, else those whose predictions \`Xw\` have the least total loss, where these are unique.`,
    formulas: [three.formula],
    reason:
      'three-point identity of Bregman divergences; Bregman projection (Gunasekar, Lee, Soudry and Srebro 2018)',
    claims: [three.claim],
  };
}

/** D(a, w(0)) − D(b, w(0)) − D(a, b) in one coordinate, from values and slopes of any potential. */
function threePointIdentity(): { formula: Formula; claim: Claim } {
  const names = ['p0', 'p1', 'p2', 'd0', 'd2', 'a', 'b', 'w0'];
  const [p0, p1, p2, d0, d2, a, b, w0] = names.map(symbol) as [
    Expression, Expression, Expression, Expression, Expression, Expression, Expression, Expression,
  ]; // prettier-ignore
  const divergence = (p: Expression, q: Expression, slope: Expression, x: Expression, from: Expression) =>
    subtract(subtract(p, q), product(slope, subtract(x, from)));
  const left = sum(
    divergence(p1, p0, d0, a, w0),
    negate(divergence(p2, p0, d0, b, w0)),
    negate(divergence(p1, p2, d2, a, b)),
  );
  const real = Object.fromEntries(names.map((name) => [name, 'real']));
  const name = 'D(a, w(0)) - D(b, w(0)) - D(a, b)';
  const right = product(subtract(d2, d0), subtract(a, b));
  return {
    formula: formula(name, 'D(a,w(0))-D(b,w(0))-D(a,b)', right),
    claim: identity(name, left, right, assume(real)),
  };
}

function classificationStep(loss: Loss): Step {
  const { formula: l, derivative, curvature, margin, tail, convex, pieces } = loss;
  const falls = pieces.map(
    (piece, k): Claim => ({
      kind: 'positive',
      name: `-l'(m) > 0${pieces.length === 1 ? '' : ` on piece ${k + 1}`}`,
      expression: negate(piece.derivative),
      assumptions: piece.facts,
    }),
  );
  return {
    id: 'loss',
    title: 'The loss',
    text: `The loss \`l(f, y)\` of one sample with a label y of 1 or -1 is a function of the margin \`m = y*f\` alone. It is ${convex.strict ? 'strictly ' : ''}convex and decreases for every m, so that it has no finite minimiser.${tailText(loss)}`,
    formulas: [
      ...lossFormulas(l, derivative, curvature),
      formula('l(m)', '\\ell(m)', margin!),
      ...(tail === null ? [] : [{ ...formula('l(m)', '\\ell(m)', tailSeries(loss, symbol(MARGIN))), truncated: tail.next !== null }]),
    ],
    reason: 'differentiated; signs of both derivatives; expansion as m -> infinity',
    claims: [...pieceClaims(loss), ...falls, ...tailClaims(loss)],
  };
} // prettier-ignore

function tailText({ tail }: Loss): string {
  if (tail === null) return '';
  return tail.kind === 'exponential'
    ? ` Its tail is exponential, of rate ${toText(tail.rate)}.`
    : ` Its tail is polynomial, of degree ${toText(tail.degree)}.`;
}

/** The infimum and the leading term of the tail at a margin m. */
function tailSeries({ tail }: Loss, m: Expression): Expression {
  if (tail === null) return ZERO;
  const factor = at(tail.factor, MARGIN, m);
  const term =
    tail.kind === 'exponential' ? exp(negate(product(tail.rate, m))) : power(m, negate(tail.degree));
  return sum(tail.infimum, product(factor, term));
}

/** The tail as an expansion in E = e^m, or in m itself. */
function tailClaims(loss: Loss): Claim[] {
  const { tail, margin } = loss;
  if (tail === null) return [];
  const variable = tail.kind === 'exponential' ? 'E' : MARGIN;
  const m = tail.kind === 'exponential' ? log(symbol(variable)) : symbol(variable);
  const [exact, series] = [at(margin!, MARGIN, m), tailSeries(loss, m)];
  return [expansionOf('tail', exact, series, variable, tail.next)];
}

/** exact = series up to the power `next` of 1/variable, or exactly where there is none. */
function expansionOf(
  name: string,
  exact: Expression,
  series: Expression,
  variable: string,
  next: Expression | null,
): Claim {
  const assumptions = assume({ [variable]: '> 1' });
  return next === null
    ? identity(name, exact, series, assumptions)
    : { kind: 'expansion', name, exact, series, variable, towards: 'infinity', next, assumptions };
}

/** Where a flow goes whose loss has no minimiser. */
function marginStep(loss: Loss): Step {
  const { tail } = loss;
  const general =
    "The flow keeps `grad psi(w) - grad psi(w(0)) = X^T nu` with `nu' = -l'(Xw, y)`, whatever the loss. On data that some w separates the loss tends to its infimum, every margin and the weights grow without bound, and there is no finite limit: what may converge is the direction of w.";
  const decay = decayOf(loss);
  const known =
    tail?.kind === 'exponential'
      ? ' The tail decays at a constant relative rate. For such losses and homogeneous maps the limit points of the direction are stationary points of the margin problem of the parameters, the least `|theta|^2` with margins of at least 1: at depth 1 the maximum l2 margin, at depth 2 the maximum l1 margin, at depth D a stationary point of `sum |w_i|^(2/D)`.'
      : ' Its tail does not decay at a constant relative rate, so that what is known of maximum margins does not apply.';
  return {
    id: 'limit',
    title: 'Where the direction of the weights goes',
    text: general + known,
    formulas: decay === null ? [] : [decay.formula],
    reason:
      tail?.kind === 'exponential'
        ? 'the relative rate is checked; that the direction then is one of a stationary margin is cited (Soudry et al. 2018; Gunasekar et al. 2018; Lyu and Li 2020)'
        : 'expansion of the relative rate',
    claims: decay === null ? [{ kind: 'open', name: 'tail', why: 'no expansion of the loss at large margins was found' }] : [decay.claim],
  };
} // prettier-ignore

/** −ℓ'/(ℓ − inf ℓ) at large margins, times m for a polynomial tail: the hypothesis of theorems on margins. */
function decayOf({ tail, margin, pieces }: Loss): { formula: Formula; claim: Claim } | null {
  if (tail === null) return null;
  const isExponential = tail.kind === 'exponential';
  const ratio = divide(negate(pieces.at(-1)!.derivative), subtract(margin!, tail.infimum));
  const variable = isExponential ? 'E' : MARGIN;
  const exact = isExponential ? at(ratio, MARGIN, log(symbol(variable))) : product(symbol(MARGIN), ratio);
  const limit = isExponential ? tail.rate : tail.degree;
  const [text, latex] = isExponential
    ? ["-l'(m)/(l(m) - inf l)", "-\\ell'(m)/(\\ell(m)-\\inf\\ell)"]
    : ["-m*l'(m)/(l(m) - inf l)", "-m\\,\\ell'(m)/(\\ell(m)-\\inf\\ell)"];
  return {
    formula: { ...formula(text!, latex!, limit), truncated: tail.next !== null },
    claim: expansionOf('relative rate', exact, limit, variable, tail.next === null ? null : subtract(tail.next, limit)),
  };
} // prettier-ignore
