import katex from 'katex';
import { describe, expect, test } from 'vitest';
import type { DerivationDocument } from '../../src/derivation/document.ts';
import { replay } from '../../src/derivation/replay.ts';
import { HypentropyError } from '../../src/errors.ts';
import survivors from '../derivation/survivors.json' with { type: 'json' };
import { plantedErrors, wrongReasons, type Planted } from './plantedErrors.ts';

/** Errors that no check can catch, since what they say is true, by why. */
const LISTED: ReadonlySet<string> = new Set(Object.values(survivors).flat());

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

    test('an error planted in a line is caught, or listed as one that leaves the line true', async () => {
      const planted = plantedErrors(document);
      const survivors: string[] = [];
      for (const error of planted) if (!(await isCaught(error))) survivors.push(error.name);
      expect(survivors.sort()).toEqual(
        planted
          .map((p) => p.name)
          .filter((name) => LISTED.has(name))
          .sort(),
      );
      const caught = new Set(planted.filter((p) => !survivors.includes(p.name)).map((p) => p.line));
      expect([...caught]).toEqual([...new Set(planted.map((p) => p.line))]);
    });

    test('a wrong reason is caught', async () => {
      for (const wrong of wrongReasons(document))
        expect([wrong.name, await isCaught(wrong)]).toEqual([wrong.name, true]);
    });
  });
}

/** Whether the line no longer passes, or is one that its reason does not fit. */
async function isCaught({ line, document }: Planted): Promise<boolean> {
  const { finding: _, ...lines } = document;
  const steps = document.steps.filter(({ id, reason }) => id === line || reason === 'definition');
  try {
    const replayed = await replay({ ...lines, steps }, { seed: 1 });
    const { verdict } = replayed.steps.find(({ id }) => id === line)!;
    return verdict === 'refuted' || verdict === 'undecided';
  } catch (error) {
    if (error instanceof HypentropyError) return true;
    throw error;
  }
}
