import { InterruptedError } from '../errors.ts';
import type { LinearKernel } from '../numerics/kernel.ts';
import { evaluateDualMap } from './dualMap.ts';
import type { DualMap } from './dualMap.ts';
import { invertDualMap } from './dualPoint.ts';
import type { DualPoint } from './dualPoint.ts';
import { createWeightedSystem } from './weightedSystem.ts';

/** What an observer is told after each Newton step. */
export interface NewtonProgress {
  iteration: number;
  /** Homotopy parameter: the map solved is κ (h - h(0)); 1 at the end. */
  kappa: number;
  /** ‖X w - y‖ / ‖y‖ for the current κ. */
  residual: number;
  /** Size of the next step relative to the largest weight, and that of ν relative to ν. */
  step: number;
  dual: number;
}

export interface NewtonResult {
  nu: Float64Array;
  /** h - h(0) at the solution, and the dual coordinate of each weight. */
  rise: Float64Array;
  s: Float64Array;
  iterations: number;
  /** Whether κ had to be followed down from above 1. */
  followed: boolean;
  /** Value of κ reached: 1 unless stalled. */
  kappa: number;
  step: number;
  stalled: boolean;
  factorizations: { cholesky: number; qr: number };
}

export interface NewtonOptions {
  signal?: AbortSignal | undefined;
  maxIterations: number;
  onIteration?: ((progress: NewtonProgress) => void) | undefined;
}

/** Residual, relative to the target, that a step along the path may leave behind. */
const BEND = 0.3;

/** Relative size of a step below which Newton is taken to have converged. */
const CONVERGED = 2e-15;

/**
 * Solves X (h(Xᵀν) - h(0)) = target for X of full row rank (`kernel` and its row-major copy `x`).
 *
 * Each coordinate is led by the one of its two variables that is tame: by its weight (s then follows from
 * h⁻¹), or by its dual coordinate s = x_i·ν (the weight then follows from h). The Newton equations are the same n × n
 * system for every division of the coordinates. When the start is too far away, κ (h - h(0)) is solved for a large κ,
 * where the problem is nearly linear, and κ follows its path down to 1 with tangent steps: for h with poles this is
 * the central path of an interior-point method for a weighted ℓ1 problem.
 */
