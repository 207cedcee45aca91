import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { assume } from '../../src/expression/assumptions.ts';
import { TWO, power, substitute, sum } from '../../src/expression/expression.ts';
import { differentiate } from '../../src/expression/differentiate.ts';
import { parse } from '../../src/expression/parse.ts';
import { proveEqual } from '../../src/expression/prove.ts';
import { derive } from '../../src/index.ts';
import { coordinateModel, readModel } from '../../src/theory/readModel.ts';
import { separableTheory } from '../../src/theory/separableTheory.ts';

const theory = (parametrization: string, init: string) =>
  separableTheory(coordinateModel(readModel({ parametrization, init })));

describe('quadratic forms', () => {
  test('u v has the metric of the conserved difference (two-layer unit, delta = u^2 - v^2)', () => {
    const { metric, conserved } = theory('u*v', 'u=a, v=b');
    const facts = assume({ a: 'positive', b: 'positive', w: 'real' });
    expect(proveEqual(metric!, parse('1/sqrt((a^2 - b^2)^2 + 4*w^2)'), facts)).not.toBeNull();
    expect(conserved).toHaveLength(1);
  });

  test('any symmetric matrix: dw/ds is the squared gradient, kept quantities are kept', () => {
    const entry = fc.integer({ min: -2, max: 2 });
    fc.assert(
      fc.property(entry, entry, entry, fc.integer({ min: -1, max: 1 }), (a, b, c, linear) => {
        fc.pre(b !== 0 && a * c !== b * b);
        // the start is no critical point of the map
        fc.pre(2 * a + b + linear !== 0 || 2 * b + c !== 0);
        const t = theory(`${a}*u^2 + 2*${b}*u*v + ${c}*v^2 + ${linear}*u`, 'u=1, v=1/2');
        const { solutions } = t.branches[0]!.flow;
        const speeds = t.model.parameters.map((p) => differentiate(t.model.map, p));
        const squared = substitute(sum(...speeds.map((f) => power(f, TWO))), solutions);
        expect(proveEqual(differentiate(t.inverseMirrorMap, 's'), squared, t.assumptions)).not.toBeNull();
        expect(t.conserved).toHaveLength(1);
      }),
      { numRuns: 15 },
    );
  });
});

describe('products', () => {
  test("equal layers are one power: psi'' = 1/(D w^(2 - 2/D))", () => {
    for (const [map, D] of [
      ['u*v', 2],
      ['u*v*p', 3],
      ['u*v*p*q', 4],
    ] as const) {
      const init = map
        .split('*')
        .map((name) => `${name}=a`)
        .join(', ');
      const { metric } = theory(map, init);
      const facts = assume({ a: 'positive', w: 'positive' });
      expect(proveEqual(metric!, parse(`1/(${D}*w^(2 - 2/${D}))`), facts)).not.toBeNull();
    }
  });

  test('three layers, one of them 0: the flow is a tangent', () => {
    const { branches, mirrorMap } = theory('u*v*p', 'u=a, v=a, p=0');
    const facts = assume({ a: 'positive', s: '(-1, 1)' });
    expect(proveEqual(branches[0]!.flow.solutions.get('p')!, parse('a*tan(a*s)'), facts)).not.toBeNull();
    expect(mirrorMap.form).toBe('closed');
  });

  test('the depth-4 unit with one zero layer is the depth-4 network in another time', () => {
    // w = a^4 z/(1 - z^2)^2 with z = a^2 s
    const { inverseMirrorMap } = theory('u*v*p*q', 'u=a, v=a, p=a, q=0');
    const facts = assume({ a: 'positive', s: 'real' });
    expect(proveEqual(inverseMirrorMap, parse('a^6*s/(1 - a^4*s^2)^2'), facts)).not.toBeNull();
  });
});

describe('the shape of the start', () => {
  test('moves u v between kernel and rich regime', async () => {
    const record = await derive({ parametrization: 'u*v', init: 'u=a, v=b' }, { seed: 1 });
    const step = record.steps.find((s) => s.id === 'shape-limit')!;
    expect(step.verdict).toBe('checked');
    expect(step.formulas.map((f) => f.replace(/ \+ \.\.\.$/, ''))).toEqual([
      "psi''(w) = 1/sqrt(4*w^2 + delta^2)",
      "psi''(w) for delta -> inf = 1/delta",
      "psi''(w) for delta -> 0 = 1/(2*abs(w))",
    ]);
  });
});

describe('the scale of a typed map', () => {
  test('u^3 - 2 v^3 from a: weights of the l1 norm on either side, reached like a', async () => {
    const record = await derive(
      { parametrization: 'u^3 - 2*v^3', init: 'u=a, v=a', scale: 'a' },
      { seed: 1 },
    );
    const rich = record.steps.find((s) => s.id === 'rich-limit')!;
    expect(rich.text).toContain('`1/(3*a)` for `w > 0` and `1/(6*a)` for `w < 0`');
    expect(rich.text).toContain('falls like `a`');
  });

  test('must be a symbol of the start', async () => {
    const request = derive({ parametrization: 'u*v', init: 'u=1, v=1', scale: 'a' }, { seed: 1 });
    await expect(request).rejects.toThrow(/'a' does not occur there/);
  });
});

describe('starts at rest', () => {
  test.each(['sqrt(u)', 'u^(1/3)', 'sqrt(u) + v^2'])(
    '%s is not differentiable at u = 0, and says so',
    (map) => {
      const init = map.includes('v') ? 'u=0, v=1' : 'u=0';
      expect(() => coordinateModel(readModel({ parametrization: map, init }))).toThrow(
        /not differentiable at its start/,
      );
    },
  );

  test('u v from the origin is a saddle; beside another block its terms are dropped', () => {
    expect(() => coordinateModel(readModel({ parametrization: 'u*v', init: 'u=0, v=0' }))).toThrow(/saddle/);
    const model = coordinateModel(readModel({ parametrization: 'u*v + p^2', init: 'u=0, v=0, p=1' }));
    expect(model.parameters).toEqual(['p']);
    expect(model.notes).toEqual([
      'u, v start at 0, where their speeds are 0: they stay there and their terms are dropped',
    ]);
  });
});
