import { readRule, type Rule, type RuleRow } from './rule.ts';

/** A function of an inverse function: what composing a derivative or a dual with the mirror map leaves behind. */
const rows: readonly RuleRow[] = [
  { name: 'sinh-of-arsinh', from: 'sinh(arsinh(x))', to: 'x', sample: { x: [-20, 20] } },
  { name: 'cosh-of-arsinh', from: 'cosh(arsinh(x))', to: 'sqrt(1 + x^2)', sample: { x: [-20, 20] } },
  { name: 'tanh-of-arsinh', from: 'tanh(arsinh(x))', to: 'x/sqrt(1 + x^2)', sample: { x: [-20, 20] } },
  { name: 'exp-of-multiple-of-arsinh', from: 'exp(k*arsinh(x))', to: '(x + sqrt(1 + x^2))^k', sample: { x: [-5, 5], k: [-3, 3] } },
  { name: 'exp-of-arsinh', from: 'exp(arsinh(x))', to: 'x + sqrt(1 + x^2)', sample: { x: [-20, 20] } },
  { name: 'sinh-of-arcosh', from: 'sinh(arcosh(x))', to: 'sqrt(x^2 - 1)', sample: { x: [1.01, 20] } },
  { name: 'cosh-of-arcosh', from: 'cosh(arcosh(x))', to: 'x', sample: { x: [1.01, 20] } },
  { name: 'tanh-of-artanh', from: 'tanh(artanh(x))', to: 'x', sample: { x: [-0.99, 0.99] } },
  { name: 'sinh-of-artanh', from: 'sinh(artanh(x))', to: 'x/sqrt(1 - x^2)', sample: { x: [-0.99, 0.99] } },
  { name: 'cosh-of-artanh', from: 'cosh(artanh(x))', to: '1/sqrt(1 - x^2)', sample: { x: [-0.99, 0.99] } },
  { name: 'exp-of-multiple-of-artanh', from: 'exp(k*artanh(x))', to: '((1 + x)/(1 - x))^(k/2)', sample: { x: [-0.9, 0.9], k: [-3, 3] } },
  { name: 'sin-of-arcsin', from: 'sin(arcsin(x))', to: 'x', sample: { x: [-0.99, 0.99] } },
  { name: 'cos-of-arcsin', from: 'cos(arcsin(x))', to: 'sqrt(1 - x^2)', sample: { x: [-0.99, 0.99] } },
  { name: 'cos-of-arccos', from: 'cos(arccos(x))', to: 'x', sample: { x: [-0.99, 0.99] } },
  { name: 'sin-of-arccos', from: 'sin(arccos(x))', to: 'sqrt(1 - x^2)', sample: { x: [-0.99, 0.99] } },
  { name: 'tan-of-arctan', from: 'tan(arctan(x))', to: 'x', sample: { x: [-20, 20] } },
  { name: 'sin-of-arctan', from: 'sin(arctan(x))', to: 'x/sqrt(1 + x^2)', sample: { x: [-20, 20] } },
  { name: 'sin-of-twice-arctan', from: 'sin(2*arctan(x))', to: '2*x/(1 + x^2)', sample: { x: [-20, 20] } },
  { name: 'cos-of-twice-arctan', from: 'cos(2*arctan(x))', to: '(1 - x^2)/(1 + x^2)', sample: { x: [-20, 20] } },
  { name: 'sin-of-twice-arcsin', from: 'sin(2*arcsin(x))', to: '2*x*sqrt(1 - x^2)', sample: { x: [-0.99, 0.99] } },
  { name: 'cos-of-twice-arcsin', from: 'cos(2*arcsin(x))', to: '1 - 2*x^2', sample: { x: [-0.99, 0.99] } },
  { name: 'sin-of-twice-arccos', from: 'sin(2*arccos(x))', to: '2*x*sqrt(1 - x^2)', sample: { x: [-0.99, 0.99] } },
  { name: 'cos-of-twice-arccos', from: 'cos(2*arccos(x))', to: '2*x^2 - 1', sample: { x: [-0.99, 0.99] } },
  { name: 'cos-of-arctan', from: 'cos(arctan(x))', to: '1/sqrt(1 + x^2)', sample: { x: [-20, 20] } },
]; // prettier-ignore

export const COMPOSITIONS: readonly Rule[] = rows.map(readRule);
