import { describe, expect, test } from 'vitest';
import { HypentropyError, derive } from '../../src/index.ts';
import { ballToNumber, type Ball } from '../../src/expression/ball.ts';
import { differentiate } from '../../src/expression/differentiate.ts';
import { evaluateBall } from '../../src/expression/evaluate.ts';
import { ZERO, rational, substitute } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { proveEqual } from '../../src/expression/prove.ts';
import { assume } from '../../src/expression/assumptions.ts';

/** Far more time than is needed, so that no verdict depends on the speed of the machine. */
const BUDGET = 600_000;

const theory = (parametrization: string, init: string) =>
  derive({ parametrization, init }, { seed: 1, budget: BUDGET });

const formulaOf = (record: Awaited<ReturnType<typeof theory>>, step: string, left: string): string =>
  record.steps
    .find((s) => s.id === step)!
    .formulas.find((f) => f.startsWith(`${left} = `))!
    .slice(left.length + 3);

/** Map, start, whether the flow is a mirror flow. */
const VERDICTS: [string, string, boolean | 'after-time-change'][] = [
  ['[u1^2 - v1^2, u2^2 - v2^2]', 'u1=1, v1=1, u2=2, v2=1', true],
  ['[u1*v1, u2*v2]', 'u1=1, v1=1, u2=2, v2=1', true],
  ['[u1*v1*z1, u2*v2*z2]', 'u1=1, v1=1, z1=1, u2=2, v2=1, z2=1', true],
  ['[a^2 + b^2, 2*a*b]', 'a=1, b=2', true],
  ['[a^2 + b^2, c^2 + d^2]', 'a=1, b=2, c=1, d=1', true],
  ['[u^2 + v^2, u^2 - v^2]', 'u=1, v=1', true],
  ['[u^3 + v^3, u^3 - v^3]', 'u=1, v=1', true],
  // solved for the parameters, the formulas are 0/0 at the start
  ['[2*a*b, a*b^2 - a]', 'a=2, b=0', false],
  // eigenvalues (1 +- sqrt 2)/2
  ['[a^2 + a*b, a^2 + b^2]', 'a=1, b=2', true],
  // commuting, but no combination of functions of one parameter as written: psi* as growth of the norm alone
  ['[a^3 + 3*a*b^2, 3*a^2*b + b^3]', 'a=1, b=1/2', true],
  ['[u1*v1, u2*v1]', 'u1=1, u2=2, v1=1/2', 'after-time-change'],
  ['[u1*v1, u2*v1]', 'u1=0, u2=0, v1=b', 'after-time-change'],
  ['[u1*v, u2*v, u3*v]', 'u1=1, u2=1, u3=1, v=2', 'after-time-change'],
  ['[t1, t1*t2]', 't1=1, t2=1', 'after-time-change'],
  ['[t1, t1^2*t2]', 't1=1, t2=1', false],
  ['[t1, t2*exp(t1)]', 't1=0, t2=1', 'after-time-change'],
  ['[a^2 - b^2, 2*a*b]', 'a=1, b=1', 'after-time-change'],
  ['[a^2 + b^2, a*c + b*d]', 'a=1, b=0, c=0, d=1', false],
  ['[a^2 + b^2, a*c + b*d, c^2 + d^2]', 'a=1, b=0, c=0, d=1', false],
  ['[u^2, u*v]', 'u=1, v=1', false],
  // the product of two complex numbers: conformally Euclidean on the set where |z|^2 - |w|^2 is kept
  ['[a*x - b*y, a*y + b*x]', 'a=1, b=2, x=1, y=3', 'after-time-change'],
  // a cyclic convolution: one real and one complex product, which need different changes of time
  ['[a*x + b*y + c*z, a*y + b*z + c*x, a*z + b*x + c*y]', 'a=1, b=2, c=1/2, x=1, y=3, z=1', false],
  // a neuron with five inputs
  ['[u1*v, u2*v, u3*v, u4*v, u5*v]', 'u1=1, u2=2, u3=3, u4=4, u5=5, v=1', 'after-time-change'],
  // two neurons: each needs its own change of time
  ['[u1*v1 + u2*v2, u1*v3 + u2*v4]', 'u1=1, u2=1, v1=1, v2=0, v3=1, v4=2', false],
  // the Jacobian is singular at the start, where f would vanish
  ['[u1*v1, u2*v1]', 'u1=1, u2=2, v1=0', false],
];

