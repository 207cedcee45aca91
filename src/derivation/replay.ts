import { FormulaError, HypentropyError, InterruptedError } from '../errors.ts';
import type { FindingRecord, StepRecord, VerdictKind } from '../records.ts';
import type { DeriveOptions } from '../verification/deriveTheory.ts';
import { claimTexts } from '../verification/claimTexts.ts';
import { weakest } from '../verification/verifyStep.ts';
import type { DerivationDocument, Line } from './document.ts';
import { judgeFinding } from './judgeFinding.ts';
import { lineLatex } from './lineLatex.ts';
import { LineReader, conditionsOf } from './lineReader.ts';
import { REASONS, type Decided } from './reasons.ts';
import type { SamplingOptions } from '../verification/verifyIdentity.ts';

/** A document whose lines were checked. */
export interface Replayed {
  readonly assumptions: string[];
  readonly steps: StepRecord[];
  /** The weakest verdict of the lines that are checked here; undecided for none. */
  readonly verdict: VerdictKind;
  /** What is cited and not checked here. */
  readonly restsOn: string[];
  /** Where the document is about a formula of the literature. */
  readonly finding?: FindingRecord;
}

const POINTS = 3;
const DIGITS = 50;

/**
 * Checks every line of a derivation by its reason, in order; definitions hold from their line on. Throws HypentropyError
 * naming the document and the line for one that cannot be read, InterruptedError when stopped.
 */
export async function replay(document: DerivationDocument, options: DeriveOptions): Promise<Replayed> {
  const { seed, digits = DIGITS, secondOpinion = false, budget = Infinity } = options;
  const deadline = performance.now() + budget;
  const sampling = { seed, points: POINTS, digits, secondOpinion };
  let reader = within(document, 'definitions', () =>
    LineReader.of(document.assumptions, document.definitions),
  );
  const functions = new Set(document.definitions.flatMap(functionNamed));
  const assumptions = conditionsOf(reader);
  const steps: StepRecord[] = [];
  let last = performance.now();
  for (const line of document.steps) {
    if (options.signal?.aborted) throw new InterruptedError('aborted', 'the derivation was interrupted');
    const step = within(document, line.id, () => {
      if (line.reason === 'definition') {
        for (const text of line.formulas) {
          reader = reader.define(text);
          functionNamed(text).forEach((name) => functions.add(name));
        }
      }
      const here = reader.assuming(line.assumptions);
      const judged = performance.now() < deadline ? decidedOf(line, here, sampling) : TIME_OVER;
      const record = recordOf(line, judged, functions);
      return options.claims === true ? { ...record, claims: claimTexts(judged.claims ?? []) } : record;
    });
    steps.push(step);
    options.onProgress?.(steps.length / document.steps.length, `${document.id}: ${line.title}`);
    if (performance.now() - last > 25) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
  }
  const checked = steps.filter((_, k) => document.steps[k]!.reason !== 'cited');
  const restsOn = document.steps.filter(({ reason }) => reason === 'cited').map(({ source }) => source ?? '');
  const verdict = checked.length === 0 ? 'undecided' : weakest(checked.map((s) => s.verdict));
  if (document.finding === undefined) return { assumptions, steps, verdict, restsOn };
  const finding = within(document, 'finding', () => judgeFinding(document, steps, reader, sampling));
  return { assumptions, steps, verdict: weakest([verdict, finding.verdict]), restsOn, finding };
}

/** What no rule here reaches leaves its line undecided and the others as they are. */
function decidedOf(line: Line, reader: LineReader, sampling: SamplingOptions): Decided {
  try {
    return REASONS[line.reason].check(line, reader, sampling);
  } catch (error) {
    const beyond = error instanceof HypentropyError && BEYOND.has(error.code);
    if (!beyond) throw error;
    return { verdict: 'undecided', evidence: { method: 'not decided', why: error.message } };
  }
}

/** No rule for it, or numbers that are too large. */
const BEYOND: ReadonlySet<string> = new Set(['undecided', 'range']);

const TIME_OVER: Decided = {
  verdict: 'undecided',
  evidence: { method: 'not compared', why: 'the time allowed was over' },
};

const functionNamed = (definition: string): string[] => {
  const name = /^\s*([A-Za-z]\w*)\s*\(/.exec(definition.split('=')[0]!)?.[1];
  return name === undefined ? [] : [name];
};

function recordOf(line: Line, { verdict, evidence }: Decided, functions: ReadonlySet<string>): StepRecord {
  const formulas = line.instead ?? line.formulas;
  return {
    id: line.id,
    title: line.title,
    text: [line.text, ...failing(line)].filter((text) => text !== '').join(' '),
    formulas: [...formulas],
    latex: formulas.map((f) => lineLatex(f, functions)).join(' \\\\ '),
    reason: REASONS[line.reason].text(line),
    verdict,
    evidence,
    ...(line.reason === 'cited' ? { cited: true } : {}),
  };
}

/** What a counterexample says before the formulas that hold there instead. */
const failing = ({ reason, formulas, at = [] }: Line): string[] =>
  reason !== 'counterexample'
    ? []
    : [`${at.length === 0 ? 'Here' : `At \`${at.join(', ')}\``} it does not hold that ${formulas.map((f) => `\`${f}\``).join(', ')}, but:`]; // prettier-ignore

/** Faults say in which document and line they are. */
function within<T>({ id }: DerivationDocument, line: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HypentropyError) || error instanceof InterruptedError) throw error;
    const message = `${id}, ${line}: ${error.message}`;
    if (error instanceof FormulaError)
      throw new FormulaError(message, error.source, error.position, error.length, error.help);
    throw new HypentropyError('document', message, error.help);
  }
}
