import { describe, expect, it } from 'vitest';
import { compareRational, rational } from '../../src/expression/expression.ts';
import { createRandom } from '../../src/random.ts';
import { samplePoints, type Domain } from '../../src/expression/sample.ts';

describe('createRandom', () => {
  it('is uniform: mean 1/2, variance 1/12, all bits balanced', () => {
    const random = createRandom(3);
    const n = 40_000;
    let mean = 0;
    let square = 0;
    const ones = new Array<number>(32).fill(0);
    for (let i = 0; i < n; i++) {
      const u = random.uniform();
      mean += u / n;
      square += (u * u) / n;
      const word = random.next();
      for (let k = 0; k < 32; k++) ones[k]! += (word >>> k) & 1;
    }
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
    expect(Math.abs(square - mean * mean - 1 / 12)).toBeLessThan(0.003);
    for (const count of ones) expect(Math.abs(count - n / 2)).toBeLessThan(3 * Math.sqrt(n));
  });

  it('differs between seeds and repeats for one', () => {
    const stream = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(stream(1)).toEqual(stream(1));
    expect(stream(1)).not.toEqual(stream(2));
  });
});

describe('samplePoints', () => {
  const domains = new Map<string, Domain>([
    ['free', { lower: null, upper: null }],
    ['positive', { lower: rational(0), upper: null }],
    ['negative', { lower: null, upper: rational(-1, 3) }],
    ['narrow', { lower: rational(99, 100), upper: rational(1) }],
    ['depth', { lower: rational(2), upper: null, integer: true }],
    ['few', { lower: rational(1), upper: rational(4), integer: true }],
  ]);

  it('stays strictly inside open domains, on integers where asked', () => {
    const points = [...samplePoints(domains, 5, 500)];
    for (const point of points) {
      for (const [name, { lower, upper, integer }] of domains) {
        const q = point.get(name)!;
        if (lower !== null) expect(compareRational(q, lower)).toBe(1);
        if (upper !== null) expect(compareRational(q, upper)).toBe(-1);
        if (integer) expect(q.denominator).toBe(1n);
      }
    }
    const few = new Set(points.map((p) => p.get('few')!.numerator));
    expect([...few].sort()).toEqual([2n, 3n]);
    const size = points.map((p) =>
      Math.abs(Number(p.get('free')!.numerator) / Number(p.get('free')!.denominator)),
    );
    expect(Math.min(...size)).toBeLessThan(0.05);
    expect(Math.max(...size)).toBeGreaterThan(20);
  });

  it('repeats for the same seed', () => {
    expect([...samplePoints(domains, 9, 20)]).toEqual([...samplePoints(domains, 9, 20)]);
    expect([...samplePoints(domains, 9, 20)]).not.toEqual([...samplePoints(domains, 10, 20)]);
  });

  it('refuses an empty domain by name', () => {
    const bad = new Map([['w', { lower: rational(1), upper: rational(1) }]]);
    expect(() => [...samplePoints(bad, 1, 1)]).toThrow(/domain of w is empty: from 1 to 1/);
    const gap = new Map([['n', { lower: rational(1), upper: rational(2), integer: true }]]);
    expect(() => [...samplePoints(gap, 1, 1)]).toThrow(/domain of n is empty/);
  });
});
