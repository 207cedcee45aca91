import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contourLevels, type Profile } from '../../ui/plot/contourLevels.ts';

const weights = Array.from({ length: 81 }, (_, i) => i / 40 - 1);
const profile = (f: (w: number) => number, least: number, at = weights): Profile => ({
  weights: at,
  values: at.map((w) => (Number.isFinite(f(w)) ? f(w) : null)),
  least,
});

test('contours of a sum of squares are ellipses', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: 0.01, max: 0.15, noNaN: true }),
      (a, level) => {
        const [ring] = contourLevels(
          profile((w) => w * w, 0),
          profile((w) => a * w * w, 0),
          [level],
        );
        for (const [x, y] of ring!) expect(x * x + a * y * y).toBeCloseTo(level, 10);
        // once around the least point: the signed area is that of the ellipse, up to the corners cut
        const area = ring!.reduce((sum, [x, y], i) => {
          const [p, q] = ring![(i + 1) % ring!.length]!;
          return sum + (x * q - p * y) / 2;
        }, 0);
        expect(Math.abs(area) / ((Math.PI * level) / Math.sqrt(a))).toBeCloseTo(1, 2);
      },
    ),
  );
});

test('contours of a kinked potential keep its corners, about a start that is not 0', () => {
  const kinked = (w: number): number => Math.hypot(w - 0.2, 1e-3) - 1e-3;
  const fine = [...weights, ...Array.from({ length: 10 }, (_, i) => 0.0175 * 2 ** -i).flatMap((r) => [0.2 - r, 0.2 + r])].sort((a, b) => a - b); // prettier-ignore
  const [ring] = contourLevels(profile(kinked, 0.2, fine), profile(kinked, 0.2, fine), [0.5]);
  for (const [x, y] of ring!) expect(kinked(x) + kinked(y)).toBeCloseTo(0.5, 2);
  expect(Math.max(...ring!.map(([x]) => x))).toBeCloseTo(0.701, 3);
  expect(Math.min(...ring!.map(([, y]) => y))).toBeCloseTo(-0.301, 3);
});

test('a contour leaves the square where its table ends, and not the weights that exist', () => {
  const half = profile((w) => (w > 0 ? w - 1 - Math.log(w) : NaN), 1, weights.map((w) => w + 1)); // prettier-ignore
  const [ring] = contourLevels(
    half,
    profile((w) => w * w, 0),
    [50],
  );
  expect(Math.min(...ring!.map(([x]) => x))).toBeGreaterThan(0);
  expect(Math.max(...ring!.map(([, y]) => y))).toBeGreaterThan(1);
});
