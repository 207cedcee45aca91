import { overTerms } from '../calculus/solveEquation.ts';
import { HypentropyError, InterruptedError } from '../errors.ts';
import { assumptionsToText, domainOf, type Domain } from '../expression/assumptions.ts';
import {
  HALF, ONE, freeSymbols, isOne, substitute, sum, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { representative } from '../expression/representative.ts';
import type { DesignRecord } from '../records.ts';
import { design, withoutWeight, type DesignedModel } from '../theory/design.ts';
import { designSteps, speedOf } from '../theory/designSteps.ts';
import { rangeText, readDesign, type DesignProblem, type DesignTexts } from '../theory/readDesign.ts';
import { coordinateModel, readModel, type ModelTexts } from '../theory/readModel.ts';
import { weightTheory } from '../theory/weightTheory.ts';
import { flowTheory } from './checkModel.ts';
import { theoryOf, deadlineOf, verifiedSteps, type DeriveOptions } from './deriveTheory.ts';
import { weakest } from './verifyStep.ts';

type Designed = Omit<DesignRecord, 'schema' | 'version' | 'seed' | 'conventions' | 'elapsed'>;

/**
 * A parametrization and a start for a potential, each step of the way verified, and the theory of the result compared
 * with the request. Throws FormulaError, DomainError or HypentropyError for texts that cannot be read and for potentials
 * that no smooth map has, InterruptedError when stopped.
 */
export async function designTheory(texts: DesignTexts, options: DeriveOptions): Promise<Designed> {
  const deadline = deadlineOf(options);
  const problem = readDesign(texts);
  options.onProgress?.(null, 'looking for a map');
  if (options.signal?.aborted) throw new InterruptedError('aborted', 'the design was interrupted');
  const found = design(problem);
  const { designed, twoSided } = found;
  const steps = await verifiedSteps(designSteps(found), options, deadline);
  const { metric, given, potential, sides, start, startReason, assumptions } = problem;
  const formula = given === 'metric' ? metric : potential!;
  const shown = designed === null ? null : mapRecord(designed);
  return {
    request: {
      given,
      formula: toText(formula),
      latex: toLatex(formula),
      domain: rangeText(problem.interval).replace('every real w', 'w real'),
      sides,
      assumptions: assumptionsToText(withoutWeight(assumptions)),
    },
    start: { w: toText(start), reason: startReason },
    parametrization: shown?.parametrization ?? null,
    latex: shown?.latex ?? null,
    init: shown?.init ?? {},
    twoSided: twoSided === null ? null : mapRecord(twoSided),
    equation: `dw/du = ${toText(speedOf(problem))}`,
    commands: [designed, twoSided].flatMap((m) => (m === null ? [] : commandsOf(m, problem))),
    steps,
    verdict: weakest(steps.map((s) => s.verdict)),
  };
}

const mapRecord = ({ model }: DesignedModel) => ({
  parametrization: toText(model.map),
  latex: toLatex(model.map),
  init: Object.fromEntries([...model.init].map(([name, value]) => [name, toText(value)])),
});

/** Sizes of the random problem of a check: few samples, so that weights inside the domain can fit them. */
const PROBLEM = '--samples 3 --features 12 --sparsity 2 --seed 1';

/** Command lines for the map, those alone that the other verbs can carry out. */
function commandsOf({ model, separable, inWeight }: DesignedModel, problem: DesignProblem): string[] {
  const { map, init, parameters } = model;
  const values = numbersFor(map, model, problem);
  const plain = { parametrization: toText(map), init: startText(parameters, init, toText) };
  const number = (e: Expression) =>
    values.size === 0 ? e : overTerms(substitute(e, values), ONE, { domains: new Map(), facts: [] });
  const numeric = {
    parametrization: toText(number(map)),
    init: startText(parameters, init, (e) => toText(number(e))),
  };
  const line = (verb: string, { parametrization, init: start }: typeof plain): string =>
    `hypentropy ${verb} --parametrization "${parametrization}" --init "${start}"`;
  return [
    ...((separable ?? inWeight) !== null && derivable(plain) ? [line('derive', plain)] : []),
    ...(checkable(numeric) ? [`${line('check', numeric)} ${PROBLEM}`] : []),
  ];
}

const startText = (
  parameters: readonly string[],
  init: ReadonlyMap<string, Expression>,
  text: (e: Expression) => string,
): string => parameters.map((p) => `${p}=${text(init.get(p)!)}`).join(', ');

const derivable = (texts: ModelTexts): boolean =>
  succeeds(() => theoryOf(coordinateModel(readModel(texts)), false)) ||
  succeeds(() => weightTheory(coordinateModel(readModel(texts))));

const checkable = (texts: ModelTexts): boolean => {
  const read = readModel(texts);
  return succeeds(() => flowTheory(read, coordinateModel(read)));
};

function succeeds(derive: () => unknown): boolean {
  try {
    return derive() !== null;
  } catch (error) {
    if (error instanceof HypentropyError || error instanceof RangeError) return false;
    throw error;
  }
}

/** A simple number for every symbol that is no parameter of the map. */
function numbersFor(
  map: Expression,
  { parameters, init }: DesignedModel['model'],
  { assumptions }: DesignProblem,
): Map<string, Expression> {
  const names = new Set([map, ...init.values()].flatMap((e) => [...freeSymbols(e)]));
  parameters.forEach((p) => names.delete(p));
  return new Map([...names].map((name) => [name, simpleValue(domainOf(name, assumptions))] as const));
}

/** 1 where it may be, else halfway to the next whole number or between the ends. */
function simpleValue(domain: Domain): Expression {
  const inside = representative(domain);
  const one = inside.find(isOne);
  if (one !== undefined) return one;
  return domain.lower !== null && domain.upper === null ? sum(domain.lower, HALF) : (inside[0] ?? ONE);
}
