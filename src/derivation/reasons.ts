import { HypentropyError } from '../errors.ts';
import { differentiate } from '../expression/differentiate.ts';
import { dependsOn, subtract, substitute } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';
import { coordinateModel, readModel } from '../theory/readModel.ts';
import type { Claim } from '../theory/step.ts';
import { isSolved } from '../theory/unsolvedFlow.ts';
import { flowTheoryOf } from '../verification/deriveTheory.ts';
import { judgeClaim, namesQuantity, splitClaim } from '../verification/verifyClaim.ts';
import { judgeUnsolvedClaim } from '../verification/unsolvedClaim.ts';
import type { Judgement, SamplingOptions } from '../verification/verifyIdentity.ts';
import { verifyLimit } from '../verification/verifyLimit.ts';
import { verifyStep } from '../verification/verifyStep.ts';
import type { Line } from './document.ts';
import { meets, readPoint } from './counterexample.ts';
import type { Compared, LineReader } from './lineReader.ts';
import type { ReasonName } from './reasonNames.ts';

/** A verdict with what it was about, where that can be written down. */
export interface Decided extends Judgement {
  readonly claims?: readonly Claim[];
}

/** How a reason is printed, and how a line that gives it is checked. */
interface Reason {
  readonly text: (line: Line) => string;
  /** Throws HypentropyError when the line does not have the shape of its reason. */
  readonly check: (line: Line, reader: LineReader, options: SamplingOptions) => Decided;
}

/** Every reason there is; a line is accepted by the checker of its reason alone. */
export const REASONS: Readonly<Record<ReasonName, Reason>> = {
  definition: {
    text: () => 'definition',
    check: () => ({ verdict: 'proved', evidence: { method: 'definition' } }),
  },
  algebra: {
    text: () => 'algebra',
    check: (line, reader, options) => {
      if (line.formulas.some((f) => /\b(diff|int|lim)\s*\(/.test(f)))
        throw misshapen(line, 'is algebra, but holds a derivative, an integral or a limit');
      return decide(line, equalities(line, reader), options);
    },
  },
  differentiate: {
    text: () => 'differentiation',
    check: (line, reader, options) => {
      if (!line.formulas.some((f) => /\bdiff\s*\(/.test(f))) throw misshapen(line, 'holds no diff(f, x)');
      return decide(line, equalities(line, reader), options);
    },
  },
  integrate: {
    text: () => 'integration, proved by differentiation',
    check: (line, reader, options) => decide(line, line.formulas.flatMap((f) => integrals(line, f, reader)), options), // prettier-ignore
  },
  limit: {
    text: () => 'limit',
    check: (line, reader, options) => weakestOf(line.formulas.map((f) => limitOf(f, reader, options))),
  },
  expand: {
    text: (line) =>
      `expansion as ${line.variable ?? 'the variable'} tends to ${line.towards === 'infinity' ? 'infinity' : 'zero'}`,
    check: (line, reader, options) => decide(line, expansions(line, reader), options),
  },
  inequality: {
    text: () => 'inequality',
    check: (line, reader, options) => decide(line, inequalities(line, reader), options),
  },
  inverse: {
    text: () => 'solution of the equation',
    check: (line, reader, options) => decide(line, inverses(line, reader), options),
  },
  derived: {
    text: ({ model }) =>
      `derived by the engine from the model ${model === undefined ? '' : modelText(model)}`.trimEnd(),
    check: (line, reader, options) =>
      weakestOf(line.formulas.map((f) => derivedOf(line, f, reader, options))),
  },
  counterexample: {
    text: ({ at = [] }) => `counterexample${at.length === 0 ? '' : ` at ${at.join(', ')}`}`,
    check: counterexample,
  },
  cited: {
    text: ({ source }) => `cited: ${source ?? ''}`,
    check: (line) => {
      if (line.source === undefined) throw misshapen(line, "is cited and must name its 'source'");
      return { verdict: 'undecided', evidence: { method: 'cited, not checked here', why: line.source } };
    },
  },
};

const misshapen = (line: Line, what: string): HypentropyError =>
  new HypentropyError(
    'document',
    `the step '${line.id}' ${what}`,
    'the reasons are described in derivations/README.md',
  );

const decide = (line: Line, claims: readonly Claim[], options: SamplingOptions): Decided => {
  if (claims.length === 0) throw misshapen(line, 'has no formula to check');
  const { id, title, text, reason } = line;
  return { ...verifyStep({ id, title, text, formulas: [], reason, claims }, options), claims };
};

function weakestOf(judged: readonly Judgement[]): Judgement {
  const order = ['refuted', 'undecided', 'checked', 'enclosed', 'proved'];
  return [...judged].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))[0]!;
}

