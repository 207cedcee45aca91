import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import {
  NO_ASSUMPTIONS, assume, assumeThat, assumptionsToText, compare, domainOf, isDefined, isNegative, isNonnegative,
  isNonzero, isPositive, rangeOf, withFact, type Assumptions, type Domain,
} from '../../src/expression/assumptions.ts'; // prettier-ignore
import { children, rationalToNumber, type Expression } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/printText.ts';
import { arbitraryExpression } from './arbitraryExpression.ts';
import { ELEMENTARY, evaluateDouble } from './evaluateDouble.ts';

/** A value in double precision with a generous bound of its rounding error. */
function evaluateWithError(e: Expression, values: Record<string, number>): [value: number, error: number] {
  const EPS = 4e-16;
  const of = (x: Expression) => evaluateWithError(x, values);
  const rounded = (value: number, error: number): [number, number] => [value, error + EPS * Math.abs(value)];
  switch (e.kind) {
    case 'rational':
      return rounded(rationalToNumber(e), 0);
    case 'symbol':
      return [values[e.name]!, 0];
    case 'constant':
      return rounded(Math.PI, 0);
    case 'sum':
      return e.terms.map(of).reduce(([a, da], [b, db]) => rounded(a + b, da + db));
    case 'product':
      return e.factors
        .map(of)
        .reduce(([a, da], [b, db]) => rounded(a * b, Math.abs(a) * db + Math.abs(b) * da + da * db));
    case 'power': {
      const [a, da] = of(e.base);
      const [b, db] = of(e.exponent);
      if (a === 0 && b < 0) return [NaN, NaN];
      const spread = [a - da, a, a + da].flatMap((x) =>
        [b - db, b + db].map((y) => (Number.isInteger(b) ? x ** b : x ** y)),
      );
      return rounded(a ** b, 2 * Math.max(...spread.map((v) => Math.abs(v - a ** b))));
    }
    case 'call': {
      const f = ELEMENTARY[e.name];
      const [x, dx] = of(e.argument);
      const jump = e.name === 'tan' || ((e.name === 'sin' || e.name === 'cos') && dx > 1e-3) ? 2 : 0;
      const spread = [f(x - dx), f(x + dx)].map((v) => Math.abs(v - f(x)));
      return rounded(f(x), 2 * Math.max(...spread) + (dx > 0 ? jump * dx * (1 + f(x) ** 2) : 0) + dx);
    }
  }
}

/** Whether a part of e leaves the doubles. */
const overflows = (e: Expression, values: Record<string, number>): boolean =>
  Math.abs(evaluateDouble(e, values)) === Infinity || children(e).some((part) => overflows(part, values));

function samples(domain: Domain): number[] {
  const lower = domain.lower && rationalToNumber(domain.lower);
  const upper = domain.upper && rationalToNumber(domain.upper);
  const [a, b] = [lower ?? (upper ?? 0) - 4, upper ?? (lower ?? 0) + 4];
  const points = [0.001, 0.2, 0.5, 0.77, 0.999].map((t) => a + t * (b - a)).concat([0, 1, -1, 2, 3, -0.3]);
  if (lower !== null) points.push(lower);
  if (upper !== null) points.push(upper);
  return points.filter(
    (x) =>
      (lower === null || x > lower || (x === lower && !domain.openLower)) &&
      (upper === null || x < upper || (x === upper && !domain.openUpper)) &&
      !(domain.nonzero && x === 0) &&
      !(domain.integer && !Number.isInteger(x)),
  );
}

const domains = fc.constantFrom(
  'real', 'positive', 'negative', 'nonnegative', 'nonzero', '> 2', '(-1, 1)', '[0, 1)', '[1, 3]', '< -1/2', 'integer',
  'integer, positive', '(0, 1)', '[-1, 0]',
); // prettier-ignore

