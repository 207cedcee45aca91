import { HypentropyError } from '../errors.ts';
import { isNotation, isCommand, proseNotation } from '../derivation/proseFormula.ts';
import { parse } from '../expression/parse.ts';
import { toLatex } from '../expression/printLatex.ts';
import type { Inline } from './document.ts';

/** Longer formulas stay code inside a line: code breaks anywhere, a fraction does not. */
const LONGEST = 100;

/**
 * Infix text (formulas joined by relations, commas between them) as mathematics where it can be read as such, else
 * as code.
 */
export function mathOf(infix: string): Inline {
  const latex = infix.length <= LONGEST && !isCommand(infix) ? (latexOf(infix) ?? proseOf(infix)) : undefined;
  return latex === undefined ? { kind: 'code', text: infix } : { kind: 'math', infix, latex };
}

/** With any name before brackets a function, as in the prose of the course. */
function proseOf(infix: string): string | undefined {
  try {
    return proseNotation(infix);
  } catch (error) {
    if (error instanceof HypentropyError) return undefined;
    throw error;
  }
}

const RELATION = new Map([
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['<=', '\\leq'],
  ['>=', '\\geq'],
  ['!=', '\\neq'],
]);

function latexOf(infix: string): string | undefined {
  if (isNotation(infix)) return undefined;
  const parts = infix.split(/(<=|>=|!=|[=<>,])/);
  const latex: string[] = [];
  for (const [i, part] of parts.entries()) {
    if (i % 2 === 1) {
      latex.push(part === ',' ? ',\\;' : ` ${RELATION.get(part)} `);
      continue;
    }
    const text = part.trim();
    const piece = /^[a-z]+(-[a-z]+)+$/.test(text) ? `\\text{${text}}` : formulaLatex(text);
    if (piece === undefined) return undefined;
    latex.push(piece);
  }
  return latex.join('');
}

function formulaLatex(text: string): string | undefined {
  try {
    return toLatex(parse(text, { allowUnknown: true }));
  } catch (error) {
    if (error instanceof HypentropyError) return undefined;
    throw error;
  }
}
