import { expect, test } from 'vitest';
import { verifyClaim } from '../../src/index.ts';

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