describe('soundness: no sampled value contradicts an answer', () => {
  const NAMES = ['w', 'alpha', 'D', 'u0', 'x_max'];
  const CONDITIONS = [
    'w < alpha',
    'abs(w) < alpha^2',
    'u0*x_max > 0',
    'D*w >= alpha',
    'u0 != w',
    'w + u0 > D - 1',
  ];
  const worlds = fc
    .tuple(fc.array(domains, { minLength: 5, maxLength: 5 }), fc.subarray(CONDITIONS, { maxLength: 2 }))
    .map(([texts, conditions]) => {
      const known = assume(Object.fromEntries(NAMES.map((name, k) => [name, texts[k]!])));
      try {
        return assumeThat(conditions, known);
      } catch {
        return known;
      }
    });

  it('for ranges, signs and definedness', () => {
    const counts = { decided: 0, compared: 0 };
    fc.assert(
      fc.property(arbitraryExpression, worlds, fc.infiniteStream(fc.nat()), (e, known, random) => {
        const range = rangeOf(e, known);
        const answers = [isPositive, isNegative, isNonzero, isNonnegative].map((ask) => ask(e, known));
        const defined = isDefined(e, known);
        const pools = NAMES.map((name) => samples(domainOf(name, known)));
        if (answers[0] !== 'unknown' || answers[1] !== 'unknown') counts.decided++;
        for (let k = 0; k < 12; k++) {
          const values = Object.fromEntries(
            NAMES.map((name, j) => [name, pools[j]![random.next().value! % pools[j]!.length]!]),
          );
          if (!holds(known, values)) continue;
          const [value, error] = evaluateWithError(e, values);
          const where = () =>
            `${toText(e)} at ${JSON.stringify(values)} given ${assumptionsToText(known).join(', ')}`;
          if (defined === true && !(error > 1e-3) && !overflows(e, values)) {
            expect(value, `undefined: ${where()}`).not.toBeNaN();
          }
          if (!Number.isFinite(value) || !Number.isFinite(error)) continue;
          counts.compared++;
          const slack = 4 * error;
          if (range.lower)
            expect(value + slack, where()).toBeGreaterThanOrEqual(rationalToNumber(range.lower));
          if (range.upper) expect(value - slack, where()).toBeLessThanOrEqual(rationalToNumber(range.upper));
          if (Math.abs(value) <= slack) continue;
          const truths = [value > 0, value < 0, value !== 0, value >= 0];
          answers.forEach((answer, j) => {
            if (answer !== 'unknown') expect(answer, where()).toBe(truths[j]);
          });
        }
      }),
      { numRuns: 1500 },
    );
    expect(counts.decided).toBeGreaterThan(250);
    expect(counts.compared).toBeGreaterThan(1500);
  });

  function holds(known: Assumptions, values: Record<string, number>): boolean {
    return known.facts.every(({ expression, sign }) => {
      const [value, error] = evaluateWithError(expression, values);
      if (!(Math.abs(value) > 4 * error)) return false;
      return sign === 'nonzero' || value > 0;
    });
  }
});

