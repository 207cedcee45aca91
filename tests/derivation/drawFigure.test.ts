import { expect, test } from 'vitest';
import { readFigure } from '../../src/derivation/chapterFigure.ts';
import { drawFigure } from '../../src/derivation/drawFigure.ts';
import { Place } from '../../src/derivation/place.ts';

const figure = (over: object, curves: object[]) =>
  readFigure(
    { kind: 'figure', id: 'f', title: 'F', text: 'See.', picture: 'formulas', curves, over, y: { name: 'y', scale: 'log' } },
    new Place('my.json', 'blocks[3]'),
  ); // prettier-ignore

test('a formula is drawn in equal ratios with exact ends, and is missing at its pole and outside of its own range', async () => {
  const over = { name: 'd', scale: 'log', from: 1, to: 100, points: 3 };
  const drawn = await drawFigure(
    figure(over, [{ name: 'pole', formula: '1/(d - 10)' }, { name: 'root', formula: 'sqrt(d)', from: 50 }]),
    { seed: 1 },
  ); // prettier-ignore
  expect(drawn.x).toEqual({ name: 'd', scale: 'log' });
  expect(drawn.series.map(({ name }) => name)).toEqual(['pole', 'root']);
  expect(drawn.series[0]!.x).toEqual([1, 10, 100]);
  expect(drawn.series[0]!.y[0]).toBeCloseTo(-1 / 9, 15);
  expect(drawn.series[0]!.y[1]).toBeNull();
  expect(drawn.series[1]!.y).toEqual([null, null, 10]);
});

test.each([
  ['another symbol', { formula: 'sigma*d' }, {}, /curves\[0\]\.formula cannot be drawn over d: .*sigma/],
  ['a syntax error', { formula: 'd +* 1' }, {}, /curves\[0\]\.formula cannot be drawn/],
  ['a logarithmic scale from zero', { formula: 'd' }, { from: 0 }, /over\.from must be positive/],
  ['a scale that is none', { formula: 'd' }, { scale: 'cubic' }, /scale must be one of linear, log/],
])('formulas with %s are refused, and the place named', (_, curve, range, message) => {
  const over = { name: 'd', scale: 'log', from: 1, to: 2, points: 2, ...range };
  expect(() => figure(over, [{ name: 'c', ...curve }])).toThrow(message);
});
