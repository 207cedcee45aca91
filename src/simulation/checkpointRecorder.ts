import type { FlowCheckpoint } from './flowResult.ts';

/**
 * Keeps between half of `capacity` and `capacity` snapshots evenly spread over a path whose length is not known
 * beforehand: whenever the store is full, every second one goes and the spacing doubles.
 */
export interface CheckpointRecorder {
  /** Offers the point at path length `length` (increasing); `take` is called only when it is kept. */
  offer(length: number, take: () => FlowCheckpoint): void;
  readonly kept: FlowCheckpoint[];
}

export function checkpointRecorder(capacity: number): CheckpointRecorder {
  let entries: { length: number; checkpoint: FlowCheckpoint }[] = [];
  let spacing = 0.05;
  return {
    offer(length, take) {
      const last = entries.at(-1);
      if (last && length - last.length < spacing) return;
      entries.push({ length, checkpoint: take() });
      while (entries.length >= capacity) {
        spacing *= 2;
        const thinned: typeof entries = [];
        for (const entry of entries) {
          const previous = thinned.at(-1);
          if (!previous || entry.length - previous.length >= spacing) thinned.push(entry);
        }
        entries = thinned;
      }
    },
    get kept() {
      return entries.map((entry) => entry.checkpoint);
    },
  };
}
