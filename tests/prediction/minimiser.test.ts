import { describe, expect, it } from 'vitest';
import { minimise } from '../../src/prediction/minimiser.ts';
import { tiedMap } from './tiedMap.ts';

// Minimisers of ψ for X = [[1, 2, -1], [0, 1, 3]], y = (1, 2), by 50-digit arithmetic, at α^D = 1, 0.1, 0.01, 1e-4.
// The third weight at D = 4, α^D = 0.1 is the one that satisfies X w = y with the other two.
const scales = [1, 0.1, 0.01, 1e-4];
const reference: Record<number, number[][]> = {
  2: [
    [0.20060547316568, 0.62831194007185, 0.45722935330938],
    [0.12679511289239, 0.65994495161755, 0.44668501612748],
    [0.03327889789989, 0.70002332947148, 0.43332555684284],
    [0.0013497577374662, 0.71370724668394, 0.42876425110535],
  ],
  3: [
    [0.19739373220742, 0.62968840048254, 0.45677053317249],
    [0.094826560331908, 0.67364575985775, 0.44211808004742],
    [0.015838540625139, 0.70749776830351, 0.43083407723216],
    [0.00021089466634205, 0.71419533085728, 0.42860155638091],
  ],
  4: [
    [0.19543005871131, 0.63052997483801, 0.45649000838733],
    [0.082147386759094, 0.67907969138896, 0.44030676953701],
    [0.011763752818764, 0.70924410593482, 0.43025196468839],
    [0.00013365749562924, 0.71422843250187, 0.42859052249938],
  ],
  6: [
    [0.19325074649639, 0.63146396578726, 0.45617867807091],
    [0.071458580174486, 0.68366060849665, 0.43877979716778],
    [0.0091446410422474, 0.71036658241047, 0.42987780586318],
    [0.000096794105411087, 0.71424423109768, 0.42858525630077],
  ],
};

describe('minimise', () => {
  const X = Float64Array.of(1, 2, -1, 0, 1, 3);
  const y = Float64Array.of(1, 2);
  for (const depth of [2, 3, 4, 6]) {
    it(`agrees with 50-digit minimisers at depth ${depth}`, () => {
      scales.forEach((power, k) => {
        const found = minimise({ map: tiedMap(depth, power ** (1 / depth), 3), X, y, n: 2, d: 3 });
        expect(found.outcome).toBe('converged');
        reference[depth]![k]!.forEach((w, i) => {
          const error = Math.abs(found.w[i]! - w);
          // The reference is printed to 14 digits.
          expect(error).toBeLessThanOrEqual(found.errorBound[i]! + 6e-15);
        });
      });
    });
  }

  it('agrees with the one-sample closed form', () => {
    const cases: [number, number, number[]][] = [
      [2, 1, [0.86496012907708, 0.3375996773073]],
      [2, 0.1, [0.97564852458376, 0.060878688540598]],
      [3, 1, [0.86816616907386, 0.32958457731535]],
      [3, 0.01 ** (1 / 3), [0.98939778984936, 0.026505525376612]],
      [4, 1, [0.87007998526005, 0.32480003684986]],
      [4, 0.01 ** (1 / 4), [0.99240027045745, 0.01899932385637]],
    ];
    for (const [depth, scale, w] of cases) {
      const found = minimise({
        map: tiedMap(depth, scale, 2),
        X: Float64Array.of(1, 0.4),
        y: Float64Array.of(1),
        n: 1,
        d: 2,
      });
      w.forEach((value, i) => expect(Math.abs(found.w[i]! - value)).toBeLessThan(1e-14));
    }
    const one = minimise({
      map: tiedMap(2, 1, 2),
      X: Float64Array.of(1, 0.4),
      y: Float64Array.of(1),
      n: 1,
      d: 2,
    });
    expect(Math.abs(one.nu[0]! - 0.10500520799809)).toBeLessThan(1e-14);
  });
});
