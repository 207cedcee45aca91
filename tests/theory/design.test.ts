import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormulaError, HypentropyError } from '../../src/errors.ts';
import { differentiate } from '../../src/expression/differentiate.ts';
import { evaluateBall } from '../../src/expression/evaluate.ts';
import { ballToNumber } from '../../src/expression/ball.ts';
import { rational, substitute, type Expression } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/printText.ts';
import { design } from '../../src/theory/design.ts';
import { readDesign, type DesignTexts } from '../../src/theory/readDesign.ts';

const map = (texts: DesignTexts) => design(readDesign(texts)).designed!.model;

/** Potential, domain where it is not the natural one, map and start as the literature has them. */
const DICTIONARY: [string, string | undefined, string, Record<string, string>][] = [
  ['w^2/2', undefined, 'u', { u: '0' }],
  ['w*log(w) - w', undefined, 'u^2/4', { u: '2' }],
  ['-log(w)', undefined, 'exp(u)', { u: '0' }],
  ['w*arctan(w) - log(1 + w^2)/2', undefined, 'sinh(u)', { u: '0' }],
  ['w*log(w) + (1 - w)*log(1 - w)', undefined, 'sin(u)/2 + 1/2', { u: '0' }],
  ['w*artanh(w) + log(1 - w^2)/2', undefined, 'sin(u)', { u: '0' }],
  ['exp(w)', undefined, '2*log(u/2)', { u: '2' }],
  ['1/w', undefined, '8/u^2', { u: '2*sqrt(2)' }],
  ['w*arsinh(w/beta) - sqrt(w^2 + beta^2)', undefined, 'u^2/4 - v^2/4', { u: 'sqrt(2*beta)', v: 'sqrt(2*beta)' }],
  ['(w*arsinh(w/(2*b^2)) - sqrt(w^2 + 4*b^4))/4', undefined, 'u^2 - v^2', { u: 'b', v: 'b' }],
  ['w^4', 'w > 0', 'sqrt(u/sqrt(3))', { u: 'sqrt(3)' }],
]; // prettier-ignore

test.each(DICTIONARY)('%s on %s has the map %s', (potential, domain, expected, init) => {
  const model = map({ potential, domain });
  expect(toText(model.map)).toBe(expected);
  expect(Object.fromEntries([...model.init].map(([p, v]) => [p, toText(v)]))).toEqual(init);
});

const numberAt = (e: Expression, values: Record<string, Expression>): number => {
  const value = evaluateBall(substitute(e, new Map(Object.entries(values))), new Map(), 120);
  if (value === 'undefined') throw new Error(`${toText(e)} has no value`);
  return ballToNumber(value);
};

test(
  "powers: F'^2 psi'' = 1 at the map of c w^q for every q but 0 and 1, from any start",
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -12, max: 24 }).filter((n) => n !== 0 && n !== 6),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (n, c, start) => {
          const sign = n > 0 && n < 6 ? '-' : '';
          const potential = `${sign}${c}*w^(${n}/6)`;
          const model = map({ potential, domain: 'w > 0', at: `${start}/3` });
          const [u0] = model.init.values();
          const values = { u: u0! };
          const slope = numberAt(differentiate(model.map, 'u'), values);
          const metric = differentiate(differentiate(parse(potential), 'w'), 'w');
          const product = slope ** 2 * numberAt(metric, { w: rational(start, 3) });
          expect(numberAt(model.map, values)).toBeCloseTo(start / 3, 12);
          expect(product).toBeCloseTo(1, 12);
        },
      ),
      { numRuns: 25, seed: 1 },
    );
  },
);

test('the parameters avoid the names of the potential', () => {
  const model = map({ potential: 'u*w^2 + v*w', sides: 'two' });
  expect(model.parameters).toEqual(['u_1']);
});

describe('two sides', () => {
  test('the entropy gives the hypentropy whose parameter is twice the start weight', () => {
    const two = design(readDesign({ potential: 'w*log(w) - w', at: 'a', sides: 'two' })).twoSided!;
    expect(toText(two.model.map)).toBe('u^2/4 - v^2/4');
    expect(toText(two.separable!.metric!)).toBe('1/sqrt(w^2 + 4*a^2)');
  });

  test('the log barrier gives w = 2 s/(1 - s^2) from 1, not the barrier of |w|', () => {
    const two = design(readDesign({ potential: '-log(w)', sides: 'two' })).twoSided!;
    const h = two.separable!.inverseMirrorMap;
    for (const s of [-0.75, 0.125, 0.5])
      expect(numberAt(h, { s: parse(String(s)) })).toBeCloseTo((2 * s) / (1 - s * s), 14);
  });
});

