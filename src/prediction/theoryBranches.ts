import { HypentropyError } from '../errors.ts';
import { compile } from '../expression/compile.ts';
import { differentiate } from '../expression/differentiate.ts';
import type { Expression } from '../expression/expression.ts';
import { DUAL } from '../theory/model.ts';
import type { Branch as TheoryBranch, SeparableTheory } from '../theory/separableTheory.ts';
import { branchForms, generalForm } from './branchForm.ts';
import type { BranchForm } from './branchForm.ts';
import { branchInterval } from './branchInterval.ts';
import { createDualMap } from './dualMap.ts';
import type { Branch, DualMap } from './dualMap.ts';
import { valuesAtStarts } from './startValues.ts';

/** A theory as numbers. */
export interface TheoryBranches {
  readonly branches: readonly Branch[];
  /** For each branch of the dual map, the branch of the theory (the block of parameters) from which it comes. */
  readonly parameterOf: readonly number[];
  /** w(0). */
  readonly initial: Float64Array;
  /** k × d, 1 where a parameter starts at rest and stays there. */
  readonly resting: Uint8Array;
}

/** The last numbers of a theory: trajectory and curves of one picture ask for the same. */
const last = new WeakMap<SeparableTheory, { key: string; numbers: TheoryBranches }>();

/**
 * The dual map h of a theory as numbers, one amplitude, rate and exponent a coordinate, every one computed from the
 * theory's own expressions to the nearest double. The theory is that of the generic model, whose start values are
 * symbols; `starts` is k × d, parameter by parameter in the model's order. A parameter that starts at zero, where its
 * speed vanishes, stays there and contributes nothing. Throws HypentropyError for a start value without theory.
 */
export function theoryBranches(theory: SeparableTheory, starts: Float64Array, d: number): TheoryBranches {
  const key = starts.join(' ');
  const known = last.get(theory);
  if (known?.key === key && known.numbers.initial.length === d) return known.numbers;
  const numbers = computeBranches(theory, starts, d);
  last.set(theory, { key, numbers });
  return numbers;
}

function computeBranches(theory: SeparableTheory, starts: Float64Array, d: number): TheoryBranches {
  const { model } = theory;
  const k = model.parameters.length;
  const symbols = model.parameters.map((name) => startSymbol(model.init.get(name)!, name));
  const values = new Map(symbols.map((name, j) => [name, starts.subarray(j * d, (j + 1) * d)]));
  const resting = new Uint8Array(k * d);
  const branches: Branch[] = [];
  const parameterOf: number[] = [];
  theory.branches.forEach((branch, index) => {
    const own = branch.parameters.map((name) => model.parameters.indexOf(name));
    const isAtRest = restTest(branch);
    for (let i = 0; i < d; i++)
      if (isAtRest(own.map((j) => starts[j * d + i]!))) for (const j of own) resting[j * d + i] = 1;
    const rests = (i: number): boolean => own.every((j) => resting[j * d + i] === 1);
    requireStart(theory, index, values, d, rests);
    const found = numericBranches(theory, index, values, d, rests, symbols);
    branches.push(...found);
    parameterOf.push(...found.map(() => index));
  });
  requireMotion(resting, k, d);
  return { branches, parameterOf, initial: valuesAtStarts([theory.start], values, d)[0]!, resting };
}

/** The dual map itself. */
export const theoryDualMap = (numbers: TheoryBranches, d: number): DualMap =>
  createDualMap(d, numbers.branches, numbers.initial);

function startSymbol(start: Expression, name: string): string {
  if (start.kind === 'symbol') return start.name;
  throw new HypentropyError('setting', `the theory must keep the start value of ${name} as a symbol`);
}

