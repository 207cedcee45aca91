import { describe, expect, it } from 'vitest';
import { parse } from '../../src/expression/parse.ts';
import { simulationMap } from '../../src/verification/simulationMap.ts';

const maps: [string, string[], (u: number, v: number) => number, boolean][] = [
  ['u^3 - 2*v^3', ['u', 'v'], (u, v) => u ** 3 - 2 * v ** 3, true],
  ['u^2 - v^2 + 1', ['u', 'v'], (u, v) => u * u - v * v + 1, true],
  ['exp(u) - exp(v)', ['u', 'v'], (u, v) => Math.exp(u) - Math.exp(v), true],
  ['exp(2*u) - v^2 + 3*v', ['u', 'v'], (u, v) => Math.exp(2 * u) - v * v + 3 * v, true],
  ['sinh(u) - v', ['u', 'v'], (u, v) => Math.sinh(u) - v, false],
  ['u*v', ['u', 'v'], (u, v) => u * v, false],
];

describe('simulationMap', () => {
  it.each(maps)('%s: value, gradient and increment', (source, parameters, F, accurate) => {
    const { map, accurate: exact } = simulationMap(parse(source), parameters);
    expect(exact).toBe(accurate);
    const points = [0.3, 1.1, 0.7, 0.4];
    const theta = Float64Array.from(points);
    const w = new Float64Array(2);
    map.value(theta, w);
    const at = (i: number, du = 0, dv = 0) => F(points[i]! + du, points[2 + i]! + dv);
    const gradient = new Float64Array(4);
    map.gradient(theta, gradient);
    const h = 1e-5;
    for (const i of [0, 1]) {
      expect(w[i]).toBeCloseTo(at(i), 13);
      expect(gradient[i]).toBeCloseTo((at(i, h) - at(i, -h)) / (2 * h), 8);
      expect(gradient[2 + i]).toBeCloseTo((at(i, 0, h) - at(i, 0, -h)) / (2 * h), 8);
    }
  });

  it('keeps the relative accuracy of a small change', () => {
    const { map } = simulationMap(parse('exp(2*u) - v^2 + 3*v'), ['u', 'v']);
    const start = Float64Array.of(5, 0.5);
    const delta = Float64Array.of(1e-14, 0);
    const w = new Float64Array(1);
    map.increment(
      start,
      start.map((v, j) => v + delta[j]!),
      delta,
      w,
    );
    expect(Math.abs(w[0]! / (2e-14 * Math.exp(10)) - 1)).toBeLessThan(1e-13);
  });

  it('keeps a parameter on its side of a point of rest', () => {
    const { map } = simulationMap(parse('u^2 + exp(v)'), ['u', 'v']);
    expect(map.outside(Float64Array.of(1, 1), Float64Array.of(-0.1, 1))).toBe(0);
    expect(map.outside(Float64Array.of(1, 1), Float64Array.of(0.1, -5))).toBe(-1);
  });
});
