import { describe, expect, test } from 'vitest';
import { assume } from '../../src/expression/assumptions.ts';
import { ZERO, substitute } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { proveEqual } from '../../src/expression/prove.ts';
import { derive } from '../../src/index.ts';
import type { ModelRequest } from '../../src/requests.ts';

/** A verdict must not depend on the size of the start: a change of scale maps each of these theories to another. */
const MODELS: ModelRequest[] = [
  { depth: 'inf', scale: '1e9' },
  { depth: 'inf', scale: '1e-30' },
  { depth: 'inf', scale: '42.2' },
  { depth: 'inf', scale: '0.0223', shape: 'u=7, v=2' },
  { depth: '3/2', scale: '1e-9' },
  { depth: '2', scale: '1', shape: 'u=1, v=1e-30' },
  { depth: '2', scale: '1', shape: 'u=1e-12, v=1' },
  { parametrization: 'exp(u)', init: 'u=100' },
  { parametrization: 'u^2 - v^2', init: 'u=1e20, v=1' },
];

describe('every step of a derivation holds at extreme scales', () => {
  test.each(MODELS)('%o', async (model) => {
    const { steps } = await derive(model, { seed: 1 });
    const doubtful = steps.filter(({ verdict }) => verdict === 'refuted' || verdict === 'undecided');
    expect(doubtful.map(({ id, evidence }) => `${id}: ${evidence.method}`)).toEqual([]);
  });

  test('numbers too long to follow leave the expansion undecided, not refuted', async () => {
    const { steps } = await derive({ parametrization: 'u^2 - v^2', init: 'u=1e400, v=1' }, { seed: 1 });
    expect(steps.filter(({ verdict }) => verdict === 'refuted')).toEqual([]);
  });

  test('the mirror map of infinite depth passes through the origin at a large start', async () => {
    const { steps } = await derive({ depth: 'inf', scale: '1e3' }, { seed: 1 });
    const step = steps.find(({ id }) => id === 'mirror-map')!;
    const formula = step.formulas.find((f) => f.startsWith('s(w) = '))!;
    const mirrorMap = parse(formula.slice('s(w) = '.length));
    expect(substitute(mirrorMap, new Map([['w', ZERO]]))).toEqual(ZERO);
    const known = parse('(sqrt(w^2 + 1000000) - 1000)/(1000*w)');
    expect(proveEqual(mirrorMap, known, assume({ w: 'positive' }))).not.toBeNull();
  });
});
