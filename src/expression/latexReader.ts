import { NAMED_FUNCTIONS } from './functionNames.ts';
import { GREEK_NAMES } from './greek.ts';
import {
  SIZES,
  FRACTIONS,
  TIMES,
  FONTS,
  ACCENTS,
  NAMES,
  OPENING,
  CLOSING,
  BARS,
  FOREIGN,
  INVERSES,
} from './latexCommands.ts';
import { LatexScanner } from './latexScanner.ts';

/** A piece of infix text and the place in the LaTeX source that it comes from. */
export interface Piece {
  readonly text: string;
  readonly position: number;
  readonly length: number;
}

/**
 * Reads a formula in LaTeX as people type it, `\frac14\left(w\,\operatorname{arcsinh}\frac{w}{2\alpha^2}\right)`, into
 * pieces of infix text, fully bracketed. A function without brackets takes the factors up to the next sign, function or
 * bracket (`\sinh 4s`, `\ln\frac{a}{b}`). Throws FormulaError at what is not understood or may be read in two ways.
 */
export function latexPieces(source: string): Piece[] {
  return new LatexReader(source).whole();
}

class LatexReader extends LatexScanner {
  private readonly pieces: Piece[] = [];
  /** Delimiters that are open, the innermost last. */
  private readonly open: string[] = [];

  whole(): Piece[] {
    this.sum();
    this.skip();
    if (this.at < this.source.length) this.fail(`unexpected '${this.peek()}'`);
    return this.pieces;
  }

  /** Terms between signs, up to something that cannot begin or continue one. */
  private sum(): void {
    for (let first = true; ; first = false) {
      const sign = this.peek();
      if (sign === '+' || sign === '-' || sign === '−') {
        this.take(sign);
        this.emit(sign === '+' ? '+' : '-');
      } else if (!first) return;
      this.term();
    }
  }

  private term(): void {
    let quotient: 'none' | 'numbers' | 'open' = 'none';
    let [started, isNumber] = [false, false];
    for (;;) {
      const next = this.peek();
      const isTimes = next === '*' || (next.startsWith('\\') && TIMES.has(next.slice(1)));
      const isDivide = next === '/' || next === '\\div';
      if (isTimes || isDivide) {
        if (!started) this.fail(`missing operand before '${next}'`);
        this.take(next);
        this.emit(isTimes ? '*' : '/');
        const before = isNumber;
        isNumber = this.factor();
        quotient = isTimes ? 'none' : before && isNumber ? 'numbers' : 'open';
        continue;
      }
      if (!this.beginsFactor()) break;
      if (started) {
        if (quotient === 'open')
          this.fail('ambiguous product after a quotient', 'write \\frac{a}{b} or brackets');
        quotient = 'none';
        this.emit('*');
      }
      isNumber = this.factor();
      started = true;
    }
    if (!started)
      this.fail(
        this.at >= this.source.length ? 'formula ends too early' : `missing operand before '${this.peek()}'`,
      );
  }

  /** A base with its exponents; true for a plain number. */
  private factor(): boolean {
    if (!this.beginsFactor())
      this.fail(
        this.at >= this.source.length ? 'formula ends too early' : `missing operand before '${this.peek()}'`,
      );
    const isNumber = /[\d.]/.test(this.peek());
    const start = this.pieces.length;
    this.emit('(');
    this.base();
    while (this.peek() === '^') this.exponent();
    this.emit(')');
    return isNumber && this.pieces.length === start + 3;
  }

  private exponent(): void {
    this.take('^');
    this.emit('^(');
    const next = this.peek();
    if (next === '*' || next === '\\star' || next === '\\top' || next === "'")
      this.fail(`'^${next}' is not a power`);
    this.argument();
    this.emit(')');
  }

  private base(): void {
    const next = this.peek();
    if (/[\d.]/.test(next)) return this.number();
    if (next === '{') return this.group();
    if (next === '\\left' || (next.startsWith('\\') && SIZES.has(next.slice(1)))) {
      this.take(next);
      return this.base();
    }
    if (BARS.has(next)) return this.modulus();
    if (OPENING[next] !== undefined) return this.bracketed();
    if (/^[A-Za-z]$/.test(next)) {
      const [position] = this.take(next);
      return this.name(next, position);
    }
    if (next.startsWith('\\')) return this.command(next.slice(1));
    this.fail(`unexpected '${next}'`);
  }

