import { expect, test } from 'vitest';
import { createDualMap } from '../../src/prediction/dualMap.ts';
import { coordinateRegularizer } from '../../src/prediction/regularizer.ts';

/** h(s) = tanh s, whose slope is known far out only to rounding when it is computed as 1 − tanh². */
const map = createDualMap(
  1,
  [
    {
      kind: 'general',
      value: (s) => Math.tanh(s),
      slope: (s) => 1 - Math.tanh(s) ** 2,
      domain: () => [-Infinity, Infinity],
    },
  ],
  Float64Array.of(0),
);

test('the regularizer of a dual map that levels off is that of its potential up to the end of its range', () => {
  // psi = w artanh w + log(1 - w^2)/2, by the derivative of its dual potential log cosh s.
  for (const w of [1e-3, -0.5, 0.9, 1 - 1e-9]) {
    const exact = w * Math.atanh(w) + Math.log1p(-w * w) / 2;
    expect(Math.abs(coordinateRegularizer(map, 0, w) - exact)).toBeLessThanOrEqual(1e-8 * exact);
  }
});

test('weights beyond the level that it never reaches have no finite regularizer', () => {
  for (const w of [1.5, -1.001, 1e6]) expect(coordinateRegularizer(map, 0, w)).toBe(Infinity);
});
