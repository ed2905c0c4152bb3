import { type Actor, messageOf } from './hub-actor.ts';
import type { HubClock } from './hub-clock.ts';
import type { HubSpan } from './hub-options.ts';
import type { Run } from './hub-run.ts';

/** After its deadline a handler may still say what it has instead, for so long. */
const lateGraceMs = 250;
/** A cancelled handler's last reports of what it cost are waited for, for so long. */
const reportGraceMs = 1_000;

interface RunsAtWorkOptions {
  readonly clock: HubClock;
  /** True while messages are queued or being delivered. */
  readonly isDelivering: () => boolean;
  readonly onEnd: (run: Run, outcome: HubSpan['outcome'], detail: string | null) => void;
  /** A node has nothing at work any more: what waits for it may be delivered. */
  readonly onFree: (actor: Actor) => void;
  readonly onError: (actor: Actor, error: unknown) => void;
}

/** The handlers that are being awaited: how each comes to its end, and when all are at rest. */
export class RunsAtWork {
  readonly #options: RunsAtWorkOptions;
  /** Neither settled nor closed. */
  readonly #open = new Set<Run>();
  readonly #pending = new Set<Promise<void>>();
  #restWaiters: (() => void)[] = [];

  constructor(options: RunsAtWorkOptions) {
    this.#options = options;
  }

  /** Takes over a run whose handler goes on. */
  follow(run: Run, pending: Promise<unknown>): void {
    const { actor } = run;
    if (run.holdsNode) actor.awaited++;
    actor.unsettled.push(run);
    this.#open.add(run);
    if (actor.deadlineMs !== null && (run.kind === 'receive' || run.kind === 'work')) {
      run.stopTimer = this.#options.clock.after(actor.deadlineMs, () => this.#passDeadline(run));
    }
    const settled = pending.then(
      () => this.#settle(run, null),
      (error: unknown) => this.#settle(run, { error }),
    );
    this.#pending.add(settled);
    void settled.then(() => this.#pending.delete(settled));
  }

  /** Ends all whose cause was cancelled; returns the nodes that are free now. */
  closeCancelled(): Actor[] {
    const freed: Actor[] = [];
    for (const run of [...this.#open]) {
      if (run.cause === null || !run.cause.isCancelled) continue;
      this.#close(run, new DOMException('Interrupted by a newer message.', 'AbortError'));
      // Reports of what it cost may come a little later than its end.
      run.stopTimer = this.#options.clock.after(reportGraceMs, () => {
        if (run.isScoped) leave(run);
        this.#tell(run, 'cancelled');
      });
      if (run.holdsNode && --run.actor.awaited === 0) freed.push(run.actor);
    }
    this.checkRest();
    return freed;
  }

  /** Ends all and waits, for a moment, until their handlers have noticed. */
  async stop(patienceMs: number): Promise<void> {
    const runs = [...this.#open];
    for (const run of runs) this.#close(run, new DOMException('The program stops.', 'AbortError'));
    if (this.#pending.size > 0) {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, patienceMs);
      await Promise.race([Promise.all(this.#pending), late]);
      clearTimeout(timer);
    }
    for (const run of runs) this.#tell(run, 'cancelled');
    this.checkRest();
  }

  /** Resolves after a time of the hub's clock, rejects where the signal aborts before. */
  async sleep(run: Run | null, delayMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const wake = (end: () => void) => () => {
      signal.removeEventListener('abort', abort);
      disarm();
      // At work again from here on, not only once its handler has heard of it.
      if (run !== null) run.sleeps--;
      end();
    };
    const abort = wake(() => reject(signal.reason));
    const disarm = this.#options.clock.after(delayMs, wake(resolve));
    signal.addEventListener('abort', abort, { once: true });
    if (run !== null) run.sleeps++;
    this.checkRest();
    await promise;
  }

  /** Nothing is queued, and whatever is awaited only lets the hub's time pass. */
  get isAtRest(): boolean {
    if (this.#options.isDelivering()) return false;
    for (const run of this.#open) if (run.isBusy) return false;
    return true;
  }

  /** The nodes that are at work, for people who wait for them. */
  get busyNodes(): string[] {
    return [...this.#open].filter(run => run.isBusy).map(({ actor }) => actor.id);
  }

  async rest(): Promise<void> {
    if (this.isAtRest) return;
    await new Promise<void>(resolve => this.#restWaiters.push(resolve));
  }

  /** Something may have come to its end. */
  checkRest(): void {
    if (this.#restWaiters.length === 0 || !this.isAtRest) return;
    const waiters = this.#restWaiters;
    this.#restWaiters = [];
    for (const resolve of waiters) resolve();
  }

  #settle(run: Run, failure: { readonly error: unknown } | null): void {
    const { actor } = run;
    run.isSettled = true;
    leave(run);
    if (run.isClosed) {
      this.#tell(run, 'cancelled');
      return;
    }
    this.#open.delete(run);
    run.stopTimer?.();
    if (run.isLate) this.#tellLate(run);
    else if (failure === null) this.#tell(run, 'done');
    else {
      this.#options.onError(actor, failure.error);
      this.#tell(run, 'failed', messageOf(failure.error));
    }
    if (run.holdsNode && --actor.awaited === 0) this.#options.onFree(actor);
    this.checkRest();
  }

  #passDeadline(run: Run): void {
    run.isLate = true;
    run.stopTimer = this.#options.clock.after(lateGraceMs, () => {
      this.#open.delete(run);
      run.isClosed = true;
      if (run.isScoped) leave(run);
      this.#tellLate(run);
      if (run.holdsNode && --run.actor.awaited === 0) this.#options.onFree(run.actor);
      this.checkRest();
    });
    run.abort(new DOMException(lateText(run.actor), 'TimeoutError'));
    this.checkRest();
  }

  #close(run: Run, reason: DOMException): void {
    this.#open.delete(run);
    run.stopTimer?.();
    run.isClosed = true;
    run.endedAtMs = this.#options.clock.nowMs();
    run.abort(reason);
  }

  #tellLate(run: Run): void {
    if (run.isTold) return;
    this.#options.onError(run.actor, new Error(lateText(run.actor)));
    this.#tell(run, 'failed', lateText(run.actor));
  }

  #tell(run: Run, outcome: HubSpan['outcome'], detail: string | null = null): void {
    if (run.isTold) return;
    run.isTold = true;
    run.stopTimer?.();
    run.stopTimer = null;
    const reason = outcome === 'cancelled' && run.reason !== null ? messageOf(run.reason) : null;
    this.#options.onEnd(run, outcome, detail ?? reason);
  }
}

/** What a node says by itself is not taken for this run's any more, so that one that hangs does not silence it. */
function leave(run: Run): void {
  const { unsettled } = run.actor;
  const place = unsettled.indexOf(run);
  if (place >= 0) unsettled.splice(place, 1);
}

function lateText({ deadlineMs }: Actor): string {
  return `no end within ${deadlineMs} ms`;
}
