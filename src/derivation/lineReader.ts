import { antiderivative } from '../calculus/antiderivative.ts';
import { FormulaError, HypentropyError, UndecidedError } from '../errors.ts';
import {
  assumeThat,
  assumptionsToText,
  NO_ASSUMPTIONS,
  isDefined,
  withDomain,
  type Assumptions,
} from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, ZERO, freeSymbols, isRational, product, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { jumps } from '../expression/isDefined.ts';
import { interval } from '../expression/interval.ts';
import { toText } from '../expression/printText.ts';
import { besides, type Point } from './counterexample.ts';
import { NAMED_FUNCTIONS } from '../expression/functionNames.ts';
import { parse, type TypedFunction } from '../expression/parse.ts';

/** What stands between two sides of a formula. */
export type Relation = '=' | '<' | '<=' | '>' | '>=' | '~';

/** Neighbouring sides of a line `a = b <= c`. */
export interface Compared {
  readonly left: Expression;
  readonly relation: Relation;
  readonly right: Expression;
  readonly text: string;
}

/** A limit that a line states: the value that f approaches as x does. */
export interface StatedLimit {
  readonly of: Expression;
  readonly variable: string;
  /** A finite point, or an end of the line. */
  readonly point: Expression | 'inf' | '-inf';
}

const RELATIONS = /(<=|>=|=|<|>|~)/;
const DEFINITION = /^\s*([A-Za-z]\w*)\s*(?:\(([^()]*)\))?\s*=(.*)$/s;
/** Numbers that have names, which no symbol of a document can bear. */
const CONSTANTS: ReadonlySet<string> = new Set(['e', 'pi']);
/** Placeholder of a limit, which no author can type. */
const LIMIT = 'limit\u2032';
/** The share of an interval that a variable has run through. */
const WAY = 'way\u2032';

/**
 * Reads the formulas of a derivation: infix with the document's own definitions and with
 *   diff(f, x), diff(f, x, n)   the derivative,
 *   at(f, x, a)                 f with a in place of x,
 *   int(f, x), int(f, x, a, b)  an antiderivative that differentiation proves, and its difference between two points
 *                               where it is proved to be continuous all the way,
 *   lim(f, x, a)                the limit as x approaches a from above, at `inf` or at `-inf`; it stands alone on a side.
 * A new reader is made with each definition; none changes.
 */
export class LineReader {
  readonly assumptions: Assumptions;
  private readonly names: ReadonlyMap<string, Expression>;
  private readonly functions: ReadonlyMap<string, TypedFunction>;
  private readonly point: Point;

  private constructor(
    assumptions: Assumptions,
    names: ReadonlyMap<string, Expression>,
    functions: ReadonlyMap<string, TypedFunction>,
    point: Point = new Map(),
  ) {
    this.assumptions = assumptions;
    this.names = names;
    this.functions = functions;
    this.point = point;
  }

  /** Throws DomainError or FormulaError for conditions and definitions that cannot be read. */
  static of(assumptions: readonly string[], definitions: readonly string[]): LineReader {
    const start = new LineReader(NO_ASSUMPTIONS, new Map(), new Map()).assuming(assumptions);
    return definitions.reduce((reader, text) => reader.define(text), start);
  }

  /** With further conditions. */
  assuming(conditions: readonly string[]): LineReader {
    if (conditions.length === 0) return this;
    const options = { functions: this.operators() };
    const all = conditions.reduce((known, text) => ofSymbols(text, assumeThat(text, known, options)), this.assumptions); // prettier-ignore
    return new LineReader(all, this.names, this.functions);
  }

  /** Of values at a point: its symbols keep their names in derivatives, integrals and limits, and then have these values. */
  at(point: Point): LineReader {
    return new LineReader(besides(point, this.assumptions), this.names, this.functions, point);
  }

