import type { FlowPoint } from './flowPoint.ts';
import type { FlowCheckpoint, FlowOptions } from './flowResult.ts';

/** Share of a requested loss within which it counts as met, where none is asked for. */
const WITHIN = 1e-9;
/** Steps tried for one loss, after which the one at hand is taken: rounding may leave no step that meets it. */
const MOST_ATTEMPTS = 40;

/** Requested times are met exactly by shortening steps; requested losses by secant steps on log loss. */
export class CheckpointTargets {
  readonly taken: FlowCheckpoint[] = [];
  shortened = 0;
  private readonly times: number[];
  private readonly losses: number[];
  private readonly snapshot: () => FlowCheckpoint;
  private readonly lossAt: (point: FlowPoint) => number;
  private readonly within: number;
  private attempts = 0;

  constructor(options: FlowOptions, snapshot: () => FlowCheckpoint, lossAt: (point: FlowPoint) => number) {
    const c = options.checkpoints;
    this.times = c && 'times' in c ? [...c.times].sort((a, b) => a - b) : [];
    this.losses = c && 'losses' in c ? [...c.losses].sort((a, b) => b - a) : [];
    this.within = (c && 'losses' in c ? c.within : undefined) ?? WITHIN;
    this.snapshot = snapshot;
    this.lossAt = lossAt;
  }

  get pendingTimes(): boolean {
    return this.times.length > 0;
  }

  start(loss: number): void {
    this.accept(0, loss);
  }

  clip(t: number, h: number): number {
    const target = this.times[0];
    if (target === undefined) return h;
    const gap = target - t;
    return h >= gap * (1 - 1e-12) ? gap : h > 0.5 * gap ? 0.5 * gap : h;
  }

  overshoots(from: FlowPoint, to: FlowPoint, h: number): boolean {
    const target = this.losses[0];
    if (target === undefined) return false;
    const after = this.lossAt(to);
    if (after >= target * (1 - this.within) || this.attempts > MOST_ATTEMPTS) return false;
    const before = this.lossAt(from);
    const share = Math.log(before / target) / Math.log(before / after);
    this.shortened = h * Math.min(0.95, Math.max(0.05, share));
    this.attempts++;
    return true;
  }

  accept(t: number, loss: number): void {
    while (this.times.length > 0 && t >= this.times[0]! * (1 - 1e-14)) {
      this.times.shift();
      this.taken.push(this.snapshot());
    }
    while (this.losses.length > 0 && loss <= this.losses[0]! * (1 + this.within)) {
      this.losses.shift();
      this.attempts = 0;
      this.taken.push(this.snapshot());
    }
  }
}
