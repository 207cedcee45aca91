import { DomainError, HypentropyError, InterruptedError } from '../errors.ts';
import { assumptionsToText } from '../expression/assumptions.ts';
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { freeSymbols, isZero, substitute, symbol, type Expression } from '../expression/expression.ts';
import { simplify } from '../expression/simplify.ts';
import { isRationalIn } from '../calculus/rationalIntegral.ts';
import type { PolynomialProposer } from '../oracles/proposer.ts';
import type { ModelRecord, StepRecord, TheoryRecord, VerdictKind } from '../records.ts';
import { buildModel, depthInit } from '../theory/depthModel.ts';
import { genericConditions } from '../theory/genericConditions.ts';
import { WEIGHT, type Model } from '../theory/model.ts';
import { coordinateModel, type ReadModel } from '../theory/readModel.ts';
import { regimeSteps } from '../theory/regimes.ts';
import { shapeSteps } from '../theory/shapeStep.ts';
import {
  NotSeparable,
  separableTheory,
  type OpenInterval,
  type SeparableTheory,
} from '../theory/separableTheory.ts';
import { theorySteps } from '../theory/steps.ts';
import { unsolvedFlow, type UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import { unsolvedSteps } from '../theory/unsolvedSteps.ts';
import { weightSteps } from '../theory/weightSteps.ts';
import { weightTheory } from '../theory/weightTheory.ts';
import type { Formula, Step } from '../theory/step.ts';
import { claimTexts } from './claimTexts.ts';
import type { Judgement } from './verifyIdentity.ts';
import { verifyStep, weakest } from './verifyStep.ts';

export interface DeriveOptions {
  readonly seed: number;
  readonly digits?: number;
  /** Compare every identity with a second evaluator too. */
  readonly secondOpinion?: boolean | undefined;
  /** Record what was decided about each step. */
  readonly claims?: boolean | undefined;
  /** Milliseconds; steps whose turn comes later are undecided. */
  readonly budget?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number | null, text: string) => void) | undefined;
}

/** Points at which every identity is compared, and the digits of the comparison. */
const POINTS = 3;
const DIGITS = 50;

/** A derivation without the stamp that the facade adds. */
export type Derived = Omit<TheoryRecord, 'schema' | 'version' | 'seed' | 'conventions' | 'elapsed'>;

/**
 * Derives and verifies the theory of a model: every step with its formulas, reason and verdict. Throws DomainError
 * or HypentropyError for a model that the engine has no theory of, InterruptedError when stopped.
 */
export async function deriveTheory(read: ReadModel, options: DeriveOptions): Promise<Derived> {
  const deadline = deadlineOf(options);
  const model = coordinateModel(read);
  const { steps, record, decisive } = await derivationOf(read, model);
  const records = await verifiedSteps(steps, options, deadline);
  return {
    model: record,
    mirrorFlow: {
      holds: true,
      verdict: weakest(records.filter((r) => decisive.includes(r.id)).map((r) => r.verdict)),
      theorem:
        'one output per coordinate: its gradient field commutes with itself, so gradient flow is a mirror flow (Li, Wang, Lee and Arora 2022)',
      obstruction: null,
    },
    steps: records,
    verdict: weakest(records.map((r) => r.verdict)),
  };
}

/** When the budget of a call that begins now is over, on the clock of `performance.now`. */
export const deadlineOf = ({ budget }: { readonly budget?: number | undefined }): number =>
  performance.now() + (budget ?? Infinity);

const TIME_OVER: Judgement = {
  verdict: 'undecided',
  evidence: { method: 'not compared', why: 'the time allowed was over' },
};

/**
 * Every step with its verdict and evidence; steps that are not begun by the deadline are undecided. Throws
 * InterruptedError when stopped.
 */
export async function verifiedSteps(
  steps: readonly Step[],
  options: DeriveOptions,
  deadline = deadlineOf(options),
): Promise<StepRecord[]> {
  const records: StepRecord[] = [];
  let last = Date.now();
  for (const step of steps) {
    if (options.signal?.aborted) throw new InterruptedError('aborted', 'the derivation was interrupted');
    const isOver = performance.now() >= deadline;
    const { verdict, evidence } = isOver ? TIME_OVER : judgedStep(step, options);
    const record = stepRecord(step, verdict, evidence);
    records.push(options.claims === true ? { ...record, claims: claimTexts(step.claims) } : record);
    if (!isOver) options.onProgress?.(records.length / steps.length, `verified: ${step.title}`);
    // Lets an abort message be heard during long verifications, at no cost to short ones.
    if (Date.now() - last > 50) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = Date.now();
    }
  }
  return records;
}