  /** With the definition `name = formula` or `name(x, y) = formula`. */
  define(text: string): LineReader {
    const [, name, parameters, formula] = DEFINITION.exec(text) ?? [];
    if (name === undefined || formula === undefined)
      throw new HypentropyError(
        'document',
        `'${text}' is not a definition`,
        "write 'name = formula' or 'name(x) = formula'",
      );
    if (CONSTANTS.has(name)) throw numberNotSymbol(text);
    if (this.names.has(name) || this.functions.has(name) || NAMED_FUNCTIONS.has(name) || OPERATORS.has(name))
      throw new HypentropyError('document', `'${name}' is defined already`, 'choose another name');
    if (parameters === undefined)
      return new LineReader(
        this.assumptions,
        new Map(this.names).set(name, this.expression(formula)),
        this.functions,
      );
    const list = parameters.split(',').map((p) => p.trim());
    const body = this.expression(formula, new Set(list));
    const defined: TypedFunction = {
      least: list.length,
      most: list.length,
      apply: (args) => substitute(body, new Map(list.map((p, k) => [p, args[k]!]))),
    };
    return new LineReader(this.assumptions, this.names, new Map(this.functions).set(name, defined));
  }

  /** One formula; every symbol must be known by a condition, a definition or as one of `bound`. */
  expression(text: string, bound: ReadonlySet<string> = new Set()): Expression {
    const limits: StatedLimit[] = [];
    const e = this.read(text, limits, bound);
    if (limits.length > 0)
      throw new FormulaError('a limit must stand alone on its side', text, 0, text.length);
    return e;
  }

  /** The neighbouring sides of a line. Throws FormulaError that points into it. */
  compared(line: string): Compared[] {
    const parts = line.split(RELATIONS);
    const sides: Expression[] = [];
    let offset = 0;
    for (const [k, part] of parts.entries()) {
      if (k % 2 === 0) sides.push(this.side(line, part, offset));
      offset += part.length;
    }
    return sides.slice(1).map((right, k) => ({
      left: sides[k]!,
      relation: parts[2 * k + 1]! as Relation,
      right,
      text: `${parts[2 * k]!.trim()} ${parts[2 * k + 1]!} ${parts[2 * k + 2]!.trim()}`,
    }));
  }

  /** The limit on the left of `lim(f, x, a) = L`, and L. */
  limit(line: string): { stated: StatedLimit; value: Expression } {
    const [left, right, ...more] = line.split('=');
    const limits: StatedLimit[] = [];
    const head = left === undefined ? null : this.read(left, limits, new Set());
    const [stated] = limits;
    const isAlone = head?.kind === 'symbol' && head.name === LIMIT && limits.length === 1;
    if (!isAlone || stated === undefined || right === undefined || more.length > 0)
      throw new FormulaError('a limit is written lim(f, x, a) = value', line, 0, line.length);
    return { stated, value: this.side(line, right, left!.length + 1) };
  }

  private side(line: string, text: string, offset: number): Expression {
    try {
      if (text.trim() === '') throw new FormulaError('a side of the formula is empty', text, 0, 1);
      return this.expression(text);
    } catch (error) {
      throw error instanceof FormulaError ? error.within(line, offset) : error;
    }
  }

  private read(text: string, limits: StatedLimit[], bound: ReadonlySet<string>): Expression {
    const e = parse(text, { functions: this.operators(limits) });
    const allowed = new Set([...this.symbols(), ...bound]);
    const unknown = [...freeSymbols(e)].find(
      (name) => !allowed.has(name) && !this.names.has(name) && name !== LIMIT,
    );
    if (unknown !== undefined) {
      const position = Math.max(0, text.search(new RegExp(`\\b${unknown}\\b`)));
      const help = "name it in the assumptions ('x real', 'x > 0') or define it";
      throw new FormulaError(`unknown symbol '${unknown}'`, text, position, unknown.length, help);
    }
    try {
      return this.here(this.resolved(e));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const why = `the formula has no value once what is defined is put in (${error.message})`;
      throw new FormulaError(why, text, 0, text.length, 'a denominator became zero, or a power too high');
    }
  }

  private readonly here = (e: Expression): Expression => substitute(e, this.point);

  /** Without the names that are defined. */
  private readonly resolved = (e: Expression): Expression => substitute(e, this.names);

