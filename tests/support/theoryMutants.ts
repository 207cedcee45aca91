import { proveEqual } from '../../src/expression/prove.ts';
import { toText } from '../../src/expression/printText.ts';
import { expandSmall } from '../../src/expression/expandTerms.ts';
import { isZero, subtract, type Expression } from '../../src/expression/expression.ts';
import { kernelExpansion } from '../../src/theory/kernelExpansion.ts';
import { coordinateModel, readModel, type ModelTexts } from '../../src/theory/readModel.ts';
import { kernelStep, richSides, richStep } from '../../src/theory/regimes.ts';
import type { RichExpansion } from '../../src/theory/richExpansion.ts';
import type { SeparableTheory } from '../../src/theory/separableTheory.ts';
import type { Claim, Step } from '../../src/theory/step.ts';
import { theorySteps } from '../../src/theory/steps.ts';
import { theoryOf } from '../../src/verification/deriveTheory.ts';
import { verifyStep } from '../../src/verification/verifyStep.ts';
import { formulaMutants } from './mutants.ts';

/** One formula of a theory, with the steps that are written from the theory when it is replaced. */
interface Slot {
  readonly name: string;
  readonly original: Expression;
  readonly steps: (replaced: Expression) => Step[];
}

/** A wrong theory and what verification says of one step that shows the wrong formula. */
export interface MutantResult {
  readonly slot: string;
  readonly change: string;
  readonly step: string;
  readonly outcome: 'refuted' | 'equivalent' | 'survived';
  readonly verdict: string;
}

/** Replaces one entry of an array. */
const put = <T>(list: readonly T[], k: number, value: T): T[] => list.map((x, j) => (j === k ? value : x));

/** Every formula that the derivation of a model shows, as a slot that can be replaced. */
export function slotsOf(texts: ModelTexts): { slots: Slot[]; steps: Step[] } {
  const read = readModel(texts);
  const t = theoryOf(coordinateModel(read));
  const scale = read.scale?.kind === 'symbol' ? read.scale.name : null;
  const slots: Slot[] = [];
  const field = (
    name: string,
    original: Expression | null,
    replace: (e: Expression) => Partial<SeparableTheory>,
  ) => {
    if (original !== null) slots.push({ name, original, steps: (e) => theorySteps({ ...t, ...replace(e) }) });
  };
  field('start', t.start, (start) => ({ start }));
  t.jacobian.forEach((j, k) => field(`jacobian ${k + 1}`, j, (e) => ({ jacobian: put(t.jacobian, k, e) })));
  field('inverseMetric', t.inverseMetric, (inverseMetric) => ({ inverseMetric }));
  t.branches.forEach((b, k) =>
    b.flow.solutions.forEach((original, parameter) =>
      field(`flow ${parameter}`, original, (solution) => ({
        branches: put(t.branches, k, {
          ...b,
          flow: { ...b.flow, solutions: new Map(b.flow.solutions).set(parameter, solution) },
        }),
      })),
    ),
  );
  t.conserved.forEach((c, k) => {
    field(`conserved ${k + 1}`, c.quantity, (quantity) => ({
      conserved: put(t.conserved, k, { ...c, quantity }),
    }));
    field(`conserved value ${k + 1}`, c.value, (value) => ({
      conserved: put(t.conserved, k, { ...c, value }),
    }));
  });
  for (const end of ['lower', 'upper'] as const) {
    field(`dual ${end}`, t.dualDomain[end], (e) => ({ dualDomain: { ...t.dualDomain, [end]: e } }));
    // A bound that the weight only tends to is a limit at infinity and has no value to compare.
    if (t.dualDomain[end] !== null)
      field(`weight ${end}`, t.weightDomain[end], (e) => ({ weightDomain: { ...t.weightDomain, [end]: e } }));
  }
  field('inverseMirrorMap', t.inverseMirrorMap, (inverseMirrorMap) => ({ inverseMirrorMap }));
  field('dualPotential', t.dualPotential, (dualPotential) => ({ dualPotential }));
  field('parametricPotential', t.parametricPotential, (parametricPotential) => ({ parametricPotential }));
  field('parametricMetric', t.parametricMetric, (parametricMetric) => ({ parametricMetric }));
  field('potential', t.potential, (potential) => ({ potential }));
  field('metric', t.metric, (metric) => ({ metric }));
  const m = t.mirrorMap;
  if (m.form === 'closed') {
    if (m.parts === null) field('mirrorMap', m.value, (value) => ({ mirrorMap: { ...m, value } }));
    m.parts?.forEach((part, k) =>
      field(`part ${part.name}`, part.value, (value) => ({
        mirrorMap: { ...m, parts: put(m.parts!, k, { ...part, value }) },
      })),
    );
  }
  const { map, parameters, init, assumptions } = t.model;
  const kernel = kernelExpansion(map, parameters, init, 6, assumptions);
  kernel.coefficients.forEach((c, k) =>
    slots.push({
      name: `kernel coefficient ${k}`,
      original: c,
      steps: (e) => [kernelStep(t, scale, { ...kernel, coefficients: put(kernel.coefficients, k, e) })],
    }),
  );
  slots.push({
    name: 'kernel start',
    original: kernel.start,
    steps: (e) => [kernelStep(t, scale, { ...kernel, start: e })],
  });
  const steps = [...theorySteps(t), kernelStep(t, scale, kernel)];
  const rich = richSides(t);
  if (typeof rich !== 'string' && (rich.up !== null || rich.down !== null)) {
    steps.push(richStep(t, scale, rich));
    for (const side of ['up', 'down'] as const)
      rich[side]?.terms.forEach((term, k) => {
        const replaced = (e: Expression): RichExpansion => ({
          ...rich[side]!,
          terms: put(rich[side]!.terms, k, e),
        });
        slots.push({
          name: `rich ${side} ${k + 1}`,
          original: term,
          steps: (e) => [richStep(t, scale, { ...rich, [side]: replaced(e) })],
        });
      });
  }
  return { slots, steps };
}

