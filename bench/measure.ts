/** CPU milliseconds of this process so far: user and system time of all its threads. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Median CPU milliseconds of a call, compilers warm: `warm` milliseconds of warming, then batches of at least `batch`
 * milliseconds until `budget` is spent, and no fewer than 3.
 */
export async function medianTime(
  call: () => unknown,
  { warm = 500, budget = 1000, batch = 20 }: { warm?: number; budget?: number; batch?: number } = {},
): Promise<number> {
  const start = cpuTime();
  do await call();
  while (cpuTime() - start < warm);
  const from = cpuTime();
  const times: number[] = [];
  while (times.length < 3 || cpuTime() - from < budget) {
    const before = cpuTime();
    let calls = 0;
    do {
      await call();
      calls++;
    } while (cpuTime() - before < batch);
    times.push((cpuTime() - before) / calls);
  }
  return median(times);
}
