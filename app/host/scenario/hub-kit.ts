import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { HubNode, JsonValue } from '../../sdk/hub-node.ts';
import { Hub } from '../hub/hub.ts';
import { noServices } from '../hub/hub-services.ts';
import { type ScenarioKit, SeenValues } from './scenario-kit.ts';

/** Hub nodes alone, in real time: for behaviours of nodes that run nowhere else. */
export class HubKit implements ScenarioKit {
  readonly seen = new SeenValues();
  readonly #hub: Hub;
  readonly #startedAtMs = performance.now();
  readonly #states = new Map<string, Record<string, JsonValue>>();
  #wake: () => void = () => undefined;

  constructor(graph: HubGraph, nodes: ReadonlyMap<string, HubNode<unknown>>) {
    this.#hub = new Hub({
      services: noServices,
      graph,
      nodes,
      now: () => this.nowMs,
      sendChannel: () => undefined,
      onValue: (node, port, value) => {
        this.seen.add({ node, port, value, atMs: this.nowMs });
        this.#wake();
      },
      onLog: ({ node, level, text }) => {
        this.#states.set(node, { log: `${level} ${text}` });
        this.#wake();
      },
    });
    this.#hub.start();
  }

  get nowMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  control(node: string): void {
    throw new RangeError(`${node} runs on the hub and has no controls`);
  }

  send(node: string, port: string, value: JsonValue): void {
    if (!this.#hub.send(node, port, value)) throw new RangeError(`no input ${node}.${port}`);
  }

  set(node: string, property: string, value: JsonValue): void {
    if (!this.#hub.setProperty(node, property, value)) throw new RangeError(`no node ${node}`);
  }

  state(node: string): Readonly<Record<string, JsonValue>> | undefined {
    return this.#states.get(node);
  }

  async wait(toMs: number, isDone: () => boolean): Promise<void> {
    while (!isDone() && this.nowMs < toMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, toMs - this.nowMs);
      await promise;
      clearTimeout(timer);
    }
  }

  async dispose(): Promise<void> {
    await this.#hub.stop();
  }
}
