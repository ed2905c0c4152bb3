import { AsyncLocalStorage } from 'node:async_hooks';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import { applyCoercion } from '../../core/ports/apply-coercion.ts';
import type { HubMessage, HubNode, JsonValue } from '../../sdk/hub-node.ts';
import { Cause, Epoch } from './cause.ts';
import {
  type Actor,
  checkSendable,
  createActor,
  fitsProperty,
  type Message,
  messageOf,
  ownCause,
  wireActors,
} from './hub-actor.ts';
import { createRealClock, type HubClock } from './hub-clock.ts';
import { createContext } from './hub-context.ts';
import type { HubOptions, HubSpan } from './hub-options.ts';
import { Run } from './hub-run.ts';
import { MessageQueue } from './message-queue.ts';
import { RunsAtWork } from './runs-at-work.ts';

export type { HubLogLine, HubOptions, HubSpan, Recallable } from './hub-options.ts';

/** Beyond this many waiting messages the oldest is dropped, counted and logged; a hub never grows without bound. */
const queueLimit = 10_000;

/** How long the hub may deliver without a break before others of the process get their turn, milliseconds. */
const turnMs = 8;

/** How long stopping waits for handlers that were told to end. */
const stopPatienceMs = 250;

/** Which run goes on after an `await`, wherever it was begun. */
const scopes = new AsyncLocalStorage<Run>();

/**
 * Runs the hub's part of a graph: actors, one first-in-first-out queue, fan-out in wire-id order. A message runs its
 * handler to the end; while a handler awaits, other actors go on and its own further messages wait in order.
 *
 * A message on an interrupting input is not held up: what its node did before is cancelled, with all that came of it
 * anywhere downstream, whether it waits, runs or was emitted a moment ago.
 */
