import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toText } from '../../src/expression/printText.ts';
import { SETTINGS } from '../../src/settings.ts';
import { ALGORITHMS, readAlgorithm, usageOf, type AlgorithmName } from '../../src/theory/algorithm.ts';

const names = Object.keys(ALGORITHMS) as AlgorithmName[];

test('the help of the setting tells how every algorithm is typed', () => {
  for (const name of names)
    expect(SETTINGS.algorithm.help).toContain(usageOf(name).replace(/^rates:/, 'rates:'));
});

test('values are read exactly and in order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999 }),
      fc.integer({ min: 1, max: 999 }),
      fc.integer({ min: 1, max: 50 }),
      (p, q, batch) => {
        const read = readAlgorithm(` label-noise:${p}/${q}: 0.${q}1 :${batch}`);
        expect([...read.values.keys()]).toEqual(['eta', 'sigma', 'batch']);
        expect(Number(eval0(toText(read.values.get('eta')!)))).toBeCloseTo(p / q, 12);
        expect(toText(read.values.get('batch')!)).toBe(`${batch}`);
      },
    ),
  );
});

const eval0 = (fraction: string): number => {
  const [a, b = '1'] = fraction.split('/');
  return Number(a) / Number(b);
};

test('a schedule may depend on t and end', () => {
  const read = readAlgorithm('weight-decay:0.1*exp(-t) until 5/2');
  expect(toText(read.values.get('lambda')!)).toContain('exp(-t)');
  expect(toText(read.until!)).toBe('5/2');
});

test('rates are read by parameter', () => {
  const { rates } = readAlgorithm('rates:u=1,v=2/3');
  expect([...rates].map(([name, rate]) => [name, toText(rate)])).toEqual([
    ['u', '1'],
    ['v', '2/3'],
  ]);
});

test.each([
  ['gd', /needs its step size/],
  ['gd:', /empty|expected|nothing|formula/i],
  ['gd:0', /positive number/],
  ['gd:-1', /positive number/],
  ['gd:0.1:2', /one value/],
  ['gd:0.1 until 3', /does not belong/],
  ['sgd:0.1:1.5', /positive integer/],
  ['heavy-ball:0.1:1', /from 0 to below 1/],
  ['weight-decay:-0.1', /at least 0/],
  ['weight-decay:0.1*s', /contains 's'/],
  ['weight-decay:0.1 until 0', /positive number/],
  ['rates:', /at least one parameter/],
  ['rates:u=0', /one positive number/],
  ['rates:u=[1,2]', /one positive number/],
  ['momentun:1', /no algorithm 'momentun'/],
  ['', /no algorithm ''/],
])('%s is refused', (text, message) => {
  expect(() => readAlgorithm(text)).toThrow(message);
});

test('a mistyped name is answered with the nearest', () => {
  expect(() => readAlgorithm('momentun:1')).toThrow(expect.objectContaining({ help: expect.stringContaining('momentum:lambda') as string }));
}); // prettier-ignore
