import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { chapterDocument } from '../../src/report/chapterDocument.ts';
import { render } from '../../src/report/render.ts';
import { FORMATS } from '../../src/requests.ts';
import type { AnyRecord, Format } from '../../src/requests.ts';
import { check, everyRecord, theory } from './fixtures.ts';

const cases = Object.entries(everyRecord as Record<string, AnyRecord>);
const ENDINGS: Partial<Record<Format, string>> = { text: 'txt', latex: 'tex', markdown: 'md', json: 'json' };
const PAGES = FORMATS.filter((format) => format !== 'notebook');

describe.each(cases)('%s', (name, record) => {
  test.each(PAGES)('as %s is the golden file', async (format) => {
    await expect(render(record, format)).toMatchFileSnapshot(`golden/${name}.${ENDINGS[format]}`);
  });

  test('every format states the verdict and the seed', () => {
    for (const format of PAGES) {
      expect(render(record, format)).toMatch(new RegExp(`"?verdict"?: .*${record.verdict}`, 'i'));
      expect(render(record, format)).toMatch(/seed"?:? 7/);
    }
  });

  test('as Markdown, KaTeX sets every formula without complaint', () => {
    const markdown = render(record, 'markdown');
    const blocks = [...markdown.matchAll(/^\$\$\n(.*?)\n\$\$$/gms)].map((m) => m[1]!);
    const inline = markdown.replace(/^\$\$\n.*?\n\$\$$/gms, '').match(/(?<!\\)\$[^$\n]+(?<!\\)\$/g) ?? [];
    for (const tex of [...blocks, ...inline.map((m) => m.slice(1, -1))]) {
      katex.renderToString(tex, { displayMode: true, strict: 'error', throwOnError: true });
    }
    expect(blocks.length).toBe(stepsOf(record));
  });
});

describe('text', () => {
  test('no line is wider than the page', () => {
    for (const [, record] of cases) {
      for (const width of [50, 64, 80, 100]) {
        for (const line of render(record, 'text', { width }).split('\n')) {
          const isTable = /─ {2}─/.test(line) || /^ {3}\S.* {2,}\S/.test(line);
          const isCommand = /^ {3}hypentropy /.test(line);
          if (!isTable && !isCommand) expect(line.length, line).toBeLessThanOrEqual(width);
          expect(line).toBe(line.trimEnd());
        }
      }
    }
  });

  test('colours only when asked, and they change nothing else', () => {
    const plain = render(theory, 'text');
    const coloured = render(theory, 'text', { colour: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[32m✓ proved\u001b[0m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain); // eslint-disable-line no-control-regex
  });
});

describe('JSON', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('seed', 'w', 'why', 'b', 'verdict', 'elapsed', 'x'), tie('value'), {
        maxKeys: 5,
      }),
    ),
  })).value;

  test('is what JSON.stringify says, but for the reasons added to missing numbers', () => {
    fc.assert(
      fc.property(value, (x) => {
        const text = render({ steps: x } as unknown as AnyRecord, 'json');
        const withoutWhy = (json: string): unknown =>
          JSON.parse(json, (_, v: unknown) => {
            if (typeof v !== 'object' || v === null || Array.isArray(v)) return v;
            return Object.fromEntries(Object.entries(v).filter(([key]) => key !== 'why'));
          });
        expect(withoutWhy(text)).toEqual(withoutWhy(JSON.stringify({ steps: x })));
        expect(text).not.toMatch(/:\s*(NaN|-?Infinity)/);
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order in which a record was built', () => {
    const reverse = (x: unknown): unknown => {
      if (Array.isArray(x)) return x.map(reverse);
      if (typeof x !== 'object' || x === null) return x;
      return Object.fromEntries(Object.entries(x).reverse().map(([key, v]) => [key, reverse(v)])); // prettier-ignore
    };
    for (const [, record] of cases) {
      expect(render(reverse(record) as AnyRecord, 'json')).toBe(render(record, 'json'));
    }
  });

  test('a number that does not exist is null with the reason beside it', () => {
    const lost = structuredClone(check);
    lost.predicted.residual = NaN;
    lost.simulated.w[3] = Infinity;
    const parsed = JSON.parse(render(lost, 'json')) as Record<string, { why: string; w: unknown[] }>;
    expect(parsed['predicted']!.why).toBe('residual has no finite value');
    expect(parsed['simulated']).toMatchObject({ why: 'w has no finite value' });
    expect(parsed['simulated']!.w[3]).toBeNull();
  });
});

test('curves that do not fit beside each other stand in several tables, each curve once', () => {
  const names = Array.from({ length: 9 }, (_, k) => `sample ${k}, flow`);
  const series = names.map((name, k) => ({ name, x: [1, 2], y: [k, null] }));
  const x = { name: 'a rather long name of the axis', scale: 'linear' as const };
  const figure = { id: 'f', title: 'Many curves', x, y: { name: 'y', scale: 'linear' as const }, series };
  const [outcome] = everyRecord.experiment.outcomes;
  const record = { ...everyRecord.experiment, outcomes: [{ ...outcome!, figures: [figure] }] };
  const text = render(record, 'text', { width: 80 });
  for (const name of names) expect(text.split(name).length).toBe(2);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a claim that is measured only does not count among the derivations of a chapter', () => {
  const { chapter, derivation } = everyRecord;
  const measured = {
    kind: 'document' as const,
    document: { ...derivation, steps: [], verdict: 'undecided' as const },
  };
  const { summary } = chapterDocument({ ...chapter, blocks: [...chapter.blocks, measured] });
  expect(summary).toBe(chapterDocument(chapter).summary);
  expect(summary).toMatch(/^1 derivation:/);
});

/** Steps with formulas, those of the documents of a chapter included. */
function stepsOf(record: (typeof everyRecord)[keyof typeof everyRecord]): number {
  if ('steps' in record) return record.steps.length;
  if (!('lecture' in record)) return 0;
  return record.blocks.reduce((n, b) => n + (b.kind === 'document' ? b.document.steps.length : 0), 0);
}