describe('mirror flow, mirror flow after a change of time, or none', () => {
  test.each(VERDICTS)('%s from %s: %s, proved', async (map, init, holds) => {
    const record = await theory(map, init);
    expect(record.mirrorFlow.holds).toBe(holds);
    expect(record.mirrorFlow.verdict).toBe('proved');
    expect(record.verdict).toBe('proved');
    expect(record.mirrorFlow.obstruction === null).toBe(holds === true);
  });

  test('weights normalised by their length: a change of time, found with roots and exponentials', async () => {
    const record = await theory('[u*v1/sqrt(v1^2 + v2^2), u*v2/sqrt(v1^2 + v2^2)]', 'u=1, v1=1, v2=1');
    expect(record.mirrorFlow.holds).toBe('after-time-change');
    expect(record.verdict).toBe('proved');
    // in polar coordinates G = dr^2 + |v|^2 dphi^2, and f G is the Hessian of a function of r for this f
    const factor = parse(formulaOf(record, 'time-change', 'f'));
    const facts = assume({ u: 'positive', v1: 'positive', v2: 'positive' });
    const known = parse('u*exp(u^2/(2*(v1^2 + v2^2)))/sqrt(v1^2 + v2^2)');
    expect(proveEqual(factor, known, facts)).not.toBeNull();
  });
});

describe('what is known of the examples', () => {
  test('one neuron: the factor is the shared weight, the mirror coordinates are the input weights', async () => {
    const record = await theory('[u1*v1, u2*v1]', 'u1=1, u2=2, v1=1/2');
    expect(formulaOf(record, 'time-change', 'f')).toBe('v1');
    expect(formulaOf(record, 'time-changed-mirror-map', 'sigma1')).toBe('u1 - 1');
    expect(record.mirrorFlow.obstruction).toEqual({
      bracket: ['-1', '1/2'],
      at: { u1: '1', u2: '2', v1: '1/2' },
    });
  });

  test('[t1, t1*t2]: grad (w2^2/(2 w1) + w1^3/6) with the factor w1', async () => {
    const record = await theory('[t1, t1*t2]', 't1=1, t2=1');
    expect(formulaOf(record, 'time-change', 'f')).toBe('t1');
    const first = parse(formulaOf(record, 'time-changed-mirror-map', 'sigma1'));
    const known = parse('-t2^2/2 + t1^2/2');
    expect(proveEqual(first, known, assume({}))).not.toBeNull();
  });

  test('the metric of [t1, t1*t2] and its potential after the change of time, in the weights', async () => {
    const record = await theory('[t1, t1*t2]', 't1=1, t2=1');
    const facts = assume({ w1: 'positive' });
    const agrees = (found: string, known: string) =>
      expect(proveEqual(parse(found), parse(known), facts)).not.toBeNull();
    agrees(formulaOf(record, 'metric', 'G11'), '1 + w2^2/w1^4');
    agrees(formulaOf(record, 'metric', 'G12'), '-w2/w1^3');
    agrees(formulaOf(record, 'metric', 'G22'), '1/w1^2');
    // the affine terms put the minimum at w(0) = (1, 1)
    agrees(formulaOf(record, 'time-changed-potential', 'Psi(w)'), 'w2^2/(2*w1) + w1^3/6 - w2 + 1/3');
  });

  test('one neuron from v(0) = 0: the potential of Azulay et al. in the length of the weights', async () => {
    const record = await theory('[u1*v1, u2*v1]', 'u1=0, u2=0, v1=1');
    // a^2 - |v|^2 = 1; Phi'(r) is |v| with |v| sqrt(1 + |v|^2) = r, up to a constant
    const found = parse(formulaOf(record, 'time-changed-potential', 'Psi(w)'));
    const slope = differentiate(substitute(found, new Map([['w2', ZERO]])), 'w1');
    const known = parse('sqrt(sqrt(w1^2 + 1/4) - 1/2)');
    for (const w of [1, 2, 7]) {
      const at = new Map([['w1', rational(w)]]);
      const [a, b] = [slope, known].map((e) => evaluateBall(e, at, 200)) as [Ball, Ball];
      expect(ballToNumber(a)).toBeCloseTo(ballToNumber(b), 14);
    }
  });

  test('[u^2, u*v]: the metric in the weights, which no positive factor makes a Hessian', async () => {
    const record = await theory('[u^2, u*v]', 'u=1, v=1');
    const known = parse('(w1^2 + w2^2)/(4*w1^3)');
    const found = parse(formulaOf(record, 'metric', 'G11'));
    expect(proveEqual(found, known, assume({ w1: 'positive' }))).not.toBeNull();
  });

  test('quadratic forms with commuting matrices: exponentials of combinations of the dual variables', async () => {
    const record = await theory('[a^2 + b^2, 2*a*b]', 'a=1, b=2');
    const dual = parse(formulaOf(record, 'dual-potential', 'psi*(s)'));
    // with a = (p + q)/2, b = (p - q)/2 the outputs are (p^2 + q^2)/2 and (p^2 - q^2)/2
    const known = parse('9/8*(exp(4*(s1 + s2)) - 1) + 1/8*(exp(4*(s1 - s2)) - 1)');
    expect(proveEqual(dual, known, assume({}))).not.toBeNull();
  });

  test('where nothing is shared each output has its own derivation, also one that is written in the weight', async () => {
    const record = await theory('[tanh(a), b^2]', 'a=0, b=1');
    const ids = record.steps.map((s) => s.id);
    expect(ids).toEqual(expect.arrayContaining(['w1-potential', 'w2-potential', 'w2-dual-potential']));
    expect(new Set(ids).size).toBe(ids.length);
    const found = parse(formulaOf(record, 'w2-potential', 'psi(w)'));
    expect(proveEqual(found, parse('(w*log(w) - w + 1)/4'), assume({ w: 'positive' }))).not.toBeNull();
    expect(record.verdict).toBe('proved');
  });

  test('linear mixing: psi_A(w) = psi(A^-1 w)', async () => {
    const record = await theory('[u^2 + v^2, u^2 - v^2]', 'u=1, v=1');
    const found = parse(formulaOf(record, 'potential', 'psi(w)'));
    const plain = (z: string) => `(${z}*log(${z}) - ${z} + 1)/4`;
    const known = parse(`${plain('((w1 + w2)/2)')} + ${plain('((w1 - w2)/2)')}`);
    const facts = assume({ w1: '> 5', w2: '(1, 2)' });
    expect(proveEqual(found, known, facts)).not.toBeNull();
  });
});

