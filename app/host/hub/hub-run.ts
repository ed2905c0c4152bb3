import type { Coercion } from '../../core/compiler/bundle.ts';
import type { CallUsage, HubMessage, HubNode, HubNodeContext, JsonValue } from '../../sdk/hub-node.ts';
import type { Cause, Epoch } from './cause.ts';
import type { HubSpan } from './hub-options.ts';

/** Where a value goes that a node emits. */
export type Target =
  | {
      readonly kind: 'node';
      readonly actor: Actor;
      readonly port: string;
      readonly coercion: Coercion | undefined;
    }
  | { readonly kind: 'channel'; readonly channel: number; readonly coercion: Coercion | undefined };

/** One value on its way to one input. */
export interface Message {
  readonly actor: Actor;
  readonly port: string;
  readonly value: JsonValue;
  /** What it came of; null where nothing can call it back. */
  readonly cause: Cause | null;
  readonly queuedAtMs: number;
}

/** A node that runs. */
export interface Actor {
  readonly id: string;
  readonly code: HubNode<unknown>;
  readonly context: HubNodeContext<unknown>;
  readonly properties: Record<string, JsonValue>;
  /** Every output → where it goes, in wire-id order. */
  readonly targets: Map<string, Target[]>;
  readonly inputs: ReadonlySet<string>;
  readonly interrupts: ReadonlySet<string>;
  readonly deadlineMs: number | null;
  readonly timers: Set<() => void>;
  /** Messages that came while an earlier one was being awaited. */
  readonly waiting: Message[];
  /** Runs whose handler has not settled, the newest last. */
  readonly unsettled: Run[];
  /** Runs for which its messages wait. */
  awaited: number;
  /** Since it was interrupted last; null where no input interrupts. */
  epoch: Epoch | null;
  /** Its handler goes on after it returns: it says so, or was seen to. */
  isAsync: boolean;
  /** For the next message whose handler ends at once. */
  spare: Run | null;
}

/** `receive` and `work` have spans; `work` and `timer` do not keep the node's messages waiting. */
export type RunKind = 'start' | 'receive' | 'changed' | 'work' | 'timer';

/**
 * One handler of one node at work, and what a handler sees of its message. Where the handler ends at once the hub uses
 * the same object for the node's next message, unless the handler took something of it along.
 */
export class Run implements HubMessage {
  readonly actor: Actor;
  readonly kind: RunKind;
  port: string;
  cause: Cause | null;
  queuedAtMs: number;
  startedAtMs: number;
  /** What it emits from now on reaches nobody, and its node's further messages do not wait for it. */
  isClosed = false;
  /** Its deadline has passed. */
  isLate = false;
  /** What its handler does after an `await` is known as its. */
  isScoped = false;
  /** Its handler has come to its end. */
  isSettled = false;
  /** Its span was told. */
  isTold = false;
  /** When its end was decided, where that was before its handler settled. */
  endedAtMs: number | null = null;
  /** How many sleeps on the hub's clock it waits for. */
  sleeps = 0;
  /** Stops the timer of its deadline, or of the time that it has left after that. */
  stopTimer: (() => void) | null = null;
  #controller: AbortController | null = null;
  #reason: unknown = null;
  #report: ((usage: CallUsage) => void) | null = null;
  #calls: CallUsage[] | null = null;

  constructor(actor: Actor, kind: RunKind, port: string, cause: Cause | null, nowMs: number) {
    this.actor = actor;
    this.kind = kind;
    this.port = port;
    this.cause = cause;
    this.queuedAtMs = nowMs;
    this.startedAtMs = nowMs;
  }

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#reason !== null) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  get report(): (usage: CallUsage) => void {
    this.#report ??= usage => {
      this.#calls ??= [];
      this.#calls.push(usage);
    };
    return this.#report;
  }

  /** How it went. `endedAtMs` is now, where its end was not decided earlier. */
  toSpan(endedAtMs: number, outcome: HubSpan['outcome'], detail: string | null): HubSpan {
    return {
      node: this.actor.id,
      port: this.port,
      queuedAtMs: this.queuedAtMs,
      startedAtMs: this.startedAtMs,
      endedAtMs: this.endedAtMs ?? endedAtMs,
      outcome,
      detail,
      calls: this.#calls ?? [],
    };
  }

  /** Why its signal aborted; null where it did not. */
  get reason(): unknown {
    return this.#reason;
  }

  /** True where nothing that it emits may be delivered. */
  get isSilenced(): boolean {
    return this.isClosed || this.cause?.isCancelled === true;
  }

  /** False where somebody may still hold on to a part of it. */
  get isReusable(): boolean {
    return this.#controller === null && this.#report === null && this.sleeps === 0;
  }

  /** False while it only lets the hub's time pass. */
  get isBusy(): boolean {
    return this.sleeps === 0 && !this.isLate;
  }

  /** True where the node's further messages wait for it. */
  get holdsNode(): boolean {
    return this.kind !== 'timer' && this.kind !== 'work';
  }

  abort(reason: unknown): void {
    this.#reason ??= reason;
    this.#controller?.abort(reason);
  }
}
