import { describe, expect, test } from 'vitest';
import { assume } from '../../src/expression/assumptions.ts';
import { differentiate } from '../../src/expression/differentiate.ts';
import type { Expression } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { proveEqual } from '../../src/expression/prove.ts';
import { derive } from '../../src/index.ts';
import { coordinateModel, readModel } from '../../src/theory/readModel.ts';
import { NotSeparable, separableTheory } from '../../src/theory/separableTheory.ts';
import { weightTheory } from '../../src/theory/weightTheory.ts';

/** Map, start, ψ''(w), and ψ'(w) up to a constant, where w lies, whether the flow has a closed form. */
const DICTIONARY: [string, string, string, string, string, boolean][] = [
  ['t', 't=1', '1', 'w', 'real', true],
  ['t^2/4', 't=1', '1/w', 'log(w)', 'positive', true],
  ['exp(t)', 't=0', '1/w^2', '-1/w', 'positive', true],
  ['sinh(t)', 't=0', '1/(1 + w^2)', 'arctan(w)', 'real', true],
  ['sinh(t)', 't=1', '1/(1 + w^2)', 'arctan(w)', 'real', true],
  ['tanh(t)', 't=0', '1/(1 - w^2)^2', 'artanh(w)/2 + w/(2*(1 - w^2))', '(-1, 1)', false],
  ['1/(1 + exp(-t))', 't=0', '1/(w^2*(1 - w)^2)', '2*log(w/(1 - w)) - 1/w + 1/(1 - w)', '(0, 1)', false],
  ['(1 - cos(t))/2', 't=pi/2', '1/(w*(1 - w))', 'log(w/(1 - w))', '(0, 1)', true],
  ['(1 - cos(t))/2', 't=1', '1/(w*(1 - w))', 'log(w/(1 - w))', '(0, 1)', true],
  ['log(1 + exp(t))', 't=0', '1/(1 - exp(-w))^2', 'log(exp(w) - 1) - 1/(exp(w) - 1)', 'positive', false],
];

const model = (map: string, init: string) => coordinateModel(readModel({ parametrization: map, init }));

/** ψ'' as found is that of the table, whose ψ' has the slope ψ''. */
function agrees(found: Expression, slope: string, mirror: string, domain: string): boolean {
  const facts = assume({ w: domain });
  return (
    proveEqual(found, parse(slope), facts) !== null &&
    proveEqual(differentiate(parse(mirror), 'w'), parse(slope), facts) !== null
  );
}

describe('the dictionary of maps and potentials', () => {
  test.each(DICTIONARY)('w = %s from %s has the metric %s', (map, init, slope, mirror, domain, solved) => {
    const read = model(map, init);
    const inWeight = weightTheory(read)!;
    expect(inWeight).not.toBeNull();
    expect(agrees(inWeight.metric, slope, mirror, domain)).toBe(true);
    const facts = assume({ w: domain });
    expect(proveEqual(differentiate(inWeight.mirrorMap, 'w'), parse(slope), facts)).not.toBeNull();
    if (!solved) {
      expect(() => separableTheory(read)).toThrow(NotSeparable);
      return;
    }
    const theory = separableTheory(read);
    expect(theory.mirrorMap.form).toBe('closed');
    expect(agrees(theory.metric!, slope, mirror, domain)).toBe(true);
  });

  test.each(DICTIONARY.filter(([, , , , , solved]) => solved))(
    'w = %s from %s: the flow and the weight give one mirror map',
    (map, init, _slope, _mirror, domain) => {
      const read = model(map, init);
      const [flow, weight] = [separableTheory(read), weightTheory(read)!];
      const [left, right] = [flow.potential!, weight.potential!].map((psi) => differentiate(psi, 'w'));
      expect(proveEqual(left!, right!, assume({ w: domain }))).not.toBeNull();
    },
  );

  test.each([
    ['arctan(t)', 't=0'],
    ['t/sqrt(1 + t^2)', 't=0'],
    ['cosh(t)', 't=1'],
    ['a*tanh(t)', 't=0'],
    ['tan(t)', 't=0'],
    ['arsinh(t)', 't=1'],
  ])('w = %s from %s is derived with every step proved or checked', async (map, init) => {
    const record = await derive({ parametrization: map, init }, { seed: 1 });
    expect(record.steps.map((s) => s.id)).toContain('potential');
    expect(['proved', 'checked']).toContain(record.verdict);
    expect(record.mirrorFlow.verdict).toBe('proved');
  });

  test('what cannot be inverted keeps its potential without a closed form, and says so', async () => {
    const record = await derive({ parametrization: 't*exp(t)', init: 't=1' }, { seed: 1 });
    expect(record.mirrorFlow).toMatchObject({ holds: true, verdict: 'proved' });
    const verdicts = new Map(record.steps.map((s) => [s.id, s.verdict]));
    expect(verdicts.get('flow')).toBe('undecided');
    expect(verdicts.get('kernel-limit')).toBe('proved');
  });
});