describe('what is decided', () => {
  const model = assume({
    alpha: 'positive',
    D: '> 2',
    w: 'real',
    z: '(-1, 1)',
    s: 'real',
    u: 'positive',
    v: 'nonnegative',
    n: 'integer',
  });
  it.each([
    'alpha^(2 - D)',
    'sqrt(w^2 + 4*alpha^4)',
    'w^2 + alpha',
    'w + sqrt(w^2 + 4*alpha^4)',
    'sqrt(w^2 + 4*alpha^4) - w',
    'sqrt(1 + w^2) - 1/2*w',
    '2*sqrt(1 + w^2) + w - 1/2',
    '1 - z^2',
    '(1 - z)^(-D/(D - 2)) ',
    '1 + z',
    '1/(1 - z)',
    'D*(D - 2)',
    'D^2 - 2*D',
    'D^2 - 3*D + 2',
    'D/(D - 2) - 1',
    'exp(w)',
    'cosh(w)',
    'cosh(alpha) - 1',
    'u^(2*D - 2) + v^(2*D - 2)',
    'log(1 + alpha)',
    '-log(1/(1 + alpha))',
    'arsinh(alpha)',
    'tanh(alpha) + 1 - z',
    'pi - 3',
    'abs(w) + 1',
    '1 - tanh(w)',
    'w^4 - w^2 + 1',
    'w^(2*n) + 1',
    '2 + sin(w)',
    'arccos(z)',
    'alpha^3 + alpha^2*w^2',
    'sqrt(2) - 7/5',
  ])('%s > 0', (text) => {
    expect(isPositive(parse(text), model)).toBe(true);
    expect(isNegative(parse(`-(${text})`), model)).toBe(true);
    expect(isNonzero(parse(text), model)).toBe(true);
  });

  it.each([
    'w',
    'w + alpha',
    'z',
    'w^3',
    'log(alpha)',
    '1 - alpha',
    's*w',
    'w^n',
    'D - 3',
    'sqrt(w^2 + alpha) - 2*w',
    'sin(w)',
  ])('the sign of %s is unknown', (text) => {
    for (const ask of [isPositive, isNegative, isNonnegative])
      expect(ask(parse(text), model)).toBe('unknown');
  });

  it('zero is told from positive', () => {
    expect(isNonnegative(parse('w^2'), model)).toBe(true);
    expect(isPositive(parse('w^2'), model)).toBe('unknown');
    expect(isNonnegative(parse('sqrt(w^2 + v) - w'), model)).toBe(true);
    expect(isPositive(parse('u*v'), model)).toBe('unknown');
    expect(isPositive(parse('-u - v'), model)).toBe(false);
    expect(isNonzero(parse('w - w'), model)).toBe(false);
  });

  it('compares', () => {
    expect(compare(parse('D'), parse('2'), model)).toBe(1);
    expect(compare(parse('2/D'), parse('1'), model)).toBe(-1);
    expect(compare(parse('2*w'), parse('w + w'), model)).toBe(0);
    expect(compare(parse('D'), parse('3'), model)).toBe('unknown');
  });

  it('knows where formulas are defined', () => {
    expect(isDefined(parse('w*arsinh(w/(2*alpha^2)) - sqrt(w^2 + 4*alpha^4)'), model)).toBe(true);
    expect(isDefined(parse('(1 - z)^(-D/(D - 2)) + artanh(z)'), model)).toBe(true);
    expect(isDefined(parse('log(w)'), model)).toBe('unknown');
    expect(isDefined(parse('1/w'), model)).toBe('unknown');
    expect(isDefined(parse('log(-alpha)'), model)).toBe(false);
  });

  it('encloses', () => {
    const range = (text: string) => {
      const { lower, upper, openLower, openUpper } = rangeOf(parse(text), model);
      return `${openLower ? '(' : '['}${lower ? toText(lower) : '-inf'}, ${upper ? toText(upper) : 'inf'}${openUpper ? ')' : ']'}`;
    };
    expect(range('2*z + 1')).toBe('(-1, 3)');
    expect(range('z^2')).toBe('[0, 1)');
    expect(range('1/D')).toBe('(0, 1/2)');
    expect(range('D/(D - 2)')).toBe('(0, inf)');
    expect(range('tanh(w)')).toBe('(-1, 1)');
    expect(range('exp(-alpha)')).toBe('(0, 1)');
    expect(range('(1 + v)^(-1/2)')).toBe('(0, 1]');
    expect(range('abs(z - 1)')).toBe('(0, 2)');
    expect(range('sqrt(4 + w^2)')).toBe('[2, inf)');
  });
});