  private number(): void {
    const text = /^(\d+\.?\d*|\.\d+)/.exec(this.source.slice(this.at))?.[0];
    if (text === undefined) this.fail("a dot needs a digit beside it, as in '0.5'");
    this.emit(text, this.at, text.length);
    this.at += text.length;
  }

  private group(): void {
    const [open] = this.take('{');
    this.emit('(');
    this.within('{');
    if (this.peek() !== '}') this.failAt(open, 1, "'{' without '}'");
    this.take('}');
    this.emit(')');
  }

  private bracketed(): void {
    const open = this.peek();
    const [position] = this.take(open);
    this.emit('(', position, open.length);
    this.within(open);
    this.skipSize();
    const close = this.peek();
    if (close !== OPENING[open]) this.failAt(position, open.length, `'${open}' without '${OPENING[open]}'`);
    this.take(close);
    this.emit(')');
  }

  private within(delimiter: string): void {
    this.open.push(delimiter);
    this.sum();
    this.open.pop();
  }

  private modulus(): void {
    const bar = this.peek();
    const [position] = this.take(bar);
    this.emit('abs(', position, bar.length);
    this.within('|');
    this.skipSize();
    if (!BARS.has(this.peek())) this.failAt(position, bar.length, "'|' without its partner");
    this.take(this.peek());
    this.emit(')');
  }

  private command(name: string): void {
    const position = this.at;
    if (FRACTIONS.has(name)) {
      this.take(`\\${name}`);
      this.emit('(');
      this.argument();
      this.emit(')/(');
      this.argument();
      return this.emit(')');
    }
    if (name === 'sqrt') return this.root();
    if (NAMES.has(name)) {
      this.take(`\\${name}`);
      if (this.source[this.at] === '*') this.at++;
      return this.named(this.rawGroup(), position);
    }
    if (FONTS.has(name) || ACCENTS.has(name)) {
      this.take(`\\${name}`);
      const inner = this.rawArgument().replace(/^\\/, '');
      if (!/^[A-Za-z]\w*$/.test(inner))
        this.failAt(position, this.at - position, `'\\${name}' of more than a letter`);
      return this.name(ACCENTS.has(name) ? `${inner}_${name}` : inner, position);
    }
    if (GREEK_NAMES.has(name)) {
      this.take(`\\${name}`);
      return this.name(name, position);
    }
    if (NAMED_FUNCTIONS.has(name) || name === 'arcsinh') {
      this.take(`\\${name}`);
      return this.applied(NAMED_FUNCTIONS.get(name)!, position);
    }
    const help = Object.hasOwn(FOREIGN, name) ? FOREIGN[name]! : 'the notation is described in the README';
    this.fail(`'\\${name}' is not understood`, help);
  }

