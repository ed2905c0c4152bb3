import type { Compilation } from '../../core/compiler/bundle.ts';
import type { DeviceFrame, HostFrame } from '../../core/link/frame.ts';
import type { HubNode, JsonValue } from '../../sdk/hub-node.ts';
import type { Bundle } from '../build/bundle-writer.ts';
import type { DeviceLoader } from '../build/device-sources.ts';
import { FrameDecoder } from '../devices/link/frame-decoder.ts';
import { encodeHostFrame } from '../devices/link/frame-link.ts';
import { Hub } from '../hub/hub.ts';
import { noServices } from '../hub/hub-services.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';
import { createFlashImage } from './flash-image.ts';
import { type ScenarioKit, SeenValues } from './scenario-kit.ts';

export interface SteppedKitOptions {
  readonly bundle: Bundle;
  readonly compilation: Compilation;
  readonly loader: DeviceLoader;
  /** What `sys.implementation._machine` says. */
  readonly machine?: string;
  /** Code of each hub node type that the compilation uses. */
  readonly hubNodes?: ReadonlyMap<string, HubNode<unknown>>;
  /**
   * Channel number → device output that it observes: channels that the compilation does not know, added to its graph so
   * that nothing is missed. Without it all ports are watched, as a live session does.
   */
  readonly observed?: ReadonlyMap<number, { readonly node: string; readonly port: string }>;
}

/** How finely time is cut while something is waited for. */
const stepMs = 5;
/** The program must say hello within this time of the board. */
const bootLimitMs = 5_000;
/** Watched values come as soon as the board can send them. */
const watchRateHz = 1_000;

/** The program did not come up, or stopped; `output` is what the board printed. */
export class KitStoppedError extends Error {
  override readonly name = 'KitStoppedError';

  constructor(what: string, output: string) {
    super(`${what}${output === '' ? '' : `\n${output}`}`);
  }
}

/**
 * A program on a virtual board whose time is stepped, with its hub: the same inputs at the same times give the same
 * outputs. Hub nodes take no time of the board; their own timers run in real time.
 */
export class SteppedKit implements ScenarioKit {
  readonly seen = new SeenValues();
  /** What the runtime reported as faults, oldest first. */
  readonly faults: Extract<DeviceFrame, { t: 'fault' }>[] = [];
  /** Log lines of device and hub: `level node: text`. */
  readonly log: string[] = [];
  readonly #board: VirtualBoard;
  readonly #options: SteppedKitOptions;
  readonly #states = new Map<string, Record<string, JsonValue>>();
  readonly #decoder: FrameDecoder;
  #hub: Hub | null = null;
  #helloAtMs: number | null = null;
  #printed = '';

  /** Boots the program and waits for its hello. Rejects with {@link KitStoppedError}. */
  static async start(options: SteppedKitOptions): Promise<SteppedKit> {
    const board = await VirtualBoard.create({
      boardId: 'virtual-kit',
      clock: 'stepped',
      files: createFlashImage(options.bundle, options.loader),
      attached: options.compilation.peripherals,
      ...(options.machine !== undefined && { machine: options.machine }),
    });
    const kit = new SteppedKit(board, options);
    try {
      await kit.#boot();
    } catch (error) {
      await kit.dispose();
      throw error;
    }
    return kit;
  }

  private constructor(board: VirtualBoard, options: SteppedKitOptions) {
    this.#board = board;
    this.#options = options;
    this.#decoder = new FrameDecoder({
      onFrame: frame => this.#onFrame(frame),
      onText: text => {
        this.#printed = (this.#printed + text).slice(-8_192);
      },
    });
    board.onData(bytes => this.#decoder.push(bytes));
    board.onDidChangeState(states => {
      for (const { id, state } of states) this.#states.set(id, state);
    });
    if (options.observed === undefined) this.#write({ t: 'watch', ports: 'all', rateHz: watchRateHz });
  }

  get nowMs(): number {
    return this.#board.nowMs - (this.#helloAtMs ?? 0);
  }

  /** What the board printed beside frames. */
  get printed(): string {
    return this.#printed;
  }

  control(node: string, control: string, value: JsonValue): void {
    this.#board.control(node, control, value);
  }

  send(node: string, port: string, value: JsonValue): void {
    if (this.#hub?.send(node, port, value) === true) return;
    this.#write({ t: 'send', n: node, p: port, v: value });
  }

  set(node: string, property: string, value: JsonValue): void {
    if (this.#hub?.setProperty(node, property, value) === true) return;
    this.#write({ t: 'set', n: node, k: property, v: value });
  }

  state(node: string): Readonly<Record<string, JsonValue>> | undefined {
    return this.#states.get(node);
  }

  async wait(toMs: number, isDone: () => boolean): Promise<void> {
    await this.#advance(0);
    while (this.nowMs < toMs && !isDone()) await this.#advance(Math.min(stepMs, toMs - this.nowMs));
  }

  async dispose(): Promise<void> {
    await this.#hub?.stop();
    await this.#board.dispose();
  }

  async #boot(): Promise<void> {
    await this.#advance(0);
    while (this.#helloAtMs === null) {
      if (this.#board.nowMs >= bootLimitMs)
        throw new KitStoppedError('The program said nothing.', this.#printed);
      await this.#advance(stepMs);
    }
    const { compilation, hubNodes } = this.#options;
    if (hubNodes !== undefined && compilation.hub.nodes.length > 0) {
      this.#hub = new Hub({
        services: noServices,
        graph: compilation.hub,
        nodes: hubNodes,
        now: () => this.nowMs,
        sendChannel: (channel, value) => this.#write({ t: 'emit', c: channel, v: value }),
        onValue: (node, port, value) => this.seen.add({ node, port, value, atMs: this.nowMs }),
        onLog: ({ node, level, text }) => {
          this.log.push(`${level} ${node}: ${text}`);
          this.#states.set(node, { log: `${level} ${text}` });
        },
      });
      this.#hub.start();
    }
    for (const { id, state } of this.#board.states()) this.#states.set(id, state);
    await this.#advance(0);
  }

  async #advance(ms: number): Promise<void> {
    await this.#board.advance(ms);
    // Hub nodes may await; what they then send belongs to the present time.
    await new Promise(resolve => setImmediate(resolve));
    if (!this.#board.isPowered) throw new KitStoppedError('The board has no power.', this.#printed);
    if (/Traceback \(most recent call last\)|^>>> /m.test(this.#printed)) {
      throw new KitStoppedError('The program has stopped.', this.#printed);
    }
  }

  #onFrame(frame: DeviceFrame): void {
    switch (frame.t) {
      case 'hello':
        this.#helloAtMs ??= this.#board.nowMs;
        return;
      case 'emit': {
        const observed = this.#options.observed?.get(frame.c);
        if (observed === undefined) this.#hub?.receive(frame.c, frame.v);
        else this.seen.add({ ...observed, value: frame.v, atMs: frame.ms });
        return;
      }
      case 'value':
        for (const [node, port, value, atMs] of frame.v) this.seen.add({ node, port, value, atMs });
        return;
      case 'fault':
        this.faults.push(frame);
        return;
      case 'log':
        this.log.push(`${frame.level} ${frame.n ?? '-'}: ${frame.m}`);
        return;
      case 'set':
        if (!frame.ok) this.log.push(`error ${frame.n}: ${frame.k} was refused: ${frame.error ?? ''}`);
        return;
      default:
        return;
    }
  }

  #write(frame: HostFrame): void {
    this.#board.write(encodeHostFrame(frame));
  }
}
