import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check, derive, deriveDocument, render } from '../../src/index.ts';

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

test('a notebook is made of derivations alone', async () => {
  const record = await check({ depth: '1', scale: '1', samples: 1, features: 2, sparsity: 1 }, { seed: 1 });
  expect(() => render(record, 'notebook')).toThrow(/made of a derivation/);
});
