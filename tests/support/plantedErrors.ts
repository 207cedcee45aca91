import type { DerivationDocument, Line } from '../../src/derivation/document.ts';
import { REASON_NAMES } from '../../src/derivation/reasonNames.ts';

/** A document with one thing changed in one line. */
export interface Planted {
  readonly name: string;
  readonly line: string;
  readonly document: DerivationDocument;
}

/** Whole numbers of a formula by one more, and every sign and inequality turned; numbers inside names stay. */
function changed(formula: string): string[] {
  const all: string[] = [];
  for (const { 0: digits, index } of formula.matchAll(/(?<![\w.])\d+(?![\w.])/g))
    all.push(formula.slice(0, index) + String(Number(digits) + 1) + formula.slice(index + digits.length));
  for (const { 0: sign, index } of formula.matchAll(/(?<=[\w)\s])[+-](?=[\s\w(])/g))
    all.push(formula.slice(0, index) + (sign === '+' ? '-' : '+') + formula.slice(index + 1));
  for (const { 0: relation, index } of formula.matchAll(/[<>]/g))
    all.push(formula.slice(0, index) + (relation === '<' ? '>' : '<') + formula.slice(index + 1));
  return all;
}

const withLine = (document: DerivationDocument, k: number, line: Line): DerivationDocument => ({
  ...document,
  steps: document.steps.map((step, j) => (j === k ? line : step)),
});

/** Every single error of these kinds in the checked lines of a document. */
export function plantedErrors(document: DerivationDocument): Planted[] {
  return document.steps.flatMap((line, k) => {
    if (line.reason === 'cited' || line.reason === 'definition') return [];
    // a counterexample to a wrong formula is one: what must be right there is what is stated instead
    const key = line.reason === 'counterexample' ? 'instead' : 'formulas';
    const stated = line[key] ?? [];
    return stated.flatMap((formula, j) =>
      changed(formula).map((wrong) => ({
        name: `${document.id}, ${line.id}: ${wrong}`,
        line: line.id,
        document: withLine(document, k, { ...line, [key]: stated.map((f, i) => (i === j ? wrong : f)) }),
      })),
    );
  });
}

/** Every checked line under every reason but its own; what is cited or defined is not checked at all. */
export function wrongReasons(document: DerivationDocument): Planted[] {
  const reasons = REASON_NAMES.filter((reason) => reason !== 'cited' && reason !== 'definition');
  return document.steps.flatMap((line, k) =>
    line.reason === 'cited' || line.reason === 'definition'
      ? []
      : reasons
          .filter((reason) => reason !== line.reason)
          .map((reason) => ({
            name: `${document.id}, ${line.id}: ${line.reason} as ${reason}`,
            line: line.id,
            document: withLine(document, k, { ...line, reason }),
          })),
  );
}
