import type { z } from 'zod';
import type { Placement } from '../core/document/profile.ts';

/** What travels on a wire, as JSON. See `portTypeSchema` for how each kind of value is written. */
export type JsonValue = z.infer<ReturnType<typeof z.json>>;

/** Stops a timer of {@link HubCaller.after} or {@link HubCaller.every}. Calling it again does nothing. */
export type CancelTimer = () => void;

/** What a call of a model cost; it goes into the span of the message that caused it. */
export interface CallUsage {
  readonly provider: string;
  readonly model: string;
  readonly region: string | null;
  /** True where nothing left this computer. */
  readonly isOffline: boolean;
  /** Milliseconds from the call to the first piece of the answer; null where none came. */
  readonly firstMs: number | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Null where no price is known. */
  readonly costYuan: number | null;
  /** Code of the error that ended it, of the error catalogue; absent where it went well. */
  readonly failure?: string | undefined;
}

/** How one message is being handled. */
export interface HubMessage {
  /**
   * Aborts when the program stops, the node's deadline passes, or a message on an interrupting input comes. After a
   * deadline (a `TimeoutError`) the handler may still emit what it has instead, for a quarter of a second; after an
   * interruption nothing.
   */
  readonly signal: AbortSignal;
  /** Adds a call to the message's span. */
  report(usage: CallUsage): void;
}

/** A running node as the services of the hub see it: who calls, and the time that it lives in. */
export interface HubCaller {
  /** The node's id in the profile. */
  readonly nodeId: string;
  /** Where the profile puts it: `hub` must not need the network, `cloud` may. */
  readonly placement: Placement;
  /** Aborts when the program stops. Hand it to everything that takes long. */
  readonly signal: AbortSignal;
  /** Writes a line to the kit's log, under the node's name. */
  log(text: string, level?: 'debug' | 'info' | 'warning' | 'error'): void;
  /** Milliseconds since the program started; never goes back. */
  now(): number;
  /** The date and time of day of the hub. In a scenario it is the scenario's, so never ask the computer's own clock. */
  date(): Date;
  /** Resolves after a time of the hub's clock; rejects where the signal aborts before. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
  /**
   * Calls once after `delayMs`; not when the program stopped before. The call belongs to the message in whose handling
   * it was set: it comes also when that was interrupted meanwhile, but what it emits is dropped then. Something that
   * shall outlive its message, an alarm for example, begins with {@link run}.
   */
  after(delayMs: number, call: () => void): CancelTimer;
  /** Calls again and again, first after `periodMs`, until cancelled or the program stops; else like {@link after}. */
  every(periodMs: number, call: () => void): CancelTimer;
  /**
   * Runs work of this node outside a message, under the same rules: it can be cancelled, has a span (its port is
   * `name`), and what it emits belongs to it. Messages do not wait for it. For things that begin by themselves (an
   * alarm, first words) and for work that goes on while newer messages come (looking at the newest of many pictures).
   */
  run(name: string, work: (message: HubMessage) => Promise<void>): void;
}
