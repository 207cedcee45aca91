import { InterruptedError } from '../errors.ts';
import { assumptionsToText, domainOf } from '../expression/assumptions.ts';
import {
  MINUS_ONE, freeSymbols, power, sqrt, substitute, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { representative } from '../expression/representative.ts';
import { simplify } from '../expression/simplify.ts';
import type { DesignRecord } from '../records.ts';
import { design, withoutWeight, type DesignedModel } from '../theory/design.ts';
import { designSteps } from '../theory/designSteps.ts';
import { rangeText, readDesign, type DesignProblem, type DesignTexts } from '../theory/readDesign.ts';
import { verifiedSteps, type DeriveOptions } from './deriveTheory.ts';
import { weakest } from './verifyStep.ts';

type Designed = Omit<DesignRecord, 'schema' | 'version' | 'seed' | 'conventions' | 'elapsed'>;

/**
 * A parametrization and a start for a potential, each step of the way verified, and the theory of the result compared
 * with the request. Throws FormulaError, DomainError or HypentropyError for texts that cannot be read and for potentials
 * that no smooth map has, InterruptedError when stopped.
 */
export async function designTheory(texts: DesignTexts, options: DeriveOptions): Promise<Designed> {
  const problem = readDesign(texts);
  options.onProgress?.(null, 'looking for a map');
  if (options.signal?.aborted) throw new InterruptedError('aborted', 'the design was interrupted');
  const found = design(problem);
  const { designed, twoSided } = found;
  const steps = await verifiedSteps(designSteps(found), options);
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
    equation: `dw/du = ${toText(simplify(power(sqrt(metric), MINUS_ONE), assumptions))}`,
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

function commandsOf({ model }: DesignedModel, problem: DesignProblem): string[] {
  const line = (verb: string, of: (e: Expression) => Expression): string => {
    const init = [...model.init].map(([name, value]) => `${name}=${toText(of(value))}`).join(', ');
    return `hypentropy ${verb} --parametrization "${toText(of(model.map))}" --init "${init}"`;
  };
  const derive = line('derive', (e) => e);
  const values = numbersFor(model.map, model, problem);
  const numeric = (e: Expression) => simplify(substitute(e, values), { domains: new Map(), facts: [] });
  return [derive, `${line('check', numeric)} ${PROBLEM}`];
}

/** A simple number for every symbol that is no parameter of the map. */
function numbersFor(
  map: Expression,
  { parameters, init }: DesignedModel['model'],
  { assumptions }: DesignProblem,
): Map<string, Expression> {
  const names = new Set([map, ...init.values()].flatMap((e) => [...freeSymbols(e)]));
  parameters.forEach((p) => names.delete(p));
  return new Map([...names].map((name) => [name, representative(domainOf(name, assumptions))[0]!] as const));
}
