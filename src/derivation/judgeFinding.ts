import { HypentropyError } from '../errors.ts';
import { assumeThat } from '../expression/assumptions.ts';
import type { FindingRecord, StepRecord } from '../records.ts';
import { verifyIdentity, type SamplingOptions } from '../verification/verifyIdentity.ts';
import { weakest } from '../verification/verifyStep.ts';
import { meets, readPoint } from './counterexample.ts';
import type { DerivationDocument } from './document.ts';
import { findingText, type Finding } from './finding.ts';
import type { LineReader } from './lineReader.ts';

/**
 * A finding is as certain as the weakest of the lines that show it: those that hold, the counterexample, and the factor, which
 * is decided here. Throws HypentropyError `document` when the counterexample meets the condition that it is to lack.
 */
export function judgeFinding(
  { finding, steps: lines }: DerivationDocument,
  steps: readonly StepRecord[],
  reader: LineReader,
  options: SamplingOptions,
): FindingRecord {
  const { kind, by } = finding!;
  const named = 'fails' in finding! ? [...by, finding.fails] : by;
  const shown = steps.filter(({ id }) => named.includes(id));
  const verdicts = shown.map(({ verdict }) => verdict);
  const titles = shown.map(({ title }) => title);
  const record = { kind, text: findingText(finding!), lines: titles };
  if (finding!.kind === 'factor') {
    const { verdict, evidence } = judgeFactor(finding!, reader, options);
    return { ...record, verdict: weakest([...verdicts, verdict]), evidence };
  }
  if (finding!.kind === 'condition') {
    const { condition, fails } = finding!;
    const { at = [] } = lines.find(({ id }) => id === fails)!;
    if (at.length > 0 && meets(readPoint(at), assumeThat([condition])))
      throw new HypentropyError(
        'document',
        `the counterexample '${fails}' meets the condition '${condition}'`,
      );
  }
  return { ...record, verdict: weakest(verdicts), evidence: { method: 'the lines that show it' } };
}

/** published = factor*derived + offset. */
function judgeFactor(
  { published, derived, factor, offset = '0' }: Finding & { kind: 'factor' },
  reader: LineReader,
  options: SamplingOptions,
) {
  const left = reader.expression(published);
  const right = reader.expression(`(${factor})*(${derived}) + (${offset})`);
  return verifyIdentity({ left, right, assumptions: reader.assumptions }, { ...options, mustExist: true });
}
