import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments, VERBS } from '../../src/cli/commandLine.ts';
import { run } from '../../src/cli/run.ts';
import { FormulaError, HypentropyError, InterruptedError } from '../../src/errors.ts';
import { SETTINGS } from '../../src/settings.ts';
import { check, evaluation, theory } from '../report/fixtures.ts';
import { fakeFacade, fakeHost } from './fakes.ts';

const folder = mkdtempSync(join(tmpdir(), 'hypentropy-'));
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function call(args: readonly string[], facade = fakeFacade()) {
  const host = fakeHost(facade);
  const code = await run(args, host);
  return { code, out: host.out, err: host.err, asked: facade.asked, jobs: host.jobs };
}

describe('results', () => {
  test('go to standard output, with the exit code of the verdict', async () => {
    const derived = await call(['derive', '--depth', '2', '--scale', 'symbolic']);
    expect(derived).toMatchObject({ code: 0, err: '' });
    expect(derived.out).toMatch(/^Implicit bias of gradient flow: depth 2[^]*Verdict: ≈ checked[^]*seed 7/);
    expect(await call(['verify', '--claim', 'metric = 1'])).toMatchObject({ code: 1, err: '' });
    expect(await call(['check'])).toMatchObject({ code: 3, err: '' });
    expect((await call(['evaluate', 'potential', '--at', '1'])).code).toBe(0);
  });

  test('are one JSON document with --json', async () => {
    for (const args of [
      ['derive'],
      ['evaluate', 'metric', '--at', '1'],
      ['check'],
      ['verify', '--claim', 'a = b'],
    ]) {
      const { out } = await call([...args, '--json']);
      expect(JSON.parse(out)).toMatchObject({ schema: 1, seed: 7 });
      expect((await call([...args, '--format', 'json'])).out).toBe(out);
    }
  });

  test('go to a file with --out, whose ending chooses the format', async () => {
    const path = join(folder, 'theory.tex');
    const { out, err, code } = await call(['derive', '--out', path]);
    expect({ out, err, code }).toEqual({ out: '', err: `wrote ${path}: checked, seed 1\n`, code: 0 });
    expect(readFileSync(path, 'utf8')).toMatch(/^\\documentclass/);
    expect((await call(['derive', '--out', path, '--quiet', '--format', 'markdown'])).err).toBe('');
    expect(readFileSync(path, 'utf8')).toMatch(/^# Implicit bias/);
  });
});

describe('requests', () => {
  test('carry the texts as typed, the seed and the budget', async () => {
    const { asked } = await call([
      'derive',
      '--depth',
      '-1',
      '--shape',
      'u=1, v=2',
      '--seed',
      '5',
      '--budget',
      '2',
    ]);
    expect(asked[0]).toEqual({ depth: '-1', shape: 'u=1, v=2' });
    expect(asked[1]).toMatchObject({ seed: 5, budget: 2000 });
  });

  test('a design carries its potential or metric, domain, start and sides', async () => {
    const { asked, code, out } = await call(
      ['design', '--metric', '1/w', '--domain', 'w > 0', '--at', '2', '--sides', 'two', '--seed', '5'],
    ); // prettier-ignore
    expect(code).toBe(0);
    expect(asked[0]).toEqual({ metric: '1/w', domain: 'w > 0', at: '2', sides: 'two' });
    expect(asked[1]).toMatchObject({ seed: 5 });
    expect(out).toMatch(/^Design: a parametrization for psi\(w\) = /);
    expect(await call(['design'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/design needs --potential/) as unknown,
    });
    expect(await call(['design', '--potential', 'w^2', '--sides', 'three'])).toMatchObject({ code: 2 });
  });

  test('an audit reads every document, or the one that is named', async () => {
    const all = await call(['audit']);
    const { documents } = all.asked[0] as { documents: { name: string }[] };
    expect(documents.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['B2.json', 'woodworth-q.json']),
    );
    expect(all.code).toBe(3);
    expect(all.out).toMatch(/^Formulas of the literature/);
    const one = await call(['audit', 'Woodworth-Q', '--seed', '5']);
    expect(one.asked[0]).toMatchObject({ name: 'woodworth-q.json' });
    expect(one.asked[1]).toMatchObject({ seed: 5 });
    expect(await call(['audit', 'woodworth-p'])).toMatchObject({ code: 2, out: '' });
    expect((await call(['audit', 'woodworth-q', '--depth', '2'])).err).toMatch(
      /belongs to|leave --depth out/,
    );
  });

  test('points are split outside brackets', async () => {
    const { asked } = await call([
      'evaluate',
      'bregman',
      '--at',
      '[1,2];[3, 4]',
      '--from',
      '-0.5',
      '--digits',
      '30',
    ]);
    expect(asked[0]).toEqual({ quantity: 'bregman', at: ['[1,2]', '[3, 4]'], from: '-0.5', digits: 30 });
    expect((await call(['evaluate', 'metric', '--at', '-1,2e-3'])).asked[0]).toMatchObject({
      at: ['-1', '2e-3'],
    });
  });

  test('data are read, random problems described', async () => {
    const path = file('data.csv', 'x,y\n1,2\n3,6\n');
    const read = await call(['check', '--data', path, '--center']);
    expect(read.asked[0]).toMatchObject({ data: { X: [[-1], [1]], y: [-2, 2] }, tolerance: 1e-7 });
    const random = await call(['check', '--samples', '3', '--features', '1']);
    expect(random.asked[0]).toEqual({ samples: 3, features: 1, sparsity: 1, noise: 0, tolerance: 1e-7 });
  });

  test('a saved problem reads back as the same numbers', async () => {
    const path = join(folder, 'saved.json');
    const first = await call([
      'check',
      '--samples',
      '4',
      '--features',
      '6',
      '--seed',
      '9',
      '--save-data',
      path,
    ]);
    const second = await call(['check', '--data', path]);
    const [a, b] = [first, second].map(
      ({ asked }) => (asked[0] as { data: { X: number[][]; y: number[] } }).data,
    );
    expect([b!.X, b!.y]).toEqual([a!.X, a!.y]);
    expect((second.asked[0] as { data: { source: string } }).data.source).toMatch(/xoshiro128/);
  });
});

