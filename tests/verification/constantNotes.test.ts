import { describe, expect, it } from 'vitest';
import { coordinateModel, readModel } from '../../src/theory/readModel.ts';
import { modelRecord } from '../../src/verification/deriveTheory.ts';

const notesOf = (parametrization: string, init: string): string[] => {
  const read = readModel({ parametrization, init });
  return modelRecord(read, coordinateModel(read), null).notes;
};

describe('a symbol of a typed map without a start value is named', () => {
  it('one, so that a forgotten start is seen', () => {
    expect(notesOf('u^2 - v^2', 'u=1')).toEqual([
      '`v` has no start value: it is a positive constant and does not move',
    ]);
  });

  it('several', () => {
    expect(notesOf('c*u^k', 'u=1')).toEqual([
      '`c`, `k` have no start values: they are positive constants and do not move',
    ]);
  });

  it('none where every parameter has a start, symbols in it included', () => {
    expect(notesOf('u^2 - v^2', 'u=a, v=b')).toEqual([]);
    const network = readModel({ depth: 'symbolic' });
    expect(modelRecord(network, coordinateModel(network), null).notes.join()).not.toMatch(/start value:/);
  });
});
