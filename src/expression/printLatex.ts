import {
  HALF, equal, freeSymbols, isRational, negate, type Call, type Expression, type FunctionName,
  type Power,
} from './expression.ts'; // prettier-ignore
import { GREEK_NAMES } from './greek.ts';
import { positiveFirst } from './positiveFirst.ts';
import { hasMinus, quotient, type Quotient } from './quotient.ts';
import { symbolLatex } from './symbolLatex.ts';

/** How tightly the outermost operator of a formula binds. */
const SUM = 1;
const MINUS = 2;
const PRODUCT = 3;
const POWER = 4;
const ATOM = 5;

interface Printed {
  readonly tex: string;
  readonly binding: number;
  /** Taller than a line of text: brackets around it grow. */
  readonly tall: boolean;
  /** Has grouping brackets inside: brackets around it are a size larger. */
  readonly nested?: boolean;
}

interface Style {
  /** In exponents and inside fractions, quotients are written with a slash. */
  readonly inline: boolean;
  /** In exponents, brackets do not grow. */
  readonly script: boolean;
  /** Whether the letter e is free to stand for Euler's number. */
  readonly euler: boolean;
}

/** In glyphs: the longest exponent of e, the longest numerator over a number, the longest sum among its factors. */
const LONGEST_EXPONENT = 12;
const LONGEST_NUMERATOR = 16;
const SHORT_SUM = 5;

const COMMANDS: Record<Exclude<FunctionName, 'abs' | 'exp'>, string> = {
  log: '\\ln', sinh: '\\sinh', cosh: '\\cosh', tanh: '\\tanh', sin: '\\sin', cos: '\\cos', tan: '\\tan',
  arcsin: '\\arcsin', arccos: '\\arccos', arctan: '\\arctan', arsinh: '\\operatorname{arsinh}',
  arcosh: '\\operatorname{arcosh}', artanh: '\\operatorname{artanh}', sign: '\\operatorname{sign}',
}; // prettier-ignore

/**
 * The formula in LaTeX math mode as an author would typeset it: fractions, roots, Greek letters and subscripts,
 * no superfluous brackets. ASCII; needs amsmath alone.
 */
export const toLatex = (e: Expression): string =>
  print(e, { inline: false, script: false, euler: !freeSymbols(e).has('e') }).tex;

function print(e: Expression, style: Style): Printed {
  switch (e.kind) {
    case 'symbol':
      return atom(symbolLatex(e.name));
    case 'constant':
      return atom(`\\${e.name}`);
    case 'call':
      return printCall(e, style);
    case 'sum':
      return printSum(e.terms, style);
    case 'rational':
    case 'product':
      return printQuotient(quotient(e, printsBelow), style);
    case 'power':
      return isRational(e.exponent) && hasMinus(e.exponent)
        ? printQuotient(quotient(e), style)
        : printPower(e.base, e.exponent, style);
  }
}

/** (1 - z)^{-p} is kept as it is; other powers with a minus in the exponent go below the fraction bar. */
const printsBelow = ({ base, exponent }: Power): boolean =>
  hasMinus(exponent) && (isRational(exponent) || base.kind !== 'sum');

const atom = (tex: string, tall = false): Printed => ({ tex, binding: ATOM, tall });

function round({ tex, tall, nested }: Printed): string {
  if (tall) return `\\left(${tex}\\right)`;
  return nested ? `\\bigl(${tex}\\bigr)` : `(${tex})`;
}

const bracket = (printed: Printed, least: number): Printed =>
  printed.binding < least ? { ...printed, tex: round(printed), binding: ATOM, nested: true } : printed;

/** Rough number of glyphs on the longest line. */
function width(tex: string): number {
  return tex
    .replace(/\\(left|right|operatorname|mathrm|frac|sqrt|cdot)(?![A-Za-z])/g, '')
    .replace(/\\([A-Za-z]+)/g, (_, name: string) => (GREEK_NAMES.has(name) ? 'x' : name))
    .replace(/[{}^_\s]/g, '').length;
}

function printSum(terms: readonly Expression[], style: Style): Printed {
  const printed = terms.map((term) => print(term, style));
  const [head, ...rest] = positiveFirst(printed.map((p) => p.tex));
  return {
    tex: head! + rest.map((t) => (t.startsWith('-') ? ` - ${t.slice(1)}` : ` + ${t}`)).join(''),
    binding: SUM,
    tall: printed.some((p) => p.tall),
    nested: !style.script && printed.some((p) => p.nested ?? false),
  };
}

/** Factors side by side; a dot where two numbers would run together. */
function juxtapose(factors: readonly string[]): string {
  return factors.reduce((left, right) => `${left}${/^\d/.test(right) ? ' \\cdot ' : ' '}${right}`);
}

