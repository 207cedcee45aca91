import { describe, expect, test } from 'vitest';
import { evaluateBall } from '../../src/expression/evaluate.ts';
import { ballToNumber } from '../../src/expression/ball.ts';
import { ONE, ZERO, substitute } from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { NO_ASSUMPTIONS, assume } from '../../src/expression/assumptions.ts';
import { toText } from '../../src/expression/printText.ts';
import { definedAtStart, isDefinedAt, valueAtStart } from '../../src/theory/definedAtStart.ts';
import { readModel, coordinateModel } from '../../src/theory/readModel.ts';
import { separableTheory } from '../../src/theory/separableTheory.ts';

const numberAt = (text: string, w: string): number => {
  const ball = evaluateBall(substitute(parse(text), new Map([['w', parse(w)]])), new Map(), 200);
  if (ball === 'undefined') throw new Error(`undefined at ${w}`);
  return ballToNumber(ball);
};

describe('formulas in the weight have a value at the initial weight', () => {
  test('a quotient is extended by the sum, logarithms are joined', () => {
    const map = definedAtStart(parse('(sqrt(w^2 + 1) - 1)/w'), ZERO, NO_ASSUMPTIONS);
    expect(toText(map)).toBe('w/(sqrt(w^2 + 1) + 1)');
    const text = 'sqrt(w^2 + 1) - 1 + log(1 - (sqrt(w^2 + 1) - 1)/w) + log(1 + (sqrt(w^2 + 1) - 1)/w)';
    const potential = definedAtStart(parse(text), ZERO, NO_ASSUMPTIONS);
    expect(isDefinedAt(potential, ZERO)).toBe(true);
    expect(numberAt(toText(potential), '0')).toBe(0);
    for (const w of ['1/3', '-7', '40'])
      expect(numberAt(toText(potential), w)).toBeCloseTo(numberAt(text, w), 14);
  });

  test.each([
    ['w/(sqrt(w^2 + 4) - 2)', null],
    ['w*log(w^2)', null],
    ['w/(sqrt(w^2 + 4*a^2) - 2*a)', null],
    ['w/(sqrt(w^2 + 4) + 2)', '0'],
    ['w/(sqrt(w^2 + 4*a^2) + 2*a)', '0'],
  ])('the factor 0 of %s hides no divisor', (text, value) => {
    const there = valueAtStart(parse(text), ZERO, assume({ a: 'positive' }));
    expect(there === null ? null : toText(there)).toBe(value);
  });

  test('a formula with a value at the start stays as it is', () => {
    const e = parse('(sqrt(w^2 + 1) - 1)/w');
    expect(definedAtStart(e, ONE, NO_ASSUMPTIONS)).toBe(e);
  });

  test.each([
    { depth: 'inf', scale: 'symbolic' },
    { depth: 'inf', scale: '1' },
    { depth: 'inf', scale: '1/10' },
    { depth: '2', scale: '1/10' },
    { depth: '2', scale: 'symbolic' },
    { depth: '1', scale: '1' },
  ])('mirror map and potential of depth $depth, scale $scale', (texts) => {
    const { mirrorMap, potential, start } = separableTheory(coordinateModel(readModel(texts)));
    expect(mirrorMap.form).toBe('closed');
    if (mirrorMap.form !== 'closed' || potential === null) return;
    expect(isDefinedAt(mirrorMap.value, start)).toBe(true);
    expect(isDefinedAt(potential, start)).toBe(true);
  });
});
