import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { CallUsage, HubNode, HubServices, JsonValue } from '../../sdk/hub-node.ts';
import type { HubClock } from './hub-clock.ts';

/** How one message went through one node. Times in milliseconds of the hub's clock. */
export interface HubSpan {
  readonly node: string;
  readonly port: string;
  readonly queuedAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** `cancelled`: interrupted, or the program stopped. A deadline that passed is a failure. */
  readonly outcome: 'done' | 'failed' | 'cancelled';
  readonly detail: string | null;
  /** Calls of models that the message caused, in the order in which they were reported. */
  readonly calls: readonly CallUsage[];
}

export interface HubLogLine {
  readonly node: string;
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly text: string;
}

/** Says whether what a value came of was interrupted meanwhile; a value that still waits is then not sent. */
export interface Recallable {
  readonly isCancelled: boolean;
}

/** What the hub needs from outside. */
export interface HubOptions {
  readonly graph: HubGraph;
  /** Code of each node type that the graph uses. */
  readonly nodes: ReadonlyMap<string, HubNode<unknown>>;
  /** Sends a value down to the device. `cause` is null where nothing can call the value back. */
  readonly sendChannel: (channel: number, value: JsonValue, cause: Recallable | null) => void;
  readonly onValue?: (node: string, port: string, value: JsonValue, atMs: number) => void;
  readonly onSpan?: (span: HubSpan) => void;
  readonly onLog?: (line: HubLogLine) => void;
  /** A node was interrupted: all that came of its earlier messages is cancelled already. */
  readonly onInterrupt?: (node: string) => void;
  /** Models, agents, speech, vision and tools. */
  readonly services: HubServices;
  /** The time that nodes live in; the default is the computer's own. */
  readonly clock?: HubClock;
}