function comparedWith(line: Line, reader: LineReader, allowed: readonly string[]): Compared[] {
  const all = line.formulas.flatMap((f) => reader.compared(f));
  const wrong = all.find(({ relation }) => !allowed.includes(relation));
  if (all.length === 0 || wrong !== undefined)
    throw misshapen(line, `must hold formulas with ${allowed.map((r) => `'${r}'`).join(' or ')}`);
  return all;
}

const equalities = (line: Line, reader: LineReader): Claim[] =>
  comparedWith(line, reader, ['=']).map(({ left, right, text }): Claim => ({
    kind: 'identity',
    name: text,
    left,
    right,
    assumptions: reader.assumptions,
  }));

/** `int(f, x) = F` is read as F' = f: the constant does not matter. Definite integrals are equalities of values. */
function integrals(line: Line, formula: string, reader: LineReader): Claim[] {
  const indefinite = /^\s*int\s*\((.*),\s*([A-Za-z]\w*)\s*\)\s*=([^=]*)$/s.exec(formula);
  const parts = indefinite?.[1] === undefined ? null : topLevelCommas(indefinite[1]);
  const { assumptions } = reader;
  if (indefinite !== null && parts === 0) {
    const [, f = '', x = '', F = ''] = indefinite;
    const left = differentiate(reader.expression(F), x);
    return [{ kind: 'identity', name: formula.trim(), left, right: reader.expression(f), assumptions }];
  }
  if (!/\bint\s*\(/.test(formula)) throw misshapen(line, 'holds no int(f, x) or int(f, x, a, b)');
  return reader.compared(formula).map(({ left, right, text }) => ({ kind: 'identity', name: text, left, right, assumptions })); // prettier-ignore
}

function topLevelCommas(text: string): number {
  let [depth, count] = [0, 0];
  for (const c of text) {
    if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === ',' && depth === 0) count++;
  }
  return count;
}

function limitOf(formula: string, reader: LineReader, options: SamplingOptions): Judgement {
  const { stated, value } = reader.limit(formula);
  return verifyLimit({ ...stated, value, assumptions: reader.assumptions }, options);
}

function expansions(line: Line, reader: LineReader): Claim[] {
  const { variable, towards, next } = line;
  if (variable === undefined || towards === undefined || next === undefined)
    throw misshapen(line, "is an expansion and must name its 'variable', 'towards' and 'next'");
  return comparedWith(line, reader, ['~']).map(({ left, right, text }): Claim => ({
    kind: 'expansion',
    name: text,
    exact: left,
    series: right,
    variable,
    towards,
    next: reader.expression(next),
    assumptions: reader.assumptions,
  }));
}

/** Chains of <, <=, > and >= all in one direction or with equalities between them. */
function inequalities(line: Line, reader: LineReader): Claim[] {
  const { assumptions } = reader;
  const compared = comparedWith(line, reader, ['<', '<=', '>', '>=', '=']);
  if (compared.every(({ relation }) => relation === '=')) throw misshapen(line, 'holds no inequality');
  return compared.flatMap(({ left, relation, right, text }): Claim[] => {
    if (relation === '=') return [{ kind: 'identity', name: text, left, right, assumptions }];
    const gap = relation.startsWith('<') ? subtract(right, left) : subtract(left, right);
    const orZero = relation.length === 2;
    if (line.form === undefined)
      return [{ kind: 'positive', name: text, expression: gap, orZero, assumptions }];
    const form = reader.expression(line.form);
    return [
      {
        kind: 'identity',
        name: `the difference of the sides of ${text}`,
        left: gap,
        right: form,
        assumptions,
      },
      { kind: 'positive', name: text, expression: form, orZero, assumptions },
    ];
  });
}

