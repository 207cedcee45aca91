import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ellipticFlow } from '../../src/experiments/maps/ellipticLayers.ts';
import { vanishing } from '../../src/experiments/maps/vanishing.ts';
import { parallelUnits, widthDualMap } from '../../src/experiments/maps/wideUnits.ts';
import { amplitude, completeIntegral, incompleteIntegral } from '../../src/numerics/jacobiElliptic.ts';
import { evaluateDualMap } from '../../src/prediction/dualMap.ts';

test('elliptic integrals of the tables, and amplitude and integral as inverses', () => {
  // Abramowitz & Stegun, table 17.1
  expect(completeIntegral(0)).toBeCloseTo(Math.PI / 2, 15);
  expect(completeIntegral(0.5)).toBeCloseTo(1.85407467730137, 13);
  expect(completeIntegral(0.99)).toBeCloseTo(3.69563736298987, 12);
  fc.assert(
    fc.property(
      fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (phi, m) => {
        const u = incompleteIntegral(phi, m);
        expect(amplitude(u, m)).toBeCloseTo(phi, 12);
        // dφ/du = √(1 - m sin²φ)
        const h = 1e-5;
        const slope = (amplitude(u + h, m) - amplitude(u - h, m)) / (2 * h);
        expect(slope).toBeCloseTo(Math.sqrt(1 - m * Math.sin(phi) ** 2), 7);
      },
    ),
  );
});

test('the dual interval of three layers against 30-digit values', () => {
  const { low, high } = ellipticFlow([1.3, 0.9, 0.4]);
  expect(high).toBeCloseTo(1.17514424776794, 13);
  expect(-low).toBeCloseTo(1.93513463630714, 13);
});

test('what tends to another value than 0 is refuted, what is lost in errors is not checked', () => {
  const about = { name: '', unit: '', text: '' };
  const verdict = (limit: number, error: number): string =>
    vanishing(about, (tolerance) => ({ residuals: [limit + error * tolerance], scale: 1 })).verdict;
  expect(verdict(0, 1)).toBe('checked');
  expect(verdict(1e-5, 1)).not.toBe('checked');
  expect(verdict(1e-9, 0)).not.toBe('checked');
  expect(verdict(0, 1e8)).not.toBe('checked');
});

test('one unit of width one is a product of two layers', () => {
  const map = parallelUnits(1, 2);
  const w = new Float64Array(2);
  map.value(Float64Array.of(2, 3, -1, 0.5), w);
  expect([...w]).toEqual([6, -0.5]);
  const dual = widthDualMap(Float64Array.of(0.7, 0.7), Float64Array.of(0.2, 0));
  const [rise, slope] = [new Float64Array(2), new Float64Array(2)];
  evaluateDualMap(dual, Float64Array.of(0.3, -0.4), rise, slope);
  expect(0.2 + rise[0]!).toBeCloseTo(0.7 * Math.sinh(0.6 + Math.asinh(0.2 / 0.7)), 13);
  expect(rise[1]!).toBeCloseTo(0.7 * Math.sinh(-0.8), 13);
});
