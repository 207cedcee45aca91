import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDualMap, evaluateDualMap } from '../../src/prediction/dualMap.ts';
import { dualCoordinate, invertDualMap, weightRange } from '../../src/prediction/dualPoint.ts';
import {
  coordinateDualPotential,
  coordinateRegularizer,
  regularizerValue,
} from '../../src/prediction/regularizer.ts';
import { tiedMap } from './tiedMap.ts';

// h_D^{-1}(ω) (for D = 2 arsinh(ω/2)) and the shape q̂_D(ω), by 50-digit arithmetic, rounded to 15 digits.
const table: [number, number, number, number][] = [
  [2, 0.1, 0.0499791900693487, 0.00249947955685629],
  [2, 1, 0.481211825059603, 0.245143847559814],
  [2, 10, 2.31243834127275, 14.926344385542],
  [2, 1e3, 6.90775627898064, 5909.75427898264],
  [2, 1e6, 13.8155105579653, 12815512.5579633],
  [3, 0.1, 0.0166512683367238, 0.00249884428223216],
  [3, 1, 0.153889140621163, 0.239830493472021],
  [3, 10, 0.540001653013715, 11.4786687206513],
  [3, 1e3, 0.900004859285338, 2552.58448859734],
  [3, 1e6, 0.99000000042298, 2955002.62122169],
  [4, 0.1, 0.0249688375745335, 0.00249844042177877],
  [4, 1, 0.22527042609892, 0.236702171445405],
  [4, 10, 0.689172137436489, 10.1650011945744],
  [4, 1e3, 0.968381303467098, 1876.49282924174],
  [4, 1e6, 0.999000000125125, 1996002.99949975],
  [5, 1, 0.266134954870303, 0.234701974823207],
  [5, 1e3, 0.984154102535076, 1604.04617430712],
  [6, 0.1, 0.0332795084500056, 0.0024979792287721],
  [6, 10, 0.790351047103107, 9.06116492632279],
  [6, 1e6, 0.999900000023572, 1499553.87862662],
  [8, 1, 0.324571530091077, 0.231553745239283],
  [8, 1e6, 0.999968377232811, 1333169.50370595],
  [Infinity, 0.1, 0.0498756211208903, 0.00249688536811028],
  [Infinity, 1, 0.414213562373095, 0.225987155913497],
  [Infinity, 10, 0.904987562112089, 7.34060362978758],
  [Infinity, 1e3, 0.999000499999875, 992.784891901619],
  [Infinity, 1e6, 0.9999990000005, 999985.877636123],
];

describe('dual map of the tied network', () => {
  it('inverts to the 50-digit values, and so does its regularizer', () => {
    for (const [depth, w, z, q] of table) {
      const map = tiedMap(depth, 1, 1);
      const s = dualCoordinate(map, [w])[0]!;
      const perS = depth === 2 ? 4 : depth === Infinity ? 1 : depth * (depth - 2);
      expect(Math.abs((perS * s) / z - 1)).toBeLessThan(4e-15);
      // ψ = α²/D² q̂(w/α^D); at infinite depth the map above has ψ = q̂ itself.
      const factor = depth === Infinity ? 1 : depth ** 2;
      expect(Math.abs((factor * regularizerValue(map, [w])) / q - 1)).toBeLessThan(1.2e-14);
    }
  });

  it('is exact in the linear regime and next to the pole, 300 decades apart', () => {
    for (const depth of [2, 2.5, 3, 4, 6, 10, Infinity]) {
      const map = tiedMap(depth, 1, 1);
      const slope = depth === Infinity ? 2 : 2 * depth ** 2;
      expect(dualCoordinate(map, [1e-300])[0]! * slope).toBeCloseTo(1e-300, 310);
      expect(Math.abs((dualCoordinate(map, [1e-290])[0]! * slope) / 1e-290 - 1)).toBeLessThan(1e-15);
      // ψ'(w) → pole - w^{-1/p}: 1 - z = ω^{(2-D)/D} to leading order.
      if (depth <= 2 || depth === Infinity) continue;
      const point = { s: 0, slope: 0, depth: 0 };
      expect(invertDualMap(map, 0, 1e12, point)).toBe(true);
      const distance = Math.exp(-point.depth);
      expect(Math.abs(distance / 1e12 ** ((2 - depth) / depth) - 1)).toBeLessThan(1e-11);
    }
  });

  it('has quadratic potentials at depths 1 and 4/3', () => {
    for (const [depth, slope] of [
      [1, 2],
      [4 / 3, 32 / 9],
    ] as const) {
      const map = tiedMap(depth, 1, 1);
      for (const w of [-1.5, -0.2, 1e-9, 0.7, 1.9]) {
        expect(Math.abs((dualCoordinate(map, [w])[0]! * slope) / w - 1)).toBeLessThan(1e-14);
        expect(Math.abs((regularizerValue(map, [w]) * 2 * slope) / w ** 2 - 1)).toBeLessThan(1e-13);
      }
    }
  });

  it('ends at α^D 2^{D/(2-D)} below depth 2', () => {
    const [low, high] = weightRange(tiedMap(1.5, 0.7, 1), 0);
    expect(high).toBeCloseTo(0.7 ** 1.5 * 2 ** 3, 12);
    expect(low).toBeCloseTo(-high, 12);
    expect(() => dualCoordinate(tiedMap(1.5, 0.7, 1), [high * 1.01])).toThrow(/weight 0 is outside/);
    expect(regularizerValue(tiedMap(1.5, 0.7, 1), [high * 1.01])).toBe(Infinity);
  });
});

