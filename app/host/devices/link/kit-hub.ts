import type { HubGraph } from '../../../core/compiler/bundle.ts';
import type { HubBridge, JsonValue, RunningHub, StartHub } from '../hub-bridge.ts';

/** The hub nodes of one kit: started at most once for a program, and stopped also where they were just starting. */
export class KitHub {
  readonly #start: StartHub;
  readonly #bridge: HubBridge;
  #running: RunningHub | null = null;
  /** Changes with every start and stop, so that a start that comes too late is known as such. */
  #turn = 0;
  #isWanted = false;

  constructor(start: StartHub, bridge: HubBridge) {
    this.#start = start;
    this.#bridge = bridge;
  }

  /** Does nothing where the hub runs or starts already, or where the graph has no hub nodes. */
  async start(graph: HubGraph): Promise<void> {
    if (this.#isWanted || graph.nodes.length === 0) return;
    this.#isWanted = true;
    const turn = ++this.#turn;
    const hub = await this.#start(graph, this.#bridge);
    if (turn === this.#turn) this.#running = hub;
    else await hub.stop();
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#turn++;
    const hub = this.#running;
    this.#running = null;
    await hub?.stop();
  }

  receive(channel: number, value: JsonValue): void {
    this.#running?.receive(channel, value);
  }

  send(node: string, port: string, value: JsonValue): boolean {
    return this.#running?.send(node, port, value) ?? false;
  }

  setProperty(node: string, property: string, value: JsonValue): boolean {
    return this.#running?.setProperty(node, property, value) ?? false;
  }
}
