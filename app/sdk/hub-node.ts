import type { z } from 'zod';

export { printValue } from '../core/ports/apply-coercion.ts';

/** What travels on a wire, as JSON. See `portTypeSchema` for how each kind of value is written. */
export type JsonValue = z.infer<ReturnType<typeof z.json>>;

/** Stops a timer of {@link HubNodeContext.after} or {@link HubNodeContext.every}. Calling it again does nothing. */
export type CancelTimer = () => void;

/** What a hub node sees of the world: its properties, its state, and how it speaks. One context per running node. */
export interface HubNodeContext<State = undefined> {
  /** The node's id in the profile. */
  readonly nodeId: string;
  /** Property id → value, defaults filled in. A live change is seen here before {@link HubNode.changed} is called. */
  readonly properties: Readonly<Record<string, JsonValue>>;
  /** What {@link HubNode.createState} made for this node. */
  readonly state: State;
  /** Aborts when the program stops. Hand it to everything that takes long. */
  readonly signal: AbortSignal;
  /** Puts a value on an output. It joins the hub's queue; it is delivered after the current message. */
  emit(port: string, value: JsonValue): void;
  /** Writes a line to the kit's log, under the node's name. */
  log(text: string, level?: 'debug' | 'info' | 'warning' | 'error'): void;
  /** Milliseconds since the program started; never goes back. */
  now(): number;
  /** Calls once after `delayMs`; not when the program stopped before. */
  after(delayMs: number, call: () => void): CancelTimer;
  /** Calls again and again, first after `periodMs`, until cancelled or the program stops. */
  every(periodMs: number, call: () => void): CancelTimer;
}

/**
 * The code of a node that runs on the hub: the default export of its `node.host.ts`.
 *
 * A message runs `receive` to the end; while it awaits, other nodes go on and further messages of this node wait.
 * What `start` or `receive` throws is logged under the node's name; the program goes on.
 */
export interface HubNode<State = undefined> {
  /** Makes what one running node remembers. Called once, before `start`. */
  createState?(): State;
  start?(context: HubNodeContext<State>): void | Promise<void>;
  /** A message on the input `port`. The value has the type that the node's definition declares. */
  receive?(port: string, value: JsonValue, context: HubNodeContext<State>): void | Promise<void>;
  /** A live property was changed; `context.properties` already has the new value. */
  changed?(property: string, value: JsonValue, context: HubNodeContext<State>): void | Promise<void>;
  /** The program stops. Timers are already cancelled and `context.signal` is aborted. */
  stop?(context: HubNodeContext<State>): void | Promise<void>;
}

/** Types a hub node and marks it for the loader. */
export function defineHubNode<State = undefined>(node: HubNode<State>): HubNode<State> {
  return node;
}

/** Reads a text property; other types are printed as JSON, a missing one is empty. */
export function textProperty(context: Pick<HubNodeContext<unknown>, 'properties'>, id: string): string {
  const value = context.properties[id];
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Reads a number property; `fallback` where it is missing or no finite number. */
export function numberProperty(
  context: Pick<HubNodeContext<unknown>, 'properties'>,
  id: string,
  fallback: number,
): number {
  const value = context.properties[id];
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}
