import { copyNumbers } from './copyNumbers.ts';
import type { BudgetRule, PowerBudget, PowerFlowProblem } from './powerFlow.ts';

/** What the budget needs of the WebAssembly module; sizes in bytes. */
export interface PowerBudgetHost {
  largestVariation: (from: number, to: number, stride: number, branches: number, k: number) => number;
  addToBudget: (
    from: number,
    to: number,
    stride: number,
    branches: number,
    k: number,
    rule: number,
    points: number,
    factor: number,
    slopeIntegral: number,
    sum: number,
    travelled: number,
  ) => void;
  /** Address of so many bytes of zeros that stay reserved; throws when there is no memory. */
  reserve(bytes: number): number;
  /** The memory at present; growing it replaces the buffer. */
  view(): Float64Array;
  readonly stride: number;
  readonly d: number;
}

const MOST_POINTS = 8;

/** The sums of the dual budget in WebAssembly: those of `dualBudget` to rounding. */
export function simdPowerBudget(host: PowerBudgetHost, branches: PowerFlowProblem['branches']): PowerBudget {
  const { stride, d } = host;
  const k = branches.length;
  const wide = k * stride;
  const from = host.reserve(6 * wide + stride + 16 * (k + MOST_POINTS));
  const to = from + 2 * wide;
  const sum = to + 2 * wide;
  const travelled = sum + wide;
  const slopeAt = travelled + wide;
  const branchesAt = slopeAt + stride;
  const ruleAt = branchesAt + 16 * k;
  const columns = stride / 8;
  const heap = host.view();
  branches.forEach(({ coefficient, exponent }, j) =>
    heap.set([coefficient, exponent], branchesAt / 8 + 2 * j),
  );
  // the padding of the last column rests
  if (columns > d) for (let j = 0; j < k; j++) for (const a of [from, to]) heap[a / 8 + j * columns + d] = 1;

  const load = (view: Float64Array, values: Float64Array, address: number): void => {
    for (let j = 0; j < k; j++) copyNumbers(values, j * d, view, address / 8 + j * columns, d);
  };
  let loaded: BudgetRule | null = null;

  return {
    add(a, b, slopeIntegral, rules) {
      const view = host.view();
      load(view, a.theta, from);
      load(view, b.theta, to);
      const largest = host.largestVariation(from, to, stride, branchesAt, k);
      const found = rules.find((r) => largest <= r.limit && r.rule.nodes.length <= MOST_POINTS);
      if (!found) return false;
      load(view, a.delta, from + wide);
      load(view, b.delta, to + wide);
      copyNumbers(slopeIntegral, 0, view, slopeAt / 8, d);
      const { nodes, weights } = found.rule;
      const points = nodes.length;
      if (found !== loaded) {
        for (let q = 0; q < points; q++) {
          view[ruleAt / 8 + 2 * q] = nodes[q]!;
          view[ruleAt / 8 + 2 * q + 1] = weights[q]!;
        }
        loaded = found;
      }
      host.addToBudget(
        from,
        to,
        stride,
        branchesAt,
        k,
        ruleAt,
        points,
        found.factor,
        slopeAt,
        sum,
        travelled,
      );
      return true;
    },
    addTo(sumOut, travelledOut) {
      const view = host.view();
      for (const [out, address] of [
        [sumOut, sum],
        [travelledOut, travelled],
      ] as const)
        for (let j = 0; j < k; j++) {
          const at = address / 8 + j * columns;
          for (let i = 0; i < d; i++) out[j * d + i]! += view[at + i]!;
        }
    },
  };
}
