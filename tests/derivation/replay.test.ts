import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/derivation/document.ts';
import { replay } from '../../src/derivation/replay.ts';
import { HypentropyError } from '../../src/errors.ts';

const ASSUMPTIONS = ['x > 0', 'a > 0', 'b > a', 'w real', 's real', 'n integer', 'y real'];

const document = (line: Record<string, unknown>, definitions: string[] = []) =>
  readDocument(
    JSON.stringify({
      id: 'one', title: 'One line', statement: 'It holds.', source: 'a test', assumptions: ASSUMPTIONS, definitions,
      steps: [{ id: 'line', title: 'The line', ...line }], noExperiment: 'it is a test',
    }),
    'one.json',
  ); // prettier-ignore

const verdictOf = async (line: Record<string, unknown>, definitions: string[] = []): Promise<string> =>
  (await replay(document(line, definitions), { seed: 3 })).steps[0]!.verdict;

describe('a true line is accepted, and the same line with a wrong constant is refuted', () => {
  const lines: [Record<string, unknown>, string, string, string?][] = [
    [{ reason: 'algebra', formula: '(x + y)^2 - (x - y)^2 = 4*x*y' }, '4*', '5*'],
    [{ reason: 'algebra', formula: 'a^2 - b^2 = (a - b)*(a + b) = -(b - a)*(a + b)' }, '-(b', '(b'],
    [{ reason: 'differentiate', formula: 'diff(x^3*log(x), x) = 3*x^2*log(x) + x^2' }, '3*x^2*', '2*x^2*'],
    [{ reason: 'differentiate', formula: 'diff(sin(2*x), x, 2) = -4*sin(2*x)' }, '-4', '4'],
    [{ reason: 'integrate', formula: 'int(1/(1 + w^2), w) = arctan(w)' }, '1 + w^2', '1 + 2*w^2'],
    [{ reason: 'integrate', formula: 'int(w^2, w, a, b) = (b^3 - a^3)/3' }, '/3', '/2'],
    [{ reason: 'limit', formula: 'lim((1 - cos(x))/x^2, x, 0) = 1/2' }, '1/2', '1/3'],
    [{ reason: 'limit', formula: 'lim(x/(a*x + 1), x, inf) = 1/a' }, '= 1/a', '= 1/a^2'],
    [{ reason: 'limit', formula: 'lim(log(2*x)/log(x), x, inf) = 1' }, '= 1', '= 2'],
    [{ reason: 'expand', formula: 'exp(x) ~ 1 + x + x^2/2', variable: 'x', towards: 'zero', next: '3' }, 'x^2/2', 'x^2/3'],
    [{ reason: 'expand', formula: 'sqrt(x^2 + 1) ~ x + 1/(2*x)', variable: 'x', towards: 'infinity', next: '3' }, '2*x', '3*x'],
    [{ reason: 'inequality', formula: 'a^2 + b^2 >= 2*a*b', form: '(a - b)^2' }, '2*a', '3*a'],
    [{ reason: 'inequality', formula: 'log(1 + x) < x' }, '< x', '< x/2'],
    [{ reason: 'inequality', formula: '0 < a < b' }, 'a < b', 'b < a'],
    [{ reason: 'inverse', formula: 'w = sinh(y)', of: 'y = arsinh(w)' }, 'sinh(y)', '2*sinh(y)'],
    [{ reason: 'derived', formula: 'mirror-map = arsinh(w/(2*a^2))/4', model: { depth: '2', scale: 'a' } }, '/4', '/2'],
    [{ reason: 'derived', formula: 'potential = w^2/4', model: { depth: '1', scale: 'a' } }, '/4', '/3'],
    [{ reason: 'algebra', formula: 'h(x, 2) = x^2 + 4' }, '+ 4', '+ 3'],
  ]; // prettier-ignore
  test.each(lines)('%j', async (line, right, wrong) => {
    const definitions = ['h(p, q) = p^2 + 2*q'];
    expect(['proved', 'checked']).toContain(await verdictOf(line, definitions));
    const mutant = JSON.parse(JSON.stringify(line).replace(right, wrong)) as Record<string, unknown>;
    expect(mutant).not.toEqual(line);
    expect(await verdictOf(mutant, definitions)).toBe('refuted');
  });
});

