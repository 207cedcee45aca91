import { SvelteMap } from 'svelte/reactivity';
import { quick } from '../worker/computer.ts';

/** Formulas of running text in LaTeX as far as they are known; null for one that stays code. */
const known = new SvelteMap<string, string | null>();
const asked = new Set<string>();
let waiting: string[] = [];

/** LaTeX of a formula in running text; null while it is not known, or for good where it cannot be set. */
export function latexOf(infix: string): string | null {
  if (!asked.has(infix)) {
    asked.add(infix);
    if (waiting.length === 0) setTimeout(() => void ask());
    waiting.push(infix);
  }
  return known.get(infix) ?? null;
}

/** Asks for all that came together, in one message. */
async function ask(): Promise<void> {
  const formulas = waiting;
  waiting = [];
  const answers = await quick.run('prose', formulas, { seed: 1 });
  formulas.forEach((infix, i) => known.set(infix, answers[i] ?? null));
}
