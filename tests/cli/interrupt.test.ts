import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The program as it is installed, without the check of types: the computing thread loads JavaScript only. */
const folder = mkdtempSync(join(tmpdir(), 'hypentropy-program-'));

beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join('src', file), 'utf8'), { compilerOptions });
    const target = join(folder, 'src', file.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [
    'check',
    '--depth',
    '2',
    '--scale',
    '0.001',
    '--samples',
    '500',
    '--features',
    '10000',
    '--sparsity',
    '20',
  ],
  ['derive', '--parametrization', 'p^2 - 2*q^2 + r^2 - 3*t^2 + x^2', '--init', 'p=1, q=b, r=c, t=d, x=f'],
])(
  'an interrupt ends a long %s at once, with status 130 and one line',
  async (...args) => {
    const child = spawn(process.execPath, [join(folder, 'src/cli/main.js'), ...args, '--progress']);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const ended = new Promise<number | null>((done) => child.on('close', done));
    // the first report of progress comes when it has been at work for a second
    await new Promise<void>((done) => {
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
        done();
      });
      child.on('close', () => done());
    });
    const sent = Date.now();
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(Date.now() - sent).toBeLessThan(2000);
    expect(out).toBe('');
    expect(err.trimEnd().split('\n').at(-1)).toMatch(/^hypentropy: .*interrupted/);
  },
  60_000,
);
