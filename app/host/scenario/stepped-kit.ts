import type { Compilation, HubGraph } from '../../core/compiler/bundle.ts';
import type { DeviceFrame, HostFrame } from '../../core/link/frame.ts';
import type { HubNode, JsonValue } from '../../sdk/hub-node.ts';
import type { Bundle } from '../build/bundle-writer.ts';
import type { DeviceLoader } from '../build/device-sources.ts';
import { FrameDecoder } from '../devices/link/frame-decoder.ts';
import { encodeHostFrame } from '../devices/link/frame-link.ts';
import { Hub } from '../hub/hub.ts';
import { SteppedClock, untilTimeOfDay } from '../hub/hub-clock.ts';
import { type CreateHubServices, createNoServices, type RunningServices } from '../hub/hub-services.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';
import { createFlashImage } from './flash-image.ts';
import { hubAtRest, passHubTime } from './hub-at-rest.ts';
import { type ScenarioKit, SeenValues } from './scenario-kit.ts';

export interface SteppedKitOptions {
  readonly bundle: Bundle;
  readonly compilation: Compilation;
  readonly loader: DeviceLoader;
  /** What `sys.implementation._machine` says. */
  readonly machine?: string;
  /** Code of each hub node type that the compilation uses. */
  readonly hubNodes?: ReadonlyMap<string, HubNode<unknown>>;
  /** Models, agents and so on for hub nodes; absent: none. */
  readonly createServices?: CreateHubServices;
  /** What the hub's clock shows at the start; absent: now. */
  readonly startsAt?: Date;
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
/** Device and hub may answer each other so often without time passing; then time goes on all the same. */
const mostExchanges = 100;
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
 * outputs. Hub nodes live in the board's time and take none of it: it stands still while one of them is at work.
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
  readonly #clock: SteppedClock;
  /** What the device said while its time passed; heard once it stands still, so that no answer comes in between. */
  #heard: DeviceFrame[] = [];
  readonly #newest = new Map<string, JsonValue>();
  #hub: Hub | null = null;
  #services: RunningServices | null = null;
  /** Something was written that the board has not taken. */
  #hasWritten = false;
  /** What the hub's clock was moved on without the board. */
  #skippedMs = 0;
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
    this.#clock = new SteppedClock(options.startsAt ?? new Date());
    this.#decoder = new FrameDecoder({
      onFrame: frame => void this.#heard.push(frame),
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

  async waitUntilTimeOfDay(timeOfDay: string, isDone: () => boolean): Promise<void> {
    await this.#exchange();
    const clock = this.#clock;
    const toMs = clock.nowMs() + untilTimeOfDay(clock.date(), timeOfDay);
    await passHubTime({ clock, toMs, isDone, rest: () => this.#exchange() });
    this.#skippedMs = clock.nowMs() - this.nowMs;
  }

  async dispose(): Promise<void> {
    await this.#hub?.stop();
    await this.#services?.dispose();
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
      this.#hub = await this.#startHub(compilation.hub, hubNodes);
    }
    for (const { id, state } of this.#board.states()) this.#states.set(id, state);
    await this.#advance(0);
  }

  async #startHub(graph: HubGraph, nodes: ReadonlyMap<string, HubNode<unknown>>): Promise<Hub> {
    const { createServices = createNoServices } = this.#options;
    const log = (node: string, level: string, text: string) => {
      this.log.push(`${level} ${node}: ${text}`);
      this.#states.set(node, { log: `${level} ${text}` });
    };
    this.#services = await createServices({
      kitId: 'scenario',
      graph,
      clock: this.#clock,
      device: {
        send: (node, port, value) => this.#write({ t: 'send', n: node, p: port, v: value }),
        latest: (node, port) => this.#newest.get(`${node}\n${port}`),
      },
      log,
    });
    const hub = new Hub({
      services: this.#services.services,
      graph,
      nodes,
      clock: this.#clock,
      sendChannel: (channel, value) => this.#write({ t: 'emit', c: channel, v: value }),
      onValue: (node, port, value) => this.seen.add({ node, port, value, atMs: this.nowMs }),
      onLog: ({ node, level, text }) => log(node, level, text),
    });
    hub.start();
    return hub;
  }

  /** Lets the board's time pass, then the hub's. */
  async #advance(ms: number): Promise<void> {
    await this.#exchange();
    await this.#board.advance(ms);
    this.#hear();
    if (this.#helloAtMs !== null) this.#clock.advanceTo(this.nowMs + this.#skippedMs);
    await this.#exchange();
    if (!this.#board.isPowered) throw new KitStoppedError('The board has no power.', this.#printed);
    if (/Traceback \(most recent call last\)|^>>> /m.test(this.#printed)) {
      throw new KitStoppedError('The program has stopped.', this.#printed);
    }
  }

  /** Device and hub say what they have to say to each other at the present time. */
  async #exchange(): Promise<void> {
    for (let round = 0; round < mostExchanges; round++) {
      if (this.#hub !== null) await hubAtRest(this.#hub);
      if (!this.#hasWritten) return;
      this.#hasWritten = false;
      await this.#board.advance(0);
      this.#hear();
    }
  }

  #hear(): void {
    const frames = this.#heard;
    this.#heard = [];
    for (const frame of frames) this.#onFrame(frame);
  }

  #onFrame(frame: DeviceFrame): void {
    switch (frame.t) {
      case 'hello':
        this.#helloAtMs ??= this.#board.nowMs;
        return;
      case 'emit': {
        const observed = this.#options.observed?.get(frame.c);
        if (observed === undefined) this.#hub?.receive(frame.c, frame.v);
        else this.#see(observed.node, observed.port, frame.v, frame.ms);
        return;
      }
      case 'value':
        for (const [node, port, value, atMs] of frame.v) this.#see(node, port, value, atMs);
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

  #see(node: string, port: string, value: JsonValue, atMs: number): void {
    this.#newest.set(`${node}\n${port}`, value);
    this.seen.add({ node, port, value, atMs });
  }

  #write(frame: HostFrame): void {
    this.#hasWritten = true;
    this.#board.write(encodeHostFrame(frame));
  }
}
