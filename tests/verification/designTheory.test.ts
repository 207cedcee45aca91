import { describe, expect, test, vi } from 'vitest';
import { check, design, randomProblem, type DesignRequest } from '../../src/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const seed = { seed: 1 };

/** Potentials whose design is proved all the way there and back. */
const PROVED: DesignRequest[] = [
  { potential: 'w^2/2' },
  { potential: 'w*log(w) - w' },
  { potential: 'w*log(w/beta) - w', at: 'a' },
  { potential: '-log(w)' },
  { potential: '-log(w)', at: '1/3' },
  { potential: 'w^(3/2)' },
  { potential: 'abs(w)^p', domain: 'w > 0, 1 < p < 2' },
  { potential: '(w^q - w)/(q - 1)', domain: 'w > 0, q > 1' },
  { potential: '-sqrt(w)' },
  { potential: 'w^4', domain: 'w > 0' },
  { potential: '1/w' },
  { potential: 'exp(w)' },
  { potential: 'exp(-w)' },
  { potential: 'w*log(w) + (1 - w)*log(1 - w)' },
  { potential: 'w*artanh(w) + log(1 - w^2)/2' },
  { potential: 'w*arctan(w) - log(1 + w^2)/2' },
  { potential: 'w*arsinh(w/beta) - sqrt(w^2 + beta^2)' },
  { potential: '(w*arsinh(w/(2*b^2)) - sqrt(w^2 + 4*b^4))/4' },
  { potential: 'w^2/(1 - w)', domain: 'w < 1' },
  { metric: '1/w' },
  { metric: '1/sqrt(w^2 + beta^2)' },
  { metric: '1/(w*(1 - w))', domain: '0 < w < 1', at: '1/4' },
];

test.each(PROVED)('%o is proved there and back', async (request) => {
  const record = await design(request, seed);
  const unproved = record.steps.filter((s) => s.verdict !== 'proved').map((s) => [s.id, s.evidence]);
  expect(unproved).toEqual([]);
  expect(record.verdict).toBe('proved');
  expect(record.steps.map((s) => s.id)).toContain('round-trip');
});

describe('no closed form', () => {
  const OPEN: [DesignRequest, string][] = [
    [{ metric: '1/sqrt(w^2 + beta^2) + lambda' }, 'dw/du = 1/sqrt(1/sqrt(w^2 + beta^2) + lambda)'],
    [{ potential: 'cosh(w)' }, 'dw/du = 1/sqrt(cosh(w))'],
    [{ potential: '-sqrt(1 - w^2)' }, 'dw/du = (1 - w^2)^(3/4)'],
    [{ potential: '-log(1 - w^2)' }, 'dw/du = 1/sqrt(2*(w^2 + 1)/(w^2 - 1)^2)'],
  ];

  test.each(OPEN)('%o is undecided and gives the equation of the map', async (request, equation) => {
    const record = await design(request, seed);
    expect(record.verdict).toBe('undecided');
    expect(record.parametrization).toBeNull();
    expect(record.commands).toEqual([]);
    expect(record.equation).toBe(equation);
    const step = record.steps.find((s) => s.id === 'equation')!;
    expect(step.evidence.why).toBe('no closed form found');
  });
});

/** What a shell would make of a command line. */
function requestOf(command: string) {
  const words = command.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
  const of = (flag: string): string => words[words.indexOf(flag) + 1]!;
  const [samples, features, sparsity] = ['--samples', '--features', '--sparsity'].map((f) => Number(of(f)));
  return {
    request: {
      parametrization: of('--parametrization'), init: of('--init'), samples: samples!, features: features!,
      sparsity: sparsity!, noise: 0,
    },
    seed: Number(of('--seed')),
  }; // prettier-ignore
}

describe('the command that is printed', () => {
  const SIMULATED: DesignRequest[] = [
    { potential: 'w*log(w) - w', sides: 'two' },
    { potential: '-log(w)', sides: 'two' },
    { potential: 'w^(3/2)' },
    { potential: 'exp(w)' },
    { potential: '1/w' },
    { potential: 'w^q', domain: 'w > 0, q > 1' },
    { potential: 'w*log(w) + (1 - w)*log(1 - w)' },
    { potential: 'w*artanh(w) + log(1 - w^2)/2', sides: 'two' },
    { potential: 'w*arctan(w) - log(1 + w^2)/2' },
    { potential: 'w*arsinh(w/beta) - sqrt(w^2 + beta^2)' },
  ];

  test.each(SIMULATED)('%o agrees with its simulation', async (asked) => {
    const { commands } = await design(asked, seed);
    const checks = commands.filter((c) => c.startsWith('hypentropy check '));
    expect(checks).toHaveLength(asked.sides === 'two' ? 2 : 1);
    for (const command of checks) {
      const { request, seed: drawn } = requestOf(command);
      const record = await check(request, { seed: drawn });
      expect(record.verdict, command).toBe('checked');
      expect(record.comparisons.map((c) => c.name)).toContain('limit');
    }
  });
});

test('the simulated limit of the designed map has the potential asked for: stationary in it', async () => {
  const { parametrization, init } = await design({ potential: 'w*log(w) + (1 - w)*log(1 - w)' }, seed);
  const data = randomProblem({ samples: 2, features: 6, sparsity: 1, noise: 0, seed: 3 });
  const text = Object.entries(init).map(([name, value]) => `${name}=${value}`).join(', '); // prettier-ignore
  const { simulated } = await check({ parametrization: parametrization!, init: text, data }, seed);
  // psi'(w) - psi'(1/2) = log(w/(1 - w)) lies in the row space of X: its part orthogonal to both rows vanishes.
  const g = simulated.w.map((w) => Math.log(w / (1 - w)));
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((t, x, i) => t + x * b[i]!, 0);
  const [p, q] = data.X as [number[], number[]];
  const [pp, pq, qq] = [dot(p, p), dot(p, q), dot(q, q)];
  const [a, b] = [dot(g, p), dot(g, q)];
  const det = pp * qq - pq * pq;
  const rest = g.map((x, i) => x - (((a * qq - b * pq) * p[i]!) + ((b * pp - a * pq) * q[i]!)) / det); // prettier-ignore
  expect(Math.sqrt(dot(rest, rest))).toBeLessThan(1e-9 * Math.sqrt(dot(g, g)));
});

test('two sides of the entropy: the potential is the hypentropy, related to the entropy and grown like |w| log |w|', async () => {
  const record = await design({ potential: 'w*log(w) - w', at: 'a', sides: 'two' }, seed);
  const step = record.steps.find((s) => s.id === 'two-sided')!;
  expect(step.verdict).toBe('proved');
  expect(step.formulas).toContain("psi_2''(w) = 1/sqrt(w^2 + 4*a^2)");
  expect(record.steps.find((s) => s.id === 'two-sided-rich')!.verdict).toBe('checked');
});
