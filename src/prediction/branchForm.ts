import { linearSlope } from '../calculus/antiderivative.ts';
import { differentiate } from '../expression/differentiate.ts';
import { expandTerms } from '../expression/expandTerms.ts';
import {
  ZERO, call, dependsOn, equal, keyOf, power, product, substitute, sum, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { DUAL } from '../theory/model.ts';
import type { Branch, SeparableTheory } from '../theory/separableTheory.ts';

/** One summand of h(s), up to a constant, as a function of s with coefficients in the start values. */
export type BranchForm =
  | { readonly kind: 'linear'; readonly slope: Expression }
  | {
      /** amplitude · (1 + rate s)^exponent */
      readonly kind: 'power';
      readonly amplitude: Expression;
      readonly rate: Expression;
      readonly exponent: Expression;
    }
  | { readonly kind: 'exponential'; readonly amplitude: Expression; readonly rate: Expression }
  | {
      readonly kind: 'general';
      readonly value: Expression;
      readonly slope: Expression;
      /** Positive exactly on the interval of s where the branch exists. */
      readonly conditions: readonly Expression[];
    };

/** Forms that were read: they hold the start values as symbols, so that one reading serves all of them. */
const read = new WeakMap<Branch, readonly BranchForm[]>();

/**
 * The forms of one branch of the theory: its part of the map along its own solution, read as a sum of
 * c (A + B s)^E = c A^E (1 + (B/A) s)^E, c e^(k s + m) and linear terms; what is none of these stays general.
 */
export function branchForms(theory: SeparableTheory, index: number): readonly BranchForm[] {
  const branch = theory.branches[index]!;
  const known = read.get(branch);
  if (known !== undefined) return known;
  const forms = readForms(theory, branch);
  read.set(branch, forms);
  return forms;
}

function readForms(theory: SeparableTheory, { part, flow }: Branch): readonly BranchForm[] {
  const along = flow.value ?? simplify(substitute(part, flow.solutions), theory.assumptions);
  const plain = along.kind === 'sum' ? along.terms : [along];
  const terms = plain.flatMap((t) => (formOf(t) === null ? (expandTerms(t, 64) ?? [t]) : [t]));
  const moving = terms.filter((t) => dependsOn(t, DUAL));
  const forms = moving.map(formOf);
  const bounded =
    forms.some((f) => f?.kind === 'linear' || f?.kind === 'exponential') && flow.conditions.length > 0;
  if (bounded || forms.includes(null)) return [general(sum(...moving), flow.conditions)];
  return collect(forms as BranchForm[]);
}

/** The same branch as closures, whatever its form. */
export function generalForm(theory: SeparableTheory, index: number): BranchForm {
  const { part, flow } = theory.branches[index]!;
  const along = flow.value ?? simplify(substitute(part, flow.solutions), theory.assumptions);
  return general(along, flow.conditions);
}

const general = (value: Expression, conditions: readonly Expression[]): BranchForm => ({
  kind: 'general',
  value,
  slope: differentiate(value, DUAL),
  conditions,
});

const atZero = (e: Expression): Expression => substitute(e, new Map([[DUAL, ZERO]]));

function formOf(term: Expression): BranchForm | null {
  const linear = linearSlope(term, DUAL);
  if (linear !== null) return { kind: 'linear', slope: linear };
  const factors = term.kind === 'product' ? term.factors : [term];
  const moving = factors.filter((f) => dependsOn(f, DUAL));
  const constant = product(...factors.filter((f) => !dependsOn(f, DUAL)));
  const only = moving[0];
  if (moving.length !== 1 || only === undefined) return null;
  if (only.kind === 'call' && only.name === 'exp') {
    const rate = linearSlope(only.argument, DUAL);
    return (
      rate && { kind: 'exponential', amplitude: product(constant, call('exp', atZero(only.argument))), rate }
    );
  }
  if (only.kind !== 'power' || dependsOn(only.exponent, DUAL)) return null;
  const slope = linearSlope(only.base, DUAL);
  if (slope === null) return null;
  const origin = atZero(only.base);
  if (equal(origin, ZERO)) return null;
  return {
    kind: 'power',
    amplitude: product(constant, power(origin, only.exponent)),
    rate: product(slope, power(origin, { kind: 'rational', numerator: -1n, denominator: 1n })),
    exponent: only.exponent,
  };
}

/** Terms of one kind with equal rate and exponent become one. */
function collect(forms: readonly BranchForm[]): BranchForm[] {
  const groups = new Map<string, BranchForm>();
  for (const form of forms) {
    const key = keyOfForm(form);
    const seen = groups.get(key);
    groups.set(key, seen === undefined ? form : added(seen, form));
  }
  return [...groups.values()];
}

const keyOfForm = (f: BranchForm): string =>
  f.kind === 'power'
    ? `${keyOf(f.rate)} ${keyOf(f.exponent)}`
    : f.kind === 'exponential'
      ? `e ${keyOf(f.rate)}`
      : f.kind;

function added(a: BranchForm, b: BranchForm): BranchForm {
  if (a.kind === 'linear' && b.kind === 'linear') return { ...a, slope: sum(a.slope, b.slope) };
  const amplitude = (f: BranchForm): Expression => ('amplitude' in f ? f.amplitude : ZERO);
  return { ...a, amplitude: sum(amplitude(a), amplitude(b)) } as BranchForm;
}
