/** Printed terms in their order, but for the first one without a minus, which goes to the front. */
export function positiveFirst(printed: readonly string[]): string[] {
  const k = printed.findIndex((t) => !t.startsWith('-'));
  return k <= 0 ? [...printed] : [printed[k]!, ...printed.slice(0, k), ...printed.slice(k + 1)];
}
