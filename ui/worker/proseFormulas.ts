import { HypentropyError, proseLatex } from '../../src/index.ts';

/** Longer formulas stay code inside a line: code breaks anywhere, a fraction does not. */
const LONGEST = 100;

/** A command line, which can be read as a product of names. */
const COMMAND = /^hypentropy\s/;

/** Formulas of running text in LaTeX; null for one that cannot be read, or is too long for a line. */
export const proseFormulas = (formulas: readonly string[]): (string | null)[] => formulas.map(latexOrNull);

function latexOrNull(formula: string): string | null {
  if (formula.length > LONGEST || COMMAND.test(formula)) return null;
  try {
    return proseLatex(formula);
  } catch (error) {
    if (error instanceof HypentropyError) return null;
    throw error;
  }
}
