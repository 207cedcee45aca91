import { describe, expect, it } from 'vitest';
import { toText } from '../../src/expression/printText.ts';
import { genericConditions } from '../../src/theory/genericConditions.ts';
import { coordinateModel, readModel, type ModelTexts } from '../../src/theory/readModel.ts';
import { separableTheory } from '../../src/theory/separableTheory.ts';

const conditionsOf = (texts: ModelTexts): string[] =>
  genericConditions(separableTheory(coordinateModel(readModel(texts)))).map(toText);

describe('what must not vanish for the range of the weight to be as stated', () => {
  it('a product from two symbols: every weight is taken unless the starts are equal', () => {
    expect(conditionsOf({ parametrization: 'u*v', init: 'u=a, v=b' })).toEqual(['b - a']);
    const { weightDomain } = separableTheory(
      coordinateModel(readModel({ parametrization: 'u*v', init: 'u=a, v=a' })),
    );
    expect(weightDomain.lower === null ? null : toText(weightDomain.lower)).toBe('0');
  });

  it.each([
    { parametrization: 'u*v', init: 'u=a, v=a' },
    { parametrization: 'u*v', init: 'u=1, v=2' },
    { parametrization: 'u^2 - v^2', init: 'u=a, v=b' },
    { depth: '3', init: 'u=a, v=b' },
    { depth: 'symbolic' },
  ])('nothing where every sign is known: %o', (texts) => {
    expect(conditionsOf(texts)).toEqual([]);
  });
});