test('a limit that is approached too slowly to tell is never accepted elsewhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), async (p, q) => {
      const [value, other] = [`${p}/${q}`, `${p + 1}/${q}`];
      const formula = (limit: string) => `lim(${value} + sin(x)/x, x, inf) = ${limit}`;
      expect(['proved', 'checked']).toContain(await verdictOf({ reason: 'limit', formula: formula(value) }));
      expect(await verdictOf({ reason: 'limit', formula: formula(other) })).toBe('refuted');
    }),
    { numRuns: 10 },
  );
});

test('what swings to and fro has no limit, wherever the samples fall', async () => {
  for (const swing of ['sin(x)', 'cos(3*x)', 'sin(x^2)', 'x*sin(x)', 'sin(log(x))'])
    for (const value of ['0', '1/2']) {
      const verdict = await verdictOf({ reason: 'limit', formula: `lim(${swing}, x, inf) = ${value}` });
      expect([swing, ['refuted', 'undecided'].includes(verdict)]).toEqual([swing, true]);
    }
});

describe('a line that does not have the shape of its reason is an error that names it', () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ reason: 'algebra', formula: 'diff(x^2, x) = 2*x' }, /one, line: the step 'line' is algebra, but holds a derivative/],
    [{ reason: 'differentiate', formula: 'x = x' }, /holds no diff/],
    [{ reason: 'integrate', formula: 'x = x' }, /holds no int/],
    [{ reason: 'limit', formula: 'x = x' }, /a limit is written/],
    [{ reason: 'limit', formula: '1 + lim(x, x, 0) = 1' }, /a limit is written/],
    [{ reason: 'expand', formula: 'exp(x) ~ 1 + x', variable: 'x' }, /'towards'/],
    [{ reason: 'inequality', formula: 'x = x' }, /holds no inequality/],
    [{ reason: 'inverse', formula: 'w = y' }, /'of'/],
    [{ reason: 'derived', formula: 'metric = 1' }, /'model'/],
    [{ reason: 'cited', formula: 'x = x' }, /'source'/],
    [{ reason: 'algebra', formula: 'z = z' }, /unknown symbol 'z'/],
    [{ reason: 'algebra', formula: 'x = ' }, /empty/],
    [{ reason: 'algebra', formula: 'x + y' }, /must hold formulas with '='/],
    [{ reason: 'definition', formula: 'x + y = 2' }, /is not a definition/],
    [{ reason: 'definition', formula: 'sin = 2' }, /is defined already/],
    [{ reason: 'definition', formula: 'e = 2' }, /is about a number/],
    [{ reason: 'inequality', formula: '2*e > e', assumptions: ['e > 0'] }, /'e > 0' is about a number, not a symbol/],
    [{ reason: 'algebra', formula: 'pi = pi', assumptions: ['pi real'] }, /'pi real' is about a number/],
    [{ reason: 'algebra', formula: 'diff(x, x, y) = 1 = x' }, /derivative/],
    [{ reason: 'differentiate', formula: 'diff(x, 2) = 1' }, /must be a symbol/],
    [{ reason: 'differentiate', formula: 'diff(x) = 1' }, /takes 2 to 3 arguments/],
  ]; // prettier-ignore
  test.each(wrong)('%j', async (line, message) => {
    await expect(replay(document(line), { seed: 1 })).rejects.toThrow(HypentropyError);
    await expect(replay(document(line), { seed: 1 })).rejects.toThrow(message);
  });
});

test('a definition that makes a denominator zero is an error that points at the line', async () => {
  const line = { reason: 'algebra', formula: '1/(s - 1) = x' };
  await expect(verdictOf(line, ['k = (a + b)/(b + a)', 'm = 1/(1 - k)'])).rejects.toThrow(HypentropyError);
  await expect(verdictOf({ ...line, formula: 'x/(k - 1) = x' }, ['k = (a + b)/(b + a)'])).rejects.toThrow(
    /one, line: .*zero/,
  );
});

