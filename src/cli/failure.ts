import { FormulaError, HypentropyError } from '../errors.ts';

/** What a failed call prints on standard error, and the code it exits with. */
export interface Failure {
  text: string;
  exitCode: number;
  /** The same as plain data: what `--json` prints on standard output. */
  record: FailureRecord;
}

/** `code` is stable (`syntax`, `setting`, `data`, …); `internal` is a fault of the program. `help` may be empty. */
export interface FailureRecord {
  schema: 1;
  error: { code: string; message: string; help: string; exit: number };
}

/** Columns of a source line shown around the caret. */
const SHOWN = 76;

/** A fault of the program itself; 1 and 3 are verdicts, 2 is the user's. */
const INTERNAL = 70;

/** One clear line, for a formula the formula with carets under the fault, and a line of help when there is one. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof HypentropyError)) {
    const message = `internal error: ${oneLine(error instanceof Error ? error.message : String(error))}`;
    return failure('internal', message, '', 'please report it with the command that caused it', INTERNAL);
  }
  const carets = error instanceof FormulaError ? caretLines(error) : '';
  return failure(error.code, oneLine(error.message), carets, oneLine(error.help), exitCodeOf(error.code));
}

function failure(code: string, message: string, carets: string, help: string, exit: number): Failure {
  return {
    text: `hypentropy: ${message}\n${carets}${help === '' ? '' : `  help: ${help}\n`}`,
    exitCode: exit,
    record: { schema: 1, error: { code, message, help, exit } },
  };
}

function exitCodeOf(code: string): number {
  if (code === 'aborted') return 130;
  return code === 'budget' || code === 'memory' ? 3 : 2;
}

function caretLines({ source, position, length }: FormulaError): string {
  const characters = [...source.replace(/[\p{Cc}\p{Cf}]/gu, ' ')];
  const at = Math.min([...source.slice(0, position)].length, characters.length);
  const start =
    characters.length <= SHOWN ? 0 : Math.max(0, Math.min(at - SHOWN / 2, characters.length - SHOWN));
  const end = Math.min(characters.length, start + SHOWN);
  const before = start > 0 ? '...' : '';
  const after = end < characters.length ? '...' : '';
  const carets = '^'.repeat(Math.max(1, Math.min(length, end - at)));
  const line = before + characters.slice(start, end).join('') + after;
  return `  ${line}\n  ${' '.repeat(before.length + at - start)}${carets}\n`;
}

/** Without line breaks and control characters, and no longer than a few terminal lines. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length <= 400 ? line : `${line.slice(0, 397)}...`;
}
