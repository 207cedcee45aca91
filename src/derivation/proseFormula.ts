import { NAMED_FUNCTIONS } from '../expression/functionNames.ts';
import { FormulaError } from '../errors.ts';
import { lineLatex } from './lineLatex.ts';
import { notationLatex } from './notationLatex.ts';

/** The formulas of a text: what stands between backticks. */
export const proseFormulas = (text: string): string[] => text.split('`').filter((_, k) => k % 2 === 1);

/**
 * A formula of running text in LaTeX, as its author wrote it: sides joined by relations, several with commas between them,
 * `diff`, `int`, `lim` and `at` unevaluated, and any other name before brackets a function; a command of this program in typewriter type. Throws FormulaError.
 */
export function proseLatex(formula: string): string {
  if (isCommand(formula))
    return `\\texttt{${formula.replace(/[^A-Za-z0-9 .,=/*+-]/g, (c) => `\\char${c.charCodeAt(0)}{}`)}}`;
  const functions = new Set([...formula.matchAll(/([A-Za-z]\w*)\s*\(/g)].map(([, name]) => name!).filter((name) => !KNOWN.has(name))); // prettier-ignore
  return topLevelParts(formula)
    .map((part) => lineLatex(part.trim(), functions).replaceAll(' \\\\ &', ' ').replaceAll(' &', ' '))
    .join(',\\; ');
}

/** The same for any notation: what is no formula of the engine is set as it was written. Throws FormulaError. */
export function proseNotation(text: string): string {
  if (isNotation(text)) return notationLatex(text);
  try {
    return proseLatex(text);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return notationLatex(text);
  }
}

/**
 * Whether a text holds what would read as another formula: an assignment or a limit, `U <- V` or `a -> 0`, as a
 * comparison, and the dual potential `psi*(s)` as a product.
 */
export const isNotation = (text: string): boolean => /<- |->|\bpsi\*/.test(text);

/** Whether a text between backticks is a command line and no formula. */
export const isCommand = (text: string): boolean => text.startsWith('hypentropy ');

const KNOWN: ReadonlySet<string> = new Set([...NAMED_FUNCTIONS.keys(), 'diff', 'int', 'lim', 'at']);

/** The parts between commas that no brackets enclose. */
function topLevelParts(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '[') depth++;
    if (character === ')' || character === ']') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
