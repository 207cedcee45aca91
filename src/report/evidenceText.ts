import type { EvidenceRecord, PointRecord } from '../records.ts';

/** `w = 1/2, alpha = 0.1`. */
export const pointText = (point: PointRecord): string =>
  Object.entries(point).map(([name, value]) => `${name} = ${value}`).join(', '); // prettier-ignore

/** Evidence in one or two plain sentences: what decided, on how much, and where it failed. */
export function evidenceText(evidence: EvidenceRecord): string {
  const { method, rules, counterexample, why } = evidence;
  let text = method;
  if (rules !== undefined && rules.length > 0 && method !== rules.join(', '))
    text += `${method === '' ? '' : ' '}[${rules.join(', ')}]`;
  const sampling = samplingText(evidence);
  if (sampling !== '') text += `${text === '' ? '' : '; '}${sampling}`;
  if (counterexample !== undefined) {
    const { at, left, right, agreeingDigits, sides = ['the left side', 'the right side'] } = counterexample;
    const digits = agreeingDigits === undefined ? '' : ` (${plural(agreeingDigits, 'digit')} agree)`;
    text += `${text === '' ? '' : '; '}at ${pointText(at)} ${sides[0]} is ${left}, ${sides[1]} ${right}${digits}`;
  }
  if (why !== undefined && why !== '') text += `${text === '' ? '' : '; '}${why}`;
  return text;
}

function samplingText({ points, skipped, digits, worst, secondOpinion }: EvidenceRecord): string {
  if (points === undefined) return '';
  const parts = [`${plural(points, 'point')} compared${digits === undefined ? '' : ` at ${digits} digits`}`];
  if (skipped !== undefined) parts.push(`${skipped} skipped`);
  if (worst !== undefined) parts.push(`worst relative residual ${worst}`);
  if (secondOpinion !== undefined)
    parts.push(
      `${secondOpinion.by} agrees at ${plural(secondOpinion.points, 'point')} to ${secondOpinion.digits} digits`,
    );
  return parts.join(', ');
}

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
