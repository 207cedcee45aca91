import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/derivation/digest.ts';
import { derive, render, verifyDocument, type ModelRequest, type TheoryRecord } from '../../src/index.ts';

const certificateOf = async (request: ModelRequest): Promise<TheoryRecord> =>
  JSON.parse(render(await derive(request, { seed: 1, claims: true }), 'json')) as TheoryRecord;

const verified = (json: object) =>
  verifyDocument({ text: JSON.stringify(json), name: 'it.json' }, { seed: 5 });

/** As somebody would who changes a file on purpose: with the digest of what it says now. */
const signed = (json: TheoryRecord): TheoryRecord => ({ ...json, digest: digestOf(json) });

/** Every whole number by one more and every sign turned, in a text. */
function changed(text: string): string[] {
  const all: string[] = [];
  for (const { 0: digits, index } of text.matchAll(/(?<![\w.])\d+(?![\w.])/g))
    all.push(text.slice(0, index) + String(Number(digits) + 1) + text.slice(index + digits.length));
  for (const { 0: sign, index } of text.matchAll(/(?<=[\w)]\s)[+-](?=\s[\w(])/g))
    all.push(text.slice(0, index) + (sign === '+' ? '-' : '+') + text.slice(index + 1));
  return all;
}

const isCaught = async (json: object): Promise<boolean> => {
  try {
    return ['refuted', 'undecided'].includes((await verified(json)).verdict);
  } catch {
    return true;
  }
};

/** The certificate of one step alone, with the steps on which its conditions rest. */
const around = (certificate: TheoryRecord, id: string): TheoryRecord => ({
  ...certificate,
  steps: certificate.steps.filter((s) => [id, 'flow', 'inverse-mirror-map'].includes(s.id)),
});

const FLOW_STEPS = ['parametrization', 'jacobian', 'metric-tensor', 'flow', 'conserved', 'inverse-mirror-map', 'dual-potential', 'mirror-map', 'metric', 'bregman', 'regularizer']; // prettier-ignore

describe('a wrong formula is refuted from the model alone, without its claims and with a digest of its own', () => {
  test.each([
    [{ depth: '3', scale: '1/10' }, FLOW_STEPS],
    [{ parametrization: 'u*v', init: 'u=a, v=b' }, ['flow', 'conserved', 'dual-potential']],
  ] as [ModelRequest, string[]][])('%j', async (request, ids) => {
    const certificate = await certificateOf(request);
    const survivors: string[] = [];
    for (const id of ids) {
      const step = certificate.steps.find((s) => s.id === id)!;
      for (const [k, formula] of step.formulas.entries())
        for (const wrong of changed(formula).filter((_, i) => i % 6 === 0)) {
          const json = structuredClone(around(certificate, id));
          json.steps.find((s) => s.id === id)!.formulas[k] = wrong;
          if (!(await isCaught(signed(json)))) survivors.push(wrong);
        }
    }
    expect(survivors).toEqual([]);
  });
});

test('a certificate of another model does not pass under the name of this one', async () => {
  const [two, three] = [
    await certificateOf({ depth: '2', scale: 'a' }),
    await certificateOf({ depth: '3', scale: 'a' }),
  ];
  for (const model of [
    three.model,
    { ...two.model, init: { u: ['2*a'], v: ['2*a'] } },
    { ...two.model, depth: '3' },
  ])
    expect((await verified(signed({ ...around(two, 'parametrization'), model }))).verdict).toBe('refuted');
});

describe('a change that leaves every formula true shows in the digest', () => {
  test('a dropped condition, a swapped reason, another text, a step taken out', async () => {
    const certificate = around(await certificateOf({ depth: '2', scale: 'a' }), 'jacobian');
    expect((await verified(signed(certificate))).verdict).toBe('proved');
    const changes: ((json: TheoryRecord) => void)[] = [
      (json) => json.steps[1]!.claims![0]!.assumptions.pop(),
      (json) =>
        ([json.steps[0]!.reason, json.steps[1]!.reason] = [json.steps[1]!.reason, json.steps[0]!.reason]),
      (json) => (json.steps[0]!.latex = json.steps[0]!.latex.replace('2', '3')),
      (json) => json.steps.pop(),
      (json) => (json.mirrorFlow.theorem = 'none'),
      (json) => (json.seed = 2),
    ];
    for (const change of changes) {
      const json = structuredClone(signed(certificate));
      change(json);
      const { verdict, steps } = await verified(json);
      expect(verdict).toBe('refuted');
      expect(steps.at(-1)!.id).toBe('digest');
    }
  });

  test('the order of keys and the time spent do not matter; no digest is said to be missing', async () => {
    const certificate = around(await certificateOf({ depth: '2', scale: 'a' }), 'jacobian');
    const turned = Object.fromEntries(Object.entries({ ...signed(certificate), elapsed: 7 }).reverse());
    expect((await verified(turned)).verdict).toBe('proved');
    const { digest, ...without } = certificate;
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect((await verified(without)).restsOn.join()).toContain('no digest');
  });
});

describe('the proof that no radical form exists is replayed', () => {
  const proofOf = async () => {
    const certificate = around(await certificateOf({ depth: '3', scale: '1' }), 'mirror-map');
    const claims = certificate.steps.find(({ id }) => id === 'mirror-map')!.claims!;
    return { certificate, claim: claims.find(({ kind }) => kind === 'no-radical-form')! };
  };

  test('as recorded', async () => {
    const { certificate } = await proofOf();
    const { verdict, restsOn } = await verified(signed(certificate));
    expect(verdict).toBe('checked');
    expect(restsOn.join()).not.toContain('not recorded');
  });

  test('any change of the polynomial, the primes, the patterns or the equation is refuted', async () => {
    const { certificate, claim } = await proofOf();
    const galois = claim.galois!;
    const more = (text: string): string => String(Number(text) + 1);
    const wrong = [
      ...galois.polynomial.map((_, k) => ({ galois: { ...galois, polynomial: galois.polynomial.map((c, i) => (i === k ? more(c) : c)) } })),
      ...galois.resolvent.map((_, k) => ({ galois: { ...galois, resolvent: galois.resolvent.map((c, i) => (i === k ? more(c) : c)) } })),
      ...galois.primes.map((_, k) => ({ galois: { ...galois, primes: galois.primes.map((x, i) => (i === k ? { ...x, pattern: x.pattern.length === 1 ? [x.pattern[0]! - 1, 1] : [x.pattern.reduce((a, b) => a + b)] } : x)) } })),
      { galois: { ...galois, primes: [] } },
      { right: more(claim.right) },
      ...changed(claim.left).map((left) => ({ left })),
    ]; // prettier-ignore
    for (const change of wrong) {
      const json = structuredClone(certificate);
      const step = json.steps.find(({ id }) => id === 'mirror-map')!;
      step.claims = step.claims!.map((c) => (c.kind === 'no-radical-form' ? { ...c, ...change } : c));
      expect((await verified(signed(json))).verdict, JSON.stringify(change)).toBe('refuted');
    }
  });
});
