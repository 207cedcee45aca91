import type { Expression } from '../expression/expression.ts';
import { symbol } from '../expression/expression.ts';
import { parse, type TypedFunction } from '../expression/parse.ts';
import { toLatex } from '../expression/printLatex.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { quantityNamed } from '../verification/claimedQuantity.ts';

const RELATIONS = /(<=|>=|=|<|>|~)/;
const RELATION_LATEX: Readonly<Record<string, string>> = {
  '=': '=', '<': '<', '>': '>', '<=': '\\leq', '>=': '\\geq', '~': '\\sim',
}; // prettier-ignore

const QUANTITY_LATEX: Readonly<Record<string, string>> = {
  potential: '\\psi(w)',
  regularizer: 'Q(w)',
  'mirror-map': '\\nabla\\psi(w)',
  'inverse-mirror-map': '\\nabla\\psi^{*}(s)',
  'dual-potential': '\\psi^{*}(s)',
  metric: "\\psi''(w)",
  bregman: 'D_{\\psi}(w_{1},w_{0})',
  'inverse-metric': 'JJ^{\\top}',
  conserved: '\\text{conserved}',
};

/**
 * A line as rows of an aligned environment, as its author wrote it: definitions by name, derivatives, integrals and
 * limits unevaluated. `functions` are the names that the document defines with arguments. Throws FormulaError.
 */
export function lineLatex(line: string, functions: ReadonlySet<string>): string {
  const parts = line.split(RELATIONS);
  const written = parts.filter((_, k) => k % 2 === 0).map((side) => side.trim());
  const sides = distinct(written, functions);
  const relations = parts.filter((_, k) => k % 2 === 1).map((r) => RELATION_LATEX[r]!);
  const [first = '', second, ...rest] = sides;
  if (second === undefined) return first;
  const rows = [
    `${first} &${relations[0]} ${second}`,
    ...rest.map((side, k) => `&${relations[k + 1]} ${side}`),
  ];
  return rows.join(' \\\\ ');
}

/** The sides; where two neighbours that are written differently come out alike, both keep the brackets they were given. */
function distinct(written: readonly string[], functions: ReadonlySet<string>): string[] {
  const sides = written.map((side) => sideLatex(side, functions));
  const alike = (k: number, l: number): boolean => sides[k] === sides[l] && written[k] !== written[l];
  return sides.map((side, k) => (alike(k, k - 1) || alike(k, k + 1) ? sideLatex(withGroups(written[k]!), functions) : side));
} // prettier-ignore

/** Brackets that group as calls of a name of their own, which are kept as they are written; brackets of a call are left. */
const withGroups = (side: string): string => side.replace(/(^|[^A-Za-z0-9_])\(/g, `$1${GROUP}(`);

const GROUP = 'groupOf';

function sideLatex(side: string, functions: ReadonlySet<string>): string {
  const quantity = quantityNamed(side);
  if (quantity !== null && !functions.has(side.split('(')[0]!)) return QUANTITY_LATEX[quantity]!;
  const held = new Held();
  return held.restore(toLatex(parse(side, { functions: held.functions(functions) })));
}

/** Calls kept as they are written: each stands as a symbol while the formula around it is printed. */
class Held {
  private readonly latex: { readonly inside: string; readonly alone: string }[] = [];

  functions(names: ReadonlySet<string>): ReadonlyMap<string, TypedFunction> {
    const call = (apply: (args: readonly Expression[]) => string): TypedFunction => ({
      least: 1,
      most: 12,
      apply: (args) => this.hold(apply(args)),
    });
    return new Map<string, TypedFunction>([
      ...[...names].map((name): [string, TypedFunction] => [
        name,
        call((args) => symbolLatex(name) + inBrackets(this.list(args))),
      ]),
      [GROUP, { least: 1, most: 1, apply: (args) => this.hold(inBrackets(this.list(args)), this.list(args)) }],
      ['diff', call(([f, x, n]) => `${this.operator(x!, n)} ${this.bracketed(f!)}`)],
      ['at', call(([f, x, a]) => `\\left.${this.bracketed(f!)}\\right|_{${this.print(x!)}=${this.print(a!)}}`)],
      ['int', call(([f, x, a, b]) => `\\int${a === undefined ? '' : `_{${this.print(a)}}^{${this.print(b ?? a)}}`} ${this.bracketed(f!)}\\,\\mathrm{d}${this.print(x!)}`)],
      ['lim', call(([f, x, a]) => `\\lim_{${this.print(x!)}\\to ${this.point(a!)}} ${this.bracketed(f!)}`)],
    ]); // prettier-ignore
  }

  /** Puts what was held in the place of its symbols; what is held may hold more. */
  restore(latex: string): string {
    let text = latex;
    for (let k = this.latex.length - 1; k >= 0; k--) {
      const { inside, alone } = this.latex[k]!;
      text = text.replaceAll(`{${marker(k)}}`, () => `{${alone}}`).replaceAll(marker(k), () => inside);
    }
    return text;
  }

  /** `alone` is what stands in an exponent, a root or a part of a fraction of its own. */
  private hold(inside: string, alone = inside): Expression {
    this.latex.push({ inside, alone });
    return symbol(name(this.latex.length - 1));
  }

  private print(e: Expression): string {
    return toLatex(e);
  }

  private list(args: readonly Expression[]): string {
    return args.map((a) => this.print(a)).join(', ');
  }

  private bracketed(e: Expression): string {
    return e.kind === 'sum' ? `\\left(${toLatex(e)}\\right)` : toLatex(e);
  }

  private operator(x: Expression, n: Expression | undefined): string {
    const order = n === undefined ? '' : `^{${toLatex(n)}}`;
    return `\\frac{\\mathrm{d}${order}}{\\mathrm{d}${toLatex(x)}${order}}`;
  }

  private point(e: Expression): string {
    return toLatex(e).replace('\\mathrm{inf}', '\\infty');
  }
}

/** Brackets that grow only around what is taller than a line. */
const inBrackets = (latex: string): string =>
  /\\(frac|sqrt|left|int|lim)|Held/.test(latex) ? `\\left(${latex}\\right)` : `(${latex})`;

const name = (k: number): string => `Held${k}Z`;
const marker = (k: number): string => symbolLatex(name(k));
