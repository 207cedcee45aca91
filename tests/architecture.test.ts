import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** Ranks of the folders of src; a file imports from its own folder or from a strictly lower rank. */
const RANKS = new Map<string, number>([
  ['cli', 8],
  ['ui', 8],
  ['index', 7],
  ['facade', 7],
  ['report', 6],
  ['derivation', 5],
  ['experiments', 5],
  ['verification', 4],
  ['prediction', 3],
  ['theory', 2],
  ['simulation', 2],
  ['calculus', 2],
  ['rewriting', 2],
  ['oracles', 2],
  ['expression', 1],
  ['numerics', 1],
  ['errors', 0],
  ['settings', 0],
  ['version', 0],
  ['random', 0],
  ['records', 0],
  ['requests', 0],
]);

/** Imports inside one rank that are wanted: theory uses calculus, calculus rewriting, both the oracles. */
const SIDEWAYS = new Set([
  'index facade',
  'theory calculus',
  'theory rewriting',
  'theory oracles',
  'calculus rewriting',
  'calculus oracles',
  'settings errors',
  'requests records',
]);

const SYMBOLIC = new Set(['theory', 'calculus', 'rewriting', 'expression']);
const NUMERIC = new Set(['numerics', 'simulation']);

interface Import {
  file: string;
  /** Folder of src (or file directly in it) of the importing file. */
  from: string;
  /** As written. */
  target: string;
  /** Path of the imported file when it is one of ours. */
  path?: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => normalize(join(folder, name)))
    .filter((name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.d.ts'));
}

const unit = (file: string): string => file.split('/')[1]!.replace(/\.ts$/, '');

/** Every static and dynamic import and re-export, and every `import('...')` type. */
function importsOf(file: string, text = readFileSync(file, 'utf8')): Import[] {
  const script = file.endsWith('.svelte') ? [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map((m) => m[1]).join('\n') : text; // prettier-ignore
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined
    ) {
      found.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      found.push(argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : '<computed>');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push((node.argument.literal as ts.StringLiteral).text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, script, ts.ScriptTarget.Latest));
  return found.map((target) => {
    const base = { file, from: file.startsWith('ui/') ? 'ui' : unit(file), target };
    return target.startsWith('.') ? { ...base, path: normalize(join(dirname(file), target)) } : base;
  });
}

/** What is wrong with an import, or undefined. */
function breach({ from, target, path }: Import): string | undefined {
  if (path === undefined) {
    const name = target.replace(/^node:/, '');
    if (target.startsWith('node:') && from !== 'cli') return 'only src/cli touches Node modules';
    if (/^(fs|path|os|child_process|worker_threads|crypto|process|url|http)(\/|$)/.test(name) && from !== 'cli') return 'only src/cli touches Node modules'; // prettier-ignore
    if (/^nerdamer/.test(name) && from !== 'oracles') return 'only src/oracles imports nerdamer';
    return undefined;
  }
  if (!path.startsWith('src/'))
    // the page bundles the tables of contents, which are data
    return from === 'ui' && /^(ui|derivations)\//.test(path) ? undefined : 'an import from outside src';
  const to = unit(path);
  if (from === to) return undefined;
  if (from === 'cli' || from === 'ui') {
    return ['index', 'settings', 'errors', 'version', 'records', 'requests'].includes(to)
      ? undefined
      : `${from} imports the facade alone`;
  }
  const [rank, imported] = [RANKS.get(from), RANKS.get(to)];
  if (rank === undefined || imported === undefined) return `no rank for ${rank === undefined ? from : to}`;
  if (SYMBOLIC.has(from) && NUMERIC.has(to)) return 'symbols never import numbers';
  if (NUMERIC.has(from) && (SYMBOLIC.has(to) || to === 'oracles')) return 'numbers never import symbols';
  if (imported < rank || SIDEWAYS.has(`${from} ${to}`)) return undefined;
  return `${from} (rank ${rank}) imports ${to} (rank ${imported})`;
}

const files = [
  ...sources('src'),
  ...(existsSync('ui') ? sources('ui') : []).filter((file) => !file.includes('node_modules')),
];
const imports = files.flatMap((file) => importsOf(file));

describe('the direction of imports', () => {
  test('holds in every file', () => {
    const breaches = imports.flatMap((entry) => {
      const fault = breach(entry);
      return fault === undefined ? [] : [`${entry.file} imports ${entry.target}: ${fault}`];
    });
    expect(breaches).toEqual([]);
  });

  test('mathjs is imported by the oracles and the parser alone', () => {
    const importers = imports.filter(({ target }) => /^mathjs(\/|$)/.test(target)).map(({ file }) => file);
    expect(
      importers.filter((file) => !file.startsWith('src/oracles/') && file !== 'src/expression/parse.ts'),
    ).toEqual([]);
  });

  test('no formula is ever run as code', () => {
    const guilty = files.filter((file) => {
      let found = false;
      const visit = (node: ts.Node): void => {
        if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression)) {
          found ||= ['eval', 'Function'].includes(node.expression.text);
        }
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
      return found;
    });
    expect(guilty).toEqual([]);
  });

  test('the reader of imports sees every kind, and each rule can fail', () => {
    const text = `import a from '../numerics/a.ts'; export * from 'nerdamer'; type T = import('../index.ts').T;
      const m = await import('node:fs');`;
    const faults = importsOf('src/theory/x.ts', text).map(breach);
    expect(faults).toEqual([
      'symbols never import numbers',
      'only src/oracles imports nerdamer',
      'theory (rank 2) imports index (rank 7)',
      'only src/cli touches Node modules',
    ]);
    expect(importsOf('src/cli/x.ts', `import '../report/render.ts'`).map(breach)).toEqual([
      'cli imports the facade alone',
    ]);
    expect(importsOf('src/simulation/x.ts', `import '../expression/parse.ts'`).map(breach)).toEqual([
      'numbers never import symbols',
    ]);
    expect(importsOf('src/rewriting/x.ts', `import '../theory/y.ts'`).map(breach)).toEqual([
      'rewriting (rank 2) imports theory (rank 2)',
    ]);
  });
});