describe('a list that cannot be read', () => {
  const failure = async (parametrization: string, init: string): Promise<HypentropyError> => {
    try {
      await theory(parametrization, init);
    } catch (error) {
      if (error instanceof HypentropyError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  };

  test.each([
    ['[]', 'u=1', 'syntax', /empty/],
    ['[u*v, ]', 'u=1, v=1', 'syntax', /map 2 is empty/],
    ['[u*v, u', 'u=1, v=1', 'syntax', /not closed/],
    ['[u*v, sni(u)]', 'u=1, v=1', 'syntax', /sni/],
    ['[u*v, u*v]', 'u=1, v=1', 'setting', /same map/],
    ['[u*v, u^2]', 'u=1, u=2, v=1', 'setting', /twice/],
    ['[u*v, u^2]', 'u=1, b=1', 'setting', /'b'/],
    ['[u*w1, u^2]', 'u=1, w1=1', 'setting', /reserved/],
    ['[u*v, u^2]', 'u=[1, 2], v=1', 'setting', /2 start values/],
    ['[u*v, u^2*v^2]', 'u=1, v=1', 'domain', /less than full rank everywhere/],
    ['[log(u), u*v]', 'u=0, v=1', 'domain', /start/],
    ['[u*v, u*z]', 'u=0, v=0, z=0', 'domain', /starts at a saddle/],
    ['[u^2, v^3]', 'u=1, v=0', 'domain', /output 2 never moves/],
  ])('%s from %s', async (map, init, code, message) => {
    const error = await failure(map, init);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test('a misspelt function is pointed at inside the list', async () => {
    const error = await failure('[u*v, sni(u)]', 'u=1, v=1');
    expect((error as unknown as { position: number }).position).toBe(6);
  });

  test('without time nothing is claimed', async () => {
    const request = { parametrization: '[u1*v1, u2*v1]', init: 'u1=1, u2=2, v1=1/2' };
    const record = await derive(request, { seed: 1, budget: 1e-6 });
    expect(record.mirrorFlow.holds).toBeNull();
    expect(record.verdict).toBe('undecided');
  });

  test('an abort is heard', async () => {
    const signal = AbortSignal.abort();
    await expect(
      derive({ parametrization: '[u*v, u^2]', init: 'u=1, v=1' }, { seed: 1, signal }),
    ).rejects.toThrow(/interrupted/);
  });
});
