import type { Compiled } from './compile.ts';
import type { Expression, Rational } from './expression.ts';
import type { Program } from './program.ts';

/** What has been worked out of an expression, for whoever asks again; it depends on nothing but the expression. */
export interface Memo {
  key?: string;
  orderedKey?: string;
  symbols?: ReadonlySet<string>;
  /** The rational coefficient and the rest. */
  split?: readonly [Rational, Expression];
  size?: number;
  hasNestedPower?: boolean;
  hasRootsToMerge?: boolean;
  depthOfRoots?: number;
  elementaryForm?: Expression;
  /** A key that all rational multiples share, and the sign of this one. */
  direction?: readonly [key: string, sign: number];
  program?: Program;
  compiled?: Compiled;
}

/** Hands back the object that it is given: a class that extends it adds its private field to that object. */
class Given {
  constructor(target: object) {
    return target;
  }
}

/**
 * A private field of the expression itself, which copying and comparing do not see. A WeakMap would do the same, but
 * costs several times as much to read and more to collect, and a derivation asks a hundred thousand times.
 */
class Owner extends Given {
  readonly #memo = emptyMemo();

  static memoOf(e: Expression): Memo {
    return #memo in e ? (e as unknown as Owner).#memo : (new Owner(e) as Owner).#memo;
  }
}

/** All fields from the start, so that every memo has one shape. */
function emptyMemo(): Memo {
  const memo: Partial<Record<keyof Memo, undefined>> = {
    key: undefined,
    orderedKey: undefined,
    symbols: undefined,
    split: undefined,
    size: undefined,
    hasNestedPower: undefined,
    hasRootsToMerge: undefined,
    depthOfRoots: undefined,
    elementaryForm: undefined,
    direction: undefined,
    program: undefined,
    compiled: undefined,
  };
  return memo as Memo;
}

/** The memo of an expression, empty at first. */
export const memoOf = (e: Expression): Memo => Owner.memoOf(e);
