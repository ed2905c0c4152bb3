import type { HubGraph } from '../../../core/compiler/bundle.ts';
import type { HubBridge, JsonValue, RunningHub, StartHub } from '../hub-bridge.ts';

/** How long stopping may take. A hub node that takes longer is left behind, unheard. */
const stopTimeoutMs = 2_000;

/**
 * The hub nodes of one kit: started at most once for a program, and stopped also where they were just starting. What
 * a stopped hub still says reaches nobody.
 */
export class KitHub {
  readonly #start: StartHub;
  readonly #bridge: HubBridge;
  readonly #onTrouble: (text: string) => void;
  #running: RunningHub | null = null;
  /** Changes with every start and stop, so that a start that comes too late is known as such. */
  #turn = 0;
  #isWanted = false;
  #nodes: ReadonlySet<string> = new Set();

  /** `onTrouble` hears of what went wrong while stopping. */
  constructor(start: StartHub, bridge: HubBridge, onTrouble: (text: string) => void) {
    this.#start = start;
    this.#onTrouble = onTrouble;
    this.#bridge = bridge;
  }

  /** Does nothing where the hub runs or starts already, or where the graph has no hub nodes. */
  async start(graph: HubGraph): Promise<void> {
    if (this.#isWanted || graph.nodes.length === 0) return;
    this.#isWanted = true;
    this.#nodes = new Set(graph.nodes.map(({ id }) => id));
    const turn = ++this.#turn;
    const hub = await this.#start(
      graph,
      this.#bridgeWhile(() => turn === this.#turn),
    );
    if (turn === this.#turn) this.#running = hub;
    else await this.#stopInTime(hub);
  }

  /** Never rejects, and takes two seconds at most; what went wrong is logged. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#turn++;
    const hub = this.#running;
    this.#running = null;
    if (hub !== null) await this.#stopInTime(hub);
  }

  /** True where the node runs here and not on the device. */
  has(node: string): boolean {
    return this.#running !== null && this.#nodes.has(node);
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

  async #stopInTime(hub: RunningHub): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new Error(`not done after ${stopTimeoutMs / 1000} seconds`)),
      stopTimeoutMs,
    );
    try {
      // As a promise of its own, so that a stop that throws at once ends like one that rejects.
      await Promise.race([Promise.resolve().then(() => hub.stop()), late]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#onTrouble(`The hub nodes did not stop: ${reason}`);
    } finally {
      clearTimeout(timer);
    }
  }

  #bridgeWhile(isCurrent: () => boolean): HubBridge {
    const { device, kitId, onInterrupt, onLog, onValue, sendChannel } = this.#bridge;
    return {
      kitId,
      device: {
        send: (...value) => {
          if (isCurrent()) device.send(...value);
        },
        latest: device.latest,
      },
      sendChannel: (...value) => {
        if (isCurrent()) sendChannel(...value);
      },
      onInterrupt: node => {
        if (isCurrent()) onInterrupt?.(node);
      },
      onValue: (...value) => {
        if (isCurrent()) onValue(...value);
      },
      // Why a stopping node is in trouble is worth reading.
      onLog,
    };
  }
}
