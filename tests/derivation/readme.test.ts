import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verifyDocument } from '../../src/index.ts';

const examples = [
  ...readFileSync('derivations/README.md', 'utf8').matchAll(/^```markdown\n(.*?)^```/gms),
].map(([, text]) => text!);

test('the manual of the documents shows a short one and one with every reason', () => {
  expect(examples).toHaveLength(2);
});

test.each(examples)('an example of the manual passes: %.30s', async (text) => {
  const { verdict, steps } = await verifyDocument({ text, name: 'example.md' }, { seed: 1 });
  expect(['proved', 'checked']).toContain(verdict);
  expect(steps.filter((s) => s.verdict === 'undecided').map(({ title, cited }) => [title, cited])).toEqual(
    steps.filter(({ cited }) => cited).map(({ title }) => [title, true]),
  );
});

test('an experiment that is not there is named', async () => {
  const text = examples[0]!.replace('hypentropy-limit', 'hypentropy-limits');
  await expect(verifyDocument({ text, name: 'example.md' }, { seed: 1 })).rejects.toThrow(
    "there is no experiment 'hypentropy-limits'",
  );
});
