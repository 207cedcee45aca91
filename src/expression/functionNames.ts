import { FUNCTION_NAMES, type FunctionName } from './expression.ts';

/** What a typed function name stands for: an elementary function, or a root. */
export type NamedFunction = FunctionName | 'sqrt' | 'cbrt';

const ALIASES: Record<string, NamedFunction> = {
  ln: 'log',
  asinh: 'arsinh',
  arcsinh: 'arsinh',
  acosh: 'arcosh',
  arccosh: 'arcosh',
  atanh: 'artanh',
  arctanh: 'artanh',
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  sgn: 'sign',
};

/** Every accepted spelling of a function, canonical names first. */
export const NAMED_FUNCTIONS: ReadonlyMap<string, NamedFunction> = new Map<string, NamedFunction>([
  ...FUNCTION_NAMES.map((name): [string, NamedFunction] => [name, name]),
  ['sqrt', 'sqrt'],
  ['cbrt', 'cbrt'],
  ...Object.entries(ALIASES),
]);