/** Refused, with what the message and the remedy must say. */
const REFUSED: [DesignTexts, RegExp, RegExp][] = [
  [{ potential: 'abs(w)' }, /jumps from -1 to 1 at w = 0/, /w\*arsinh\(w\/beta\)/],
  [{ potential: 'sqrt(w^2)' }, /jumps from -1 to 1 at w = 0/, /w\*arsinh\(w\/beta\)/],
  [{ potential: 'abs(w) + w^2/2' }, /jumps from -1 to 1 at w = 0/, /lambda\/sqrt\(w\^2 \+ beta\^2\) \+ 1/],
  [{ potential: '-abs(w)' }, /not convex: its slope falls from 1 to -1 at w = 0/, /restrict the domain/],
  [{ potential: 'abs(w)', domain: 'w > 0' }, /affine on w > 0/, /strictly convex/],
  [{ potential: 'w' }, /affine on every real w/, /strictly convex/],
  [{ potential: '-w^2' }, /not convex: psi'' = -2 at w = 0/, /--domain/],
  [{ potential: 'w^3' }, /not convex: psi'' = /, /--domain/],
  [{ potential: 'log(w)' }, /not convex: psi'' = -1 at w = 1/, /--domain/],
  [{ potential: 'w^q', domain: 'w > 0' }, /not convex: psi'' = -\S+ at q = /, /--domain/],
  [{ potential: 'w^4' }, /psi'' = 0 at w = 0: F would have infinite slope/, /--domain "w > 0"/],
  [{ potential: 'abs(w)^(3/2)' }, /no finite value at w = 0: F would have slope 0/, /--domain "w < 0"/],
  [{ metric: '0' }, /affine/, /strictly convex/],
];

test.each(REFUSED)('%o is refused', (texts, message, help) => {
  expect.assertions(3);
  try {
    design(readDesign(texts));
  } catch (error) {
    expect(error).toBeInstanceOf(HypentropyError);
    expect((error as HypentropyError).message).toMatch(message);
    expect((error as HypentropyError).help).toMatch(help);
  }
});

test('what a refusal proposes is itself no refusal', () => {
  for (const [texts] of REFUSED.slice(0, 3)) {
    try {
      design(readDesign(texts));
      expect.unreachable();
    } catch (error) {
      const { help } = error as HypentropyError;
      const [, flag, formula] = /--(potential|metric) "([^"]+)"/.exec(help)!;
      const proposed = design(readDesign({ [flag!]: formula! }));
      expect(proposed.form.kind).toBe(flag === 'potential' ? 'clock' : 'open');
    }
  }
});

test('wrong texts are named, and the place where they go wrong', () => {
  const failure = (texts: DesignTexts): HypentropyError => {
    try {
      readDesign(texts);
    } catch (error) {
      if (error instanceof HypentropyError) return error;
    }
    throw new Error('it was read');
  };
  const psi = 'w*log(w) - w';
  expect(failure({}).message).toBe('a design needs a potential or a metric');
  expect(failure({ potential: psi, metric: '1' }).message).toMatch(/both/);
  expect(failure({ potential: 'x^2' }).message).toMatch(/does not contain the weight w/);
  expect(failure({ potential: 's*w^2' }).message).toMatch(/'s' is reserved/);
  expect(failure({ potential: psi, at: '-1' }).message).toBe(
    'the start weight must lie inside w > 0: got -1',
  );
  expect(failure({ potential: psi, at: '2*w' }).message).toMatch(/must not contain w/);
  expect(failure({ potential: psi, sides: 'three' }).message).toMatch(/one or two: got 'three'/);
  expect(failure({ potential: psi, domain: 'w >> 1' }).message).toBe("cannot read the domain 'w >> 1'");
  expect(failure({ potential: psi, domain: 'w != 0' }).message).toMatch(/one open interval/);
  expect(failure({ potential: psi, domain: '1 < w < 1' }).message).toMatch(/no w meets/);
  expect(failure({ potential: 'tan(w)' }).message).toMatch(/was not recognised/);
  const syntax = failure({ potential: psi, domain: 'w > lgo(2)' });
  expect(syntax).toBeInstanceOf(FormulaError);
  expect((syntax as FormulaError).position).toBe(4);
  expect((syntax as FormulaError).source).toBe('w > lgo(2)');
});

test('the domain is the one that the formula asks for, and the start its minimiser or a simple point', () => {
  const read = (potential: string) => {
    const { interval, start } = readDesign({ potential });
    return [interval.lower, interval.upper, start].map((e) => (e === null ? null : toText(e)));
  };
  expect(read('w*log(w/beta) - w')).toEqual(['0', null, 'beta']);
  expect(read('w*log(w) + (1 - w)*log(1 - w)')).toEqual(['0', '1', '1/2']);
  expect(read('-log(b - w)')).toEqual([null, 'b', 'b - 1']);
  expect(read('-log(1 - w^2)')).toEqual(['-1', '1', '0']);
  expect(read('exp(w)')).toEqual([null, null, '0']);
  expect(read('1/w')).toEqual(['0', null, '1']);
});