describe('facts', () => {
  const holds = (conditions: string[], text: string) => isPositive(parse(text), assumeThat(conditions));
  it.each([
    [['u*v > 0'], 'u/v', true],
    [['u*v > 0'], '3*u*v', true],
    [['u*v > 0'], '-2*u*v', false],
    [['u*v > 0'], 'u^2', true],
    [['u*v > 0'], 'u', 'unknown'],
    [['2*b < 2*a'], 'a - b', true],
    [['a > b'], '2*a - 2*b + 1', true],
    [['a > b', 'c > 0'], 'c*(a - b)', true],
    [['a > b', 'c > 0'], 'a - b + c', true],
    [['a >= b'], 'a - b', 'unknown'],
    [['abs(w) < 4*alpha^2'], '4*alpha^2 - w', true],
    [['abs(w) < 4*alpha^2'], '4*alpha^2 + w', true],
    [['abs(z) < 1'], '1 - z^2', true],
    [['D > 2', 'alpha > 0', 'D*(D - 2)*abs(s) < alpha^(2 - D)'], 'alpha^(2 - D) + D*(D - 2)*s', true],
    [['D > 2', 'alpha > 0', 'D*(D - 2)*abs(s) < alpha^(2 - D)'], '1 - D*(D - 2)*alpha^(D - 2)*s', true],
    [['c*abs(s) < 1'], '1 - c*s', 'unknown'],
    [['x != 0'], 'x^2', true],
    [['x != 0', 'y != 0'], 'x^2*y^2 + x^2', true],
    [['u != v'], '(u - v)^2', true],
    [['0 < z < 1'], 'z - z^2', true],
    [['n integer', 'n > 0'], 'n - 1/2', true],
  ] as [string[], string, boolean | 'unknown'][])('%j: %s > 0 is %s', (conditions, text, answer) => {
    expect(holds(conditions, text)).toBe(answer);
  });

  it('are added without changing what was known', () => {
    const before = assume({ a: 'positive' });
    const after = withFact(before, parse('a - b'), 'positive');
    expect(before.facts).toHaveLength(0);
    expect(isPositive(parse('a - b'), before)).toBe('unknown');
    expect(isPositive(parse('a - b'), after)).toBe(true);
    expect(assumptionsToText(after)).toEqual(['a > 0', 'a - b > 0']);
  });

  it('of one variable are domains', () => {
    expect(assumptionsToText(assumeThat(['3 - 2*D < -1', 'D < 7/2', 'D integer']))).toEqual([
      '3 <= D <= 3',
      'D integer',
    ]);
    expect(assumptionsToText(assumeThat(['abs(z) < 1/2', 'z != 0']))).toEqual(
      expect.arrayContaining(['-1/2 < z < 1/2', 'z != 0']),
    );
  });
});

describe('text of domains', () => {
  it.each([
    ['positive', ['x > 0']],
    ['>= 1', ['x >= 1']],
    ['(-1, 1)', ['-1 < x < 1']],
    ['[0, inf)', ['x >= 0']],
    ['(-inf, 1/2]', ['x <= 1/2']],
    ['> 1 and <= 5/2', ['1 < x <= 5/2']],
    ['integer, > 2, < 6', ['3 <= x <= 5', 'x integer']],
    ['real', []],
    ['nonzero', ['x != 0']],
  ])('%s', (text, conditions) => {
    expect(assumptionsToText(assume({ x: text }))).toEqual(conditions);
  });

  it.each(['', 'huge', '> x', '(1, 0)', '[1', '(inf, 2)', '> 0 and < 0', 'integer, (0, 1)', '!= 1'])(
    "'%s' is refused",
    (text) => {
      expect(() => assume({ x: text })).toThrow(DomainError);
    },
  );

  it('contradictions are refused', () => {
    expect(() => assumeThat('x < 0', assume({ x: 'positive' }))).toThrow('no x meets x > 0 and x < 0');
    expect(() => assumeThat('x + y')).toThrow("'x + y' is not a condition");
    expect(() => withFact(NO_ASSUMPTIONS, parse('-1'), 'positive')).toThrow('-1 is not positive');
  });
});
