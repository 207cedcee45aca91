import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../src/derivation/certificate.ts';
import { HypentropyError } from '../../src/errors.ts';

const claim = { kind: 'identity', name: 'one', left: '1', right: '1', assumptions: ['a > 0'] };
const step = {
  id: 'a',
  title: 'A',
  text: '',
  formulas: ['1 = 1'],
  latex: '1 &= 1',
  reason: '',
  verdict: 'proved',
  evidence: { method: 'normal form' },
  claims: [claim],
};
const textOf = (s: object, more: object = {}): string =>
  JSON.stringify({ schema: 1, version: '0', seed: 1, verdict: 'proved', steps: [s], ...more });

describe('what is not shaped like a certificate is refused when it is read', () => {
  it('reads one that is', () => {
    expect(readCertificate(textOf(step), 'file').steps).toHaveLength(1);
  });

  it.each([
    ['assumptions that are a number', { ...step, claims: [{ ...claim, assumptions: 17 }] }],
    ['a left side that is a number', { ...step, claims: [{ ...claim, left: 5 }] }],
    ['no right side', { ...step, claims: [{ ...claim, right: null }] }],
    ['claims that are a text', { ...step, claims: 'x' }],
    ['a claim that is null', { ...step, claims: [null] }],
    ['no evidence', { ...step, evidence: undefined }],
    ['no formulas', { ...step, formulas: undefined }],
  ])('%s', (_, wrong) => {
    expect(() => readCertificate(textOf(wrong), 'file')).toThrow(HypentropyError);
  });

  it('a seed that is no number', () => {
    expect(() => readCertificate(textOf(step, { seed: 'x' }), 'file')).toThrow(HypentropyError);
  });
});
