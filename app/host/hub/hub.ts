import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { Coercion, HubGraph } from '../../core/compiler/bundle.ts';
import { inspectJson } from '../../core/document/inspect-json.ts';
import { applyCoercion } from '../../core/ports/apply-coercion.ts';
import type { HubNode, HubNodeContext, HubServices, JsonValue } from '../../sdk/hub-node.ts';

/** How one message went through one node. Times in milliseconds of the hub's clock. */
export interface HubSpan {
  readonly node: string;
  readonly port: string;
  readonly queuedAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: 'done' | 'failed' | 'cancelled';
  readonly detail: string | null;
}

export interface HubLogLine {
  readonly node: string;
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly text: string;
}

/** What the hub needs from outside. */
export interface HubOptions {
  readonly graph: HubGraph;
  /** Code of each node type that the graph uses. */
  readonly nodes: ReadonlyMap<string, HubNode<unknown>>;
  /** Sends a value down to the device. */
  readonly sendChannel: (channel: number, value: JsonValue) => void;
  readonly onValue?: (node: string, port: string, value: JsonValue, atMs: number) => void;
  readonly onSpan?: (span: HubSpan) => void;
  readonly onLog?: (line: HubLogLine) => void;
  /** Models, agents, speech, vision and tools. */
  readonly services: HubServices;
  /** Milliseconds that never go back; the default is the process's own clock since start. */
  readonly now?: () => number;
}

type Target =
  | {
      readonly kind: 'node';
      readonly actor: Actor;
      readonly port: string;
      readonly coercion: Coercion | undefined;
    }
  | { readonly kind: 'channel'; readonly channel: number; readonly coercion: Coercion | undefined };

interface Message {
  readonly actor: Actor;
  readonly port: string;
  readonly value: JsonValue;
  readonly queuedAtMs: number;
}

interface Actor {
  readonly id: string;
  readonly code: HubNode<unknown>;
  readonly context: HubNodeContext<unknown>;
  readonly properties: Record<string, JsonValue>;
  /** Output → where it goes, in wire-id order. */
  readonly targets: Map<string, Target[]>;
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
  readonly timers: Set<() => void>;
  /** Messages that came while an earlier one was being awaited. */
  readonly waiting: Message[];
  /** Handlers of this node that are being awaited. */
  awaited: number;
}

/** Beyond this many waiting messages the oldest is dropped, counted and logged; a hub never grows without bound. */
const queueLimit = 10_000;

/** How long the hub may deliver without a break before others of the process get their turn, milliseconds. */
const turnMs = 8;

/**
 * Runs the hub's part of a graph: actors, one first-in-first-out queue, fan-out in wire-id order. A message runs its
 * handler to the end; while a handler awaits, other actors go on and its own further messages wait in order.
 */