  /** `\operatorname{...}`: a function, else a symbol. */
  private named(name: string, position: number): void {
    const plain = name.trim();
    if (NAMED_FUNCTIONS.has(plain)) return this.applied(NAMED_FUNCTIONS.get(plain)!, position);
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(plain))
      this.failAt(position, this.at - position, `'${plain}' is no function and no name`);
    this.name(plain, position);
  }

  private root(): void {
    this.take('\\sqrt');
    if (this.peek() !== '[') {
      this.emit('sqrt(');
      this.argument();
      return this.emit(')');
    }
    this.take('[');
    const start = this.pieces.length;
    this.within('[');
    const index = this.pieces.splice(start);
    if (this.peek() !== ']') this.fail("'[' without ']'");
    this.take(']');
    this.emit('(');
    this.argument();
    this.emit(')^(1/(');
    this.pieces.push(...index);
    this.emit('))');
  }

  /** A function with `^2` (a power of its value), `^{-1}` (its inverse) or `_b` (the base of a logarithm). */
  private applied(name: string, position: number): void {
    const length = this.at - position;
    let f = name;
    let power: Piece[] = [];
    let base: Piece[] = [];
    while (this.peek() === '^' || this.peek() === '_') {
      const mark = this.peek();
      this.take(mark);
      const start = this.pieces.length;
      this.argument();
      const read = this.pieces.splice(start);
      const text = read
        .map((p) => p.text)
        .join('')
        .replace(/[()]/g, '');
      if (mark === '_') {
        if (f !== 'log') this.failAt(position, length, `a subscript of '${name}'`);
        base = read;
      } else if (text === '-1') {
        if (INVERSES[f] === undefined)
          this.failAt(
            position,
            length,
            `'${name}^{-1}' may be read in two ways`,
            'write a quotient or the name of the inverse',
          );
        f = INVERSES[f]!;
      } else power = read;
    }
    this.emit(`(${f}(`, position, length);
    this.functionArgument(this.source.slice(position, position + length).trim());
    this.emit(')');
    if (base.length > 0) this.pieces.push(mark('/log(', position), ...base, mark(')', position));
    this.emit(')');
    if (power.length > 0) this.pieces.push(mark('^(', position), ...power, mark(')', position));
  }

  private functionArgument(name: string): void {
    this.skipSize();
    const next = this.peek();
    if (OPENING[next] !== undefined || next === '{') {
      if (next === '{') this.group();
      else this.bracketed();
      if (this.peek() === '^')
        this.fail(
          `a power after the bracket of '${name}' may be read in two ways`,
          `write ${name}^2(x), or ${name}((x)^2)`,
        );
      return;
    }
    let [started, ended] = [false, false];
    while (!ended && this.beginsFactor() && (!started || !(this.beginsBracket() || this.beginsFunction()))) {
      if (started) this.emit('*');
      ended = this.beginsFunction();
      this.factor();
      started = true;
    }
    if (!started) this.fail(`'${name}' without an argument`);
    if (this.peek() === '/')
      this.fail(`ambiguous quotient after the argument of '${name}'`, 'write \\frac or brackets');
  }

  /** `w_0`, `\alpha_{\max}`: subscripts become part of the name. */
  private name(name: string, position: number): void {
    let full = name;
    while (this.peek() === '_') {
      const start = this.at;
      this.take('_');
      const subscript = this.rawArgument()
        .replace(/\\(mathrm|text|operatorname)\s*\{([^{}]*)\}/g, '$2')
        .replace(/[\\\s,{}]+/g, '');
      if (!/^[A-Za-z0-9]+$/.test(subscript))
        this.failAt(start, this.at - start, 'a subscript must be letters and digits');
      full += `_${subscript}`;
    }
    if (this.peek() === "'")
      this.fail('a prime is not read here', 'write the derivative as a formula or under a name of its own');
    this.emit(full, position, this.at - position);
  }

  /** A group in braces, one command with its own arguments, or one character. */
  private argument(): void {
    const next = this.peek();
    if (next === '{') return this.group();
    if (/\d/.test(next)) {
      this.emit(next, this.at, 1);
      this.at++;
      return;
    }
    if (next === '-' || next === '+') this.fail('a sign needs braces here');
    if (/^[A-Za-z]$/.test(next)) {
      this.emit(next, this.at, 1);
      this.at++;
      return;
    }
    if (next === '') this.fail('formula ends too early');
    this.base();
  }

  private beginsFactor(): boolean {
    const next = this.peek();
    if (/^[A-Za-z\d.{([]$/.test(next)) return true;
    if (BARS.has(next)) return this.opensBar(next);
    if (!next.startsWith('\\')) return false;
    const name = next.slice(1);
    if (name === 'left' || name === 'mathopen') return true;
    if (SIZES.has(name)) return this.sizedOpening(next);
    return !CLOSING.has(next) && !TIMES.has(name) && name !== 'div';
  }

  /** A bar closes the one that is open, if an operand stands before it. */
  private opensBar(bar: string): boolean {
    if (bar === '\\lvert') return true;
    if (bar === '\\rvert') return false;
    return this.open.at(-1) !== '|' || !/[\w)]$/.test(this.pieces.at(-1)?.text ?? '');
  }

  /** Whether a size such as `\\Big` belongs to an opening delimiter. */
  private sizedOpening(size: string): boolean {
    const before = this.at;
    this.at += size.length;
    const next = this.peek();
    this.at = before;
    return OPENING[next] !== undefined || (BARS.has(next) && this.opensBar(next));
  }

  private beginsFunction(): boolean {
    const next = this.peek().slice(1);
    return this.peek().startsWith('\\') && (NAMED_FUNCTIONS.has(next) || NAMES.has(next)) && next !== 'sqrt';
  }

  private beginsBracket(): boolean {
    const next = this.peek();
    return OPENING[next] !== undefined || next === '|' || (next.startsWith('\\') && SIZES.has(next.slice(1)));
  }

  private skipSize(): void {
    const next = this.peek();
    if (next.startsWith('\\') && SIZES.has(next.slice(1))) {
      this.take(next);
      if (this.peek() === '.') this.at++;
    }
  }

  private emit(text: string, position = Math.min(this.at, this.source.length), length = 1): void {
    this.pieces.push({ text, position, length });
  }
}

const mark = (text: string, position: number): Piece => ({ text, position, length: 1 });
