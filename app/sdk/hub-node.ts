import type { HubCaller, HubMessage, JsonValue } from './hub-caller.ts';
import type { HubServices } from './hub-services.ts';

export { languageOf, mentions, mentionsSimplified, simplify } from '../core/language/mentions.ts';
export { printValue } from '../core/ports/apply-coercion.ts';
export type { Emotion } from '../core/ports/port-type.ts';
export * from './hub-caller.ts';
export * from './hub-services.ts';

/** What a hub node sees of the world: its properties, its state, and how it speaks. One context per running node. */
export interface HubNodeContext<State = undefined> extends HubCaller {
  /** Property id → value, defaults filled in. A live change is seen here before {@link HubNode.changed} is called. */
  readonly properties: Readonly<Record<string, JsonValue>>;
  /** What {@link HubNode.createState} made for this node. */
  readonly state: State;
  /** Puts a value on an output. It joins the hub's queue; it is delivered after the current message. */
  emit(port: string, value: JsonValue): void;
  /** Models, agents, speech, vision and tools of this hub. */
  readonly services: HubServices;
}

/**
 * The code of a node that runs on the hub: the default export of its `node.host.ts`.
 *
 * A message runs `receive` to the end; while it awaits, other nodes go on and further messages of this node wait. A
 * message on an input that `interrupts` does not wait: what runs is cancelled (its `message.signal` aborts and what it
 * still emits is dropped), with everything downstream that came of it.
 * What `start` or `receive` throws is logged under the node's name; the program goes on.
 */
export interface HubNode<State = undefined> {
  /** Makes what one running node remembers. Called once, before `start`. */
  createState?(): State;
  start?(context: HubNodeContext<State>): void | Promise<void>;
  /** A message on the input `port`. The value has the type that the node's definition declares. */
  receive?(
    port: string,
    value: JsonValue,
    context: HubNodeContext<State>,
    message: HubMessage,
  ): void | Promise<void>;
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
