import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/index.ts';

interface Points {
  at: string[];
  /** 40 significant digits, `-1.234…e-5`, or `0`. */
  values: string[];
  from?: string;
}
interface Model {
  depth: string;
  scale?: string;
  shape?: string;
  init?: string;
  quantities: Record<string, Points>;
}

const { models } = JSON.parse(
  readFileSync(new URL('../references/theory.json', import.meta.url), 'utf8'),
) as { models: Model[] };

const DIGITS = 30;
/** All quantities of every model with REFERENCES=all (minutes); otherwise one of each model, in turn. */
const EVERYTHING = process.env.REFERENCES === 'all';
/** Depths whose theory proves by large Galois groups that there is no formula in radicals: one model of each. */
const SLOW = new Set(['9', '10', '11', '14']);

/** Sign, the significant digits and the exponent of ten of the first of them, from any decimal notation. */
function parts(text: string): { sign: string; digits: string; exponent: number } {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
  if (!match) throw new Error(`not a decimal number: ${text}`);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const all = whole + fraction;
  const zeros = all.length - all.replace(/^0+/, '').length;
  return { sign, digits: all.slice(zeros), exponent: whole.length - 1 - zeros + Number(power) };
}

/** A reference rounded to nearest at the given number of digits. */
function rounded(text: string, count: number): string {
  const { sign, digits, exponent } = parts(text);
  if (digits === '') return '0';
  const half = 5n * 10n ** BigInt(digits.length - count - 1);
  const cut = (BigInt(digits) + half) / 10n ** BigInt(digits.length - count);
  const carried = cut === 10n ** BigInt(count);
  return `${sign}${carried ? cut / 10n : cut} e${exponent + (carried ? 1 : 0)}`;
}

/** A printed value in the same form; a value with more or fewer digits shows. */
function printed(text: string): string {
  const { sign, digits, exponent } = parts(text);
  return digits === '' ? '0' : `${sign}${digits} e${exponent}`;
}

let turn = 0;
function chosen(quantities: Model['quantities']): [string, Points][] {
  const all = Object.entries(quantities);
  return EVERYTHING ? all : [all[turn++ % all.length]!];
}

const depths = [...new Set(models.map(({ depth }) => depth))];

describe('every quantity of a diagonal network agrees with quadrature of its differential equation to 30 digits', () => {
  for (const depth of depths)
    test(
      `depth ${depth}`,
      async () => {
        const all = models.filter((model) => model.depth === depth);
        const group = SLOW.has(depth) && !EVERYTHING ? all.slice(0, 1) : all;
        const expected: string[] = [];
        const got: string[] = [];
        for (const { quantities, ...model } of group)
          for (const [quantity, { at, values, from }] of chosen(quantities)) {
            const label = `${quantity} ${JSON.stringify(model)}${from === undefined ? '' : ` from ${from}`}`;
            at.forEach((point, k) => expected.push(`${label} at ${point}: ${rounded(values[k]!, DIGITS)}`));
            try {
              const request = {
                ...model,
                quantity,
                at,
                digits: DIGITS,
                ...(from === undefined ? {} : { from }),
              };
              const record = await evaluate(request, { seed: 0 });
              record.values.forEach(({ value }, k) => got.push(`${label} at ${at[k]!}: ${printed(value)}`));
            } catch (error) {
              at.forEach((point) => got.push(`${label} at ${point}: ${String(error)}`));
            }
          }
        expect(got).toEqual(expected);
      },
      EVERYTHING ? 600_000 : undefined,
    );
});
