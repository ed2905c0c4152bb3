import type { z } from 'zod';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { Recallable } from '../hub/hub-options.ts';
import type { DeviceAccess } from '../hub/hub-services.ts';

/** What travels on a wire, as JSON. */
export type JsonValue = z.infer<ReturnType<typeof z.json>>;

/** What a hub says to the kit that it belongs to. */
export interface HubBridge {
  readonly kitId: string;
  /** The device itself, for tools that read its sensors and move its actuators. */
  readonly device: DeviceAccess;
  /**
   * Sends a value down a channel to the device. Never throws; what cannot be sent is counted as dropped. What still
   * waits when its `cause` is cancelled is not sent any more.
   */
  readonly sendChannel: (channel: number, value: JsonValue, cause?: Recallable | null) => void;
  /** A value on a port of a hub node, for watchers. `atMs` is the hub's own clock. */
  readonly onValue: (node: string, port: string, value: JsonValue, atMs: number) => void;
  readonly onLog: (line: {
    readonly node: string;
    readonly level: 'debug' | 'info' | 'warning' | 'error';
    readonly text: string;
  }) => void;
  /** A hub node was interrupted: what came of its earlier messages is over, also where the device plays it. */
  readonly onInterrupt?: (node: string) => void;
}

/** The hub nodes of a program that runs. */
export interface RunningHub {
  /** A value that the device sent up a channel. */
  receive(channel: number, value: JsonValue): void;
  /** Puts a value on an input of a hub node. False where the hub has no such node or input. */
  send(node: string, port: string, value: JsonValue): boolean;
  /** Changes a live property of a hub node. False where the hub has no such node or property, or the value does not fit. */
  setProperty(node: string, property: string, value: JsonValue): boolean;
  /** How many messages were dropped because too many waited. */
  readonly dropped?: number;
  stop(): void | Promise<void>;
}

/** Starts the hub nodes of a program. Called once its device part runs. */
export type StartHub = (graph: HubGraph, bridge: HubBridge) => RunningHub | Promise<RunningHub>;