/** `x = g(y)` solves `y = f(x)`: f(g(y)) = y, and g(f(x)) = x wherever both are defined. */
function inverses(line: Line, reader: LineReader): Claim[] {
  const { assumptions } = reader;
  if (line.of === undefined) throw misshapen(line, "must name in 'of' the equation y = f(x) that it solves");
  const [equation] = reader.compared(line.of);
  return comparedWith(line, reader, ['=']).flatMap(({ left: x, right: g, text }): Claim[] => {
    if (x.kind !== 'symbol' || equation?.left.kind !== 'symbol' || dependsOn(g, x.name))
      throw misshapen(line, "must have the form 'x = g(y)' of an equation 'y = f(x)'");
    const { left: y, right: f } = equation;
    return [
      { kind: 'identity', name: text, left: substitute(f, new Map([[x.name, g]])), right: y, assumptions },
      {
        kind: 'identity',
        name: `${text}, back`,
        left: substitute(g, new Map([[y.name, f]])),
        right: x,
        assumptions,
      },
    ];
  });
}

/**
 * Every formula fails at the point, or for the model, within the conditions of the document; what is stated `instead` holds
 * there.
 */
function counterexample(line: Line, reader: LineReader, options: SamplingOptions): Decided {
  const { at = [], instead = [], model, formulas } = line;
  if (instead.length === 0) throw misshapen(line, "is a counterexample and must say what holds 'instead'");
  if (at.length === 0 && model === undefined)
    throw misshapen(line, "is a counterexample and must name its point in 'at', or its 'model'");
  const point = readPoint(at);
  if (!meets(point, reader.assumptions)) throw misshapen(line, 'lies outside the conditions of the document');
  const there = reader.at(point);
  const judge = (formula: string): Judgement => {
    try {
      return REASONS[reasonOf(formula, line)].check({ ...line, formulas: [formula] }, there, options);
    } catch (error) {
      if (error instanceof RangeError) throw misshapen(line, `has no value at its point in '${formula}'`);
      throw error;
    }
  };
  for (const formula of formulas) {
    const { verdict, evidence } = judge(formula);
    if (verdict === 'refuted') continue;
    const why = `${formula} is ${verdict} there`;
    return { verdict: verdict === 'undecided' ? verdict : 'refuted', evidence: { ...evidence, why } };
  }
  return weakestOf(instead.map(judge));
}

/** The reason whose checker decides a formula of a counterexample. */
function reasonOf(formula: string, { model }: Line): ReasonName {
  if (model !== undefined) return 'derived';
  if (/\blim\s*\(/.test(formula)) return 'limit';
  if (formula.includes('~')) return 'expand';
  if (/[<>]/.test(formula)) return 'inequality';
  if (/\bint\s*\(/.test(formula)) return 'integrate';
  return /\bdiff\s*\(/.test(formula) ? 'differentiate' : 'algebra';
}

const modelText = (model: NonNullable<Line['model']>): string =>
  Object.entries(model).map(([key, value]) => `${key} ${String(value)}`).join(', '); // prettier-ignore

/** `potential = formula` or an identity in the symbols of the model, against the engine's own derivation. */
function derivedOf(line: Line, formula: string, reader: LineReader, options: SamplingOptions): Judgement {
  if (line.model === undefined) throw misshapen(line, "is derived and must name its 'model'");
  const { left, right } = splitClaim(formula);
  const expanded = (text: string): string => toText(reader.expression(text));
  const claim = `${namesQuantity(formula) ? left : expanded(left)} = ${expanded(right)}`;
  const theory = flowTheoryOf(coordinateModel(readModel(line.model)), true);
  return isSolved(theory)
    ? judgeClaim(claim, theory, false, options)
    : judgeUnsolvedClaim(claim, theory, options);
}
