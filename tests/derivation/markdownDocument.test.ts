import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/derivation/document.ts';
import { readMarkdown, toMarkdown } from '../../src/derivation/markdownDocument.ts';
import { verifyDocument } from '../../src/index.ts';

const FOLDERS = ['derivations/', 'derivations/literature/'];
const files = FOLDERS.flatMap((f) => readdirSync(f).map((name) => f + name)).filter((f) => f.endsWith('.json') && !f.endsWith('index.json')); // prettier-ignore

test.each(files)('%s is the same document in Markdown', (file) => {
  const text = readFileSync(file, 'utf8');
  const markdown = toMarkdown(text);
  expect(readDocument(readMarkdown(markdown, 'it.md').json, file)).toEqual(readDocument(text, file));
  expect(toMarkdown(readMarkdown(markdown, 'it.md').json)).toBe(markdown);
});

const WRITTEN = `# The dual map of depth 2

For \`w = u^2 - v^2\` from \`u(0) = v(0) = alpha\`:
\`w = 2 alpha^2 sinh(4 s)\`.

Source: a test
Assumptions: \`alpha > 0\`, \`s real\`
Definitions: \`u = alpha*exp(2*s)\`, \`v = alpha*exp(-2*s)\`
No experiment: it is a test

## The flow

Why this line
comes now.

\`diff(u, s) = 2*u\`
\`diff(v, s) = -2*v\` [differentiate]

## The weight {#weight}

\`u^2 - v^2 = 2*alpha^2*sinh(4*s)\` [algebra]

## The same from the engine

\`inverse-mirror-map = 2*alpha^2*sinh(4*s)\` [derived; depth: 2; scale: alpha]
`;

const verdictOf = async (text: string): Promise<string> =>
  (await verifyDocument({ text, name: 'notes.md' }, { seed: 1 })).verdict;

test('a document written by hand is verified, and a wrong one refuted', async () => {
  expect(await verdictOf(WRITTEN)).toBe('proved');
  expect(await verdictOf(WRITTEN.replace('sinh(4*s)` [algebra]', 'sinh(3*s)` [algebra]'))).toBe('refuted');
});

describe('faults name the line of the file', () => {
  const line = (part: string): number => WRITTEN.split('\n').findIndex((l) => l.includes(part)) + 1;
  test.each([
    ['no title', WRITTEN.slice(2), 1, /no title/],
    ['a second title', WRITTEN.replace('## The flow', '# The flow'), line('## The flow'), /a second title/],
    ['an unknown option', WRITTEN.replace('scale: alpha', 'scael: alpha'), line('scale: alpha'), /unknown option 'scael: alpha'/],
    ['no reason', WRITTEN.replace(' [algebra]', ''), line('{#weight}'), /gives no reason/],
    ['an unknown reason', WRITTEN.replace('[algebra]', '[magic]'), line('{#weight}'), /must be one of/],
    ['a formula that is none', WRITTEN.replace('2*alpha^2*sinh(4*s)` [algebra]', '2*alpha^` [algebra]'), line('{#weight}'), /ends too early|unexpected|expected/],
    ['an unknown symbol', WRITTEN.replace('2*alpha^2*sinh(4*s)` [algebra]', '2*beta` [algebra]'), line('{#weight}'), /unknown symbol 'beta'/],
    ['a block without an end', `${WRITTEN}\n\`\`\`json\n{}`, line('derived;') + 2, /the block has no end/],
  ] as [string, string, number, RegExp][])('%s', async (_, text, where, what) => {
    const error: unknown = await verdictOf(text).catch((e: unknown) => e);
    const { message } = error as { message: string };
    expect(message).toContain(`notes.md, line ${where}`);
    expect(message).toMatch(what);
  });
}); // prettier-ignore
