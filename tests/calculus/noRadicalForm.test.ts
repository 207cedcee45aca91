import { describe, expect, test } from 'vitest';
import { checkNoRadicalForm, noRadicalForm } from '../../src/calculus/noRadicalForm.ts';
import { ONE, ZERO, power, product, rational, sum, symbol } from '../../src/expression/expression.ts';
import type { Expression } from '../../src/expression/expression.ts';

const w = symbol('w');
const c = (n: number) => rational(n);
const times = (n: number, e: Expression) => product(c(n), e);
/** w (1 - z^2)^3 = 6 z + 2 z^3. */
const depthThree = [w, c(-6), times(-3, w), c(-2), times(3, w), ZERO, times(-1, w)];
/** 8 c^6 - 6 c^4 - 2 c^3 = w^2. */
const depthSix = [times(-1, power(w, c(2))), ZERO, ZERO, c(-2), c(-6), ZERO, c(8)];

describe('proved', () => {
  test.each([
    ['depth 3', depthThree],
    ['depth 6', depthSix],
  ])('%s: the certificate checks against the recorded polynomial', (_, coefficients) => {
    const proof = noRadicalForm(coefficients);
    if (!proof.proved) throw new Error(proof.why);
    expect(proof.resolvent).toBe(proof.polynomial);
    expect(checkNoRadicalForm(proof)).toBe(true);
    expect(proof.certificate.group).toBe('symmetric');
    expect(proof.text).toContain('At w = 1 ');
    expect(proof.text).toContain('S_6');
  });

  test('a polynomial in z^2 through its outer component', () => {
    // y^5 - y - w at y = z^2.
    const coefficients = [times(-1, w), ZERO, c(-1), ...new Array<Expression>(7).fill(ZERO), ONE];
    const proof = noRadicalForm(coefficients);
    if (!proof.proved) throw new Error(proof.why);
    expect(proof.polynomial).toHaveLength(11);
    expect(proof.resolvent).toHaveLength(6);
    expect(checkNoRadicalForm(proof)).toBe(true);
  });

  test('a reducible polynomial once an interval singles out the root', () => {
    // (x^5 - x - w)(x + 2): the root of the quintic lies in (1, 2] at w = 1.
    const coefficients = [times(-2, w), sum(times(-1, w), c(-2)), c(-1), ZERO, ZERO, c(2), ONE];
    expect(noRadicalForm(coefficients).proved).toBe(false);
    const points = [new Map([['w', c(1)]])];
    const interval = { lower: c(1), upper: c(2) };
    expect(noRadicalForm(coefficients, { points, interval })).toMatchObject({ proved: true });
    const other = noRadicalForm(coefficients, { points, interval: { lower: c(-3), upper: c(-2) } });
    expect(other).toMatchObject({ proved: false, why: expect.stringContaining('degree 1') as string });
  });
});

describe('never proved', () => {
  test.each<[string, Expression[]]>([
    ['depth 4, a quartic', [w, c(-4), times(-2, w), ZERO, w]],
    ['z^6 = w', [times(-1, w), ZERO, ZERO, ZERO, ZERO, ZERO, ONE]],
    ['a cubic in z^2', [times(-2, w), ZERO, ONE, ZERO, c(3), ZERO, ONE]],
    [
      'a quadratic in z^3 + z',
      [w, c(3), ZERO, c(3), ONE, ZERO, ONE].map((e, i) => (i === 2 ? ONE : i === 4 ? c(2) : e)),
    ],
    ['z^5 - 5 z^3 + 5 z = w, a Chebyshev polynomial', [times(-1, w), c(5), ZERO, c(-5), ZERO, ONE]],
    [
      'a coefficient that is not rational',
      [product(w, power(c(2), rational(1, 2))), ONE, ZERO, ZERO, ZERO, ONE],
    ],
  ])('%s', (_, coefficients) => {
    expect(noRadicalForm(coefficients)).toMatchObject({ proved: false });
  });
});

test('through an invariant of a symmetry: the root of a polynomial in z + 1/z', () => {
  // z^5 (y^5 - y - w) at y = z + 1/z; reciprocal, so the group of z permutes the pairs {z, 1/z}.
  const inPowers = [ONE, ZERO, c(5), ZERO, c(9), times(-1, w), c(9), ZERO, c(5), ZERO, ONE];
  const points = [new Map([['w', c(3)]])];
  expect(noRadicalForm(inPowers, { points }).proved).toBe(false);
  // At w = 3, 1/z = -(z^9 + 5 z^7 + 9 z^5 - 3 z^4 + 9 z^3 + 5 z), so z + 1/z is a polynomial in z.
  const through = [[0n, -4n, 0n, -9n, 3n, -9n, 0n, -5n, 0n, -1n]];
  const proof = noRadicalForm(inPowers, { points, through });
  if (!proof.proved) throw new Error(proof.why);
  expect(proof.resolvent).toEqual([-3n, -1n, 0n, 0n, 0n, 1n]);
  expect(checkNoRadicalForm(proof)).toBe(true);
  expect(checkNoRadicalForm({ ...proof, through: [0n, 1n] })).toBe(false);
});
