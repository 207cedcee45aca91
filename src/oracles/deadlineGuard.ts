/** Runs synchronous foreign code with a deadline, without threads. */
export interface Guard {
  /** The result of the call; throws DeadlineExceeded when the guarded functions are still called after `milliseconds`. */
  run<T>(call: () => T, milliseconds: number): T;
  /** Whether the last call was cut off. */
  expired(): boolean;
}

export class DeadlineExceeded extends Error {}

/** The clock is read once in so many calls. */
const CALLS = 64;

/**
 * Puts a check of the clock into every method of the given objects, on which all arithmetic of the foreign code
 * rests: a computation that goes on past the deadline meets it there and is thrown out, however deep it is in a loop.
 */
export function guard(objects: readonly object[]): Guard {
  let end = Infinity;
  let calls = 0;
  let cut = false;
  const check = (): void => {
    if (++calls % CALLS !== 0 || performance.now() <= end) return;
    cut = true;
    throw new DeadlineExceeded('the deadline has passed');
  };
  for (const object of objects) {
    const methods = object as Record<string, unknown>;
    for (const name of Object.keys(methods)) {
      const method = methods[name];
      if (typeof method !== 'function' || /^[A-Z]/.test(name)) continue;
      const original = method as (...args: unknown[]) => unknown;
      const checked = function (this: unknown, ...args: unknown[]): unknown {
        check();
        return original.apply(this, args);
      };
      methods[name] = Object.assign(checked, original);
    }
  }
  return {
    run(call, milliseconds) {
      [end, calls, cut] = [performance.now() + milliseconds, 0, false];
      try {
        return call();
      } finally {
        end = Infinity;
      }
    },
    expired: () => cut,
  };
}