test.each([
  ['(x + a)^(2/3) < x^(1/2) + a^(2/3)', 'holds for small x alone'],
  ['sqrt(w^2 + 5*a^4) <= abs(w) + 2*a^2', 'fails near w = 0 alone'],
  ['x^2 + a^2 + b^2 >= 31/10*(x*a*b)^(2/3)', 'fails near x = a = b alone'],
  ['1/sqrt(w^2 + y^2 - a^4/100) > 0', 'has no value where w and y are small'],
  ['x*log(x) - x + 1 > 0', 'fails at x = 1 alone'],
  ['abs(w + y) < abs(w) + abs(y)', 'holds for different signs alone'],
  ['abs(w) > 0', 'fails at w = 0 alone'],
  ['exp(-x) >= 1/10^4000', 'fails from x = 9211 on'],
  ['(x - 10^30)^2 + 1 > 2', 'fails near x = 10^30 alone'],
  ['(x - 1234567/1000003)^2 > 0', 'fails at one fraction alone'],
  ['n^2 - n > 0', 'fails at n = 0 and n = 1'],
])('the inequality %s, which %s, is refuted with a point', async (formula) => {
  const { verdict, evidence } = (await replay(document({ reason: 'inequality', formula }), { seed: 3 }))
    .steps[0]!;
  expect(verdict).toBe('refuted');
  expect(evidence.counterexample).toBeDefined();
});

test.each(['n^2 - n >= 0', 'n^2 + n + 1/5 > 0', 'n^4 >= n^2'])(
  'the inequality %s of whole numbers is not refuted between them',
  async (formula) => {
    expect(['proved', 'checked']).toContain(await verdictOf({ reason: 'inequality', formula }));
  },
);

test.each(['(w^2 - 2)^2 > 0', 'sin(w) < 1', '(w^2 - 2)^2 + (y - pi)^2 > 0'])(
  'the strict inequality %s, which fails at a point that no sample meets, is not accepted',
  async (formula) => {
    expect(await verdictOf({ reason: 'inequality', formula })).toBe('undecided');
  },
);

describe('an integral between two points', () => {
  test.each([
    ['int(1/w^2, w, -1, 1) = -2', 'a pole'],
    ['int(1/w, w, -1, 2) = log(2)', 'a pole'],
    ['int(1/(w - 1)^2, w, 0, 2) = -2', 'a pole'],
    ['int(1/(2 + cos(w)), w, 0, 2*pi) = 0', 'a jump of the antiderivative'],
    ['int(1/(1 + sin(w)), w, 0, 2*pi) = 0', 'a pole'],
  ])('%s is not accepted across %s', async (formula) => {
    expect(['refuted', 'undecided']).toContain(await verdictOf({ reason: 'integrate', formula }));
  });

  test('is proved where the antiderivative is continuous all the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), async (p, q) => {
        for (const formula of [
          `int(1/(w^2 + ${q}), w, -${p}, ${p}) = 2*arctan(${p}/sqrt(${q}))/sqrt(${q})`,
          `int(1/w, w, ${q}, ${q + p}) = log(${q + p}) - log(${q})`,
          `int(exp(w), w, -a, b) = exp(b) - exp(-a)`,
        ])
          expect([formula, await verdictOf({ reason: 'integrate', formula })]).toEqual([formula, 'proved']);
      }),
      { numRuns: 8 },
    );
  });
});

test.each([
  ['lim(sin(pi*x), x, inf) = 0', 'zero at whole numbers alone'],
  ['lim(cos(2*pi*x), x, inf) = 1', 'one at whole numbers alone'],
  ['lim(sin(pi/x), x, 0) = 0', 'zero at one over whole numbers alone'],
  ['lim(sin(pi*log(x)/log(2)), x, inf) = 0', 'zero at powers of two alone'],
])('the limit %s, which is %s, is not accepted', async (formula) => {
  expect(['refuted', 'undecided']).toContain(await verdictOf({ reason: 'limit', formula }));
});

