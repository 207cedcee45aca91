import { describe, expect, test } from 'vitest';
import { checkCertificate, provesFullSymmetricGroup } from '../../src/expression/galois.ts';
import type { GaloisCertificate } from '../../src/expression/galois.ts';
import type { Univariate } from '../../src/expression/univariate.ts';

/** w (1 - z^2)^3 = 6 z + 2 z^3: the mirror map of depth 3. */
const depthThree = (w: bigint): Univariate => [w, -6n, -3n * w, -2n, 3n * w, 0n, -w];
/** 8 c^6 - 6 c^4 - 2 c^3 = 1: depth 6 at w = 1. */
const depthSix: Univariate = [-1n, 0n, 0n, -2n, -6n, 0n, 8n];

function proved(f: Univariate): GaloisCertificate {
  const result = provesFullSymmetricGroup(f);
  if (!result.proved) throw new Error(result.why);
  expect(checkCertificate(f, result)).toBe(true);
  return result;
}

describe('full groups', () => {
  test.each([1n, 2n, 3n, 5n, 7n])('depth 3 at w = %s has group S_6', (w) => {
    expect(proved(depthThree(w))).toMatchObject({ degree: 6, group: 'symmetric' });
  });

  test('depth 6 at w = 1 has group S_6', () => {
    expect(proved(depthSix).group).toBe('symmetric');
  });

  test('x^5 - x - 1 and x^n - x - 1 have group S_n (Selmer)', () => {
    for (const n of [5, 6, 7, 8, 9, 10]) {
      const f = [-1n, -1n, ...new Array<bigint>(n - 2).fill(0n), 1n];
      expect(proved(f).group).toBe('symmetric');
    }
  });

  test('x^5 + 20 x + 16 has group A_5: unsolvable, but not claimed symmetric', () => {
    expect(proved([16n, 20n, 0n, 0n, 0n, 1n]).group).toBe('alternating or symmetric');
  });
});

describe('smaller groups are never claimed to be full', () => {
  const known: [string, Univariate][] = [
    ['x^5 - 2 (Frobenius group of order 20)', [-2n, 0n, 0n, 0n, 0n, 1n]],
    ['x^5 - 5 x + 12 (dihedral)', [12n, -5n, 0n, 0n, 0n, 1n]],
    ['x^6 - 2', [-2n, 0n, 0n, 0n, 0n, 0n, 1n]],
    ['seventh roots of unity', [1n, 1n, 1n, 1n, 1n, 1n, 1n]],
    ['ninth roots of unity', [1n, 0n, 0n, 1n, 0n, 0n, 1n]],
    ['x^7 - 7 x + 3 (PSL(2,7))', [3n, -7n, 0n, 0n, 0n, 0n, 0n, 1n]],
    ['a cubic in x^2', [1n, 0n, 1n, 0n, -4n, 0n, 1n]],
  ];
  test.each(known)('%s', (_, f) => {
    expect(provesFullSymmetricGroup(f)).toMatchObject({ proved: false });
  });

  test('degrees below 5 and reducible polynomials are refused with the reason', () => {
    expect(provesFullSymmetricGroup([1n, 1n, 0n, 0n, 1n])).toMatchObject({
      why: expect.stringContaining('degree 4') as string,
    });
    expect(provesFullSymmetricGroup([-1n, 0n, 0n, 0n, 0n, 0n, 1n])).toMatchObject({
      why: 'reducible over Q, factors of degrees 1, 1, 2, 2',
    });
  });
});

describe('the checker rejects', () => {
  const f = depthThree(1n);
  const certificate = proved(f);
  test('a certificate of another polynomial', () => {
    expect(checkCertificate(depthThree(2n), certificate)).toBe(false);
    expect(checkCertificate([-2n, 0n, 0n, 0n, 0n, 0n, 1n], certificate)).toBe(false);
  });
  test('an altered pattern, a missing prime, a composite number, a prime of bad reduction', () => {
    const { primes } = certificate;
    const mutants: GaloisCertificate['primes'][] = [
      primes.map((x, i) => (i === 0 ? { ...x, pattern: [4, 2] } : x)),
      primes.slice(1),
      primes.slice(0, -1),
      [...primes, { p: 9, pattern: [6] }],
      [...primes, { p: 2, pattern: [1, 1, 1, 1, 1, 1] }],
    ];
    for (const mutant of mutants) expect(checkCertificate(f, { ...certificate, primes: mutant })).toBe(false);
  });
});
