import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { derive, deriveDocument, render, verifyDocument, type StepRecord } from '../../src/index.ts';

const certificateOf = async (depth: string): Promise<{ steps: StepRecord[] }> => {
  const record = await derive({ depth, scale: 'alpha' }, { seed: 1, claims: true });
  return JSON.parse(render(record, 'json')) as { steps: StepRecord[] };
};
const verified = (json: object) =>
  verifyDocument({ text: JSON.stringify(json), name: 'it.json' }, { seed: 5 });

describe.each(['1', '2', '3', '5/2', 'symbolic', 'inf'])('the certificate of depth %s', (depth) => {
  test('holds when every claim is decided again', async () => {
    const certificate = await certificateOf(depth);
    const { verdict, steps, restsOn } = await verified(certificate);
    expect(['checked', 'proved']).toContain(verdict);
    expect(steps.length).toBe(certificate.steps.length);
    expect(restsOn.filter((text) => !text.includes('only the claims beside it'))).toEqual([]);
  });
});

test('a claim that was changed is refuted, and its step is named', async () => {
  const certificate = await certificateOf('2');
  for (const [k, step] of certificate.steps.entries()) {
    const claim = step.claims?.find(({ kind }) => kind === 'identity');
    if (claim === undefined) continue;
    const changed = structuredClone(certificate);
    const wrong = changed.steps[k]!.claims!.find(({ kind }) => kind === 'identity')!;
    wrong.right = `(${wrong.right}) + 1/1000`;
    const { verdict, steps } = await verified(changed);
    expect(verdict, step.id).toBe('refuted');
    expect(steps[k]!.verdict).toBe('refuted');
  }
});

test('a step whose claims were taken out is not shown as proved', async () => {
  const certificate = await certificateOf('2');
  const step = certificate.steps[3]!;
  delete step.claims;
  step.evidence = { method: 'definition' };
  const { steps, restsOn } = await verified(certificate);
  expect(steps[3]!.verdict).toBe('undecided');
  expect(restsOn.join()).toContain(step.title);
});

test('a document and its certificate are both decided', async () => {
  const text = readFileSync('derivations/C1.json', 'utf8');
  const document = { text, name: 'C1.json' };
  const record = await deriveDocument(document, { seed: 1, claims: true });
  expect((await verifyDocument(document, { seed: 1 })).verdict).toBe(record.verdict);
  const again = await verified(JSON.parse(render(record, 'json')) as object);
  expect(['checked', 'proved']).toContain(again.verdict);
});

test('a file that is no certificate is an error that says so', async () => {
  const step = { id: 'a', title: 'b', verdict: 'proved', evidence: { method: 'definition' } };
  await expect(verified({ schema: 1, steps: [] })).rejects.toThrow(/is not a certificate/);
  await expect(verified({ schema: 1, steps: [3], verdict: 'proved' })).rejects.toThrow(
    /is not a certificate/,
  );
  await expect(verified({ schema: 1, steps: [step], verdict: 'proved' })).rejects.toThrow(/holds no claims/);
});

test('the checker of certificates shares no code with what derives', () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, types, target] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (type )?[^;]*?from '(\.[^']+)'/gms)) {
      const path = normalize(join(dirname(file), target!));
      if (types === undefined && existsSync(path)) visit(path);
    }
  };
  visit('src/derivation/certificate.ts');
  expect([...seen].filter((file) => /src\/(theory|calculus|rewriting|oracles|prediction|simulation)\//.test(file))).toEqual([]);
  expect(seen.size).toBeGreaterThan(20);
}); // prettier-ignore
