import katex from 'katex';
import { describe, expect, test } from 'vitest';
import type { DerivationDocument } from '../../src/derivation/document.ts';
import { replay } from '../../src/derivation/replay.ts';
import { HypentropyError } from '../../src/errors.ts';
import { plantedErrors, type Planted } from './plantedErrors.ts';

/** Tests that every line of every document holds, and that an error planted in it is caught. */
export function documentLaws(documents: readonly DerivationDocument[]): void {
  const derived = documents.filter(({ steps }) => steps.length > 0).map((d) => [d.id, d] as const);
  describe.each(derived)('%s', (_, document) => {
    test('holds line by line', async () => {
      const { steps, finding } = await replay(document, { seed: 1 });
      const isOpen = ({ verdict }: { verdict: string }): boolean =>
        verdict === 'refuted' || verdict === 'undecided';
      const failed = steps
        .filter((_, k) => document.steps[k]!.reason !== 'cited')
        .filter(isOpen)
        .map(({ id, verdict, evidence }) => ({ id, verdict, evidence }));
      expect(failed).toEqual([]);
      expect(finding !== undefined && isOpen(finding)).toBe(false);
      for (const { latex } of steps)
        katex.renderToString(`\\begin{aligned}${latex}\\end{aligned}`, {
          strict: 'error',
          throwOnError: true,
        });
    });

    test('no line is beyond refutation: a wrong number or sign in it is caught', async () => {
      const planted = plantedErrors(document);
      const beyond: string[] = [];
      for (const line of new Set(planted.map((p) => p.line)))
        if (!(await isCaught(planted.filter((p) => p.line === line)))) beyond.push(line);
      expect(beyond).toEqual([]);
    });
  });
}

/** Whether any of the errors is refuted, or makes the line one that its reason does not fit. */
async function isCaught(planted: readonly Planted[]): Promise<boolean> {
  for (const { line, document } of planted) {
    const { finding: _, ...lines } = document;
    const steps = document.steps.filter(({ id, reason }) => id === line || reason === 'definition');
    try {
      const replayed = await replay({ ...lines, steps }, { seed: 1 });
      if (replayed.steps.find(({ id }) => id === line)!.verdict === 'refuted') return true;
    } catch (error) {
      if (error instanceof HypentropyError) return true;
      throw error;
    }
  }
  return false;
}
