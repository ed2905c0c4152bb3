import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { HubNode, JsonValue } from '../../sdk/hub-node.ts';
import { Hub } from '../hub/hub.ts';
import { SteppedClock, untilTimeOfDay } from '../hub/hub-clock.ts';
import {
  type CreateHubServices,
  createNoServices,
  noDevice,
  type RunningServices,
} from '../hub/hub-services.ts';
import { hubAtRest, passHubTime } from './hub-at-rest.ts';
import { type ScenarioKit, SeenValues } from './scenario-kit.ts';

export interface HubKitOptions {
  readonly graph: HubGraph;
  /** Code of each node type that the graph uses. */
  readonly nodes: ReadonlyMap<string, HubNode<unknown>>;
  readonly createServices?: CreateHubServices;
  /** What the clock shows at the start; absent: now. */
  readonly startsAt?: Date;
}

/**
 * Hub nodes alone, in stepped time: for behaviours of nodes that run nowhere else. Time stands still while a handler is
 * at work, so that it takes no time of the scenario, however long a server or a disk lets it wait.
 */
export class HubKit implements ScenarioKit {
  readonly seen = new SeenValues();
  readonly #hub: Hub;
  readonly #clock: SteppedClock;
  readonly #services: RunningServices;
  readonly #states: Map<string, Record<string, JsonValue>>;

  static async start(options: HubKitOptions): Promise<HubKit> {
    const { createServices = createNoServices, graph, startsAt = new Date() } = options;
    const clock = new SteppedClock(startsAt);
    const states = new Map<string, Record<string, JsonValue>>();
    const log = (node: string, level: string, text: string) =>
      void states.set(node, { log: `${level} ${text}` });
    const services = await createServices({ kitId: 'scenario', graph, device: noDevice, clock, log });
    return new HubKit(options, clock, services, states);
  }

  private constructor(
    { graph, nodes }: HubKitOptions,
    clock: SteppedClock,
    services: RunningServices,
    states: Map<string, Record<string, JsonValue>>,
  ) {
    this.#clock = clock;
    this.#services = services;
    this.#states = states;
    this.#hub = new Hub({
      services: services.services,
      graph,
      nodes,
      clock,
      sendChannel: () => undefined,
      onValue: (node, port, value) => this.seen.add({ node, port, value, atMs: this.nowMs }),
      onLog: ({ node, level, text }) => states.set(node, { log: `${level} ${text}` }),
    });
    this.#hub.start();
  }

  get nowMs(): number {
    return this.#clock.nowMs();
  }

  control(node: string): void {
    throw new RangeError(`${node} runs on the hub and has no controls`);
  }

  send(node: string, port: string, value: JsonValue): void {
    if (!this.#hub.send(node, port, value)) throw new RangeError(`no input ${node}.${port}`);
  }

  set(node: string, property: string, value: JsonValue): void {
    if (!this.#hub.setProperty(node, property, value))
      throw new RangeError(`no property ${node}.${property} that takes this value`);
  }

  state(node: string): Readonly<Record<string, JsonValue>> | undefined {
    return this.#states.get(node);
  }

  async wait(toMs: number, isDone: () => boolean): Promise<void> {
    await hubAtRest(this.#hub);
    await passHubTime({ clock: this.#clock, toMs, isDone, rest: () => hubAtRest(this.#hub) });
  }

  async waitUntilTimeOfDay(timeOfDay: string, isDone: () => boolean): Promise<void> {
    await hubAtRest(this.#hub);
    await this.wait(this.nowMs + untilTimeOfDay(this.#clock.date(), timeOfDay), isDone);
  }

  async dispose(): Promise<void> {
    await this.#hub.stop();
    await this.#services.dispose();
  }
}
