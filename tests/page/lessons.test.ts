import { expect, test } from 'vitest';
import { trajectory } from '../../src/index.ts';
import { LESSONS } from '../../ui/state/lessons.ts';
import { dataRequest, INITIAL, modelRequest, type PageState } from '../../ui/state/pageState.ts';
import { resolveData } from '../../ui/worker/drawPicture.ts';

/** What the page shows before or after the answer of a lesson. */
async function shown(id: string, when: 'before' | 'after') {
  const lesson = LESSONS.find((l) => l.id === id)!;
  const state: PageState = { ...structuredClone(INITIAL as PageState), ...lesson[when] };
  const { data, planted } = resolveData(dataRequest(state), state.seed);
  const { predicted, path, least } = await trajectory({ ...modelRequest(state), data }, { seed: state.seed });
  return {
    w: predicted.w,
    exponent: predicted.exponent!,
    moved: path.kernelMovement.at(-1)!,
    planted,
    least,
  };
}
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));

test('small initialization: from the nearest point to a single weight', async () => {
  const [before, after] = [await shown('sparsity', 'before'), await shown('sparsity', 'after')];
  expect(distance(before.w, before.least.l2)).toBeLessThan(0.01);
  expect(distance(after.w, after.least.l1!)).toBeLessThan(0.01);
});

test('depth: sparser at the same scale', async () => {
  const [before, after] = [await shown('depth', 'before'), await shown('depth', 'after')];
  expect(after.exponent).toBeLessThan(before.exponent);
  expect(Math.abs(after.w[0]!)).toBeLessThan(Math.abs(before.w[0]!));
});

test('kernel regime: the kernel hardly moves and the limit is the one of least l2 norm', async () => {
  const [before, after] = [await shown('kernel', 'before'), await shown('kernel', 'after')];
  expect(before.moved).toBeGreaterThan(1);
  expect(after.moved).toBeLessThan(0.01);
  expect(distance(after.w, after.least.l2)).toBeLessThan(1e-3);
});

test('shape: the weight with the larger start moves more', async () => {
  const [before, after] = [await shown('shape', 'before'), await shown('shape', 'after')];
  expect(after.w[0]!).toBeGreaterThan(2 * before.w[0]!);
});

test('recovery: the planted signal is found from a small start alone', async () => {
  const [before, after] = [await shown('recovery', 'before'), await shown('recovery', 'after')];
  expect(distance(before.w, before.planted!)).toBeGreaterThan(0.3);
  expect(distance(after.w, after.planted!)).toBeLessThan(0.05);
});
