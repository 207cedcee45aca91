import type { ProblemData } from '../../src/requests.ts';

/** A map with what is known of it from outside: whether its gradient flow is a mirror flow, and why. */
export interface CatalogueMap {
  readonly map: string;
  readonly init: string;
  readonly holds: boolean | 'after-time-change';
  /** Training data where the random problem would leave the range of the map. */
  readonly data?: Pick<ProblemData, 'X' | 'y'>;
}

const separable = (map: string, init: string): CatalogueMap => ({ map, init, holds: true });

/** One output: a mirror flow always (Li, Wang, Lee and Arora 2022); closed, parametric or followed in numbers. */
export const SEPARABLE: readonly CatalogueMap[] = [
  // additive maps
  separable('3*t', 't=1'),
  separable('u^2 - v^2', 'u=1/2, v=1/2'),
  separable('u^4 - v^4', 'u=1/2, v=1/3'),
  separable('u^3 - 2*v^3', 'u=1/2, v=1/2'),
  separable('u^(5/2) - v^(5/2)', 'u=1/2, v=1/2'),
  separable('exp(u) - 2*exp(v)', 'u=-1, v=-1'),
  separable('u^2 + 3*v', 'u=1/2, v=0'),
  separable('sinh(t)', 't=0'),
  separable('tan(t)', 't=0'),
  separable('sinh(u) - exp(v)', 'u=0, v=0'),
  separable('t + t^3', 't=0'),
  // quadratic forms
  separable('u*v', 'u=1, v=1/2'),
  separable('u*v', 'u=1/2, v=-1/4'),
  separable('u*v', 'u=1, v=0'),
  separable('u^2 - v^2 + u*v', 'u=1/2, v=1/2'),
  separable('u*v + p*q', 'u=1/2, v=0, p=1/3, q=0'),
  separable('u*v + v*p - u*p', 'u=1/2, v=1/3, p=1/4'),
  // products
  separable('u*v*p', 'u=1/2, v=1/2, p=0'),
  separable('u*v*p*q', 'u=1/2, v=1/2, p=1/2, q=0'),
  separable('u*v*p', 'u=13/10, v=9/10, p=2/5'),
  // without a closed form
  separable('tanh(u) - tanh(v)', 'u=0, v=0'),
  separable('u*v + v^3', 'u=1/2, v=1/2'),
  separable('u*exp(v) - p*exp(q)', 'u=1/2, v=0, p=1/2, q=0'),
  separable('arsinh(t) + t', 't=0'),
];

const row = (X: number[], y: number): Pick<ProblemData, 'X' | 'y'> => ({ X: [X], y: [y] });

/** Several outputs that share parameters. */
export const COUPLED: readonly CatalogueMap[] = [
  // commuting gradient fields
  { map: '[u1^2 - v1^2, u2^2 - v2^2]', init: 'u1=1/2, v1=1/2, u2=1/3, v2=1/4', holds: true },
  { map: '[a^2 + b^2, c^2 + d^2]', init: 'a=1/2, b=1/3, c=1/4, d=1/2', holds: true, data: row([1, 2], 2) },
  { map: '[u^2 + v^2, u^2 - v^2]', init: 'u=1, v=1/2', holds: true, data: row([1, 1 / 2], 2) },
  { map: '[u*v, p*q]', init: 'u=1, v=1/2, p=1/3, q=1/2', holds: true },
  // a mirror flow in another time
  { map: '[u1*v1, u2*v1]', init: 'u1=1/2, u2=1/3, v1=1', holds: 'after-time-change' },
  { map: '[t1, t1*t2]', init: 't1=1, t2=1/2', holds: 'after-time-change', data: row([1, 1 / 2], 2) },
  { map: '[t1, t2*exp(t1)]', init: 't1=1/2, t2=1/3', holds: 'after-time-change' },
  { map: '[a^2 - b^2, 2*a*b]', init: 'a=1, b=1/2', holds: 'after-time-change' },
  { map: '[sin(u)*v, cos(u)*v]', init: 'u=1/2, v=1', holds: 'after-time-change' },
  { map: '[u1*v, u2*v, u3*v]', init: 'u1=1, u2=1/2, u3=1/3, v=1', holds: 'after-time-change' },
  // no potential
  { map: '[t1, t1^2*t2]', init: 't1=1, t2=1/2', holds: false },
  { map: '[a^2 + b^2, a*c + b*d]', init: 'a=1, b=1/2, c=1/3, d=1/4', holds: false },
  { map: '[a^2 + b^2, a*c + b*d, c^2 + d^2]', init: 'a=1, b=1/2, c=1/3, d=1/4', holds: false },
  { map: '[u^2, u*v]', init: 'u=1, v=1/2', holds: false },
  { map: '[u*v + t, u^2 - t]', init: 'u=1, v=1/2, t=1/3', holds: false },
  { map: '[u^3, u*v]', init: 'u=1, v=1/2', holds: false },
  { map: '[u*v*p, u^2]', init: 'u=1, v=1/2, p=1/3', holds: false },
  { map: '[u1*v1 + u2*v2, u1*v2]', init: 'u1=1, u2=1/2, v1=1/3, v2=1/5', holds: false },
  { map: '[exp(u)*v, u*v]', init: 'u=1/2, v=1', holds: false },
  { map: '[u^2*v, u*v^2]', init: 'u=1, v=1/2', holds: false },
];
