import mathjs from 'mathjs/lib/browser/math.js';
import type { ConstantNode, FunctionNode, MathNode, OperatorNode, ParenthesisNode, SymbolNode } from 'mathjs';
import { FormulaError } from '../errors.ts';
import { checkSyntax, errorAt } from './checkSyntax.ts';
import {
  HALF, MINUS_ONE, ONE, PI, call, isRational, negate, power, product, rational, splitCoefficient, sum, symbol,
  type Expression, type Rational,
} from './expression.ts'; // prettier-ignore
import { NAMED_FUNCTIONS } from './functionNames.ts';
import { suggest } from './suggest.ts';
import { tokenize, type Token } from './tokenize.ts';

export interface ParseOptions {
  /** Names that are variables. Others are refused (with the nearest of these) unless `allowUnknown`. */
  readonly symbols?: ReadonlySet<string>;
  readonly allowUnknown?: boolean;
  /** Functions of one or more arguments beside the elementary ones, which they may not replace. */
  readonly functions?: ReadonlyMap<string, TypedFunction>;
  /** Longest source accepted, in characters. */
  readonly maximumLength?: number;
}

/** What a name before brackets stands for. */
export interface TypedFunction {
  readonly least: number;
  readonly most: number;
  /** Throws FormulaError (placed at the call) or RangeError for arguments of no use. */
  readonly apply: (args: readonly Expression[]) => Expression;
}

export const MAXIMUM_LENGTH = 4096;
const MAXIMUM_DECIMAL_EXPONENT = 4000;
/** Bits of all exact numbers that one sum or product may combine. */
const MAXIMUM_BITS = 24_000;

/**
 * Reads a formula in plain infix, for instance `w*arsinh(w/(2*alpha^2)) - sqrt(w^2 + 4*alpha^4)`, exactly:
 * `0.1` is 1/10. `e` is Euler's number unless listed as a symbol, `pi` the circle's; every other name that is not
 * a function is a variable. `cbrt(x)` is x^(1/3), so real x must be non-negative. Throws FormulaError, which names
 * the character.
 */
export function parse(source: string, options: ParseOptions = {}): Expression {
  const limit = options.maximumLength ?? MAXIMUM_LENGTH;
  if (source.length > limit) {
    throw new FormulaError(
      `formula too long: ${source.length} characters, at most ${limit} are read`,
      source,
      limit,
      1,
      'split it into parts',
    );
  }
  const tokens = tokenize(source);
  const spelling = checkSyntax(tokens, source, options.functions);
  const reader = new Reader(source, tokens, options);
  // a lone number or name has no structure: it need not wait for the grammar to be set up
  return tokens.length === 2 ? reader.leaf(tokens[0]!) : reader.read(grammar(spelling, source));
}

function grammar(spelling: string, source: string): MathNode {
  try {
    return mathjs.parse(spelling);
  } catch {
    throw new FormulaError('formula cannot be read', source, 0, source.length);
  }
}

/** Maps the syntax tree of mathjs to expressions, node type by node type; nothing else passes. */
class Reader {
  private readonly source: string;
  private readonly tokens: readonly Token[];
  private readonly options: ParseOptions;

  constructor(source: string, tokens: readonly Token[], options: ParseOptions) {
    this.source = source;
    this.tokens = tokens;
    this.options = options;
  }

  read(node: MathNode): Expression {
    switch (node.type) {
      case 'ConstantNode':
        return this.leaf(this.tokens[(node as ConstantNode<number>).value]!);
      case 'SymbolNode':
        return this.leaf(this.tokens[tokenIndex(node as SymbolNode)]!);
      case 'ParenthesisNode':
        return this.read((node as ParenthesisNode).content);
      case 'FunctionNode':
        return this.function(node as FunctionNode);
      case 'OperatorNode':
        return this.operator(node as OperatorNode);
      default:
        return this.refuse(node, 'not a formula');
    }
  }

  leaf(token: Token): Expression {
    return token.kind === 'number' ? this.number(token) : this.name(token);
  }

  private operator(node: OperatorNode): Expression {
    switch (node.fn as string) {
      case 'add':
      case 'subtract':
        return this.sum(node);
      case 'multiply':
      case 'divide':
        return this.product(node);
      case 'unaryMinus':
        return negate(this.read(node.args[0]!));
      case 'unaryPlus':
        return this.read(node.args[0]!);
      case 'pow':
        return this.power(node);
      default:
        return this.refuse(node, `unsupported operator '${node.op as string}'`);
    }
  }

  /** Long sums lean to the left: they are read in a loop, not by recursion. */
  private sum(node: OperatorNode): Expression {
    const terms: Expression[] = [];
    let rest: MathNode = node;
    while (isOperator(rest, 'add', 'subtract')) {
      const term = this.read(rest.args[1]!);
      terms.push((rest.fn as string) === 'subtract' ? negate(term) : term);
      rest = rest.args[0]!;
    }
    terms.push(this.read(rest));
    this.checkSize(terms, node);
    return sum(...terms.reverse());
  }

  private product(node: OperatorNode): Expression {
    const factors: Expression[] = [];
    let rest: MathNode = node;
    while (isOperator(rest, 'multiply', 'divide')) {
      const right = rest.args[1]!;
      const factor = this.read(right);
      factors.push(
        (rest.fn as string) === 'divide' ? this.defined(right, () => power(factor, MINUS_ONE)) : factor,
      );
      rest = rest.args[0]!;
    }
    factors.push(this.read(rest));
    this.checkSize(factors, node);
    return product(...factors.reverse());
  }

