import { expect, test } from 'vitest';
import { derive, verifyClaim } from '../../src/index.ts';
import type { ModelRequest } from '../../src/index.ts';

const verdictOf = async (depth: string, claim: string): Promise<string> =>
  (await verifyClaim({ depth, scale: 'a', claim, upToScale: false }, { seed: 1 })).verdict;

const psi = '(w*arsinh(w/(2*a^2)) - sqrt(w^2 + 4*a^4) + 2*a^2)/4';

test.each([
  ['2', `potential = ${psi} + (abs(w) - w)/10^6`],
  ['2', `potential = ${psi} + sign(w)/10^6`],
  ['1', 'potential = w^2/4 + abs(w)/10^9'],
  ['2', 'dual-potential = a^2*cosh(4*s)/2 + sign(s)/10^6'],
])('depth %s: a corner or a jump is not an affine term: %s', async (depth, claim) => {
  expect(await verdictOf(depth, claim)).toBe('refuted');
});

test.each([
  ['2', `potential = ${psi} + 3*w - 5`],
  ['2', 'potential = (abs(w)*arsinh(abs(w)/(2*a^2)) - sqrt(w^2 + 4*a^4))/4 + 2*w'],
  ['1', 'potential = abs(w)^2/4 + w'],
  ['2', 'dual-potential = a^2*cosh(4*abs(s))/2'],
])('depth %s: a right formula with absolute values is not refuted: %s', async (depth, claim) => {
  expect(['proved', 'checked']).toContain(await verdictOf(depth, claim));
});

const judged = async (model: ModelRequest, claim: string, upToScale = false): Promise<string> =>
  (await verifyClaim({ ...model, claim, upToScale }, { seed: 1 })).verdict;

const DEPTH_2 = { depth: '2', scale: 'a' };
const METRIC = '1/(4*sqrt(w^2 + 4*a^4))';

test.each([
  `metric = ${METRIC} + (abs(w - 10^6) + w - 10^6)*w`,
  `metric = ${METRIC} + (abs(w - 10^60) + w - 10^60)/10^50`,
  `metric = ${METRIC} + (abs(10^60 - w) - 10^60 + w)`,
  `metric = ${METRIC} + (abs(w - 1/10^40) - abs(w + 1/10^40) + 2*w)*0 + 1 + sign(w^2 - 1/10^40)*(-1)`,
  `metric = ${METRIC} + 1 - sign((w - 1000)*(w - 1001))`,
  `s(w) = arsinh(w/(2*a^2))/4 + (abs(abs(w) - 10^30) + abs(w) - 10^30)`,
  `potential = ${psi} + w*sign(1 - w^2)/10`,
])('a defect outside of the sampled range is found: %s', async (claim) => {
  expect(await judged(DEPTH_2, claim)).toBe('refuted');
});

test.each([
  [{ depth: '3', scale: '1/10' }, "psi''(w(s)) = psi2", '(abs(w - 10^12) + w - 10^12)'],
  [{ depth: '1', scale: '1' }, 'metric = 1/2', '(abs(w - 10^200) + w - 10^200)'],
  [{ parametrization: 'u^2', init: 'u=1' }, 'metric = 1/(4*w)', '(abs(w - 10^12) + w - 10^12)'],
  [{ parametrization: 'u^2', init: 'u=1' }, 'metric = 1/(4*w)', '(abs(w - 1/10^12) - w + 1/10^12)'],
] as [ModelRequest, string, string][])('%j: %s + %s', async (model, claim, defect) => {
  if (claim.includes('psi2')) {
    const { steps } = await derive(model, { seed: 1 });
    const line = steps.flatMap((s) => s.formulas).find((f) => f.startsWith("psi''(w(s))"))!;
    claim = line ?? claim;
  }
  expect(['proved', 'checked']).toContain(await judged(model, claim));
  expect(await judged(model, `${claim} + ${defect}`)).toBe('refuted');
});

test.each([
  [`potential = 3*(${psi}) + abs(w - 10^9) - w`, 'refuted'],
  [`potential = 3*(${psi}) + w*sign(w^2 - 1)`, 'refuted'],
  [`dual-potential = 5*a^2*cosh(4*s)/2 + sign(s - 7)`, 'refuted'],
  [`potential = 3*(abs(w)*arsinh(abs(w)/(2*a^2)) - sqrt(w^2 + 4*a^4))/4 + 2*w`, 'checked'],
])('up to a factor: %s', async (claim, verdict) => {
  const found = await judged(DEPTH_2, claim, true);
  expect(found === 'proved' ? 'checked' : found).toBe(verdict);
});

test.each(['potential = w*log(abs(w))/4 - abs(w)/4', 'metric = 1/(4*abs(w))', 's(w) = log(abs(w))/4'])(
  'a right formula with absolute values on a one-sided domain stays decided: %s',
  async (claim) => {
    const model = { parametrization: 'u^2', init: 'u=1' };
    expect(['proved', 'checked']).toContain(await judged(model, claim));
  },
);

test('the same holds of identities without a model', async () => {
  expect(await judged({}, 'abs(x - 10^90) + x = 10^90')).toBe('refuted');
  expect(await judged({}, 'abs(x)^2 = x^2')).toMatch(/proved|checked/);
  expect(await judged({}, 'sign(x*y)*abs(x*y) = x*y')).toMatch(/proved|checked/);
});
