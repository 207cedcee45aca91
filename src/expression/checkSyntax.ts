import { FormulaError } from '../errors.ts';
import { NAMED_FUNCTIONS } from './functionNames.ts';
import { suggest } from './suggest.ts';
import type { Token } from './tokenize.ts';

/** Brackets, exponents and signs may nest this deep. */
export const MAXIMUM_DEPTH = 200;

interface Level {
  readonly opening: Token;
  /** Index of the token where the current term begins, and of the last `/` in it. */
  start: number;
  slash: number | undefined;
  /** Whether commas separate arguments here. */
  readonly separates: boolean;
  /** Exponents and signs that are still open. */
  chain: number;
}

/**
 * Checks that the tokens form one formula and respells them for the grammar of mathjs, which then has only
 * precedence to decide: token k becomes the integer k if it is a number and the name `tk` if it is a name or an
 * opening bar. Names in `functions` are called like the elementary ones, with arguments between commas. Throws
 * FormulaError at the first token out of place.
 */
export function checkSyntax(
  tokens: readonly Token[],
  source: string,
  functions?: { has(name: string): boolean },
): string {
  const fail = (token: Token, message: string, help = ''): never => {
    throw errorAt(token, source, message, help);
  };
  const levels: Level[] = [];
  const enter = (opening: Token, start: number): void => {
    const caller = tokens[tokens.indexOf(opening) - 1];
    const separates =
      opening.kind === 'open' && caller?.kind === 'name' && functions?.has(caller.text) === true;
    levels.push({ opening, start, slash: undefined, separates, chain: 0 });
  };
  enter(tokens.at(-1)!, 0);
  const spelling: string[] = [];
  let expectOperand = true;
  let depth = 0;

  for (const [k, token] of tokens.entries()) {
    const level = levels.at(-1)!;
    const next = tokens[k + 1]!;
    if (depth > MAXIMUM_DEPTH) fail(token, `formula nested more than ${MAXIMUM_DEPTH} deep`);
    const open = (): void => {
      enter(token, k + 1);
      depth++;
      expectOperand = true;
    };

    if (!expectOperand) {
      if (token.kind === 'operator') {
        if (token.text === '^') {
          if (tokens[k - 1]!.raised) fail(token, 'power of a superscript', 'bracket it: (x^2)^3');
          level.chain++;
          depth++;
        } else {
          depth -= level.chain;
          level.chain = 0;
          if (token.text === '/') level.slash = k;
          else [level.slash, level.start] = [undefined, k + 1];
        }
        spelling.push(token.text);
        expectOperand = true;
        continue;
      }
      if (token.kind === 'close' || (token.kind === 'bar' && level.opening.kind === 'bar')) {
        if (token.kind === 'close' && level.opening.kind === 'bar')
          fail(level.opening, "'|' without its partner");
        if (token.kind === 'close' && levels.length === 1) fail(token, "')' without '('");
        depth -= level.chain + 1;
        levels.pop();
        spelling.push(')');
        continue;
      }
      if (token.kind === 'comma' && level.separates) {
        depth -= level.chain;
        level.chain = 0;
        [level.slash, level.start] = [undefined, k + 1];
        spelling.push(',');
        expectOperand = true;
        continue;
      }
      if (token.kind === 'comma') fail(token, "unexpected ','", commaHelp(levels, tokens));
      if (token.kind === 'end') {
        if (levels.length > 1) {
          const bracket = level.opening;
          fail(bracket, bracket.kind === 'bar' ? "'|' without its partner" : "'(' without ')'");
        }
        break;
      }
      if (token.kind === 'number')
        fail(token, `missing operator before '${token.text}'`, "write products with '*'");
      // an implicit product
      if (level.slash !== undefined) {
        const [first, ...rest] = tokens.slice(level.start, k);
        const term = first!.kind === 'operator' ? rest : [first!, ...rest];
        if (term.map((t) => t.kind).join(' ') !== 'number operator number') {
          const divisor = tokens[level.slash + 1]!;
          fail(
            token,
            'ambiguous product after a quotient',
            `write '*' or brackets after '/${divisor.text}': a/(b*c) or (a/b)*c`,
          );
        }
        level.slash = undefined;
      }
      spelling.push(' ');
    }

    expectOperand = false;
    switch (token.kind) {
      case 'number':
        spelling.push(String(k));
        break;
      case 'name': {
        const isFunction = NAMED_FUNCTIONS.has(token.text) || functions?.has(token.text) === true;
        if (next.kind === 'open' && !isFunction) unknownFunction(token, fail);
        if (next.kind !== 'open' && isFunction) {
          fail(token, `function '${token.text}' without brackets`, `write ${token.text}(...)`);
        }
        spelling.push(`t${k}`);
        if (isFunction) expectOperand = true;
        break;
      }
      case 'root':
        if (next.kind !== 'open') fail(token, "'√' without brackets", 'write √(...) or sqrt(...)');
        spelling.push(`t${k}`);
        expectOperand = true;
        break;
      case 'open':
        open();
        spelling.push('(');
        break;
      case 'bar':
        open();
        spelling.push(`t${k}(`);
        break;
      case 'operator':
        if (token.text !== '+' && token.text !== '-')
          fail(token, `missing operand before '${sourceText(token, source)}'`);
        level.chain++;
        depth++;
        spelling.push(token.text);
        expectOperand = true;
        break;
      case 'close':
        fail(token, tokens[k - 1]?.kind === 'open' ? 'empty brackets' : `missing operand before ')'`);
        break;
      case 'comma':
        fail(token, "missing operand before ','");
        break;
      case 'end':
        if (k === 0) throw new FormulaError('empty formula', source, 0, 1, 'write, for instance, u^2 - v^2');
        fail(
          token,
          'formula ends too early',
          `something must follow '${sourceText(tokens[k - 1]!, source)}'`,
        );
    }
  }
  return spelling.join('');
}

/** The error that points at a token; a guess of what was meant becomes part of the message. */
export function errorAt(token: Token, source: string, message: string, help = ''): FormulaError {
  const place = `${message} at character ${token.position + 1}`;
  const guess = help.startsWith('did you mean');
  return new FormulaError(
    guess ? `${place}; ${help}` : place,
    source,
    token.position,
    token.length,
    guess ? '' : help,
  );
}

const sourceText = (token: Token, source: string): string =>
  source.slice(token.position, token.position + token.length);

function unknownFunction(token: Token, fail: (token: Token, message: string, help?: string) => never): never {
  const near = suggest(token.text, NAMED_FUNCTIONS.keys());
  return fail(
    token,
    `unknown function '${token.text}'`,
    near === undefined ? `for a product write ${token.text}*(...)` : `did you mean '${near}'?`,
  );
}

function commaHelp(levels: readonly Level[], tokens: readonly Token[]): string {
  const opening = tokens.indexOf(levels.at(-1)!.opening);
  const before = tokens[opening - 1];
  if (before?.kind !== 'name' || opening < 1) return "write decimals with a dot, as in '0.5'";
  return (
    `${before.text} takes one argument` + (before.text === 'log' ? ': write log(x)/log(b) for base b' : '')
  );
}
