import { ELEMENTARY } from './evaluateDouble.ts';
import type { FunctionName } from '../../src/expression/expression.ts';

const COMMANDS: Record<string, FunctionName> = {
  ln: 'log', exp: 'exp', sinh: 'sinh', cosh: 'cosh', tanh: 'tanh', sin: 'sin', cos: 'cos', tan: 'tan',
  arcsin: 'arcsin', arccos: 'arccos', arctan: 'arctan',
}; // prettier-ignore

const CLOSING: Record<string, string> = {
  '(': ')', '\\left(': '\\right)', '\\bigl(': '\\bigr)', '\\lvert': '\\rvert', '\\left\\lvert': '\\right\\rvert',
}; // prettier-ignore

/**
 * The value of a formula in LaTeX as a reader takes it: factors side by side are multiplied, a slash divides by the
 * next factor alone, a function applies to the bracket after it, and only brackets, braces and fractions group.
 */
export function evaluateLatex(tex: string, values: Record<string, number>): number {
  const tokens =
    tex.match(/\\left\\lvert|\\right\\rvert|\\left\(|\\right\)|\\bigl\(|\\bigr\)|\\[A-Za-z]+|\d+|[^\s]/g) ??
    [];
  let at = 0;
  const peek = (): string => tokens[at] ?? '';
  const take = (): string => tokens[at++] ?? '';
  const expect = (...allowed: string[]): void => {
    const token = take();
    if (!allowed.includes(token))
      throw new Error(`expected ${allowed.join(' or ')}, got '${token}' in ${tex}`);
  };
  const group = (): number => {
    expect('{');
    const value = sum();
    expect('}');
    return value;
  };
  const word = (): string => {
    expect('{');
    let text = '';
    while (peek() !== '}') text += take();
    take();
    return text;
  };

  function sum(): number {
    let total = peek() === '-' ? (take(), -product()) : product();
    while (peek() === '+' || peek() === '-') total += take() === '+' ? product() : -product();
    return total;
  }

  function product(): number {
    let value = factor();
    for (;;) {
      if (peek() === '\\cdot') take();
      else if (peek() === '/') {
        take();
        value /= factor();
        continue;
      } else if (
        ['', '+', '-', '}', ')', ']', ',', '\\right)', '\\bigr)', '\\rvert', '\\right\\rvert'].includes(
          peek(),
        )
      )
        return value;
      else if (/^\d/.test(peek())) throw new Error(`a number after a factor in ${tex}`);
      value *= factor();
    }
  }

  function factor(): number {
    const start = peek();
    if (start in { '\\operatorname': 1 } || Object.hasOwn(COMMANDS, start.slice(1))) {
      take();
      const name = start === '\\operatorname' ? (word() as FunctionName) : COMMANDS[start.slice(1)]!;
      const power = peek() === '^' ? (take(), group()) : 1;
      const open = take();
      if (!open.endsWith('(')) throw new Error(`no bracket after ${name} in ${tex}`);
      const argument = sum();
      expect(CLOSING[open]!);
      return ELEMENTARY[name](argument) ** power;
    }
    const base = primary();
    return peek() === '^' ? (take(), base ** group()) : base;
  }

  function primary(): number {
    const token = take();
    if (/^\d+$/.test(token)) return Number(token);
    switch (token) {
      case '(':
      case '\\left(':
      case '\\bigl(':
      case '\\lvert':
      case '\\left\\lvert': {
        const value = sum();
        expect(CLOSING[token]!);
        return token.endsWith('lvert') ? Math.abs(value) : value;
      }
      case '\\frac': {
        const above = group();
        const below = group();
        // a power of a fraction without brackets would be misread
        if (peek() === '^') throw new Error(`a fraction raised without brackets in ${tex}`);
        return above / below;
      }
      case '\\sqrt': {
        let index = 2;
        if (peek() === '[') index = (take(), Number(take()));
        if (index !== 2) expect(']');
        const value = group() ** (1 / index);
        if (peek() === '^') throw new Error(`a root raised without brackets in ${tex}`);
        return value;
      }
      case '\\pi':
        return Math.PI;
      case 'e':
        if (peek() !== '^') throw new Error(`a lone e in ${tex}`);
        return Math.E;
    }
    let name = token === '\\mathrm' ? word() : token.replace('\\', '');
    if (peek() === '_') {
      take();
      expect('{');
      name += '_';
      while (peek() !== '}') name += peek() === '\\mathrm' ? (take(), word()) : take();
      take();
    }
    if (!(name in values)) throw new Error(`unknown name '${name}' in ${tex}`);
    return values[name]!;
  }

  const value = sum();
  if (at < tokens.length) throw new Error(`unread '${peek()}' in ${tex}`);
  return value;
}