test('a limit over whole numbers is taken over these', async () => {
  const formula = 'lim(sin(pi*n) + 1/n, n, inf) = 0';
  expect(['proved', 'checked']).toContain(await verdictOf({ reason: 'limit', formula }));
});

test('a difference below the digits that are usual is not overlooked', async () => {
  const tiny = '1/10^200';
  expect(await verdictOf({ reason: 'algebra', formula: `(1 + ${tiny})*x = x` })).toBe('refuted');
  const expand = { reason: 'expand', variable: 'x', towards: 'zero', next: '3' };
  expect(await verdictOf({ ...expand, formula: `sin(x) ~ x + x^2/10^25` })).toBe('refuted');
  expect(await verdictOf({ ...expand, formula: `sin(x) ~ x + x^2*${tiny}` })).toBe('undecided');
});

test('a line that is out of reach is undecided, and leaves the others their verdicts', async () => {
  const lines = [
    { id: 'first', reason: 'integrate', formula: 'int(exp(x^2)/log(1 + x), x, 1, 2) = 3' },
    { id: 'second', reason: 'algebra', formula: 'x + x = 2*x' },
  ];
  const base = JSON.parse(JSON.stringify(document(lines[1]!))) as Record<string, unknown>;
  const two = readDocument(
    JSON.stringify({ ...base, steps: lines.map((line) => ({ title: line.id, ...line })) }),
    'two.json',
  );
  const { steps } = await replay(two, { seed: 1 });
  expect(steps.map(({ verdict }) => verdict)).toEqual(['undecided', 'proved']);
});

describe('a file that is no document is an error that names the place', () => {
  const whole = {
    id: 'x', title: 't', statement: 's', source: 'o', assumptions: [], definitions: [],
    steps: [{ id: 'a', title: 'b', reason: 'algebra', formula: '1 = 1' }], noExperiment: 'none',
  }; // prettier-ignore
  const wrong: [unknown, RegExp][] = [
    ['{', /x.json is not JSON/],
    [[], /x.json must be an object/],
    [{ ...whole, extra: 1 }, /unknown field 'extra'/],
    [{ ...whole, title: 3 }, /title must be a text/],
    [{ ...whole, steps: [], experiments: [] }, /steps is empty/],
    [{ ...whole, steps: [{ id: 'a', title: 'b', reason: 'because', formula: '1 = 1' }] }, /steps\[0\].reason must be one of/],
    [{ ...whole, steps: [...whole.steps, ...whole.steps] }, /the id 'a' twice/],
    [{ ...whole, steps: [{ ...whole.steps[0], model: { depht: '2' } }] }, /unknown field 'depht'/],
  ]; // prettier-ignore
  test.each(wrong)('%j', (json, message) => {
    const text = typeof json === 'string' ? json : JSON.stringify(json);
    expect(() => readDocument(text, 'x.json')).toThrow(message);
  });
});

test('cited lines do not count for the verdict, and are named', async () => {
  const line = { reason: 'cited', formula: 'w^2 >= 0', source: 'Somebody 1999', text: 'Known.' };
  const cited = await replay(document(line), { seed: 1 });
  expect(cited.verdict).toBe('undecided');
  expect(cited.restsOn).toEqual(['Somebody 1999']);
});

test('LaTeX shows the line as its author wrote it', async () => {
  const formula = [
    'diff(h(x, 2), x) = 2*x',
    'int(h(w, a), w, a, b) = at(w^3/3 + 2*a*w, w, b) - at(w^3/3 + 2*a*w, w, a)',
  ];
  const { steps } = await replay(
    document({ reason: 'integrate', formula: formula[1]! }, ['h(p, q) = p^2 + 2*q']),
    { seed: 1 },
  );
  const { latex, verdict } = steps[0]!;
  expect(verdict).toBe('proved');
  expect(latex).toContain('\\int_{a}^{b} h(w, a)\\,\\mathrm{d}w');
  expect(latex).not.toContain('Held');
  katex.renderToString(`\\begin{aligned}${latex}\\end{aligned}`, { strict: 'error', throwOnError: true });
});