export function mixedNewton(
  map: DualMap,
  kernel: LinearKernel,
  x: Float64Array,
  target: Float64Array,
  options: NewtonOptions,
): NewtonResult {
  const { n, d } = kernel;
  const system = createWeightedSystem(kernel, x);
  const zeros = new Float64Array(d);
  const floor = new Float64Array(d);
  const inside = new Uint8Array(d);
  let state: State = { nu: new Float64Array(n), rise: new Float64Array(d), led: new Uint8Array(d), kappa: 1 };
  const s = new Float64Array(d);
  const sOfWeight = new Float64Array(d);
  const weights = new Float64Array(d);
  const gap = new Float64Array(d);
  const scratch = new Float64Array(d);
  const scratchSlope = new Float64Array(d);
  const residual = new Float64Array(n);
  const [dNu, tNu] = [new Float64Array(n), new Float64Array(n)];
  const [ds, dw, ts, tw] = [0, 0, 0, 0].map(() => new Float64Array(d)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const point: DualPoint = { s: 0, slope: 0, depth: 0 };
  const columnNorm = new Float64Array(d);
  for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) columnNorm[i]! += x[m * d + i]! ** 2;
  for (let i = 0; i < d; i++) columnNorm[i] = Math.sqrt(columnNorm[i]!);
  const targetNorm = norm(target);
  let iterations = 0;

  /** Everything that follows from (ν, led weights, κ). */
  function refresh(): void {
    const { nu, rise, led, kappa } = state;
    kernel.backward(nu, s);
    evaluateDualMap(map, s, scratch, scratchSlope);
    for (let i = 0; i < d; i++) {
      if (led[i] === 1 && invertDualMap(map, i, rise[i]! / kappa, point)) {
        sOfWeight[i] = point.s;
        weights[i] = kappa * point.slope;
        gap[i] = point.s - s[i]!;
      } else {
        led[i] = 0;
        rise[i] = kappa * scratch[i]!;
        weights[i] = kappa * scratchSlope[i]!;
        sOfWeight[i] = s[i]!;
        gap[i] = 0;
      }
    }
    kernel.forward(rise, residual);
    for (let j = 0; j < n; j++) residual[j] = target[j]! - residual[j]!;
    // A residual that is all rounding asks for nothing.
    let products = 0;
    for (let i = 0; i < d; i++) products += (rise[i]! * columnNorm[i]!) ** 2;
    if (norm(residual) <= 2 * Number.EPSILON * Math.max(targetNorm, Math.sqrt(products))) residual.fill(0);
  }

  /** How strongly a led weight magnifies the rounding of its dual coordinate. */
  function magnification(): number {
    let worst = 0;
    for (let i = 0; i < d; i++) {
      if (state.rise[i] === 0) continue;
      worst = Math.max(worst, Math.abs((weights[i]! * sOfWeight[i]!) / state.rise[i]!));
    }
    return worst;
  }

  function newtonDirection(): { step: number; dual: number; gap: number; residual: number } {
    iterations++;
    if (options.signal?.aborted) throw new InterruptedError('aborted', 'the minimiser was stopped');
    const nuNorm = norm(state.nu);
    const ridge = nuNorm > 0 ? (100 * Number.EPSILON * targetNorm) / nuNorm : 0;
    for (let i = 0; i < d; i++) floor[i] = Math.abs(sOfWeight[i]!) + nuNorm * columnNorm[i]!;
    system.factor(weights, ridge, magnification(), floor);
    system.solve(residual, gap, dNu, ds, dw);
    const step = largest(dw) / Math.max(largest(state.rise), Number.MIN_VALUE);
    const size = {
      step,
      dual: nuNorm > 0 ? norm(dNu) / nuNorm : 0,
      gap: significantGap(),
      residual: norm(residual) / targetNorm,
    };
    options.onIteration?.({
      iteration: iterations,
      kappa: state.kappa,
      residual: size.residual,
      step,
      dual: size.dual,
    });
    return size;
  }

  /**
   * Largest mismatch of s between the weights and ν, relative to the largest s. A negligible weight counts only where
   * x_i·ν is beyond its barrier: there it has to grow.
   */
  function significantGap(): number {
    const smallest = 1e-16 * largest(state.rise);
    let worst = 0;
    for (let i = 0; i < d; i++) {
      const beyond = !(s[i]! < map.poleHigh[i]! && s[i]! > map.poleLow[i]!);
      if (beyond || Math.abs(state.rise[i]!) > smallest) worst = Math.max(worst, Math.abs(gap[i]!));
    }
    return worst / Math.max(largest(sOfWeight), Number.MIN_VALUE);
  }

  /** Whether the Newton step leaves every x_i·ν between its barriers, up to rounding. */
  function feasible(): boolean {
    for (let i = 0; i < d; i++) {
      const next = s[i]! + ds[i]!;
      if (next > map.poleHigh[i]! * (1 + 1e-9) || next < map.poleLow[i]! * (1 + 1e-9)) return false;
    }
    return true;
  }

  /** Moves by the direction; a coordinate that would leave its tame range changes its leader. */
  function move(): void {
    const { nu, rise, led, kappa } = state;
    for (let j = 0; j < n; j++) nu[j]! += dNu[j]!;
    for (let i = 0; i < d; i++) {
      inside[i] = staysInside(map, i, s[i]!, s[i]! + ds[i]!) ? 1 : 0;
      scratch[i] = inside[i] === 1 ? s[i]! + ds[i]! : 0;
    }
    evaluateDualMap(map, scratch, ts, tw);
    for (let i = 0; i < d; i++) {
      const moved = rise[i]! + dw[i]!;
      const inRange = moved > kappa * map.riseLow[i]! && moved < kappa * map.riseHigh[i]!;
      const before = rise[i]!;
      const risen = inside[i] === 1 ? kappa * ts[i]! : Infinity;
      const ratio = moved / before;
      if (led[i] === 1) {
        const crossing = before * (s[i]! + ds[i]!) < 0 && !(Math.abs(risen) <= 3 * Math.abs(moved));
        const small = Math.abs(risen) * columnNorm[i]! < 1e-3 * targetNorm;
        if (ratio > 2 && small) led[i] = 0;
        else if (inRange && (ratio > 0.02 || crossing)) rise[i] = moved;
        else if (inside[i] === 1 && !(steep(i) && Math.abs(risen) > 0.05 * Math.abs(before))) led[i] = 0;
        else rise[i]! *= ratio > 1 ? 10 : 0.02;
      } else {
        const outward = Math.abs(risen) > 2 * Math.abs(moved) && (ratio > 1 || before === 0);
        if (inRange && (inside[i] === 0 || outward)) {
          led[i] = 1;
          rise[i] = moved;
        }
      }
    }
  }

  /** Whether the weight of coordinate i changes faster, relatively, than its dual coordinate. */
  function steep(i: number): boolean {
    return Math.abs(weights[i]! * sOfWeight[i]!) > 4 * Math.abs(state.rise[i]!);
  }

  /**
   * Tangent of the path in log κ into (tNu, ts, tw): tw = dw/dlogκ = w + κ h' ds/dlogκ with X tw = 0, posed as least
   * squares for ds/dlogκ against -w/(κ h') so that a weight that no longer changes gets no rounding noise.
   */
  function tangent(): void {
    residual.fill(0);
    for (let i = 0; i < d; i++) {
      scratch[i] = -state.rise[i]! / weights[i]!;
      floor[i] = Math.abs(scratch[i]!);
    }
    system.solve(residual, scratch, tNu, ts, tw);
  }

  /** Whether the weight leads along the path: where it changes less than half as fast as κ, or cannot follow from s. */
  function ledOnPath(i: number): boolean {
    const y = state.rise[i]!;
    if (y === 0) return false;
    if (Math.abs(tw[i]!) < 0.5 * Math.abs(y)) return true;
    return state.led[i] === 1 && Math.abs(weights[i]! * s[i]!) > 1e4 * Math.abs(y);
  }

  /** The largest decrease of log κ for which the tangent is trusted. */
  function trustedDecrease(limit: number): number {
    let most = limit;
    for (let i = 0; i < d; i++) {
      const y = state.rise[i]!;
      scratch[i] = 0;
      if (y === 0) continue;
      const rate = tw[i]! / y;
      const share = Math.min(1, Math.abs(rate), Math.abs(1 - rate));
      scratch[i] = 0.5 * y * share * share;
      // A weight that grows may come to matter; a dual coordinate may come to its barrier.
      if (rate < 0 && steep(i)) {
        most = Math.min(
          most,
          Math.max(1, Math.log((1e-3 * targetNorm) / (Math.abs(y) * columnNorm[i]!))) / -rate,
        );
      }
      if (!ledOnPath(i)) {
        const room = ts[i]! < 0 ? map.poleHigh[i]! - s[i]! : s[i]! - map.poleLow[i]!;
        if (room > 0) most = Math.min(most, room / Math.abs(ts[i]!));
      }
    }
    // The curvature of the path, as the residual it leaves per squared step.
    kernel.forward(scratch, residual);
    const bend = norm(residual);
    return Math.min(most, bend > 0 ? Math.sqrt((BEND * targetNorm) / bend) : Infinity);
  }

  /** Share of the way to its barrier that s goes in a step to `next`; 0 without a barrier. */
  function approach(i: number, next: number): number {
    const barrier = next > s[i]! ? map.poleHigh[i]! : map.poleLow[i]!;
    return Number.isFinite(barrier) ? (next - s[i]!) / (barrier - s[i]!) : 0;
  }

  function follow(decrease: number): void {
    const { nu, rise, led } = state;
    for (let j = 0; j < n; j++) nu[j]! -= tNu[j]! * decrease;
    for (let i = 0; i < d; i++) {
      const y = rise[i]!;
      const next = s[i]! - ts[i]! * decrease;
      if (ledOnPath(i) || !staysInside(map, i, s[i]!, next) || (steep(i) && approach(i, next) > 0.3)) {
        led[i] = 1;
        rise[i] = y * shrinkage((tw[i]! / y) * decrease);
      } else led[i] = 0;
    }
    state.kappa = decrease >= Math.log(state.kappa) ? 1 : state.kappa * Math.exp(-decrease);
  }

  // Start: the linear problem at s = 0, for κ so large that it is accurate.
  refresh();
  system.factor(weights, 0, 1, zeros);
  system.solve(residual, gap, state.nu, ds, dw);
  state.kappa = startingKappa(map, ds, scratch, scratchSlope, weights);
  const followed = state.kappa > 1;
  for (let j = 0; j < n; j++) state.nu[j]! /= state.kappa;
  refresh();

  // Newton at the current κ until the step is small; then, while κ > 1, a tangent step towards 1 that is taken back
  // when Newton does not accept where it leads.
  let stalled = false;
  let limit = 2;
  let saved: State | null = null;
  let tried = 0;
  let corrections = 0;
  let lastResidual = Infinity;
  let best = Infinity;
  let bestState = copy(state);
  let idle = 0;
  for (;;) {
    if (iterations >= options.maxIterations) {
      stalled = state.kappa > 1 || best > 1e-8;
      break;
    }
    const size = newtonDirection();
    const change = Math.max(size.step, size.dual);
    const settled =
      change < 0.1 &&
      (size.residual < 1e-4 || size.residual < 0.5 * lastResidual) &&
      (state.kappa === 1 || feasible());
    lastResidual = size.residual;
    const failing = !Number.isFinite(change) || corrections > 15;
    shorten(stepLength(size.dual));
    if (!settled && saved !== null && failing) {
      if (tried < 1e-4) {
        stalled = true;
        break;
      }
      limit = tried / 5;

      state = copy(saved);
      best = Infinity;
      idle = 0;
      refresh();
      newtonDirection();
      followPath();
      continue;
    }
    corrections++;
    if (!settled && saved === null && corrections > 60) {
      stalled = true;
      break;
    }
    if (state.kappa === 1 && settled) {
      const defect = Math.max(size.step, size.residual, CONVERGED) + CONVERGED * Math.min(1, 1e13 * size.gap);
      if (defect < best) {
        idle = defect < 0.5 * best ? 0 : idle + 1;
        best = defect;
        bestState = copy(state);
      } else idle++;
      const done = Math.max(size.step, size.residual) <= CONVERGED && size.gap <= 1e-13;
      if (done || (idle >= 4 && best < 1e-9 && feasible()) || idle >= 15) break;
    }
    const jump = settled && state.kappa > 1;
    move();
    if (size.step < 1e-3 && state.kappa === 1) leadByConditioning();
    if (jump) {
      adoptWeights();
      limit = Math.min(limit * (corrections <= 1 ? 4 : 2), 60);
      saved = copy(state);
      followPath();
    } else refresh();
  }

  /**
   * Weights far below the rounding of y do not bind ν any more. Their own optimality does: with the other weights
   * held, Newton for x_i·ν = h⁻¹(w_i) over all coordinates puts ν back on the central path.
   */
  function recentre(): void {
    const negligible = 1e-13 * largest(state.rise);
    const allowed = 2 * norm(residual) + 4 * Number.EPSILON * targetNorm;
    let mismatch = Infinity;
    let kept = copy(state);
    for (let round = 0; round < 40; round++) {
      const now = largest(gap) / Math.max(largest(sOfWeight), Number.MIN_VALUE);
      if (now < mismatch && norm(residual) <= allowed) {
        mismatch = now;
        kept = copy(state);
      }
      if (!(now > 1e-13)) break;
      system.fit(weights, 0, gap, dNu, ds);
      for (let i = 0; i < d; i++) {
        dw[i] = Math.abs(state.rise[i]!) < negligible ? weights[i]! * (ds[i]! - gap[i]!) : 0;
      }
      move();
      refresh();
    }
    state = kept;
    refresh();
  }

  /**
   * Share of the Newton step that is safe: ν changes by at most a half, and no weight that the step could carry through
   * zero by its largest entry loses more than nine tenths.
   */
  function stepLength(dual: number): number {
    const reach = largest(dw);
    const largestRise = largest(state.rise);
    let most = Math.max(1, 2 * dual, reach / largestRise);
    for (let i = 0; i < d; i++) {
      const y = state.rise[i]!;
      if (state.led[i] === 1 && Math.abs(y) > 0.1 * Math.min(reach, largestRise))
        most = Math.max(most, -dw[i]! / (0.9 * y));
    }
    return 1 / most;
  }

  function shorten(factor: number): void {
    if (factor === 1) return;
    for (let j = 0; j < n; j++) dNu[j]! *= factor;
    for (let i = 0; i < d; i++) {
      ds[i]! *= factor;
      dw[i]! *= factor;
    }
  }

  /** One tangent step from the current state, whose direction has just been factored. */
  function followPath(): void {
    tangent();
    tried = Math.min(trustedDecrease(limit), Math.log(state.kappa) + 1e-9);
    follow(tried);
    corrections = 0;
    refresh();
  }

  /** Weights of the coordinates led by s after a move. */
  function adoptWeights(): void {
    for (let i = 0; i < d; i++) s[i]! += ds[i]!;
    evaluateDualMap(map, s, scratch, scratchSlope);
    for (let i = 0; i < d; i++) if (state.led[i] === 0) state.rise[i] = state.kappa * scratch[i]!;
  }

  /** Near the solution, let the weight lead wherever it magnifies the rounding of s, unless it is negligible. */
  function leadByConditioning(): void {
    for (let i = 0; i < d; i++) s[i]! += ds[i]!;
    for (let i = 0; i < d; i++) scratch[i] = staysInside(map, i, s[i]!, s[i]!) ? s[i]! : 0;
    evaluateDualMap(map, scratch, ts, tw);
    const negligible = 1e-14 * largest(state.rise);
    for (let i = 0; i < d; i++) {
      if (scratch[i] !== s[i]) continue;
      const rise = state.kappa * ts[i]!;
      const isSteep = Math.abs(state.kappa * tw[i]! * s[i]!) > 4 * Math.abs(rise);
      if (state.led[i] === 1 && Math.abs(state.rise[i]!) < negligible && Math.abs(rise) < negligible)
        state.led[i] = 0;
      else if (state.led[i] === 0 && isSteep && Math.abs(rise) >= negligible) {
        state.led[i] = 1;
        state.rise[i] = rise;
      }
    }
  }

  state = bestState;
  refresh();
  if (!stalled) recentre();
  return {
    nu: state.nu,
    rise: state.rise,
    s: sOfWeight,
    iterations,
    followed,
    kappa: state.kappa,
    step: best,
    stalled,
    factorizations: system.factorizations,
  };
}

