import { EXPONENTIAL, POWER, createDualMap } from '../prediction/dualMap.ts';
import type { Branch, BranchArrays, DualMap } from '../prediction/dualMap.ts';
import type { ComparedFlow } from './comparedFlow.ts';

/** Relative change of a constant of the theory in a mutant. */
export const MUTATION = 1e-6;

export interface Mutant {
  /** The constant that differs, in words. */
  readonly constant: string;
  readonly parameter: string;
  readonly dual: DualMap;
}

/**
 * The theory with one constant of one branch changed by the relative amount `change`: amplitude, rate and exponent of
 * c (1 + b s)^e, amplitude and rate of c e^{b s}, size and rate in s of any other branch. w(0) is kept.
 */
export function mutants({ dual, numbers, branches: own, d }: ComparedFlow, change = MUTATION): Mutant[] {
  const found: Mutant[] = [];
  dual.branches.forEach((branch, b) => {
    const parameter = own[numbers.parameterOf[b]!]!.parameters.join(', ');
    for (const [constant, mutated] of mutationsOf(branch, numbers.branches[b]!, 1 + change)) {
      const branches = numbers.branches.map((original, index) => (index === b ? mutated : original));
      found.push({
        constant: `the ${constant} of the part of w(s) that moves with ${parameter}`,
        parameter,
        dual: createDualMap(d, branches, dual.initial),
      });
    }
  });
  return found;
}

function mutationsOf(b: BranchArrays, original: Branch, factor: number): [string, Branch][] {
  const { amplitude, rate, exponent } = b;
  const grown = (v: Float64Array): Float64Array => v.map((x) => x * factor);
  if (b.kind === EXPONENTIAL)
    return [
      ['amplitude', { kind: 'exponential', amplitude: grown(amplitude), rate }],
      ['rate', { kind: 'exponential', amplitude, rate: grown(rate) }],
    ];
  if (b.kind === POWER) {
    const linear = exponent.every((e, i) => amplitude[i] === 0 || e === 1);
    if (linear) return [['rate', { kind: 'power', amplitude, rate: grown(rate), exponent }]];
    return [
      ['amplitude', { kind: 'power', amplitude: grown(amplitude), rate, exponent }],
      ['rate', { kind: 'power', amplitude, rate: grown(rate), exponent }],
      ['exponent', { kind: 'power', amplitude, rate, exponent: grown(exponent) }],
    ];
  }
  if (original.kind !== 'general') return [];
  const { value, slope, domain } = original;
  return [
    ['size', { ...original, value: (s, i) => factor * value(s, i), slope: (s, i) => factor * slope(s, i) }],
    [
      'rate in s',
      {
        kind: 'general',
        value: (s, i) => value(factor * s, i),
        slope: (s, i) => factor * slope(factor * s, i),
        ...(domain === undefined
          ? {}
          : { domain: (i: number) => domain(i).map((end) => end / factor) as [number, number] }),
      },
    ],
  ];
}