export class Hub {
  readonly #actors = new Map<string, Actor>();
  readonly #ups = new Map<number, { actor: Actor; port: string }>();
  readonly #options: HubOptions;
  readonly #now: () => number;
  readonly #abort = new AbortController();
  #queue: Message[] = [];
  #head = 0;
  #isDraining = false;
  #dropped = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    const startedAtMs = performance.now();
    this.#now = options.now ?? (() => performance.now() - startedAtMs);
    for (const node of options.graph.nodes) {
      const code = options.nodes.get(node.type);
      if (code !== undefined) this.#actors.set(node.id, this.#createActor(node, code));
    }
    for (const wire of options.graph.wires) {
      const target = this.#target(wire.to, wire.coercion);
      const actor = this.#actors.get(wire.from.node);
      if (actor === undefined || target === null) continue;
      const targets = actor.targets.get(wire.from.port);
      if (targets === undefined) actor.targets.set(wire.from.port, [target]);
      else targets.push(target);
    }
    for (const up of options.graph.ups) {
      const actor = this.#actors.get(up.to.node);
      if (actor !== undefined) this.#ups.set(up.channel, { actor, port: up.to.port });
    }
  }

  /** How many messages were dropped because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Starts every node, in the order of the graph. */
  start(): void {
    this.#hold(() => {
      for (const actor of this.#actors.values()) {
        this.#run(actor, 'start', '', this.#now(), () => actor.code.start?.(actor.context));
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

  /** Changes a property of a running node. False where the hub has no such node, or the node no such property. */
  setProperty(node: string, property: string, value: JsonValue): boolean {
    const actor = this.#actors.get(node);
    if (actor === undefined || !Object.hasOwn(actor.properties, property)) return false;
    actor.properties[property] = value;
    this.#hold(() =>
      this.#run(actor, 'changed', property, this.#now(), () =>
        actor.code.changed?.(property, value, actor.context),
      ),
    );
    return true;
  }

  /** Cancels what runs and stops every node. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#queue = [];
    this.#head = 0;
    for (const actor of this.#actors.values()) {
      for (const cancel of [...actor.timers]) cancel();
      try {
        await actor.code.stop?.(actor.context);
      } catch (error) {
        this.#logError(actor, error);
      }
    }
  }

  #createActor(node: HubGraph['nodes'][number], code: HubNode<unknown>): Actor {
    const properties: Record<string, JsonValue> = { ...node.properties };
    const timers = new Set<() => void>();
    const schedule = (call: () => unknown, arm: (fire: () => void) => () => void): (() => void) => {
      const fire = () =>
        this.#hold(() => {
          try {
            // A timer's call may be asynchronous though its type does not say so; its failure is the node's, too.
            const pending: unknown = call();
            if (pending instanceof Promise) pending.catch((error: unknown) => this.#logError(actor, error));
          } catch (error) {
            this.#logError(actor, error);
          }
        });
      const disarm = arm(fire);
      const cancel = () => {
        disarm();
        timers.delete(cancel);
      };
      timers.add(cancel);
      return cancel;
    };
    const context: HubNodeContext<unknown> = {
      nodeId: node.id,
      placement: node.placement,
      properties,
      state: code.createState?.(),
      signal: this.#abort.signal,
      emit: (port, value) => this.#emit(actor, port, value),
      log: (text, level = 'info') => this.#options.onLog?.({ node: node.id, level, text }),
      now: this.#now,
      date: () => new Date(),
      sleep: (delayMs, signal) => setTimeoutAsync(delayMs, undefined, { signal }),
      run: (name, work) => {
        this.#run(actor, 'receive', name, this.#now(), () =>
          work({ signal: this.#abort.signal, report: () => undefined }),
        );
      },
      services: this.#options.services,
      after: (delayMs, call) => {
        const cancel: () => void = schedule(
          () => {
            timers.delete(cancel);
            return call();
          },
          fire => {
            const timer = setTimeout(fire, delayMs);
            return () => clearTimeout(timer);
          },
        );
        return cancel;
      },
      every: (periodMs, call) =>
        schedule(call, fire => {
          const timer = setInterval(fire, Math.max(1, periodMs));
          return () => clearInterval(timer);
        }),
    };
    const actor: Actor = {
      id: node.id,
      code,
      context,
      properties,
      targets: new Map(),
      inputs: new Set(node.inputs),
      outputs: new Set(node.outputs),
      timers,
      waiting: [],
      awaited: 0,
    };
    return actor;
  }

  #target(to: HubGraph['wires'][number]['to'], coercion: Coercion | undefined): Target | null {
    if ('channel' in to) return { kind: 'channel', channel: to.channel, coercion };
    const actor = this.#actors.get(to.node);
    return actor === undefined ? null : { kind: 'node', actor, port: to.port, coercion };
  }

  #emit(actor: Actor, port: string, value: JsonValue): void {
    if (this.#abort.signal.aborted) return;
    checkSendable(actor, port, value);
    this.#options.onValue?.(actor.id, port, value, this.#now());
    const targets = actor.targets.get(port);
    if (targets === undefined) return;
    for (const target of targets) {
      const coerced = target.coercion === undefined ? value : applyCoercion(target.coercion, value);
      if (target.kind === 'channel') this.#options.sendChannel(target.channel, coerced);
      else this.#enqueue(target.actor, target.port, coerced);
    }
    // Emitted after an await: nobody else drains the queue. The handler's own turn ends first.
    if (!this.#isDraining) queueMicrotask(() => this.#drain());
  }

  #deliver(actor: Actor, port: string, value: JsonValue): void {
    if (this.#abort.signal.aborted) return;
    this.#enqueue(actor, port, value);
    this.#drain();
  }

  #enqueue(actor: Actor, port: string, value: JsonValue): void {
    if (this.#queue.length - this.#head >= queueLimit) {
      this.#head++;
      this.#countDrop(actor);
    }
    this.#queue.push({ actor, port, value, queuedAtMs: this.#now() });
  }

  #countDrop(actor: Actor): void {
    if (this.#dropped++ % 1000 === 0) {
      this.#options.onLog?.({
        node: actor.id,
        level: 'warning',
        text: `${this.#dropped} messages dropped: the queue is full`,
      });
    }
  }

  /** Runs something to its end before anything that it emits is delivered. */
  #hold(work: () => void): void {
    const wasDraining = this.#isDraining;
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
    const startedAtMs = performance.now();
    let delivered = 0;
    try {
      for (let message = this.#queue[this.#head]; message !== undefined; message = this.#queue[this.#head]) {
        if (++delivered % 256 === 0 && performance.now() - startedAtMs > turnMs) {
          setImmediate(() => this.#drain());
          break;
        }
        this.#head++;
        if (this.#head === this.#queue.length || this.#head > 4096) {
          this.#queue.splice(0, this.#head);
          this.#head = 0;
        }
        if (message.actor.awaited === 0) this.#handle(message);
        else this.#keepWaiting(message);
      }
    } finally {
      this.#isDraining = false;
    }
  }

  #keepWaiting(message: Message): void {
    const { actor } = message;
    if (actor.waiting.length >= queueLimit) {
      actor.waiting.shift();
      this.#countDrop(actor);
    }
    actor.waiting.push(message);
  }

  #handle(message: Message): void {
    const { actor, port, value } = message;
    this.#options.onValue?.(actor.id, port, value, this.#now());
    this.#run(actor, 'receive', port, message.queuedAtMs, () =>
      actor.code.receive?.(port, value, actor.context, {
        signal: this.#abort.signal,
        report: () => undefined,
      }),
    );
  }

  #run(
    actor: Actor,
    kind: 'start' | 'receive' | 'changed',
    port: string,
    queuedAtMs: number,
    call: () => unknown,
  ): void {
    const startedAtMs = this.#now();
    const end = (outcome: HubSpan['outcome'], detail: string | null) => {
      if (kind !== 'receive') return;
      this.#options.onSpan?.({
        node: actor.id,
        port,
        queuedAtMs,
        startedAtMs,
        endedAtMs: this.#now(),
        outcome,
        detail,
      });
    };
    let pending: unknown;
    try {
      pending = call();
    } catch (error) {
      this.#logError(actor, error);
      end('failed', messageOf(error));
      return;
    }
    if (!(pending instanceof Promise)) {
      end('done', null);
      return;
    }
    actor.awaited++;
    pending
      .then(
        () => end('done', null),
        (error: unknown) => {
          const isCancelled = this.#abort.signal.aborted;
          if (!isCancelled) this.#logError(actor, error);
          end(isCancelled ? 'cancelled' : 'failed', messageOf(error));
        },
      )
      .finally(() => this.#free(actor));
  }

  #free(actor: Actor): void {
    actor.awaited--;
    while (actor.awaited === 0 && !this.#abort.signal.aborted) {
      const next = actor.waiting.shift();
      if (next === undefined) break;
      this.#handle(next);
    }
    this.#drain();
  }

  #logError(actor: Actor, error: unknown): void {
    this.#options.onLog?.({ node: actor.id, level: 'error', text: messageOf(error) });
  }
}

/** As on the device: what could not travel is the sender's mistake, at the place where it is made. */
function checkSendable(actor: Actor, port: string, value: JsonValue): void {
  if (!actor.outputs.has(port)) throw new RangeError(`no output ${port}`);
  if (inspectJson(value).kind !== 'ok') throw new RangeError(`the value for ${port} is no JSON`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