/** The solution must pass through its start: it was derived for positive starts and may not hold for others. */
function requireStart(
  theory: SeparableTheory,
  index: number,
  starts: Starts,
  d: number,
  rests: (i: number) => boolean,
): void {
  const names = [DUAL, ...starts.keys()];
  const columns = [...starts.values()];
  for (const [parameter, expression] of theory.branches[index]!.flow.solutions) {
    const solution = compile(expression, names);
    const j = theory.model.parameters.indexOf(parameter);
    for (let i = 0; i < d; i++) {
      if (rests(i)) continue;
      const start = columns.map((column) => column[i]!);
      const wanted = start[j]!;
      const size = Math.max(...start.map(Math.abs));
      if (!(Math.abs(solution([0, ...start]) - wanted) <= 1e-9 * size + 1e-300))
        throw new HypentropyError(
          'domain',
          `the theory does not hold from ${parameter} = ${wanted} (coordinate ${i + 1})`,
          'give it a positive start value',
        );
    }
  }
}

/** Whether the parameters of a block, at given starts, stay where they are: no speed, or none that exists, at zero. */
function restTest({ part, parameters }: TheoryBranch): (starts: readonly number[]) => boolean {
  const speeds = parameters.map((p) => compile(differentiate(part, p), parameters));
  return (starts) =>
    starts.every((v) => v === 0) && speeds.every((f) => f(starts) === 0 || !Number.isFinite(f(starts)));
}

function requireMotion(resting: Uint8Array, k: number, d: number): void {
  for (let i = 0; i < d; i++) {
    let moving = false;
    for (let j = 0; j < k; j++) moving ||= resting[j * d + i] === 0;
    if (!moving)
      throw new HypentropyError(
        'domain',
        `coordinate ${i + 1} starts at a saddle: all its parameters start at 0, where they stay`,
        'give at least one of them a start value other than 0',
      );
  }
}

type Starts = ReadonlyMap<string, Float64Array>;

function numericBranches(
  theory: SeparableTheory,
  index: number,
  starts: Starts,
  d: number,
  rests: (i: number) => boolean,
  symbols: readonly string[],
): Branch[] {
  // prettier-ignore
  const forms = branchForms(theory, index);
  const numbers = forms.map((form) => numericBranch(form, starts, d, rests, symbols));
  if (numbers.length > 1 && !numbers.every(increases))
    return [numericBranch(generalForm(theory, index), starts, d, rests, symbols)];
  return numbers;
}

/** Several terms of one branch may fall while their sum rises. */
function increases(branch: Branch): boolean {
  if (branch.kind === 'general') return true;
  const [amplitude, rate] = [branch.amplitude as Float64Array, branch.rate as Float64Array];
  const exponent = branch.kind === 'power' ? (branch.exponent as Float64Array) : null;
  return amplitude.every((a, i) => a === 0 || a * rate[i]! * (exponent?.[i] ?? 1) > 0);
}

function numericBranch(
  form: BranchForm,
  starts: Starts,
  d: number,
  rests: (i: number) => boolean,
  symbols: readonly string[],
): Branch {
  // prettier-ignore
  switch (form.kind) {
    case 'linear': {
      // slope · s, written as 1 + slope · s: only the rise counts.
      const [rate] = valuesAtStarts([form.slope], starts, d, rests) as [Float64Array];
      const amplitude = Float64Array.from(rate, (r) => (r === 0 ? 0 : 1));
      return { kind: 'power', amplitude, rate, exponent: new Float64Array(d).fill(1) };
    }
    case 'exponential': {
      const [amplitude, rate] = valuesAtStarts([form.amplitude, form.rate], starts, d, rests) as [Float64Array, Float64Array];
      return { kind: 'exponential', amplitude, rate };
    }
    case 'power': {
      const [amplitude, rate, exponent] = valuesAtStarts([form.amplitude, form.rate, form.exponent], starts, d, rests) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      return { kind: 'power', amplitude, rate, exponent };
    }
    case 'general': {
      const names = [DUAL, ...symbols];
      const columns = symbols.map((name) => starts.get(name)!);
      const point = new Float64Array(names.length);
      const at = (f: (args: ArrayLike<number>) => number) => (s: number, i: number): number => {
        if (rests(i)) return 0;
        point[0] = s;
        columns.forEach((column, j) => (point[j + 1] = column[i]!));
        return f(point);
      };
      const conditions = form.conditions.map((c) => at(compile(c, names)));
      return {
        kind: 'general',
        value: at(compile(form.value, names)),
        slope: at(compile(form.slope, names)),
        domain: (i) => branchInterval(conditions, i),
      };
    }
  }
}
