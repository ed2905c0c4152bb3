import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { HubMessage, HubNode, HubNodeContext, HubServices, JsonValue } from '../../sdk/hub-node.ts';
import type { HubClock } from './hub-clock.ts';

/** What a context needs of the hub that it belongs to; everything here is already bound to its node. */
export interface ContextParts {
  readonly clock: HubClock;
  readonly services: HubServices;
  /** Aborts when the program stops. */
  readonly signal: AbortSignal;
  readonly emit: (port: string, value: JsonValue) => void;
  readonly log: (level: 'debug' | 'info' | 'warning' | 'error', text: string) => void;
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly run: (name: string, work: (message: HubMessage) => Promise<void>) => void;
  /** Makes a timer's call one of the node, for what is at work while the timer is set. */
  readonly own: (call: () => void) => () => void;
  /** Timers that are set, for the end of the program. */
  readonly timers: Set<() => void>;
}

/** The world of one running node. */
export function createContext(
  node: HubGraph['nodes'][number],
  code: HubNode<unknown>,
  properties: Readonly<Record<string, JsonValue>>,
  parts: ContextParts,
): HubNodeContext<unknown> {
  const { clock, timers } = parts;
  return {
    nodeId: node.id,
    placement: node.placement,
    properties,
    state: code.createState?.(),
    signal: parts.signal,
    services: parts.services,
    emit: parts.emit,
    log: (text, level = 'info') => parts.log(level, text),
    now: () => clock.nowMs(),
    date: () => clock.date(),
    sleep: parts.sleep,
    run: parts.run,
    after: (delayMs, call) => {
      if (parts.signal.aborted) return () => undefined;
      const fire = parts.own(call);
      const disarm = clock.after(delayMs, () => {
        timers.delete(cancel);
        fire();
      });
      const cancel = () => {
        disarm();
        timers.delete(cancel);
      };
      timers.add(cancel);
      return cancel;
    },
    every: (periodMs, call) => {
      if (parts.signal.aborted) return () => undefined;
      const fire = parts.own(call);
      const period = Math.max(1, periodMs);
      let dueMs = clock.nowMs();
      let disarm: () => void = () => undefined;
      const arm = () => {
        // From due time to due time, so that it does not drift; what was missed is not made up for.
        dueMs = Math.max(dueMs + period, clock.nowMs());
        disarm = clock.after(dueMs - clock.nowMs(), () => {
          arm();
          fire();
        });
      };
      const cancel = () => {
        disarm();
        timers.delete(cancel);
      };
      timers.add(cancel);
      arm();
      return cancel;
    },
  };
}