/** Factor by which a weight changes whose logarithm has the slope -change: a power law when it shrinks much. */
function shrinkage(change: number): number {
  return change > 0.7 ? Math.exp(-change) : 1 - Math.max(change, -1);
}

/** Whether `next` lies between the barriers and no nearer to one than a tenth of the distance of s. */
function staysInside(map: DualMap, i: number, s: number, next: number): boolean {
  const low = map.poleLow[i]!;
  const high = map.poleHigh[i]!;
  if (!(s > low && s < high && next > low && next < high)) return false;
  if (next > s) return high === Infinity || high - next > 0.1 * (high - s);
  return low === -Infinity || next - low > 0.1 * (s - low);
}

/** The smallest κ ≥ 1 (within a factor 2) for which h' hardly changes up to the solution of the linear problem. */
function startingKappa(
  map: DualMap,
  linear: Float64Array,
  rise: Float64Array,
  slope: Float64Array,
  slope0: Float64Array,
): number {
  let kappa = 1;
  for (let i = 0; i < map.d; i++) {
    const barrier = linear[i]! > 0 ? map.poleHigh[i]! : map.poleLow[i]!;
    kappa = Math.max(kappa, linear[i]! / (0.3 * barrier));
  }
  const s = new Float64Array(map.d);
  for (let doubling = 0; doubling < 2000; doubling++, kappa *= 2) {
    for (let i = 0; i < map.d; i++) s[i] = linear[i]! / kappa;
    evaluateDualMap(map, s, rise, slope);
    let calm = true;
    for (let i = 0; i < map.d && calm; i++)
      calm = slope[i]! < 1.6 * slope0[i]! && slope[i]! > 0.5 * slope0[i]!;
    if (calm) break;
  }
  return kappa;
}

interface State {
  nu: Float64Array;
  /** Rise of the coordinates led by their weight; follows from ν for the others. */
  rise: Float64Array;
  led: Uint8Array;
  kappa: number;
}

function copy(state: State): State {
  return { ...state, nu: state.nu.slice(), rise: state.rise.slice(), led: state.led.slice() };
}

function norm(v: Float64Array): number {
  const scale = largest(v);
  if (!(scale > 0) || scale === Infinity) return scale;
  let s = 0;
  for (const value of v) s += (value / scale) ** 2;
  return scale * Math.sqrt(s);
}

function largest(v: Float64Array): number {
  let m = 0;
  for (const value of v) {
    const a = Math.abs(value);
    if (!(a <= m)) m = a;
  }
  return m;
}
