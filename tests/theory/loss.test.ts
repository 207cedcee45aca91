import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/expression/compile.ts';
import { domainToText } from '../../src/expression/domain.ts';
import { evaluateBall } from '../../src/expression/evaluate.ts';
import { ballToNumber } from '../../src/expression/ball.ts';
import type { Expression } from '../../src/expression/expression.ts';
import { rational } from '../../src/expression/expression.ts';
import { toText } from '../../src/expression/printText.ts';
import { readLoss, type Loss } from '../../src/theory/loss.ts';

const REGRESSION = [
  'squared', 'power:3/2', 'power:3', 'power:4', 'power:5/2', 'huber:1', 'huber:1/3', 'poisson',
  '(f-y)^2/2 + (f-y)^4/12', 'log(cosh(f-y))', 'sqrt(1+(f-y)^2) - 1', 'exp(f-y) - (f-y)', 'log(1+exp(f)) - y*f',
  'exp(f) + f^2/2 - y*f',
]; // prettier-ignore
const CLASSIFICATION = [
  'logistic', 'exponential', 'poly-tail:1', 'poly-tail:1/2', 'poly-tail:3', 'exp(-y*f) + exp(-2*y*f)',
  'sqrt(1 + (y*f)^2) - y*f',
]; // prettier-ignore

const targetOf = ({ kind, targets }: Loss, t: number): number => {
  if (kind === 'classification') return t < 0.5 ? -1 : 1;
  const [low, high] = [targets.lower, targets.upper].map((e) => (e === null ? null : Number(toText(e))));
  if (low === null) return 4 * t - 2;
  return high === null ? 0.2 + 3 * t : low! + (high! - low!) * (0.05 + 0.9 * t);
};

/** Exact to 60 digits at a rational point. */
const at = (e: Expression, f: number, y: number): number => {
  const value = evaluateBall(
    e,
    new Map([
      ['f', exact(f)],
      ['y', exact(y)],
    ]),
    200,
  );
  return value === 'undefined' ? NaN : ballToNumber(value);
};
const exact = (x: number) => rational(BigInt(Math.round(x * 2 ** 40)), 2n ** 40n);

