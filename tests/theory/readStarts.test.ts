import { describe, expect, test } from 'vitest';
import { readModel } from '../../src/theory/readModel.ts';
import { readCoupled } from '../../src/theory/readCoupled.ts';

const typed = (init: string) => () => readModel({ parametrization: 'u^2 - c*v^2', init });

describe('start values', () => {
  test.each(['NaN', 'nan', 'inf', 'Infinity', 'infinity'])('%s is no name for a number', (word) => {
    expect(() => readModel({ depth: '2', scale: word })).toThrow(`'${word}' is no number`);
    expect(typed(`u=${word}, v=1`)).toThrow(`'${word}' is no number`);
    expect(() => readModel({ parametrization: `u^2 + ${word}`, init: 'u=1' })).toThrow(
      'cannot be a parameter',
    );
    expect(() => readCoupled({ parametrization: `[u, ${word}*v]`, init: 'u=1, v=1' })).toThrow(
      'is no number',
    );
  });

  test('lists have one length', () => {
    expect(typed('u=[1,2], v=[1,2,3]')).toThrow("gives 2 values to 'u' and 3 to 'v'");
    expect(() => readModel({ depth: '2', shape: 'u=[1,2,3], v=[1,2]' })).toThrow('--shape gives 3 values');
    expect(typed('u=[1,2], v=1')().starts.get('u')).toHaveLength(2);
  });

  test('a start value contains no parameter, but may contain a constant of the map', () => {
    expect(typed('u=v, v=u')).toThrow("start value of 'u' contains 'v', which is a parameter");
    expect(() => readModel({ depth: '2', init: 'u=1, v=2*u' })).toThrow("start value of 'v' contains 'u'");
    expect(typed('u=c, v=a')().starts.size).toBe(2);
  });

  test('a depth too small is refused in the words that were typed', () => {
    expect(() => readModel({ depth: '1e-400' })).toThrow("depth must be at least 1: got '1e-400'");
    expect(() => readModel({ depth: `0.${'0'.repeat(400)}1` })).toThrow(/^.{20,110}$/);
  });
});
