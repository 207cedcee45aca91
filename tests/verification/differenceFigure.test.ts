import { expect, test } from 'vitest';
import { differenceFigure, verifyClaim } from '../../src/index.ts';

const figureOf = async (claim: string, model: Record<string, string> = { depth: '2', scale: 'a' }) =>
  differenceFigure(await verifyClaim({ ...model, claim, upToScale: false }, { seed: 1 }));
const largest = (values: readonly (number | null)[]): number =>
  Math.max(...values.map((v) => Math.abs(v ?? 0)));

test.each([
  ['mirror-map = arsinh(w/(2*a^2))/4', 'w'],
  ['dual-potential = a^2*cosh(4*s)/2 + 7', 's'],
  ['potential = (w*arsinh(w/(2*a^2)) - sqrt(w^2 + 4*a^4))/4 + 3*w - 1', 'w'],
])('both sides of the right claim %s are one curve as they are compared', async (claim, variable) => {
  const figure = (await figureOf(claim))!;
  const [claimed, derived, difference] = figure.series.map(({ y }) => y);
  expect(figure.x.name).toBe(variable);
  expect(largest(claimed!)).toBeGreaterThan(0.1);
  expect(largest(claimed!.map((v, k) => v! - derived![k]!))).toBeLessThan(1e-12 * largest(claimed!));
  expect(largest(difference!)).toBeLessThan(1e-12 * largest(claimed!));
});

test('a wrong claim is drawn with the symbols as in its counterexample', async () => {
  const record = await verifyClaim(
    { depth: '2', scale: 'a', claim: 'metric = 1/sqrt(w^2 + a^4)/4', upToScale: false },
    { seed: 1 },
  );
  const figure = differenceFigure(record)!;
  const a = Number(/a = (\S+)/.exec(figure.title)![1]);
  const { x, y } = figure.series[2]!;
  const k = x.indexOf(0);
  expect(y[k]).toBeCloseTo(1 / (4 * a ** 2) - 1 / (8 * a ** 2), 10);
});

test('where the sides part only far away the picture reaches to the counterexample', async () => {
  const claim = 'mirror-map = arsinh(w/(2*a^2))/4 + w^9/10^12';
  const record = await verifyClaim(
    { depth: '2', scale: '2', claim: claim.replaceAll('a^2', '4'), upToScale: false },
    { seed: 1 },
  );
  const figure = differenceFigure(record)!;
  const far = Math.abs(Number(record.evidence.counterexample!.at.w));
  expect(Math.max(...figure.series[2]!.x)).toBeGreaterThan(Math.min(far, 4));
  expect(figure.series[2]!.y.some((v) => Math.abs(v ?? 0) > 0)).toBe(true);
});

test('what is no formula of a variable has no picture', async () => {
  expect(await figureOf('u*v = a^2')).toBeNull();
  expect(await figureOf('conserved = u*v')).toBeNull();
});
