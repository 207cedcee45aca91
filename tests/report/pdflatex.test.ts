import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toLatex } from '../../src/expression/printLatex.ts';
import { renderLatex } from '../../src/report/renderLatex.ts';
import { render } from '../../src/report/render.ts';
import type { TheoryRecord } from '../../src/records.ts';
import { arbitraryExpression } from '../expression/arbitraryExpression.ts';
import { everyRecord, theory } from './fixtures.ts';

const hasLatex = spawnSync('pdflatex', ['--version']).status === 0;
/** Widest intrusion into the margin that a reader does not notice, in points. */
const LARGEST_OVERFLOW = 20;

/** Compiles a document; returns the log. Throws when pdflatex finds an error. */
function compile(tex: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hypentropy-tex-'));
  try {
    writeFileSync(join(folder, 'a.tex'), tex);
    const args = ['-interaction=nonstopmode', '-halt-on-error', 'a.tex'];
    try {
      execFileSync('pdflatex', args, {
        cwd: folder,
        stdio: 'pipe',
        env: { ...process.env, max_print_line: '1000' },
      });
    } catch {
      throw new Error(readFileSync(join(folder, 'a.log'), 'utf8').split('\n').filter((l) => /^(!|l\.)/.test(l)).join('\n')); // prettier-ignore
    }
    return readFileSync(join(folder, 'a.log'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function expectClean(tex: string): void {
  const log = compile(tex);
  expect(log).not.toMatch(/undefined|Missing character|LaTeX Error/i);
  const overflows = [...log.matchAll(/Overfull \\hbox \(([\d.]+)pt/g)].map((m) => Number(m[1]));
  expect(Math.max(0, ...overflows)).toBeLessThan(LARGEST_OVERFLOW);
}

describe.skipIf(!hasLatex)('pdflatex', () => {
  test.each(Object.keys(everyRecord))('%s compiles without undefined commands or overflow', (name) => {
    expectClean(render(everyRecord[name as keyof typeof everyRecord], 'latex'));
  });

  test('a row of a table may begin with a bracket', () => {
    const columns = [{ title: 'map', align: 'left' as const }];
    const table = { kind: 'table' as const, caption: '', columns, rows: [['u^2'], ['[u*v, u]'], ['[u]']] };
    const document = {
      title: 'maps',
      blocks: [table],
      verdict: 'checked' as const,
      summary: '',
      colophon: [],
    };
    expectClean(renderLatex(document));
  });

  test('long formulas and any text do too', () => {
    const formulas = fc.sample(fc.array(arbitraryExpression, { minLength: 3, maxLength: 15 }), {
      numRuns: 25,
      seed: 4,
    });
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), { numRuns: 40, seed: 4 });
    const [first] = theory.steps;
    const record: TheoryRecord = structuredClone(theory);
    record.model.parametrization = 'u'.repeat(200);
    record.model.latex = Array.from({ length: 40 }, (_, i) => `u_{${i}}`).join(' + ');
    record.conventions = texts;
    record.steps = formulas.map((list, i) => ({
      ...first!,
      title: `Step_${i} & 100 % #${i} ~ \\x {y} ^ ]`,
      text: `long infix ${'potential(w)*alpha^2/(w+1)'.repeat(8)} and ${texts[i]}`,
      latex: `f_{${i}}(w) &= ${list.map(toLatex).join(' + ')}`,
      evidence: { method: 'x'.repeat(150), rules: ['a_b', 'c^d', '50%'] },
    }));
    expectClean(render(record, 'latex'));
  });
});