const points = fc.tuple(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

describe('readLoss', () => {
  it.each([...REGRESSION, ...CLASSIFICATION])('differentiates %s', (text) => {
    const loss = readLoss(text);
    fc.assert(
      fc.property(points, ([x, t]) => {
        const f = Math.round(x * 256) / 256 + 1 / 1024;
        const y = targetOf(loss, Math.round(t * 256) / 256);
        const h = 2 ** -20;
        const difference = (e: Expression) => (at(e, f + h, y) - at(e, f - h, y)) / (2 * h);
        const near = (a: number, b: number) => Math.abs(a - b) <= 1e-5 * (1 + Math.abs(a) + Math.abs(b));
        expect(near(at(loss.derivative, f, y), difference(loss.formula))).toBe(true);
        // a corner of the derivative within h of f is met with probability about 0: points are on a grid
        expect(near(at(loss.curvature, f, y), difference(loss.derivative))).toBe(true);
      }),
      { numRuns: 6, seed: 5 },
    );
  });

  it.each([...REGRESSION, ...CLASSIFICATION])('proves %s convex, as any two points and their middle show', (text) => {
    const loss = readLoss(text);
    const value = compile(loss.formula, ['f', 'y']);
    fc.assert(
      fc.property(points, points, ([a, t], [b]) => {
        const y = targetOf(loss, t);
        const [low, middle, high] = [a, (a + b) / 2, b].map((f) => value([f, y])) as [number, number, number];
        expect(middle).toBeLessThanOrEqual((low + high) / 2 + 1e-12 * (1 + Math.abs(low) + Math.abs(high)));
      }),
      { numRuns: 12, seed: 6 },
    );
  }); // prettier-ignore

  it.each(REGRESSION)('finds the one minimiser of %s where it says', (text) => {
    const loss = readLoss(text);
    expect(loss.kind).toBe('regression');
    for (const t of [0.1, 0.5, 0.9]) {
      const y = targetOf(loss, t);
      if (loss.minimiser === null) continue;
      const minimiser = at(loss.minimiser, 0, y);
      const value = compile(loss.formula, ['f', 'y']);
      for (const step of [-1, -0.1, 0.1, 1])
        expect(value([minimiser + step, y])).toBeGreaterThan(value([minimiser, y]));
    }
  });

  it.each(CLASSIFICATION)('finds the tail of %s', (text) => {
    const { kind, tail, margin } = readLoss(text);
    expect(kind).toBe('classification');
    const number = (e: Expression) => Number(compile(e, [])([]));
    const value = (m: number) => ballToNumber(evaluateBall(margin!, new Map([['m', rational(m)]]), 400) as never);
    const claimed = (m: number) =>
      tail!.kind === 'exponential'
        ? number(tail!.factor) * Math.exp(-number(tail!.rate) * m)
        : number(tail!.factor) * m ** -number(tail!.degree);
    const ratios = [20, 40, 80].map((m) => value(m) / claimed(m));
    expect(Math.abs(ratios[2]! - 1)).toBeLessThan(2e-3);
    expect(Math.abs(ratios[2]! - 1)).toBeLessThanOrEqual(Math.abs(ratios[0]! - 1) + 1e-12);
  }); // prettier-ignore

  it('gives a typed loss the name of the equal one', () => {
    expect(readLoss('log(1 + exp(-y*f))').name).toBe('logistic');
    expect(readLoss('log(1 + exp(y*f)) - y*f').name).toBe('logistic');
    expect(readLoss('f^2/2 - y*f + y^2/2').name).toBe('squared');
    expect(readLoss('power:2').name).toBe('squared');
    expect(readLoss('exp(f) - f*y').name).toBe('poisson');
    expect(readLoss('huber:0.5').name).toBe('huber:1/2');
    expect(readLoss(undefined).name).toBe('squared');
  });

  it('finds the targets for which a loss has a minimiser', () => {
    const targets = (text: string) => domainToText('y', readLoss(text).targets).join(' and ');
    expect(targets('squared')).toBe('');
    expect(targets('poisson')).toBe('y > 0');
    expect(targets('exp(f)*y - f')).toBe('y > 0');
    expect(targets('f^2/y - f')).toBe('y > 0');
    expect(targets('(1 - y*f)^2')).toBe('y != 0');
    expect(targets('log(1 + exp(f)) - y*f')).toBe('0 < y < 1');
  });

  it('reads the same mathematics from a name and from the formula', () => {
    for (const [name, formula] of [
      ['power:3', 'abs(f - y)^3/3'],
      ['power:3/2', '2*abs(y - f)^(3/2)/3'],
      ['poly-tail:2', 'exp(-2*arsinh(y*f))/4 + exp(-4*arsinh(y*f))/8'],
    ] as const) {
      const [a, b] = [readLoss(name), readLoss(formula)];
      expect([b.kind, b.convex, b.tail?.kind, b.minimiser && toText(b.minimiser)]).toEqual([
        a.kind,
        a.convex,
        a.tail?.kind,
        a.minimiser && toText(a.minimiser),
      ]);
    }
  });

  it.each([
    ['power:1', 'q of the loss power must be a number greater than 1'],
    ['power', 'needs its parameter q'],
    ['power:abc', "got 'abc'"],
    ['huber:1e-400', 'must be from 1e-12 to 1000'],
    ['abs(log(y*f)) - 1/(1-y)', 'not known to be defined'],
    ['huber:-1', 'delta of the loss huber must be a number greater than 0'],
    ['squared:3', 'the loss squared has no parameter'],
    ['logisitc', "unknown loss 'logisitc'"],
    ['abs(f-y)', 'it has no derivative at f - y = 0, where its slope jumps from -1 to 1'],
    ['cos(f-y)', "it is not convex: l'' ="],
    ['log(1 + (f-y)^2)', "it is not convex: l'' ="],
    ['1 - tanh(y*f)', "it is not convex: l'' ="],
    ['-y*f', 'has no lower bound'],
    ['f - y', 'neither one finite minimiser'],
    ['((abs(1-y*f) + 1 - y*f)/2)^2', 'least on a whole interval of margins'],
    ['f^2', 'does not contain the target y'],
    ['y^2', 'does not contain the prediction f'],
    ['(f-y', "'(' without ')'"],
    ['k*(f-y)^2', "unknown name 'k'"],
    ['f - y*log(f)', 'defined for every prediction'],
  ])('refuses %s in one line', (text, message) => {
    expect(() => readLoss(text)).toThrow(message);
    try {
      readLoss(text);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