const judgedStep = (step: Step, { seed, digits = DIGITS, secondOpinion = false }: DeriveOptions): Judgement =>
  verifyStep(step, { seed, points: POINTS, digits, secondOpinion });

interface Derivation {
  readonly steps: readonly Step[];
  readonly record: ModelRecord;
  /** The steps on which it rests that the flow is a mirror flow. */
  readonly decisive: readonly string[];
}

/** By the flow along the dual variable or, for a map of one parameter whose flow is not solved, in the weight. */
async function derivationOf(read: ReadModel, model: Model): Promise<Derivation> {
  try {
    const theory = await theoryWithHelp(model);
    const steps = [...theorySteps(theory), ...regimeStepsOf(read, theory), ...shapeSteps(theory)];
    return { steps, record: modelRecord(read, model, theory), decisive: ['inverse-mirror-map', 'flow'] };
  } catch (error) {
    if (!(error instanceof NoClosedForm)) throw error;
    const inWeight = weightTheory(model);
    const record = modelRecord(read, model, null);
    if (inWeight === null)
      return { steps: unsolvedSteps(unsolvedOf(model, error.why)), record, decisive: ['metric-tensor'] };
    record.assumptions.push(...inWeight.conditions.map((c) => `${toText(c)} > 0`));
    return { steps: weightSteps(inWeight), record, decisive: ['metric', 'mirror-map'] };
  }
}

/** The theory of a model or, where its flow is not solved, what is known without a solution. */
export function flowTheoryOf(model: Model, invert = false): SeparableTheory | UnsolvedFlow {
  try {
    return theoryOf(model, invert);
  } catch (error) {
    if (!(error instanceof NoClosedForm)) throw error;
    return unsolvedOf(model, error.why);
  }
}

/** Throws DomainError for a map that is not differentiable at its start, or does not move there. */
function unsolvedOf(model: Model, why: string): UnsolvedFlow {
  try {
    const flow = unsolvedFlow(model, why);
    const speed = substitute(flow.inverseMetric, model.init);
    if (isZero(simplify(speed, model.assumptions)))
      throw new DomainError(
        'the model starts at a saddle: no parameter moves',
        'choose start values at which the gradient of the map is not zero',
      );
    return flow;
  } catch (error) {
    if (error instanceof RangeError)
      throw new DomainError(
        `the map w = ${toText(model.map)} is not differentiable at its start: ${error.message}`,
        'choose other start values',
      );
    throw error;
  }
}

/** As `theoryOf`; where a rational map with parameters has no theory, another engine is asked for factors. */
async function theoryWithHelp(model: Model): Promise<SeparableTheory> {
  try {
    return theoryOf(model);
  } catch (error) {
    const isRational = model.parameters.every((p) => isRationalIn(model.map, p));
    const hasSymbols = [...freeSymbols(model.map)].some((name) => !model.parameters.includes(name));
    if (!(error instanceof HypentropyError) || error.code !== 'model' || !isRational || !hasSymbols)
      throw error;
    const { loadNerdamer } = await import('../oracles/nerdamer.ts');
    return theoryOf(model, true, await loadNerdamer());
  }
}

/** A model whose flow has no closed form that was found. */
class NoClosedForm extends HypentropyError {
  readonly why: string;

  constructor({ map }: Model, why: string) {
    super(
      'model',
      `no closed form of the flow of w = ${toText(map)} was found: ${why}`,
      'derive, evaluate and check follow the flow in numbers',
    );
    this.name = 'NoClosedForm';
    this.why = why;
  }
}

/** The theory of a model; a HypentropyError says why there is none. */
export function theoryOf(
  model: Model,
  invert = true,
  proposer: PolynomialProposer | null = null,
): SeparableTheory {
  try {
    return separableTheory(model, invert, proposer);
  } catch (error) {
    if (error instanceof NotSeparable) throw new NoClosedForm(model, error.message);
    if (error instanceof RangeError)
      throw new DomainError(
        `the model w = ${toText(model.map)} is not defined at its start: ${error.message}`,
        'choose other start values',
      );
    throw error;
  }
}