function printFactors(up: bigint, factors: readonly Expression[], style: Style): Printed {
  const alone = up === 1n && factors.length === 1;
  const printed = factors.map((f) => bracket(print(f, style), alone ? SUM : PRODUCT));
  if (alone) return printed[0]!;
  const texts = printed.map((p) => p.tex);
  if (up !== 1n || texts.length === 0) texts.unshift(String(up));
  return {
    tex: juxtapose(texts),
    binding: texts.length === 1 ? ATOM : PRODUCT,
    tall: printed.some((p) => p.tall),
    nested: !style.script && printed.some((p) => p.nested),
  };
}

function printQuotient(q: Quotient, style: Style): Printed {
  const positive = printPositive(q, style);
  if (!q.negative) return positive;
  const magnitude = bracket(positive, PRODUCT);
  return { ...magnitude, tex: `-${magnitude.tex}`, binding: MINUS };
}

function printPositive(q: Quotient, style: Style): Printed {
  const [divisor] = q.denominator;
  if (divisor?.kind === 'power' && !isRational(divisor.exponent) && isReciprocal(q)) {
    return printPower(divisor.base, negate(divisor.exponent), style); // alpha^{-D}
  }
  if (q.down === 1n && q.denominator.length === 0) return printFactors(q.up, q.numerator, style);
  const inline = { ...style, inline: true };
  const below = printFactors(q.down, q.denominator, inline);
  if (style.inline) {
    const above = bracket(printFactors(q.up, q.numerator, style), PRODUCT);
    return {
      tex: `${above.tex}/${bracket(below, POWER).tex}`,
      binding: PRODUCT,
      tall: false,
      nested: above.nested,
    };
  }
  const [inside, outside] = splitNumerator(q, style);
  const fraction = `\\frac{${printFactors(q.up, inside, inline).tex}}{${below.tex}}`;
  if (outside.length === 0) return { tex: fraction, binding: POWER, tall: true };
  const beside = outside.map((f) => bracket(print(f, style), PRODUCT).tex);
  return { tex: juxtapose([fraction, ...beside]), binding: PRODUCT, tall: true };
}

const isReciprocal = (q: Quotient): boolean =>
  q.up === 1n && q.down === 1n && q.numerator.length === 0 && q.denominator.length === 1;

/** Which factors stand on the fraction bar, and which beside the fraction because they are tall or long. */
function splitNumerator(q: Quotient, style: Style): [Expression[], Expression[]] {
  const isSum = (f: Expression): boolean => f.kind === 'sum' || (f.kind === 'power' && f.base.kind === 'sum');
  if (q.denominator.some(isSum)) return [[...q.numerator], []];
  const alone = q.up === 1n && q.numerator.length === 1;
  const sums = q.numerator.filter(isSum).length;
  const inside: Expression[] = [];
  const outside: Expression[] = [];
  for (const factor of q.numerator) {
    const printed = print(factor, style);
    const glyphs = width(printed.tex);
    const long = q.denominator.length === 0 && glyphs > LONGEST_NUMERATOR;
    const beside = printed.tall || long || (sums === 1 && isSum(factor) && !alone && glyphs > SHORT_SUM);
    (beside ? outside : inside).push(factor);
  }
  return [inside, outside];
}

function printPower(base: Expression, exponent: Expression, style: Style): Printed {
  if (isRational(exponent) && exponent.numerator === 1n && exponent.denominator <= (style.inline ? 2n : 4n)) {
    const content = print(base, style);
    const index = equal(exponent, HALF) ? '' : `[${exponent.denominator}]`;
    return { tex: `\\sqrt${index}{${content.tex}}`, binding: POWER, tall: content.tall };
  }
  const above = `^{${print(exponent, { ...style, inline: true, script: true }).tex}}`;
  if (base.kind === 'call' && base.name !== 'exp' && base.name !== 'abs') {
    return printCall(base, style, above);
  }
  const below = bracket(print(base, style), ATOM);
  return { ...below, tex: below.tex + above, binding: POWER };
}

/** A call; the exponent of a power goes between the function's name and its argument. */
function printCall(e: Call, style: Style, exponent = ''): Printed {
  if (e.name === 'exp') return printExponential(e.argument, style);
  const argument = print(e.argument, style);
  if (e.name === 'abs') {
    const [left, right] = argument.tall ? ['\\left\\lvert ', ' \\right\\rvert'] : ['\\lvert ', ' \\rvert'];
    return atom(left + argument.tex + right, argument.tall);
  }
  const tex = `${COMMANDS[e.name]}${exponent}${round(argument)}`;
  return { tex, binding: POWER, tall: argument.tall };
}

function printExponential(argument: Expression, style: Style): Printed {
  const above = print(argument, { ...style, inline: true, script: true });
  if (style.euler && width(above.tex) <= LONGEST_EXPONENT)
    return { tex: `e^{${above.tex}}`, binding: POWER, tall: false };
  const beside = print(argument, style);
  return { tex: `\\exp${round(beside)}`, binding: POWER, tall: beside.tall };
}