describe('dual map of arbitrary branches', () => {
  const unequal = fc.record({
    plus: fc.double({ min: 0.05, max: 3, noNaN: true }),
    minus: fc.double({ min: 0.05, max: 3, noNaN: true }),
    weight: fc.double({ min: 0.2, max: 5, noNaN: true }),
    depth: fc.double({ min: 2.1, max: 9, noNaN: true }),
  });
  /** w = u^D - c v^D from u = plus, v = minus. */
  const build = ({
    plus: u,
    minus: v,
    weight: c,
    depth: D,
  }: {
    plus: number;
    minus: number;
    weight: number;
    depth: number;
  }) =>
    createDualMap(1, [
      { kind: 'power', amplitude: u ** D, rate: -D * (D - 2) * u ** (D - 2), exponent: -D / (D - 2) },
      { kind: 'power', amplitude: -c * v ** D, rate: c * D * (D - 2) * v ** (D - 2), exponent: -D / (D - 2) },
    ]);

  it('inverts itself', () => {
    fc.assert(
      fc.property(
        unequal,
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.boolean(),
        (model, exponent, positive) => {
          const map = build(model);
          const rise = (positive ? 1 : -1) * Math.exp(exponent);
          const point = { s: 0, slope: 0, depth: 0 };
          expect(invertDualMap(map, 0, rise, point)).toBe(true);
          fc.pre(Math.abs(point.slope * point.s) < 1e10 * Math.abs(rise));
          const [value, slope] = [new Float64Array(1), new Float64Array(1)];
          evaluateDualMap(map, Float64Array.of(point.s), value, slope);
          // s next to a pole carries few digits of the rise; the slope says how many.
          const rounding = 1e-14 * Math.abs(rise) + 2e-16 * Math.abs(point.slope * point.s);
          expect(Math.abs(value[0]! - rise)).toBeLessThanOrEqual(4 * rounding);
        },
      ),
    );
  });

  it('has Q = s w - ψ*(s), convex and flat at the start', () => {
    fc.assert(
      fc.property(unequal, fc.double({ min: -0.95, max: 0.95, noNaN: true }), (model, share) => {
        const map = build(model);
        const s = share > 0 ? share * map.poleHigh[0]! : -share * map.poleLow[0]!;
        const [rise, slope] = [new Float64Array(1), new Float64Array(1)];
        evaluateDualMap(map, Float64Array.of(s), rise, slope);
        const w = map.initial[0]! + rise[0]!;
        const legendre = s * w - coordinateDualPotential(map, 0, s);
        const q = coordinateRegularizer(map, 0, rise[0]!);
        expect(q).toBeGreaterThanOrEqual(0);
        expect(Math.abs(q - legendre)).toBeLessThanOrEqual(
          1e-12 * (Math.abs(s) * (Math.abs(map.initial[0]!) + Math.abs(rise[0]!)) + q),
        );
      }),
    );
    expect(regularizerValue(tiedMap(3, 0.5, 2), [0, 0])).toBe(0);
  });

  it('agrees with the same map given as closures', () => {
    const form = tiedMap(4, 0.6, 1);
    const rate = 8 * 0.6 ** 2;
    const h = (s: number) => 0.6 ** 4 * ((1 - rate * s) ** -2 - (1 + rate * s) ** -2);
    const slope = (s: number) => 2 * rate * 0.6 ** 4 * ((1 - rate * s) ** -3 + (1 + rate * s) ** -3);
    const closures = createDualMap(1, [
      { kind: 'general', value: h, slope, domain: () => [-1 / rate, 1 / rate] },
    ]);
    for (const w of [-3, -1e-4, 0.02, 0.5, 8]) {
      expect(dualCoordinate(closures, [w])[0]! / dualCoordinate(form, [w])[0]!).toBeCloseTo(1, 11);
      expect(regularizerValue(closures, [w]) / regularizerValue(form, [w])).toBeCloseTo(1, 10);
    }
  });

  it('refuses what does not increase, a coordinate without branch, and scales beyond double precision', () => {
    expect(() => createDualMap(1, [{ kind: 'power', amplitude: 1, rate: 1, exponent: -3 }])).toThrow(
      /not increasing/,
    );
    expect(() => createDualMap(2, [{ kind: 'exponential', amplitude: [1, 0], rate: 4 }])).toThrow(
      /coordinate 1 cannot move/,
    );
    expect(() => createDualMap(1, [{ kind: 'exponential', amplitude: 1e-320, rate: 1e-320 }])).toThrow(
      /double precision/,
    );
  });
});