/** The regimes are stated in a symbolic scale even where the scale is a number. */
function regimeStepsOf(read: ReadModel, theory: SeparableTheory): Step[] {
  if (read.scale?.kind === 'symbol') return regimeSteps(theory, read.scale.name);
  if (read.scale === null || read.shape === null || read.depth === null) return regimeSteps(theory, null);
  const scale = symbol('alpha');
  const shape = (p: 'u' | 'v'): Expression => {
    const entries = read.shape!.get(p)!;
    return entries.length === 1 ? entries[0]! : symbol(`${p}_0`);
  };
  const init = depthInit(read.depth, scale, { u: shape('u'), v: shape('v') });
  const model = buildModel({
    map: read.map,
    init,
    depth: read.depthText,
    scale: scale.name,
    known: depthAssumptions(read),
  });
  const remark = `With the scale written \`${scale.name}\` (here \`${scale.name} = ${toText(read.scale)}\`): `;
  return regimeSteps(theoryOf(model, false), scale.name).map((s) => ({
    ...s,
    text: remark + s.text[0]!.toLowerCase() + s.text.slice(1),
  }));
}

const depthAssumptions = (read: ReadModel) => coordinateModel(read).assumptions;

function stepRecord(step: Step, verdict: VerdictKind, evidence: StepRecord['evidence']): StepRecord {
  return {
    id: step.id,
    title: step.title,
    text: step.text,
    formulas: step.formulas.map(
      (f) => `${f.left} = ${toText(f.right)}${f.truncated === true ? ' + ...' : ''}`,
    ),
    latex: step.formulas.map(latexOf).join(' \\\\ '),
    reason: step.reason,
    verdict,
    evidence,
  };
}

const latexOf = (f: Formula): string =>
  `${f.leftLatex} &= ${toLatex(f.right)}${f.truncated === true ? ' + \\cdots' : ''}`;

/** What a reader must know of the model: map, starts, domains and remarks. */
export function modelRecord(read: ReadModel, model: Model, theory: SeparableTheory | null): ModelRecord {
  const starts = [...read.starts].map(([name, entries]) => [name, entries.map(toText)] as const);
  return {
    parametrization: toText(read.map),
    latex: toLatex(read.map),
    depth: read.depthText,
    scale: read.scale === null ? null : toText(read.scale),
    init: Object.fromEntries(starts),
    loss: 'squared',
    assumptions: [
      ...assumptionsToText(model.assumptions).filter((a) => !/^[ws] /.test(a)),
      ...(theory === null ? [] : genericConditions(theory).map((e) => `${toText(e)} != 0`)),
      ...(theory === null ? [] : domainConditions(theory)),
    ],
    notes: [
      ...model.notes,
      ...constantNotes(read),
      ...starts
        .filter(([, list]) => list.length > 1)
        .map(([name]) => `\`${name}_0\` stands for the start value of ${name} in a coordinate`),
    ],
  };
}

/** A symbol of a typed map without a start value does not move: a parameter whose start was forgotten shows here. */
function constantNotes({ map, starts, depth }: ReadModel): string[] {
  if (depth !== null) return [];
  const names = [...freeSymbols(map)].filter((name) => !starts.has(name));
  if (names.length === 0) return [];
  const list = names.map((name) => `\`${name}\``).join(', ');
  return [
    names.length === 1
      ? `${list} has no start value: it is a positive constant and does not move`
      : `${list} have no start values: they are positive constants and do not move`,
  ];
}

function domainConditions({ weightDomain }: SeparableTheory): string[] {
  const text = intervalText(weightDomain, WEIGHT);
  return text === null ? [] : [text];
}

/** `lower < name < upper`, or null for the whole line. */
export function intervalText({ lower, upper }: OpenInterval, name: string): string | null {
  if (lower === null && upper === null) return null;
  if (lower === null) return `${name} < ${toText(upper!)}`;
  if (upper === null) return `${name} > ${toText(lower)}`;
  return `${toText(lower)} < ${name} < ${toText(upper)}`;
}
