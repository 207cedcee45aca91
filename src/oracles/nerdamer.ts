import { HypentropyError } from '../errors.ts';
import {
  freeSymbols, isInteger, isRational, size, substitute, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import { guard, type Guard } from './deadlineGuard.ts';
import type { PolynomialProposer } from './proposer.ts';

export interface NerdamerOptions {
  /** Milliseconds after which a call is cut off; nothing is asked any more after that. */
  readonly deadline?: number;
}

const DEADLINE = 1000;
/** What is put to nerdamer: nodes, symbols, exponents and coefficients stay below these. */
const LARGEST = { nodes: 60, symbols: 4, exponent: 8n, coefficient: 1_000_000n };

/**
 * Loads nerdamer, which answers questions of polynomial algebra as an untrusted proposer: its integrals and
 * factorizations are at times wrong, and nothing it says may be used unproved. Input and output pass as text through
 * our printer and parser. Inputs are kept tiny, every call is cut off at a deadline, an answer that was interrupted by
 * an error is discarded, and its memory is flushed after each call.
 */
export async function loadNerdamer({
  deadline = DEADLINE,
}: NerdamerOptions = {}): Promise<PolynomialProposer> {
  const { default: nerdamer } = await import('nerdamer/nerdamer.core.js');
  await import('nerdamer/Algebra.js');
  await import('nerdamer/Calculus.js');
  await import('nerdamer/Solve.js');
  const core = nerdamer.getCore();
  const guarded = (engine ??= guard([core.PARSER, core.Frac.prototype]));
  return new Nerdamer(
    (text) => nerdamer(text).toString(),
    () => void nerdamer.flush(),
    core.Settings,
    guarded,
    deadline,
  );
}

/** The module is one global instance: its arithmetic is guarded once. */
let engine: Guard | undefined;

class Nerdamer implements PolynomialProposer {
  readonly name = 'nerdamer';
  private readonly ask: (text: string) => string;
  private readonly flush: () => void;
  private readonly settings: Record<string, unknown>;
  private readonly guarded: Guard;
  private readonly deadline: number;
  private retired = false;

  constructor(
    ask: (text: string) => string,
    flush: () => void,
    settings: Record<string, unknown>,
    guarded: Guard,
    deadline: number,
  ) {
    this.ask = ask;
    this.flush = flush;
    this.settings = settings;
    this.guarded = guarded;
    this.deadline = deadline;
  }

  factor(e: Expression) {
    const product = this.call(e, (text) => `factor(${text})`);
    if (product === null) return null;
    const factors = product.kind === 'product' ? product.factors : [product];
    return factors.map((f) =>
      f.kind === 'power' && isInteger(f.exponent) && f.exponent.numerator > 0n
        ? { factor: f.base, multiplicity: Number(f.exponent.numerator) }
        : { factor: f, multiplicity: 1 },
    );
  }

  partialFractions(e: Expression, x: string): Expression | null {
    return this.call(e, (text, name) => `partfrac(${text},${name(x)})`);
  }

  roots(e: Expression, x: string): readonly Expression[] | null {
    const list = this.text(e, (text, name) => `solve(${text},${name(x)})`);
    const inside = list === null ? undefined : /^\[(.*)\]$/.exec(list.answer)?.[1];
    if (inside === undefined || list === null) return null;
    const roots = inside.split(',').map((root) => read(root, list.names));
    return roots.filter((r): r is Expression => r !== null);
  }

  antiderivative(e: Expression, x: string): Expression | null {
    return this.call(e, (text, name) => `integrate(${text},${name(x)})`);
  }

  private call(e: Expression, command: Command): Expression | null {
    const result = this.text(e, command);
    return result === null ? null : read(result.answer, result.names);
  }

  /** The answer as text, with the symbols that its names stand for. */
  private text(
    e: Expression,
    command: Command,
  ): { answer: string; names: ReadonlyMap<string, Expression> } | null {
    if (this.retired || !isSmall(e)) return null;
    // Names of our own: nerdamer reads i, e and many words its own way.
    const symbols = [...freeSymbols(e)];
    const alias = new Map(symbols.map((name, k) => [name, symbol(`v${k}`)]));
    const names = new Map(symbols.map((name, k) => [`v${k}`, symbol(name)]));
    const before = { ...this.settings };
    try {
      const text = command(toText(substitute(e, alias)), (x) => alias.get(x)?.name ?? 'v99');
      return { answer: this.guarded.run(() => this.ask(text), this.deadline), names };
    } catch {
      this.retired = this.guarded.expired();
      return null;
    } finally {
      Object.assign(this.settings, before);
      this.flush();
    }
  }
}

type Command = (text: string, name: (x: string) => string) => string;

/** Rational functions alone, small enough to be answered in a moment. */
function isSmall(e: Expression): boolean {
  const fits = (f: Expression): boolean => {
    switch (f.kind) {
      case 'rational':
        return magnitude(f.numerator) <= LARGEST.coefficient && f.denominator <= LARGEST.coefficient;
      case 'symbol':
        return true;
      case 'sum':
        return f.terms.every(fits);
      case 'product':
        return f.factors.every(fits);
      case 'power':
        return (
          isRational(f.exponent) &&
          isInteger(f.exponent) &&
          magnitude(f.exponent.numerator) <= LARGEST.exponent &&
          fits(f.base)
        );
      default:
        return false;
    }
  };
  return size(e) <= LARGEST.nodes && freeSymbols(e).size <= LARGEST.symbols && fits(e);
}

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);

/** The answer as an expression in the symbols that were asked about; null when it holds anything else. */
function read(answer: string, names: ReadonlyMap<string, Expression>): Expression | null {
  try {
    return substitute(parse(answer, { symbols: new Set(names.keys()) }), names);
  } catch (error) {
    if (error instanceof HypentropyError || error instanceof RangeError) return null;
    throw error;
  }
}
