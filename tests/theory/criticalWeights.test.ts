import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { toText } from '../../src/expression/printText.ts';
import { design } from '../../src/theory/design.ts';
import { readDesign, type DesignTexts } from '../../src/theory/readDesign.ts';

const of = (texts: DesignTexts) => design(readDesign(texts));

describe('weights that no point of a list meets', () => {
  test("a rational or irrational weight where psi'' is zero or infinite is refused, beside it a design is accepted", () => {
    fc.assert(
      fc.property(
        fc.constantFrom('1/7', '13/37', 'sqrt(2)', '1/sqrt(3)'),
        fc.constantFrom(2, -2, 4),
        (at, power) => {
          const metric = `(w - ${at})^(${power})`;
          expect(() => of({ metric, domain: 'w > -3' })).toThrow(
            power > 0 ? "psi'' = 0 at w" : 'no finite value',
          );
          expect(() => of({ metric, domain: `w > ${at}` })).not.toThrow();
        },
      ),
      { numRuns: 8 },
    );
  });

  test("a narrow interval in which psi'' is negative is found by its ends", () => {
    expect(() => of({ metric: '(w - 0.31)^2 - 0.000001' })).toThrow(/psi'' = 0 at w = 3(09|11)\/1000/);
    expect(() => of({ metric: '(w - 0.31)^2 + 0.000001' })).not.toThrow();
  });
});

describe('a start with symbols', () => {
  test('is refused where the symbols allow it to be outside', () => {
    expect(() => of({ metric: '1/w', at: 'q - 1' })).toThrow(
      'must lie inside w > 0: got q - 1, which is not so at q =',
    );
    expect(() => of({ metric: '1/w', at: 'sqrt(-1)' })).toThrow('must be a real number');
    expect(toText(readDesign({ metric: '1/w', at: 'q - 1', domain: 'w > 0, q > 1' }).start)).toBe('q - 1');
  });

  test('a minimiser too near to 0 to be written is no start', () => {
    expect(readDesign({ potential: 'w*log(w) + 10^30*w' }).startReason).not.toContain('minimiser');
    expect(readDesign({ potential: 'w*log(w) + 100*w' }).startReason).toContain('minimiser');
  });
});