export class Hub {
  readonly #actors = new Map<string, Actor>();
  readonly #ups = new Map<number, { actor: Actor; port: string }>();
  readonly #options: HubOptions;
  readonly #clock: HubClock;
  readonly #abort = new AbortController();
  readonly #runs: RunsAtWork;
  readonly #queue = new MessageQueue(queueLimit);
  #isDraining = false;
  #isStopped = false;
  #dropped = 0;
  /** The handler that is on the stack. */
  #sync: Run | null = null;
  /** The clock's reading at the last step of the queue: messages are many, and reading a clock is not free. */
  #timeMs = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#clock = options.clock ?? createRealClock();
    this.#runs = new RunsAtWork({
      clock: this.#clock,
      isDelivering: () => this.#isDraining || !this.#queue.isEmpty,
      onEnd: (run, outcome, detail) => this.#tell(run, outcome, detail),
      onFree: actor => this.#free(actor),
      onError: (actor, error) => this.#logError(actor, error),
    });
    for (const node of options.graph.nodes) {
      const code = options.nodes.get(node.type);
      if (code !== undefined) this.#actors.set(node.id, this.#createActor(node, code));
    }
    wireActors(this.#actors, options.graph.wires);
    for (const up of options.graph.ups) {
      const actor = this.#actors.get(up.to.node);
      if (actor !== undefined) this.#ups.set(up.channel, { actor, port: up.to.port });
    }
  }

  /** How many messages were dropped because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** True where nothing is queued, and every handler that is awaited only lets the hub's time pass. */
  get isIdle(): boolean {
    return this.#isStopped || this.#runs.isAtRest;
  }

  /** The nodes whose handlers keep the hub from being idle. */
  get busyNodes(): string[] {
    return this.#runs.busyNodes;
  }

  /** Resolves once the hub is idle. */
  async whenIdle(): Promise<void> {
    if (!this.isIdle) await this.#runs.rest();
  }

  /** Starts every node, in the order of the graph. */
  start(): void {
    this.#hold(() => {
      for (const actor of this.#actors.values()) {
        this.#perform(new Run(actor, 'start', '', null, this.#timeMs), () =>
          actor.code.start?.(actor.context),
        );
      }
    });
  }

  /** A value that the device sent up a channel. One of a channel that the graph does not know is passed over. */
  receive(channel: number, value: JsonValue): void {
    const up = this.#ups.get(channel);
    if (up !== undefined) this.#deliver(up.actor, up.port, value);
  }

  /** Puts a value on an input as if a wire had brought it. False where the hub has no such node or input. */
  send(node: string, port: string, value: JsonValue): boolean {
    const actor = this.#actors.get(node);
    if (actor === undefined || (actor.inputs.size > 0 && !actor.inputs.has(port))) return false;
    this.#deliver(actor, port, value);
    return true;
  }

  /**
   * Changes a property of a running node. False where the hub has no such node, the node no such property, or the
   * property holds values of another kind.
   */
  setProperty(node: string, property: string, value: JsonValue): boolean {
    const actor = this.#actors.get(node);
    if (actor === undefined || !Object.hasOwn(actor.properties, property)) return false;
    if (!fitsProperty(actor.properties[property], value)) return false;
    actor.properties[property] = value;
    this.#hold(() =>
      this.#perform(new Run(actor, 'changed', property, null, this.#timeMs), () =>
        actor.code.changed?.(property, value, actor.context),
      ),
    );
    return true;
  }

  /** Cancels what runs and stops every node. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#abort.abort();
    this.#queue.clear();
    for (const actor of this.#actors.values()) {
      for (const cancel of [...actor.timers]) cancel();
      actor.waiting.length = 0;
    }
    const settled = this.#runs.stop(stopPatienceMs);
    for (const actor of this.#actors.values()) {
      try {
        await actor.code.stop?.(actor.context);
      } catch (error) {
        this.#logError(actor, error);
      }
    }
    await settled;
  }

  // Nodes ---------------------------------------------------------------------

  #createActor(node: HubGraph['nodes'][number], code: HubNode<unknown>): Actor {
    const actor: Actor = createActor(node, code, (properties, timers) =>
      createContext(node, code, properties, {
        clock: this.#clock,
        services: this.#options.services,
        signal: this.#abort.signal,
        timers,
        emit: (port, value) => this.#emit(actor, port, value),
        log: (level, text) => this.#options.onLog?.({ node: node.id, level, text }),
        sleep: (delayMs, signal) => this.#runs.sleep(this.#scopeOf(actor), delayMs, signal),
        run: (name, work) => this.#work(actor, name, work),
        own: call => this.#own(actor, call),
      }),
    );
    return actor;
  }

  /**
   * The run that speaks. A handler that has settled is not asked any more: what it left behind, a connection for
   * example, may serve later messages.
   */
  #scopeOf(actor: Actor): Run | null {
    if (this.#sync !== null && this.#sync.actor === actor) return this.#sync;
    const scope = scopes.getStore();
    if (scope !== undefined && scope.actor === actor && !scope.isSettled) return scope;
    return actor.unsettled.at(-1) ?? null;
  }

  /** Makes the call of a timer one of its node: it belongs to what was at work when the timer was set. */
  #own(actor: Actor, call: () => void): () => void {
    const scope = this.#scopeOf(actor);
    const isFree = scope === null || scope.kind === 'start' || scope.kind === 'changed';
    return () =>
      this.#hold(() => {
        const cause = isFree ? ownCause(actor) : scope.cause;
        const run = new Run(actor, 'timer', '', cause, this.#timeMs);
        if (!isFree && scope.isClosed) run.isClosed = true;
        this.#perform(run, call);
      });
  }

  #work(actor: Actor, name: string, work: (message: HubMessage) => Promise<void>): void {
    if (this.#isStopped) return;
    this.#hold(() => {
      const run = new Run(actor, 'work', name, ownCause(actor), this.#timeMs);
      this.#perform(run, () => work(run));
    });
  }

  // Messages ------------------------------------------------------------------

  #emit(actor: Actor, port: string, value: JsonValue): void {
    if (this.#isStopped) return;
    const scope = this.#scopeOf(actor);
    if (scope?.isSilenced === true) return;
    const targets = actor.targets.get(port);
    if (targets === undefined) throw new RangeError(`no output ${port}`);
    checkSendable(port, value);
    const nowMs = this.#nowMs;
    this.#options.onValue?.(actor.id, port, value, nowMs);
    if (targets.length === 0) return;
    const cause = scope === null ? ownCause(actor) : scope.cause;
    for (const target of targets) {
      const coerced = target.coercion === undefined ? value : applyCoercion(target.coercion, value);
      if (target.kind === 'channel') this.#options.sendChannel(target.channel, coerced, cause);
      else
        this.#enqueue({ actor: target.actor, port: target.port, value: coerced, cause, queuedAtMs: nowMs });
    }
    // Emitted after an await: nobody else drains the queue. The handler's own turn ends first.
    if (!this.#isDraining) queueMicrotask(() => this.#drain());
  }

  get #nowMs(): number {
    return this.#isDraining ? this.#timeMs : this.#clock.nowMs();
  }

  #enqueue(message: Message): void {
    if (!this.#queue.push(message)) this.#countDrop(message.actor);
  }

  #deliver(actor: Actor, port: string, value: JsonValue): void {
    if (this.#isStopped) return;
    const queuedAtMs = this.#nowMs;
    this.#enqueue({ actor, port, value, cause: null, queuedAtMs });
    this.#drain();
  }

  #countDrop({ id: node }: Actor): void {
    if (this.#dropped++ % 1000 !== 0) return;
    const text = `${this.#dropped} messages dropped: the queue is full`;
    this.#options.onLog?.({ node, level: 'warning', text });
  }

  /** Runs something to its end before anything that it emits is delivered. */
  #hold(work: () => void): void {
    const wasDraining = this.#isDraining;
    if (!wasDraining) this.#timeMs = this.#clock.nowMs();
    this.#isDraining = true;
    try {
      work();
    } finally {
      this.#isDraining = wasDraining;
    }
    this.#drain();
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#timeMs = this.#clock.nowMs();
    const startedAtMs = performance.now();
    let delivered = 0;
    try {
      while (!this.#queue.isEmpty) {
        if (++delivered % 256 === 0 && performance.now() - startedAtMs > turnMs) {
          setImmediate(() => this.#drain());
          break;
        }
        const message = this.#queue.shift();
        if (message !== undefined) this.#dispatch(message);
      }
    } finally {
      this.#isDraining = false;
    }
    this.#runs.checkRest();
  }

  #dispatch(message: Message): void {
    const { actor, cause, port } = message;
    if (cause?.isCancelled === true) return;
    if (actor.epoch !== null && actor.interrupts.has(port)) {
      const freed = this.#interrupt(actor, actor.epoch);
      this.#handleOrWait(message);
      for (const other of freed) this.#handleWaiting(other);
      return;
    }
    this.#handleOrWait(message);
  }

  #handleOrWait(message: Message): void {
    const { actor } = message;
    if (actor.awaited === 0) {
      this.#handle(message);
      return;
    }
    if (actor.waiting.length >= queueLimit) {
      actor.waiting.shift();
      this.#countDrop(actor);
    }
    actor.waiting.push(message);
  }

  /** Cancels what the node did so far and all that came of it; returns the nodes that are free now. */
  #interrupt(actor: Actor, epoch: Epoch): Actor[] {
    epoch.isCancelled = true;
    actor.epoch = new Epoch(actor.id);
    const freed = this.#runs.closeCancelled();
    this.#options.onInterrupt?.(actor.id);
    return freed;
  }

  #handle(message: Message): void {
    const { actor, port, value, queuedAtMs } = message;
    this.#options.onValue?.(actor.id, port, value, this.#timeMs);
    const cause = actor.epoch === null ? message.cause : Cause.join(message.cause, actor.epoch);
    // What nothing can call back and ends at once needs neither an object of its own nor a scope.
    if (cause === null && !actor.isAsync) {
      this.#handleAtOnce(actor, port, value, queuedAtMs);
      return;
    }
    const run = new Run(actor, 'receive', port, cause, queuedAtMs);
    run.startedAtMs = this.#timeMs;
    this.#perform(run, () => actor.code.receive?.(port, value, actor.context, run));
  }

  #handleAtOnce(actor: Actor, port: string, value: JsonValue, queuedAtMs: number): void {
    const run = actor.spare ?? new Run(actor, 'receive', port, null, queuedAtMs);
    actor.spare = null;
    run.port = port;
    run.queuedAtMs = queuedAtMs;
    run.startedAtMs = this.#timeMs;
    const outer = this.#sync;
    this.#sync = run;
    let pending: unknown;
    try {
      pending = actor.code.receive?.(port, value, actor.context, run);
    } catch (error) {
      this.#fail(run, error);
      return;
    } finally {
      this.#sync = outer;
      this.#timeMs = this.#clock.nowMs();
    }
    if (pending instanceof Promise) {
      actor.isAsync = true;
      this.#runs.follow(run, pending);
      return;
    }
    if (this.#options.onSpan !== undefined) this.#tell(run, 'done', null);
    if (run.isReusable) actor.spare = run;
    else run.isSettled = true;
  }

  /** Runs a handler in a scope of its own, so that what it emits later is known as its. */
  #perform(run: Run, work: () => unknown): void {
    const outer = this.#sync;
    this.#sync = run;
    let pending: unknown;
    try {
      // What starts with the program has no cause; what it leaves behind serves every message.
      run.isScoped = run.kind !== 'start' && run.kind !== 'changed';
      pending = run.isScoped ? scopes.run(run, work) : work();
    } catch (error) {
      this.#fail(run, error);
      return;
    } finally {
      this.#sync = outer;
      this.#timeMs = this.#clock.nowMs();
    }
    if (pending instanceof Promise) {
      if (run.kind === 'receive') run.actor.isAsync = true;
      this.#runs.follow(run, pending);
      return;
    }
    run.isSettled = true;
    this.#tell(run, 'done', null);
  }

  #fail(run: Run, error: unknown): void {
    run.isSettled = true;
    this.#logError(run.actor, error);
    this.#tell(run, 'failed', messageOf(error));
  }

  #free(actor: Actor): void {
    if (this.#isStopped) return;
    this.#hold(() => this.#handleWaiting(actor));
  }

  #handleWaiting(actor: Actor): void {
    while (actor.awaited === 0 && !this.#isStopped) {
      const next = actor.waiting.shift();
      if (next === undefined) return;
      this.#dispatch(next);
    }
  }

  #tell(run: Run, outcome: HubSpan['outcome'], detail: string | null): void {
    if (run.kind !== 'receive' && run.kind !== 'work') return;
    this.#options.onSpan?.(run.toSpan(this.#nowMs, outcome, detail));
  }

  #logError(actor: Actor, error: unknown): void {
    this.#options.onLog?.({ node: actor.id, level: 'error', text: messageOf(error) });
  }
}
