import { ComputeError, Superseded, type Computer } from './computer.ts';
import type { Failure, RequestOf, ResultOf, VerbName } from './protocol.ts';

/** A computation that has run this long is given up for a newer one; a shorter one may end, so that a drag is followed. */
const PATIENCE = 150;

/**
 * The newest result of a verb. At most one request runs and one waits: a newer one replaces the one that waits and, after
 * `PATIENCE` milliseconds, aborts the one that runs, whose answer is then never shown. What was shown stays until there is
 * better.
 */
export class Latest<V extends VerbName> {
  result = $state.raw<ResultOf<V> | null>(null);
  failure = $state.raw<Failure | null>(null);
  isBusy = $state(false);
  private readonly computer: Computer;
  private readonly verb: V;
  private running: { controller: AbortController; since: number } | null = null;
  private next: { request: RequestOf<V>; seed: number } | null = null;

  constructor(computer: Computer, verb: V) {
    this.computer = computer;
    this.verb = verb;
  }

  ask(request: RequestOf<V>, seed: number): void {
    this.next = { request, seed };
    if (this.running === null) void this.serve();
    else {
      const { controller, since } = this.running;
      setTimeout(() => this.next !== null && controller.abort(), since + PATIENCE - performance.now());
    }
  }

  /** Gives up what is asked for. */
  drop(): void {
    this.next = null;
    this.running?.controller.abort();
  }

  private async serve(): Promise<void> {
    this.isBusy = true;
    while (this.next !== null) {
      const { request, seed } = this.next;
      this.next = null;
      const controller = new AbortController();
      this.running = { controller, since: performance.now() };
      try {
        this.result = await this.computer.run(this.verb, request, { seed, signal: controller.signal });
        this.failure = null;
      } catch (error) {
        if (error instanceof Superseded) continue;
        this.failure =
          error instanceof ComputeError
            ? error.failure
            : { code: 'internal', message: String(error), help: 'reload the page' };
      }
    }
    this.running = null;
    this.isBusy = false;
  }
}
