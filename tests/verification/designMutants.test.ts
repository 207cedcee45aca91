import { expect, test, vi } from 'vitest';
import type { Expression } from '../../src/expression/expression.ts';
import { expandSmall } from '../../src/expression/expandTerms.ts';
import { proveEqual } from '../../src/expression/prove.ts';
import { design, type Design } from '../../src/theory/design.ts';
import { designSteps } from '../../src/theory/designSteps.ts';
import { readDesign, type DesignTexts } from '../../src/theory/readDesign.ts';
import { verifyStep } from '../../src/verification/verifyStep.ts';
import { formulaMutants } from '../support/mutants.ts';

vi.setConfig({ testTimeout: 120_000 });

interface Slot {
  readonly name: string;
  readonly original: Expression;
  readonly wrong: (e: Expression) => Design;
}

/** The formulas of a design that its steps show, each to be replaced by a wrong one. */
function slotsOf(d: Design): Slot[] {
  const slots: Slot[] = [];
  const { form, problem, designed } = d;
  const add = (name: string, original: Expression | null | undefined, wrong: Slot['wrong']): void => {
    if (original !== null && original !== undefined) slots.push({ name, original, wrong });
  };
  add('metric', problem.metric, (metric) => ({ ...d, problem: { ...problem, metric } }));
  add('slope', problem.slope, (slope) => ({ ...d, problem: { ...problem, slope } }));
  if (form.kind === 'arc') {
    const { arc } = form;
    add('length', arc.arc, (e) => ({ ...d, form: { ...form, arc: { ...arc, arc: e } } }));
    add('map', arc.map, (e) => ({ ...d, form: { ...form, arc: { ...arc, map: e } } }));
  }
  if (form.kind === 'clock') {
    const { clock } = form;
    add('mirror map', clock.mirrorMap, (e) => ({ ...d, form: { ...form, clock: { ...clock, mirrorMap: e } } }));
    add('inverse mirror map', clock.inverseMirrorMap, (e) => ({ ...d, form: { ...form, clock: { ...clock, inverseMirrorMap: e } } }));
    const [first, ...others] = clock.parts;
    add('part', first!.length.arc, (e) => {
      const parts = [{ ...first!, length: { ...first!.length, arc: e } }, ...others];
      return { ...d, form: { ...form, clock: { ...clock, parts } } };
    });
  } // prettier-ignore
  const theory = designed?.separable;
  if (theory) {
    add('derived potential', theory.potential, (potential) => ({
      ...d,
      designed: { ...designed, separable: { ...theory, potential } },
    }));
    for (const [name, value] of theory.model.init)
      add(`${name}(0)`, value, (e) => {
        const model = { ...designed.model, init: new Map(designed.model.init).set(name, e) };
        return { ...d, designed: { ...designed, model } };
      });
  }
  const two = d.twoSided?.separable;
  if (two) {
    const replaced = (part: Partial<typeof two>): Design => ({
      ...d,
      twoSided: { ...d.twoSided!, separable: { ...two, ...part } },
    });
    add('two-sided w(s)', two.inverseMirrorMap, (e) => replaced({ inverseMirrorMap: e }));
    add('two-sided dual potential', two.dualPotential, (e) => replaced({ dualPotential: e }));
    add('two-sided potential', two.potential, (e) => replaced({ potential: e }));
    add('two-sided metric', two.metric, (e) => replaced({ metric: e }));
  }
  return slots;
}

const DESIGNS: DesignTexts[] = [
  { potential: 'w*log(w) - w', at: 'a', sides: 'two' },
  { potential: 'w^(3/2)' },
  { potential: 'w*log(w) + (1 - w)*log(1 - w)', at: '1/4' },
  { potential: 'w*arsinh(w/beta) - sqrt(w^2 + beta^2)' },
];

test.each(DESIGNS)('every wrong formula in the design of %o is refuted', (texts) => {
  const d = design(readDesign(texts));
  const survivors: string[] = [];
  for (const { name, original, wrong } of slotsOf(d)) {
    for (const { change, value } of formulaMutants(original)) {
      if (proveEqual(expandSmall(value), original, d.problem.assumptions) !== null) continue;
      let steps;
      try {
        steps = designSteps(wrong(value));
      } catch {
        continue; // no steps are written from it
      }
      const refuted = steps
        .filter((step) => step.id !== 'two-sided-rich')
        .some((step) => verifyStep(step, { seed: 1, points: 3, digits: 50 }).verdict === 'refuted');
      if (!refuted) survivors.push(`${name} ${change}`);
    }
  }
  expect(survivors).toEqual([]);
});
