import { VERDICTS } from '../records.ts';
import type { VerdictKind } from '../records.ts';

const MARKS: Record<VerdictKind, string> = {
  refuted: '✗',
  undecided: '?',
  checked: '≈',
  enclosed: '✓',
  proved: '✓',
};

/** The verdict with its mark, for instance `✓ proved`. */
export const verdictMark = (verdict: VerdictKind): string => `${MARKS[verdict]} ${verdict}`;

/** How many of each verdict, the strongest first: `6 proved, 1 checked`. */
export function tally(verdicts: readonly VerdictKind[]): string {
  return [...VERDICTS]
    .reverse()
    .map((kind) => [verdicts.filter((v) => v === kind).length, kind] as const)
    .filter(([n]) => n > 0)
    .map(([n, kind]) => `${n} ${kind}`)
    .join(', ');
}