describe('wrong use', () => {
  const complaints: [string[], RegExp][] = [
    [[], /^a verb is needed: derive, evaluate, check, verify, design, sweep, list, audit, serve$/],
    [['drive'], /^unknown verb 'drive'; did you mean derive\?$/],
    [['constructor'], /^unknown verb 'constructor'$/],
    [['derive', '--dpeth', '2'], /^unknown flag '--dpeth'; did you mean --depth\?$/],
    [['derive', '--digits', '2'], /^flag '--digits' belongs to evaluate$/],
    [['derive', '--depth'], /^option '--depth <D>' argument missing$/],
    [['derive', '--depth', '--scale', '2'], /^--depth needs a value: got the flag '--scale'$/],
    [['derive', '--depth', '2', '--depth', '3'], /^--depth is given twice$/],
    [['derive', '--depth', ''], /^--depth must be a non-empty text: got ''$/],
    [['derive', 'x'], /^there is no claim 'x'/],
    [['derive', 'x', 'y'], /^too many arguments/],
    [['derive', '--format', 'pdf'], /^--format must be one of text, latex, markdown, json, notebook, csv, ndjson: got 'pdf'$/],
    [['derive', '--seed', '1.5'], /^--seed must be an integer from 0 to 4294967295: got '1.5'$/],
    [['derive', '--budget', '0'], /^--budget must be a number from 0.001/],
    [['derive', '--out', '/nowhere/at/all.txt'], /^cannot write \/nowhere\/at\/all.txt: the folder \/nowhere\/at does not exist$/],
    [['derive', '--out', '/dev/null/all.txt'], /^cannot write \/dev\/null\/all.txt: \/dev\/null is no folder$/],
    [['derive', '--quiet=5'], /^flag '--quiet' takes no value$/],
    [['check', '--center=no'], /^flag '--center' takes no value$/],
    [['derive', '--out', tmpdir()], /^cannot write .*: it is a directory$/],
    [['evaluate', 'metric'], /^evaluate needs --at/],
    [['evaluate', '--at', '1'], /^missing required argument 'quantity'$/],
    [['evaluate', 'metric', '--at', '1,,2'], /^--at must be a list/],
    [['evaluate', 'metric', '--at', '1', '--digits', '1e9'], /^--digits must be an integer from 1 to 10000: got '1e9'$/],
    [['verify'], /^verify needs --claim/],
    [['check', '--samples', 'NaN'], /^--samples must be an integer from 1/],
    [['check', '--noise', 'Infinity'], /^--noise must be a number from 0/],
    [['check', '--center'], /^--center goes with --data$/],
    [['check', '--data', 'a.csv', '--samples', '3'], /^--samples goes with a random problem, not --data$/],
    [['check', '--samples', '3', '--features', '2', '--sparsity', '5', '--save-data', join(folder, 'x')], /^sparsity 5 exceeds/],
    [['check', '--data', join(folder, 'none.csv')], /^cannot read .*none.csv: no such file$/],
    [['check', '--data', tmpdir()], /is a directory, not a file$/],
    [['check', '--data', '/dev/zero'], /^\/dev\/zero is too large: at most 64 MiB/],
    [['check', '--data', '\0'], /not a file name$/],
    [['check', '--data', file('latin.csv', new Uint8Array([0x79, 0x0a, 0x31, 0x0a, 0xe9]))], /not UTF-8 text: see line 3$/],
    [['check', '--data', file('nan.csv', 'x,y\n1,NaN')], /line 2, column 2 \(y\): 'NaN' is not a finite number$/],
    [['check', '--data', file('bad.json', '{"X": [[1]}')], /not valid JSON: line 1, column 11/],
    [['check', '--data', file('empty.csv', '')], /is empty$/],
    [['check', '--center', '--data', file('large.csv', 'x,y\n1,2\n-1e308,2')], /the entry of X in row 2, column 1 is -1e\+308: entries are at most 1e\+100/],
    [['check', '--data', file('many.csv', ',0'.repeat(10_000_001))], /many.csv has more than 10000000 entries: no more are read$/],
  ]; // prettier-ignore

  test.each(complaints)('%j', async (args, message) => {
    const { code, out, err, asked } = await call(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const [first, ...rest] = err.trimEnd().split('\n');
    expect(first).toMatch(/^hypentropy: /);
    expect(first!.replace('hypentropy: ', '')).toMatch(message);
    expect(rest.every((line) => line.startsWith('  help: '))).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe('failures with --json', () => {
  test('are one JSON record on standard output besides the line on standard error', async () => {
    const refused = [
      ['derive', '--digits', '5', '--json'],
      ['derive', '--format', 'json', '--seed', '-1'],
      ['check', '--format=json', '--data', 'none.csv'],
      ['drive', '--json'],
      ['derive', '--json', '--format', 'latex'],
    ];
    for (const args of refused) {
      const { code, out, err } = await call(args);
      const { schema, error } = JSON.parse(out) as { schema: number; error: Record<string, unknown> };
      expect(out.trimEnd().split('\n')).toHaveLength(1);
      expect([schema, error['exit'], code]).toEqual([1, 2, 2]);
      expect(err.split('\n')[0]).toBe(`hypentropy: ${String(error['message'])}`);
      expect(Object.keys(error)).toEqual(['code', 'message', 'help', 'exit']);
      expect(error['code']).not.toBe('');
    }
  });

  test('a computation that fails has its own code and exit status there', async () => {
    const fail = async (error: unknown) => {
      const facade = fakeFacade({ derive: () => Promise.reject(error as Error) });
      return JSON.parse((await call(['derive', '--json'], facade)).out) as unknown;
    };
    expect(await fail(new HypentropyError('model', 'no theory', 'try u^2'))).toEqual({
      schema: 1,
      error: { code: 'model', message: 'no theory', help: 'try u^2', exit: 2 },
    });
    expect(await fail(new InterruptedError('budget', 'over'))).toMatchObject({ error: { exit: 3 } });
    expect(await fail(new TypeError('x'))).toMatchObject({ error: { code: 'internal', exit: 70 } });
  });

  test('nothing is printed where the result was to go to a file', async () => {
    expect((await call(['check', '--json', '--out', join(folder, 'a.json'), '--data', 'none.csv'])).out).toBe(
      '',
    );
  });
});

describe('failures of the facade', () => {
  const failing = (error: unknown) => fakeFacade({ derive: () => Promise.reject(error as Error) });

  test('a formula is shown with carets under the fault', async () => {
    const source = '(1/4) * arsin(w / (2*alpha^2))';
    const error = new FormulaError("unknown function 'arsin'", source, 8, 5, 'write arsinh');
    expect(await call(['derive'], failing(error))).toMatchObject({
      code: 2,
      err: `hypentropy: unknown function 'arsin'\n  ${source}\n          ^^^^^\n  help: write arsinh\n`,
    });
  });

  test('of a long formula only the neighbourhood is shown', async () => {
    const source = `${'('.repeat(10_000)}x`;
    const { err } = await call(['derive'], failing(new FormulaError('too deep', source, 5000)));
    const [, line, carets] = err.split('\n');
    expect(line!.length).toBeLessThan(90);
    expect(carets!.indexOf('^')).toBeLessThan(line!.length);
    expect(err.split('\n')).toHaveLength(4);
  });

  test('have their exit codes, and no message breaks the line', async () => {
    const code = async (error: unknown) => (await call(['derive'], failing(error))).code;
    expect(await code(new InterruptedError('aborted', 'interrupted'))).toBe(130);
    expect(await code(new InterruptedError('budget', 'out of time'))).toBe(3);
    expect(await code(new HypentropyError('setting', 'x'))).toBe(2);
    expect(await code(new TypeError('x is undefined'))).toBe(70);
    const { err } = await call(['derive'], failing(new HypentropyError('data', 'a\nb\u001b[31m\u0000c')));
    expect(err).toBe('hypentropy: a b [31m c\n');
  });
});

describe('the table of settings', () => {
  test('its keys are the names that the flags give', () => {
    for (const [key, { flag }] of Object.entries(SETTINGS)) {
      const long = /^--([a-z-]+)/.exec(flag)![1]!;
      expect(long.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())).toBe(key);
    }
  });

  test('every verb lists its flags and examples in its help, and its examples parse', () => {
    for (const verb of VERBS) {
      const help = parseArguments([verb.name, '--help']);
      if (help.kind !== 'print') throw new Error('no help');
      const commands = help.text.replace(/ \\\n\s+/g, ' ');
      for (const { flag, verbs } of Object.values(SETTINGS)) {
        expect(help.text.includes(`${flag.split(' ')[0]!} `) || help.text.includes(`${flag}\n`)).toBe(
          (verbs as readonly string[]).includes(verb.name),
        );
      }
      for (const example of verb.examples) {
        expect(commands).toContain(example);
        const words = example.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
        expect(parseArguments(words.slice(1)).kind).toBe('call');
      }
    }
  });
});

test('help fits 80 columns, and says what holds for a flag that is not given', () => {
  for (const args of [['--help'], ...VERBS.map(({ name }) => [name, '--help'])]) {
    const help = parseArguments(args);
    if (help.kind !== 'print') throw new Error('no help');
    expect(help.text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }
  // what a verb cannot do without, and what replaces it
  const needed = ['parametrization', 'init', 'at', 'potential', 'metric', 'claim'];
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const isListed = 'default' in setting || setting.type === 'switch' || needed.includes(key);
    if (!isListed) expect([key, setting.help]).toEqual([key, expect.stringMatching(/\bdefault\b/)]);
  }
  expect(SETTINGS.parametrization.help).toContain('needs --init');
});

test('progress is asked for by flag, and silent within the first second', async () => {
  const facade = fakeFacade({
    derive: async (_request, { onProgress }) => {
      onProgress!(0.5, 'half way');
      await new Promise((resolve) => setTimeout(resolve, 1200));
      return theory;
    },
  });
  expect((await call(['derive', '--progress'], facade)).err).toBe('50 % half way (1 s)\n');
  expect((await call(['derive', '--progress', '--quiet'], facade)).err).toBe('');
  expect((await call(['check', '--progress'])).err).toBe('');
});

test('fixtures hold the verdicts that these tests rely on', () => {
  expect([theory.verdict, check.verdict, evaluation.verdict]).toEqual(['checked', 'undecided', 'enclosed']);
});

describe('a sweep', () => {
  test('writes its rows as they come, goes on after a torn line and keeps what is there', async () => {
    const out = join(folder, 'rows.csv');
    const first = await call(['sweep', '--out', out]);
    expect(first.code).toBe(3);
    expect(first.err).toMatch(/2 new rows, undecided/);
    const whole = readFileSync(out, 'utf8');
    expect(whole.split('\n')).toHaveLength(4);
    writeFileSync(out, whole.slice(0, -20));
    const again = await call(['sweep', '--out', out]);
    const known = (again.asked[0] as { known: unknown[] }).known;
    expect(known).toHaveLength(1);
    expect(readFileSync(out, 'utf8').startsWith(whole.split('\n').slice(0, 2).join('\n'))).toBe(true);
    expect(readFileSync(out, 'utf8')).not.toContain('undeci\n');
  });

  test('prints rows or a table, and refuses a file of something else', async () => {
    expect((await call(['sweep', '--format', 'ndjson'])).out.split('\n').map((l) => l.slice(0, 9))).toEqual([
      '{"depth":',
      '{"depth":',
      '',
    ]);
    expect((await call(['sweep'])).out).toMatch(/^Limits of gradient flow over depth and scale/);
    const other = file('other.csv', 'a,b\n1,2\n');
    expect((await call(['sweep', '--out', other])).err).toMatch(/line 1 is not the header of a sweep/);
    expect(readFileSync(other, 'utf8')).toBe('a,b\n1,2\n');
  });

  test('alone takes lists and row formats', async () => {
    expect((await call(['check', '--samples', '3,4'])).err).toMatch(/--samples must be an integer/);
    expect((await call(['check', '--format', 'csv'])).err).toMatch(/csv is for the rows of a sweep/);
    expect((await call(['sweep', '--samples', '3,4'])).asked[0]).toMatchObject({
      samples: '3,4',
      features: '20',
    });
  });
});
