import { absBall, signBall, type Ball } from './ball.ts';
import { coshBall, expBall, sinhBall, tanhBall } from './ballExponential.ts';
import { arcoshBall, arsinhBall, artanhBall, logBall } from './ballLogarithm.ts';
import { arccosBall, arcsinBall, arctanBall, cosBall, sinBall, tanBall } from './ballTrigonometry.ts';
import type { FunctionName } from './expression.ts';

/** The elementary functions on balls: f(x, bits) encloses f on all of x, to about `bits` significant bits. */
export const BALL_FUNCTIONS: Readonly<Record<FunctionName, (x: Ball, bits: number) => Ball>> = {
  exp: expBall,
  log: logBall,
  sinh: sinhBall,
  cosh: coshBall,
  tanh: tanhBall,
  arsinh: arsinhBall,
  arcosh: arcoshBall,
  artanh: artanhBall,
  sin: sinBall,
  cos: cosBall,
  tan: tanBall,
  arcsin: arcsinBall,
  arccos: arccosBall,
  arctan: arctanBall,
  abs: absBall,
  sign: signBall,
};
