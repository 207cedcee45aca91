/** Edits (insert, delete, replace, swap of neighbours) that turn a into b. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replace, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2]! + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

function commonPrefix(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}

/** The candidate nearest to a mistyped name, or undefined when none is near; ties go to the longer common start. */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > 64) return undefined;
  let best: { candidate: string; distance: number; prefix: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > 3) continue;
    const distance = Math.min(
      editDistance(name, candidate),
      editDistance(name.toLowerCase(), candidate) + 0.5,
    );
    const allowed =
      Math.max(name.length, candidate.length) <= 3
        ? 1
        : Math.max(name.length, candidate.length) <= 5
          ? 1.5
          : 2.5;
    // a name with no letter in common is no typing error
    if (distance > allowed || distance >= Math.max(name.length, candidate.length)) continue;
    const prefix = commonPrefix(name, candidate);
    if (
      best === undefined ||
      distance < best.distance ||
      (distance === best.distance && prefix > best.prefix)
    ) {
      best = { candidate, distance, prefix };
    }
  }
  return best?.candidate;
}
