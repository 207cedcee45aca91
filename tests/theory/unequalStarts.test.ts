import { describe, expect, it } from 'vitest';
import { parse } from '../../src/expression/parse.ts';
import { proveEqual } from '../../src/expression/prove.ts';
import { children, size, type Expression } from '../../src/expression/expression.ts';
import { coordinateModel, readModel } from '../../src/theory/readModel.ts';
import { separableTheory } from '../../src/theory/separableTheory.ts';

const hasCall = (e: Expression): boolean => e.kind === 'call' || children(e).some(hasCall);

describe('depth 2 with unequal starts u(0) = p, v(0) = q', () => {
  it.each([
    ['1', '2'],
    ['3', '2'],
    ['2/3', '1'],
    ['p', 'q'],
  ])('%s, %s: the metric is 1/(4 sqrt(w^2 + 4 p^2 q^2)), algebraic and short', (p, q) => {
    const model = coordinateModel(readModel({ depth: '2', init: `u=(${p})*a, v=(${q})*a` }));
    const { metric, weightAssumptions } = separableTheory(model);
    const expected = parse(`1/(4*sqrt(w^2 + 4*(${p})^2*(${q})^2*a^4))`);
    expect(metric).not.toBeNull();
    expect(proveEqual(metric!, expected, weightAssumptions)).not.toBeNull();
    expect(hasCall(metric!)).toBe(false);
    // a denominator may have been cleared under the root
    expect(size(metric!)).toBeLessThanOrEqual(size(expected) + 2);
  });

  it('writes the shift of the mirror map as one logarithm of a number', () => {
    const model = coordinateModel(readModel({ depth: '2', scale: 'a', shape: 'u=1, v=2' }));
    const { mirrorMap } = separableTheory(model);
    expect(mirrorMap.form === 'closed' && mirrorMap.value).toEqual(parse('arsinh(w/(4*a^2))/4 + log(2)/4'));
  });
});