  private *symbols(): Iterable<string> {
    yield* this.assumptions.domains.keys();
    yield* this.point.keys();
    for (const { expression } of this.assumptions.facts) yield* freeSymbols(expression);
  }

  private operators(limits: StatedLimit[] = []): ReadonlyMap<string, TypedFunction> {
    const { resolved, here, assumptions } = this;
    return new Map<string, TypedFunction>([
      ...this.functions,
      ['diff', { least: 2, most: 3, apply: ([f, x, n]) => derivative(resolved(f!), variable(x!), n) }],
      ['at', { least: 3, most: 3, apply: ([f, x, a]) => substitute(resolved(f!), new Map([[variable(x!), resolved(a!)]])) }],
      ['int', { least: 2, most: 4, apply: ([f, x, a, b]) => integral(resolved(f!), variable(x!), a, b, assumptions) }],
      ['lim', { least: 3, most: 3, apply: ([f, x, a]) => stated(limits, here(resolved(f!)), variable(x!), here(resolved(a!))) }],
    ]); // prettier-ignore
  }
}

const OPERATORS: ReadonlySet<string> = new Set(['diff', 'at', 'int', 'lim', 'inf']);

function variable(e: Expression): string {
  if (e.kind !== 'symbol') throw new RangeError('the second argument must be a symbol');
  return e.name;
}

function derivative(f: Expression, x: string, n: Expression | undefined): Expression {
  if (n === undefined) return differentiate(f, x);
  const times = isRational(n) && n.denominator === 1n ? Number(n.numerator) : NaN;
  if (!(times >= 1 && times <= 12)) throw new RangeError('the order must be an integer from 1 to 12');
  let e = f;
  for (let k = 0; k < times; k++) e = differentiate(e, x);
  return e;
}

function integral(
  f: Expression,
  x: string,
  a: Expression | undefined,
  b: Expression | undefined,
  assumptions: Assumptions,
): Expression {
  if (a !== undefined && b === undefined) throw new RangeError('give both ends or none');
  const F = antiderivative(f, x, assumptions);
  if (F === null) throw new UndecidedError(`no antiderivative of ${toText(f)} was found`);
  if (a === undefined || b === undefined) return F;
  const at = (place: Expression): Expression => substitute(F, new Map([[x, place]]));
  // x on its way from a to b; where F jumps or has no value, its ends say nothing of the integral
  const way = at(sum(a, product(subtract(b, a), symbol(WAY))));
  const onWay = withDomain(assumptions, WAY, interval(ZERO, ONE));
  if (jumps(F) || isDefined(way, onWay) !== true)
    throw new UndecidedError(
      `the antiderivative ${toText(F)} of ${toText(f)} was not shown to be continuous from ${x} = ${toText(a)} to ${toText(b)}`,
      'integrate between points without a pole or a jump, or state the antiderivative',
    );
  return subtract(at(b), at(a));
}

function stated(limits: StatedLimit[], of: Expression, x: string, a: Expression): Expression {
  const isEnd = (e: Expression): boolean => e.kind === 'symbol' && e.name === 'inf';
  const isMinus = a.kind === 'product' && a.factors.some(isEnd);
  limits.push({ of, variable: x, point: isEnd(a) ? 'inf' : isMinus ? '-inf' : a });
  return symbol(LIMIT);
}

/** The conditions as people write them. */
export const conditionsOf = (reader: LineReader): string[] => assumptionsToText(reader.assumptions);

/** Assumptions with the condition `text` among them. Throws HypentropyError for one about a number that has a name. */
function ofSymbols(text: string, assumptions: Assumptions): Assumptions {
  const named = [...assumptions.domains.keys()].some((name) => CONSTANTS.has(name));
  if (named || assumptions.facts.some(({ expression }) => freeSymbols(expression).size === 0))
    throw numberNotSymbol(text);
  return assumptions;
}

const numberNotSymbol = (text: string): HypentropyError =>
  new HypentropyError('document', `'${text}' is about a number, not a symbol`, "'e' and 'pi' are numbers: choose another name"); // prettier-ignore