  private power(node: OperatorNode): Expression {
    const [left, right] = node.args as [MathNode, MathNode];
    const exponent = this.read(right);
    if (left.type === 'SymbolNode') {
      const token = this.tokens[tokenIndex(left as SymbolNode)]!;
      if (token.text === 'e' && !this.options.symbols?.has('e')) return call('exp', exponent);
    }
    const base = this.read(left);
    return this.defined(left, () => power(base, exponent));
  }

  private function(node: FunctionNode): Expression {
    const token = this.tokens[tokenIndex(node.fn as unknown as SymbolNode)]!;
    const typed = token.kind === 'name' ? this.options.functions?.get(token.text) : undefined;
    if (typed !== undefined) return this.typed(node, token.text, typed);
    const argument = this.read(node.args[0]!);
    if (token.kind === 'bar') return call('abs', argument);
    const name = token.kind === 'root' ? 'sqrt' : NAMED_FUNCTIONS.get(token.text);
    if (name === undefined || node.args.length !== 1)
      return this.refuse(node, `unknown function '${token.text}'`);
    if (name === 'sqrt') return power(argument, HALF);
    if (name === 'cbrt') return cubeRoot(argument);
    return call(name, argument);
  }

  private typed(node: FunctionNode, name: string, { least, most, apply }: TypedFunction): Expression {
    const count = node.args.length;
    if (count < least || count > most) {
      const wanted = least === most ? `${least}` : `${least} to ${most}`;
      return this.refuse(node, `${name} takes ${wanted} argument${most === 1 ? '' : 's'}: got ${count}`);
    }
    const args = node.args.map((arg) => this.read(arg));
    try {
      return apply(args);
    } catch (error) {
      if (error instanceof RangeError) return this.refuse(node, `${name}: ${error.message}`);
      throw error;
    }
  }

  private name(token: Token): Expression {
    const { text } = token;
    const { symbols, allowUnknown } = this.options;
    if (text === 'pi') return PI;
    if (text === 'e' && !symbols?.has('e')) return call('exp', ONE);
    if (symbols === undefined || allowUnknown || symbols.has(text)) return symbol(text);
    throw this.error(token, `unknown name '${text}'`, nameHelp(text, symbols));
  }

  private number(token: Token): Rational {
    const [, whole = '', fraction = '', exponent = '0'] = /^(\d*)\.?(\d*)(?:[eE](.*))?$/.exec(token.text)!;
    const digits = whole + fraction;
    const shift = Number(exponent) - fraction.length;
    if (Math.abs(Number(exponent)) > MAXIMUM_DECIMAL_EXPONENT) {
      throw this.error(
        token,
        'number out of range',
        `decimal exponents go up to ${MAXIMUM_DECIMAL_EXPONENT}`,
      );
    }
    return shift >= 0
      ? rational(BigInt(digits) * 10n ** BigInt(shift))
      : rational(BigInt(digits), 10n ** BigInt(-shift));
  }

  private checkSize(parts: readonly Expression[], node: MathNode): void {
    let bits = 0;
    for (const part of parts) {
      const [coefficient] = splitCoefficient(part);
      bits +=
        4 * (coefficient.numerator.toString(16).length + coefficient.denominator.toString(16).length - 2);
    }
    if (bits > MAXIMUM_BITS) this.refuse(node, 'numbers too large to combine exactly');
  }

  private defined(node: MathNode, build: () => Expression): Expression {
    try {
      return build();
    } catch (error) {
      if (error instanceof RangeError && error.message.startsWith('zero'))
        return this.refuse(node, 'division by zero');
      throw error;
    }
  }

  private refuse(node: MathNode, message: string): never {
    const [first, last] = extent(node);
    const start = this.tokens[first]!;
    const end = this.tokens[last]!;
    throw this.error({ ...start, length: end.position + end.length - start.position }, message);
  }

  private error(token: Token, message: string, help = ''): FormulaError {
    return errorAt(token, this.source, message, help);
  }
}

const tokenIndex = (node: SymbolNode): number => Number(node.name.slice(1));

const isOperator = (node: MathNode, ...names: readonly string[]): node is OperatorNode =>
  node.type === 'OperatorNode' && names.includes((node as OperatorNode).fn);

/** Indices of the first and last number or name below a node. */
function extent(node: MathNode): [number, number] {
  let [first, last] = [Infinity, 0];
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    next.forEach((child) => void pending.push(child));
    let index: number | undefined;
    if (next.type === 'ConstantNode') index = (next as ConstantNode<number>).value;
    else if (next.type === 'SymbolNode') index = tokenIndex(next as SymbolNode);
    if (index !== undefined) [first, last] = [Math.min(first, index), Math.max(last, index)];
  }
  return first === Infinity ? [0, 0] : [first, last];
}

function cubeRoot(argument: Expression): Expression {
  const third = rational(1, 3);
  if (isRational(argument) && argument.numerator < 0n) return negate(power(negate(argument), third));
  return power(argument, third);
}

/** The nearest known name, or the product that a run-together name may mean. */
function nameHelp(text: string, symbols: ReadonlySet<string>): string {
  for (let cut = 1; cut < text.length; cut++) {
    const [left, right] = [text.slice(0, cut), text.slice(cut)];
    if (symbols.has(left) && symbols.has(right)) return `did you mean '${left}*${right}'?`;
  }
  const near = suggest(text, [...symbols, 'pi', 'e']);
  if (near !== undefined) return `did you mean '${near}'?`;
  return symbols.size === 0
    ? 'no names are known here'
    : `known names: ${[...symbols].slice(0, 12).join(', ')}`;
}
