import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check, derive, deriveChapter, deriveDocument, render } from '../../src/index.ts';

interface Notebook {
  nbformat: number;
  cells: { cell_type: string; id: string; source: string[]; outputs?: unknown[] }[];
}

const hasPython = spawnSync('python3', ['-c', 'import sympy, scipy']).status === 0;

/** Runs the code of a notebook in one Python process and returns what it printed. */
function execute(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'notebook-'));
  try {
    const { cells } = JSON.parse(text) as Notebook;
    const code = cells.filter((c) => c.cell_type === 'code').map((c) => c.source.join(''));
    writeFileSync(join(folder, 'cells.py'), code.join('\n'));
    return execFileSync('python3', [join(folder, 'cells.py')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, MPLBACKEND: 'Agg' },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const theory = async (request: Parameters<typeof derive>[0]): Promise<string> =>
  render(await derive(request, { seed: 1, claims: true }), 'notebook');

test('a notebook is one that Jupyter reads: version 4.5, cells with ids', async () => {
  const notebook = JSON.parse(await theory({ depth: '2', scale: 'alpha' })) as Notebook;
  expect(notebook.nbformat).toBe(4);
  expect(new Set(notebook.cells.map((c) => c.id)).size).toBe(notebook.cells.length);
  expect(notebook.cells.every((c) => /^[\w-]{1,64}$/.test(c.id) && Array.isArray(c.source))).toBe(true);
});

test.skipIf(!hasPython).each([
  { depth: '3', scale: 'alpha' },
  { depth: 'inf', scale: 'mu' },
  { parametrization: 'u*v', init: 'u=a, v=b' },
  { parametrization: 'exp(u)', init: 'u=1' },
])('SymPy and SciPy agree with %j', { timeout: 120_000 }, async (request) => {
  const printed = execute(await theory(request));
  expect(printed).toContain('equal to 40 digits at 4 points');
  expect(printed).toContain('simulated w');
});

test.skipIf(!hasPython)(
  'SymPy agrees with a document, and not with a wrong one',
  { timeout: 120_000 },
  async () => {
    const text = readFileSync('derivations/C1.json', 'utf8');
    const record = await deriveDocument({ text, name: 'C1.json' }, { seed: 1, claims: true });
    expect(execute(render(record, 'notebook'))).toContain('equal to 40 digits');
    const claim = record.steps[1]!.claims![0]!;
    claim.right = `2*(${claim.right})`;
    expect(() => execute(render(record, 'notebook'))).toThrow(/AssertionError/);
  },
);

const CHAPTER = {
  id: 'one', title: 'One', summary: 'A small chapter.',
  blocks: [
    { kind: 'prose', title: 'First', text: ['With `x^2` and [[L1.1]].'] },
    { kind: 'document', id: 'L1.1' },
    { kind: 'figure', id: 'f', title: 'Formula', text: 'Falls.', picture: 'formulas', curves: [{ name: 'c', formula: 'sqrt(log(2*n)/n)' }], over: { name: 'n', scale: 'log', from: 1, to: 100, points: 5 }, y: { name: 'y', scale: 'log' } },
    { kind: 'figure', id: 't', title: 'Flow', text: 'Falls.', picture: 'trajectory', show: 'loss', models: [{ depth: '3', scale: '0.5' }], problem: { samples: 2, features: 4, sparsity: 1, noise: 0, seed: 1 } },
    { kind: 'exercise', text: 'Why?', answer: 'Because.' },
  ],
}; // prettier-ignore

test.skipIf(!hasPython)(
  'SymPy and SciPy agree with a chapter, its derivation, its formulas and its flow, and not with a wrong weight',
  { timeout: 120_000 },
  async () => {
    const record = await deriveChapter(
      {
        chapter: { text: JSON.stringify(CHAPTER), name: 'one.json' },
        course: { text: JSON.stringify({ lectures: [{ title: 'L', chapters: ['one'] }] }), name: 'course' },
        documents: [{ text: readFileSync('derivations/L1.1.json', 'utf8'), name: 'L1.1.json' }],
      },
      { seed: 1, claims: true },
    );
    const text = render(record, 'notebook');
    expect(text).toContain('With $x^{2}$ and L1.1.');
    expect(text).toContain('*Answer:* Because.');
    const printed = execute(text);
    expect(printed).toContain('equal to 40 digits at 4 points');
    expect(printed).toContain('c: 5 points again by SymPy');
    expect(printed).toContain('simulated again by SciPy');
    const figures = record.blocks.flatMap((b) => (b.kind === 'figure' ? [b.figure] : []));
    record.blocks = record.blocks.filter(({ kind }) => kind === 'figure');
    const { source } = figures[1]!;
    if (source?.kind === 'flows') source.flows[0]!.w.at(-1)![0]! += 0.01;
    expect(() => execute(render(record, 'notebook'))).toThrow(/AssertionError/);
  },
);

test('a notebook is made of derivations alone', async () => {
  const record = await check({ depth: '1', scale: '1', samples: 1, features: 2, sparsity: 1 }, { seed: 1 });
  expect(() => render(record, 'notebook')).toThrow(/made of a derivation/);
});
