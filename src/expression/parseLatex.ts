import { FormulaError } from '../errors.ts';
import type { Expression } from './expression.ts';
import { latexPieces, type Piece } from './latexReader.ts';
import { parse, type ParseOptions } from './parse.ts';

/** Nested braces, brackets and commands go no deeper. */
const DEEPEST = 200;

/** Whether a text is written in LaTeX rather than plain infix. */
export const isLatex = (text: string): boolean => /[\\{}]/.test(text);

/**
 * Reads a formula in LaTeX as authors write it, exactly as `parse` reads infix: fractions and roots, functions with or
 * without brackets, juxtaposed products (every letter is a symbol), subscripts as part of a name. Throws FormulaError
 * that points into the LaTeX.
 */
export function parseLatex(source: string, options: ParseOptions = {}): Expression {
  const opening = [...source].filter((c) => c === '{' || c === '(' || c === '[').length;
  if (opening > DEEPEST && deepest(source) > DEEPEST)
    throw new FormulaError(`formula nested more than ${DEEPEST} deep`, source, 0, 1);
  const pieces = latexPieces(source);
  const infix = pieces.map((p) => p.text).join('');
  try {
    return parse(infix, { maximumLength: 16_384, ...options });
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const { position, length } = placeIn(pieces, error.position);
    const message = error.message.replace(/ at character \d+/, ` at character ${position + 1}`);
    throw new FormulaError(message, source, position, length, error.help);
  }
}

function placeIn(pieces: readonly Piece[], offset: number): { position: number; length: number } {
  let end = 0;
  for (const piece of pieces) {
    end += piece.text.length;
    if (offset < end) return piece;
  }
  return pieces.at(-1) ?? { position: 0, length: 1 };
}

function deepest(source: string): number {
  let [depth, most] = [0, 0];
  for (const c of source) {
    if ('{(['.includes(c)) most = Math.max(most, ++depth);
    if ('})]'.includes(c)) depth--;
  }
  return most;
}
