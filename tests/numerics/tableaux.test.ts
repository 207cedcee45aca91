import { describe, expect, it } from 'vitest';
import { DOP853 } from '../../src/numerics/dop853.ts';
import { gaussLegendre } from '../../src/numerics/gaussLegendre.ts';
import { radauTableau } from '../../src/numerics/radauTableau.ts';
import { RODAS5P } from '../../src/numerics/rodas5p.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

describe('Gauss–Legendre', () => {
  it('integrates monomials to degree 2m − 1 and misses degree 2m', () => {
    for (const m of [1, 2, 5, 8, 12]) {
      const { nodes, weights } = gaussLegendre(m);
      for (let q = 0; q < 2 * m; q++)
        expect(sum(nodes.map((x, i) => weights[i]! * x ** q))).toBeCloseTo(1 / (q + 1), 14);
      const miss = sum(nodes.map((x, i) => weights[i]! * x ** (2 * m))) - 1 / (2 * m + 1);
      if (m <= 8) expect(Math.abs(miss)).toBeGreaterThan(1e-12);
    }
  });
});

describe('Radau IIA', () => {
  // Butcher 1964: B(p), C(s), D(s−1) with p = 2s − 1 imply order 2s − 1
  it.each([1, 3, 5, 7])('with %i stages satisfies B(2s−1), C(s) and D(s−1)', (s) => {
    const { a, b, c, order } = radauTableau(s);
    expect(order).toBe(2 * s - 1);
    expect(c[s - 1]).toBe(1);
    for (let q = 1; q <= 2 * s - 1; q++)
      expect(sum(c.map((x, i) => b[i]! * x ** (q - 1)))).toBeCloseTo(1 / q, 13);
    for (let q = 1; q <= s; q++)
      for (let i = 0; i < s; i++)
        expect(sum(c.map((x, j) => a[i * s + j]! * x ** (q - 1)))).toBeCloseTo(c[i]! ** q / q, 13);
    for (let q = 1; q <= s - 1; q++)
      for (let j = 0; j < s; j++)
        expect(sum(c.map((x, i) => b[i]! * x ** (q - 1) * a[i * s + j]!))).toBeCloseTo(
          (b[j]! * (1 - c[j]! ** q)) / q,
          13,
        );
  });

  it('with three stages has the published nodes and eigenvalues (Hairer & Wanner IV.8)', () => {
    const { c, realEigenvalue, complexEigenvalues } = radauTableau(3);
    expect(c[0]).toBeCloseTo((4 - Math.sqrt(6)) / 10, 15);
    expect(c[1]).toBeCloseTo((4 + Math.sqrt(6)) / 10, 15);
    expect(realEigenvalue).toBeCloseTo(3 - Math.cbrt(3) + Math.cbrt(9), 14);
    expect(complexEigenvalues[0]!.re).toBeCloseTo(3 + (Math.cbrt(3) - Math.cbrt(9)) / 2, 14);
  });

  it.each([3, 5, 7])('with %i stages is diagonalised by its transformation', (s) => {
    const { aInverse, transform, inverseTransform, realEigenvalue, complexEigenvalues } = radauTableau(s);
    const product = (x: Float64Array, y: Float64Array): Float64Array =>
      Float64Array.from({ length: s * s }, (_, e) =>
        sum(Array.from({ length: s }, (_, m) => x[Math.floor(e / s) * s + m]! * y[m * s + (e % s)]!)),
      );
    const form = product(product(inverseTransform, aInverse), transform);
    const expected = new Float64Array(s * s);
    expected[0] = realEigenvalue;
    complexEigenvalues.forEach(({ re, im }, p) => {
      const r = 2 * p + 1;
      expected[r * s + r] = expected[(r + 1) * s + r + 1] = re;
      expected[r * s + r + 1] = -im;
      expected[(r + 1) * s + r] = im;
    });
    form.forEach((v, e) => expect(Math.abs(v - expected[e]!)).toBeLessThan(2e-11));
  });

  it('refuses even stage numbers', () => {
    expect(() => radauTableau(4)).toThrow(RangeError);
  });
});

describe('DOP853', () => {
  const { a, b, c, e3, e5 } = DOP853;
  it('has consistent rows and quadrature order 8', () => {
    a.forEach((row, i) => expect(sum(row)).toBeCloseTo(c[i]!, 13));
    for (let q = 1; q <= 8; q++) expect(sum(c.map((x, i) => b[i]! * x ** (q - 1)))).toBeCloseTo(1 / q, 13);
  });
  it('satisfies the order conditions of the tall trees Σ b A^m 1 = 1/(m+1)!', () => {
    let v = b.map(() => 1);
    let factorial = 1;
    for (let m = 0; m < 8; m++) {
      factorial *= m + 1;
      expect(sum(b.map((x, i) => x * v[i]!))).toBeCloseTo(1 / factorial, 14);
      v = a.map((row) => sum(row.map((x, j) => x * v[j]!)));
    }
  });
  it('has error weights that vanish on polynomials of degree below 3 and 5', () => {
    for (let q = 1; q <= 3; q++) expect(sum(c.map((x, i) => e3[i]! * x ** (q - 1)))).toBeCloseTo(0, 13);
    for (let q = 1; q <= 5; q++) expect(sum(c.map((x, i) => e5[i]! * x ** (q - 1)))).toBeCloseTo(0, 13);
  });
});

describe('Rodas5P', () => {
  it('approximates exp beyond order 5 (to 6, as Steinebach asks) and vanishes at infinity on y′ = λy', () => {
    const { gamma, a, c, m } = RODAS5P;
    const step = (z: number): number => {
      const u: number[] = [];
      for (let i = 0; i < m.length; i++) {
        const stage = 1 + sum(u.map((v, j) => a[i]![j]! * v));
        const memory = sum(u.map((v, j) => c[i]![j]! * v));
        u.push((z * stage + memory) / (1 / gamma - z));
      }
      return 1 + sum(u.map((v, i) => m[i]! * v));
    };
    const defect = (z: number): number => Math.abs(step(z) - Math.exp(z));
    const slope = Math.log2(defect(-0.2) / defect(-0.1));
    expect(slope).toBeGreaterThan(6.5);
    expect(slope).toBeLessThan(7.2);
    expect(Math.abs(step(-1e9))).toBeLessThan(1e-6);
  });
});
