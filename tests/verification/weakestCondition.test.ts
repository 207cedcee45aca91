import { describe, expect, test } from 'vitest';
import { render, verifyClaim } from '../../src/index.ts';
import type { ClaimRecord, ModelRequest } from '../../src/index.ts';

const claimed = (claim: string, model: ModelRequest = {}): Promise<ClaimRecord> =>
  verifyClaim({ ...model, claim, upToScale: false }, { seed: 1 });

describe('an identity that is right under a condition alone names the weakest one', () => {
  test.each([
    ['sqrt(x^2) = x', ['x >= 0'], 'proved'],
    ['sign(x) = 1', ['x > 0'], 'proved'],
    ['abs(x) + abs(y) = x + y', ['x >= 0', 'y >= 0'], 'checked'],
    ['abs(x - 1) + abs(x + 1) = 2', ['-1 <= x <= 1'], 'checked'],
    ['arctan(x) + arctan(y) = arctan((x + y)/(1 - x*y))', ['x*y < 1'], 'proved'],
    ['arctan(x) + arctan(1/x) = pi/2', ['x > 0'], 'proved'],
    ['arcsin(2*x*sqrt(1 - x^2)) = 2*arcsin(x)', ['-sqrt(1/2) <= x <= sqrt(1/2)'], 'checked'],
    ['arccos(cos(x)) = x', ['0 <= x <= pi'], 'checked'],
    ['sin(pi*n) = 0', ['n integer'], 'checked'],
    ['(-x)^n = x^n', ['n even'], 'checked'],
    ['2*x = x + 1', ['x = 1'], 'proved'],
    ['x^2 = y^2', ['x = y'], 'proved'],
  ])('%s', async (claim, when, least) => {
    const { verdict, condition } = await claimed(claim);
    expect(verdict).toBe('refuted');
    expect(condition?.when).toEqual(when);
    expect([least, 'proved']).toContain(condition?.verdict);
    expect(condition?.outside.fails).toBeGreaterThan(0);
  });
});

test('the condition is necessary where outside of it every sampled point fails', async () => {
  const { condition } = await claimed('abs(x)*y = x*abs(y)');
  expect(condition?.when).toEqual(['x*y >= 0']);
  expect(condition?.outside.fails).toBe(condition?.outside.points);
  // an equation with two solutions names both
  const all = await claimed('x^2 = x');
  expect([all.condition?.when, ...(all.condition?.also ?? [])]).toEqual([['x = 0'], ['x = 1']]);
});

test('a claim that is wrong under every candidate gets no condition', async () => {
  for (const claim of ['x + 1 = x', 'exp(x) = exp(x) + x^2 + 1', 'cosh(x) = 0'])
    expect((await claimed(claim)).condition).toBeUndefined();
});

test('a piecewise constant ratio is no constant factor', async () => {
  expect((await claimed('sqrt(x^2) = x')).factor).toBeUndefined();
  expect((await claimed('sinh(2*x) = sinh(x)*cosh(x)')).factor).toBe('2');
  expect((await claimed('cosh(x)^2 = sinh(x)^2')).summand).toBe('1');
});

test('an identity that is right where both sides have values says where that is', async () => {
  const { verdict, condition } = await claimed('log(x^2) = 2*log(x)');
  expect(['checked', 'proved']).toContain(verdict);
  expect(condition?.when).toEqual(['x > 0']);
  expect((await claimed('log(exp(x)) = x')).condition).toBeUndefined();
});

describe('claims about models', () => {
  const two = { depth: '2', scale: 'a' };
  const shapes = { parametrization: 'u^2 - v^2', init: 'u=a, v=b' };
  test.each([
    ['metric = 1/(4*sqrt(w^2 + 4*a^2))', two, ['a = 1']],
    ['w(s) = 2*a^2*sinh(4*abs(s))', two, ['s >= 0']],
    ['potential = (w*arsinh(abs(w)/(2*a^2)) - sqrt(w^2 + 4*a^4))/4', two, ['w > 0']],
    ['mirror-map = arsinh(w/(2*a*b))/4', shapes, ['a = b']],
    ['s(w) = log(w)/4 + abs(w - 1) - w + 1', { parametrization: 'u^2', init: 'u=1' }, ['w >= 1']],
  ] as [string, ModelRequest, string[]][])('%s', async (claim, model, when) => {
    const { verdict, condition } = await claimed(claim, model);
    expect(verdict).toBe('refuted');
    expect(condition?.when).toEqual(when);
    expect(condition?.verdict).toBe('proved');
  });

  test('the kernel limit is right for large scale to leading order, and says so', async () => {
    const record = await claimed('metric = 1/(8*a^2)', two);
    expect(record.verdict).toBe('refuted');
    expect(record.limit?.when).toBe('a -> inf');
    expect((await claimed('metric = 1/(9*a^2) + w', two)).limit).toBeUndefined();
  });
});

test('every form of the answer says the condition', async () => {
  const record = await claimed('sqrt(x^2) = x');
  expect(render(record, 'text')).toContain('The claim holds for x >= 0');
  expect(render(record, 'markdown')).toContain('The claim holds for $x \\geq 0$');
  expect(render(record, 'latex')).toMatch(
    /The claim holds for \\\(x \\geq 0\\\)|The claim holds for \$x \\geq 0\$/,
  );
  const { condition } = JSON.parse(render(record, 'json')) as ClaimRecord;
  expect(condition?.when).toEqual(['x >= 0']);
});
