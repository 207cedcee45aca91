import type { EvidenceRecord } from '../../src/index.ts';

/** How something is known, in one line. */
export function evidenceText(evidence: EvidenceRecord): string {
  const { method, rules, points, skipped, digits, worst, secondOpinion, counterexample, why } = evidence;
  const parts = [method];
  if (rules !== undefined && rules.length > 0) parts.push(`rules: ${rules.join(', ')}`);
  if (points !== undefined) {
    const left = skipped === undefined || skipped === 0 ? '' : `, ${skipped} skipped`;
    parts.push(
      `${points} ${points === 1 ? 'point' : 'points'}${left}${digits === undefined ? '' : `, ${digits} digits`}`,
    );
  }
  if (worst !== undefined) parts.push(`worst residual ${worst}`);
  if (secondOpinion !== undefined)
    parts.push(
      `${secondOpinion.by} agrees at ${secondOpinion.points} points to ${secondOpinion.digits} digits`,
    );
  if (counterexample !== undefined) {
    const { at, left, right, sides = ['left', 'right'] } = counterexample;
    const place = Object.entries(at).map(([name, value]) => `${name} = ${value}`).join(', '); // prettier-ignore
    parts.push(`${place === '' ? '' : `at ${place}: `}${sides[0]} ${left}, ${sides[1]} ${right}`);
  }
  if (why !== undefined) parts.push(why);
  return parts.join('; ');
}