/** What a reader sees of a step. */
const shown = (s: Step): string =>
  [s.text, ...s.formulas.map((f) => `${f.left} = ${toText(f.right)}`)].join('\n');

/** One wrong theory: a slot and the formula in its place. */
export interface WrongTheory {
  readonly slot: Slot;
  readonly change: string;
  readonly value: Expression;
}

export const wrongTheories = (slots: readonly Slot[]): WrongTheory[] =>
  slots.flatMap((slot) =>
    formulaMutants(slot.original).map(({ change, value }) => ({ slot, change, value })),
  );

/** Verifies every step of a wrong theory that shows something else than the right one. */
export function judgeWrongTheory(
  { slot, change, value }: WrongTheory,
  right: readonly Step[],
): MutantResult[] {
  const results: MutantResult[] = [];
  let wrong: Step[];
  try {
    wrong = slot.steps(value);
  } catch (error) {
    // The wrong formula has no value where the derivation evaluates it.
    if (error instanceof RangeError) return [];
    throw error;
  }
  for (const step of wrong) {
    const before = right.find((s) => s.id === step.id)!;
    if (shown(before) === shown(step)) continue;
    const { verdict, evidence } = verifyStep(step, { seed: 1, points: 3, digits: 50 });
    const refuted =
      verdict === 'refuted' && (evidence.counterexample !== undefined || evidence.why !== undefined);
    const outcome = refuted ? 'refuted' : isEquivalent(before, step) ? 'equivalent' : 'survived';
    results.push({
      slot: slot.name,
      change,
      step: step.id,
      outcome,
      verdict: `${verdict} (${evidence.method})`,
    });
  }
  return results;
}

/** True when the two steps show the same text and formulas that are proved equal, named parts put together. */
function isEquivalent(before: Step, after: Step): boolean {
  const claim = before.claims.find((c) => 'assumptions' in c);
  if (claim === undefined || !('assumptions' in claim) || before.text !== after.text) return false;
  const same = (left: Expression, right: Expression): boolean =>
    isZero(expandSmall(subtract(left, right), 400)) || proveEqual(left, right, claim.assumptions) !== null;
  const eachSame =
    before.formulas.length === after.formulas.length &&
    before.formulas.every(
      (f, k) => f.left === after.formulas[k]!.left && same(f.right, after.formulas[k]!.right),
    );
  if (eachSame) return true;
  const [whole, other] = [before, after].map((s) => s.claims.find((c) => c.kind === 'inverse')) as [
    InverseClaim,
    InverseClaim,
  ];
  return whole !== undefined && other !== undefined && same(whole.back.left, other.back.left);
}

type InverseClaim = Extract<Claim, { kind: 'inverse' }> | undefined;
